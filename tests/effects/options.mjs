// What the programs of this folder are told on the command line, and what all of them ask for first.
//
//     node PROGRAM.mjs ROOT [--part K/N] ...      ROOT: the source tree; of what is run, every Nth from the Kth on
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(process.argv[2]);
export const option = (name, fallback) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : fallback);

const [part, parts] = option("--part", "0/1").split("/").map(Number);
// The part of a list that is run: every Nth from the Kth on, or of every `every`.
export const share = (list, every = parts) => list.filter((one, index) => index % every === part % every);
export { parts };

// The major of the Node that is asked.
export const majorOf = (node) => Number(execFileSync(node, ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" }));

// The tier of each effect, by its name.
export const tiers = new Map();
for (const [, name, tier] of readFileSync(join(root, "rules/effect.def"), "utf8").matchAll(/X\(EFFECT_\w+, "([^"]+)", TIER_(\w)/g)) tiers.set(name, tier);
export const isAuthority = (effect) => "AX".includes(tiers.get(effect));

// One line of TAP, and under it what is wrong; `plan` comes last.
let number = 0;
export function tap(name, wrong) {
  number += 1;
  console.log(`${wrong.length === 0 ? "ok" : "not ok"} ${number} - ${name}`);
  for (const line of wrong) console.log(`#   ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
}
export const plan = () => console.log(`1..${number}`);
