// Judges every program in fixtures/syntax/hazards as fixtures/syntax/hazards.json says: its tree equals acorn's
// ("equal"), or it is refused ("refused"), or Node refuses it too ("invalid"). Prints TAP.
//
//   node tests/syntax/hazards.mjs SYNTAX_DUMP FOLDER [--bless]
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TreeServer } from "./lib/server.mjs";
import { acornReading, difference, ourReading } from "./lib/compare.mjs";

const [program, folder, bless] = process.argv.slice(2);
const tableFile = folder.replace(/\/$/, "") + ".json";
const table = JSON.parse(readFileSync(tableFile, "utf8"));
const server = await new TreeServer(program).open();
const goalsOf = (name) =>
  name.endsWith(".mjs") ? ["module"] : name.endsWith(".cjs") ? ["script", "commonjs"] : ["script", "commonjs", "module"];

async function judge(bytes, goal) {
  const text = bytes.toString("utf8");
  const found = await server.parse(bytes, goal);
  const expected = acornReading(text, goal);
  if (expected.error !== undefined) return found.error === null ? "accepted, though invalid" : "invalid";
  if (found.error !== null) return "refused";
  return difference(expected, ourReading(server, found, bytes)) ?? "equal";
}

let number = 0;
for (const name of readdirSync(folder).sort()) {
  const bytes = readFileSync(join(folder, name));
  const found = {};
  for (const goal of goalsOf(name)) found[goal] = await judge(bytes, goal);
  const entry = (table[name] ??= { why: "" });
  if (bless) entry.expect = found;
  number++;
  const good = JSON.stringify(found) === JSON.stringify(entry.expect);
  console.log(`${good ? "ok" : "not ok"} ${number} - ${name}: ${entry.why}`);
  if (!good) console.log(`# found ${JSON.stringify(found)}, expected ${JSON.stringify(entry.expect)}`);
  if (!good) process.exitCode = 1;
}
if (bless) {
  const lines = Object.keys(table).sort().map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(table[name])}`);
  writeFileSync(tableFile, `{\n${lines.join(",\n")}\n}\n`);
}
console.log(`1..${number}`);
server.close();
