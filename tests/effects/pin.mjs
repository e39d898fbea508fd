// Merges what enumerate.mjs said on several majors into one table: name, kind, and the majors that have it.
//
//     node pin.mjs 20=node-20.txt 22=node-22.txt ... > members.tsv
import { readFileSync } from "node:fs";

const majorsOf = new Map();
for (const argument of process.argv.slice(2)) {
  const [major, file] = argument.split("=");
  for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
    const space = line.lastIndexOf(" ");
    const row = `${line.slice(0, space)}\t${line.slice(space + 1)}`;
    majorsOf.set(row, [...(majorsOf.get(row) ?? []), major]);
  }
}
const rows = [...majorsOf].map(([row, majors]) => `${row}\t${majors.join(" ")}`);
process.stdout.write(`${rows.sort().join("\n")}\n`);
