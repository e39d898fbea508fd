// The whole of test262 (a checkout of its folder `test`): files that must parse are read as acorn reads them or
// refused. Exit code 1 when one is read otherwise.
//
//   node tests/syntax/test262.mjs SYNTAX_DUMP FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TreeServer } from "./lib/server.mjs";
import { acornReading, difference, ourReading } from "./lib/compare.mjs";

const [program, folder] = process.argv.slice(2);
const server = await new TreeServer(program).open();
const seen = {};
for (const name of readdirSync(folder, { recursive: true }).sort()) {
  if (!name.endsWith(".js") || name.includes("_FIXTURE")) continue;
  const bytes = readFileSync(join(folder, name));
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes)) continue;
  const header = /\/\*---(.*?)---\*\//s.exec(text)?.[1] ?? "";
  const goal = /flags:.*\bmodule\b/.test(header) ? "module" : "script";
  const negative = /negative:\s*[\s\S]*?phase:\s*(parse|early)/.test(header);
  const tree = await server.parse(bytes, goal);
  let key = tree.error === null ? "accepted" : "refused";
  if (!negative) {
    const expected = acornReading(text, goal);
    if (expected.error !== undefined) key += ", acorn refuses";
    else if (tree.error === null) key = difference(expected, ourReading(server, tree, bytes)) ?? "equal";
  }
  const kind = `${negative ? "invalid" : "valid"}: ${key.replace(/:.*/s, " different")}`;
  seen[kind] = (seen[kind] ?? 0) + 1;
  if (/^(tokens|nodes):/.test(key)) process.exitCode = 1;
  if (!negative && key !== "equal") console.log(`${name} (${goal}): ${key}; ${tree.error ?? ""}`);
}
server.close();
console.log(JSON.stringify(seen));
