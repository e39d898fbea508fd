// The parser tests of test262 (npm: test262-parser-tests): what must pass is read as acorn reads it or refused,
// what must fail is refused or is an early error, which cordon does not look for.
//
//   node tests/syntax/parser_tests.mjs SYNTAX_DUMP FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TreeServer } from "./lib/server.mjs";
import { acornReading, difference, ourReading } from "./lib/compare.mjs";

const [program, folder] = process.argv.slice(2);
const server = await new TreeServer(program).open();
const seen = {};
for (const group of ["pass", "pass-explicit", "fail"]) {
  for (const name of readdirSync(join(folder, group)).sort()) {
    const bytes = readFileSync(join(folder, group, name));
    const text = bytes.toString("utf8");
    const goal = name.endsWith(".module.js") ? "module" : "script";
    const tree = await server.parse(bytes, goal);
    const expected = acornReading(text, goal);
    let key = tree.error !== null ? "refused" : "accepted";
    if (group !== "fail" && tree.error === null)
      key = expected.error !== undefined ? "acorn refuses" : (difference(expected, ourReading(server, tree, bytes)) ?? "equal");
    const kind = `${group}: ${key.replace(/:.*/s, " different")}`;
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (key !== "equal" && !(group === "fail" && key === "refused"))
      console.log(`${group}/${name} (${goal}): ${key} ${tree.error ?? ""} ${JSON.stringify(text.slice(0, 100))}`);
    if (/^(tokens|nodes):/.test(key)) process.exitCode = 1;
  }
}
server.close();
console.log(JSON.stringify(seen));
