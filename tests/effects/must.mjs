// Writes into probes.txt what must be seen: what cordon finds in a probe and every major showed. Review the diff like code.
//
//     node must.mjs seen-20.json seen-22.json ...      what truth.mjs --seen wrote, of all majors
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const file = join(dirname(fileURLToPath(import.meta.url)), "probes.txt");
const seen = process.argv.slice(2).map((name) => new Map(JSON.parse(readFileSync(name, "utf8"))));

function rewritten(line) {
  const bar = line.indexOf(" | ");
  if (line === "" || line.startsWith("#")) return line;
  const code = line.slice(bar + 3);
  const kept = line.slice(0, bar).split(" ").filter((word) => /^\d+[+-]$|^--/.test(word));
  const sets = seen.filter((one) => one.has(code)).map((one) => one.get(code));
  const must = (sets[0] ?? []).filter((effect) => sets.every((set) => set.includes(effect)));
  return `${[...kept, ...(must.length > 0 ? must : ["-"])].join(" ")} | ${code}`;
}

writeFileSync(file, readFileSync(file, "utf8").split("\n").map(rewritten).join("\n"));
