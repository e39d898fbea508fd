// Every name that a constructor, prototype or namespace of the language has in a real Node (rules/members.tsv) is in the
// list by which the analysis knows that a member is none of the language's. Prints TAP.
//
//     node language_names.mjs analyzer/semantic/language_member.def analyzer/semantic/flow_path.c rules/members.tsv
import { readFileSync } from "node:fs";

const [list, roots, members] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const quoted = (text) => [...text.matchAll(/"([^"]*)"/g)].map((m) => m[1]);
const names = quoted(list.replace(/\/\*[^]*?\*\//, ""));
const of = new Set(["Function", ...quoted(/intrinsic_names\[\] = \{([^]*?)\}/.exec(roots)[1])]);
const missing = new Set();

for (const line of members.trimEnd().split("\n")) {
  const [, kind, path] = /^(\S+) ([^\t]*)/.exec(line);
  const [root, ...segments] = path.split(".");
  if (kind !== "hidden" && !(kind === "global" && of.has(root))) continue;
  for (const name of segments) if (!name.startsWith("@@") && !names.includes(name)) missing.add(`${name} (${path})`);
}
const sorted = names.every((name, i) => i === 0 || names[i - 1] < name);
const lines = [
  [missing.size === 0 && of.size > 40, "analyzer/semantic/language_member.def has every name that the language gives its objects"],
  [sorted, "analyzer/semantic/language_member.def is in the order of bytes, each name once"],
];
console.log(`1..${lines.length}`);
lines.forEach(([ok, text], i) => console.log(`${ok ? "ok" : "not ok"} ${i + 1} - ${text}`));
for (const name of missing) console.log(`# missing: ${name}`);
process.exitCode = lines.every(([ok]) => ok) ? 0 : 1;
