// What harmless functions give: nothing that they return, hand to callbacks or resolve to may lead, over names, to a function with an
// authority that the row of the first does not have, nor may what the methods of these give. Prints TAP.
//
//     node reach.mjs ROOT --node PATH [--part K/N]      of the methods, every Nth function's from the Kth on
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAuthority, majorOf, option, plan, root, share, tap } from "./options.mjs";
import { callables, ofCalls } from "./rows.mjs";
import { Tables } from "./tables.mjs";

const node = option("--node", process.execPath);
const major = majorOf(node);
const tables = new Tables(join(root, "rules/effects"));
const hasAuthority = (one) => ofCalls(one.row).some(isAuthority);

const all = callables(tables, major);
// Every function leads to Function: that is what the amplifiers are about, not the tables.
const authority = all.filter((one) => hasAuthority(one) && one.id !== "Function").map(({ id, run }) => ({ id, run }));
const others = all.filter((one) => !hasAuthority(one));
const deep = new Set(share(others));
const harmless = others.map((one) => ({ id: one.id, run: one.run, deep: deep.has(one) }));
// The classes that others inherit from.
const bases = [["events"], ...["Duplex", "PassThrough", "Readable", "Transform", "Writable"].map((name) => ["stream", name])].map(([name, ...path]) => ({ run: { root: "module", name, path } }));
bases.push({ run: { root: "global", path: ["EventTarget"] } });
// Every instance leads to its class: these the analysis charges by name, on values of any origin (member_name.c).
const BY_NAME = /\.(allocUnsafe|allocUnsafeSlow|createObjectURL|revokeObjectURL)$/;
const work = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "reach-"));
const found = new Map();
const ended = [];
let calls = 0;
const aborts = new Set();
// A method that ends the process by a failed check in machine code is left out the next time.
function runBatch(batch, skip) {
  writeFileSync(join(work, "job.json"), JSON.stringify({ authority, bases, harmless: batch, skip }));
  const run = spawnSync(node, ["--no-warnings", join(root, "tests/effects/reach_probe.cjs"), join(work, "job.json")],
    { cwd: work, encoding: "utf8", timeout: 300000, env: { PATH: process.env.PATH }, maxBuffer: 1 << 26 });
  const last = run.stdout.match(/^at (.*)$(?![^]*^at )/m)?.[1];
  if (run.signal === "SIGABRT" && last !== undefined && !skip.includes(last)) {
    aborts.add(last);
    return runBatch(batch, [...skip, last]);
  }
  if (run.status !== 0) ended.push(`${batch[0].id} and ${batch.length - 1} more ended with ${run.signal ?? run.status}`);
  calls += Number(run.stdout.match(/^(\d+) calls$/m)?.[1] ?? 0);
  for (const line of run.stdout.split("\n").filter((one) => one.includes("\t"))) {
    const [member, path, name] = line.split("\t");
    if (!BY_NAME.test(name)) found.set(`${member} ${name}`, `${member} gives ${name}, as ${path}`);
  }
}
for (let i = 0; i < harmless.length; i += 40) runBatch(harmless.slice(i, i + 40), []);
rmSync(work, { recursive: true, force: true });
tap(`Node ${major}: what ${harmless.length} harmless functions give, and ${calls} calls of its methods, leads to none of ${authority.length} with authority`, [...ended, ...found.values()]);
if (aborts.size > 0) console.log(`# ended by failed checks in machine code: ${[...aborts].sort().join(" ")}`);
plan();
