// Compares cordon's trees with acorn's over the JavaScript files of folders.
//
//   node tests/syntax/differential.mjs SYNTAX_DUMP [--goal detect] [--list FILE] FOLDER...
//
// Exit code 1 when a tree differs silently. Prints the files that acorn accepts and cordon refuses.
import { readdirSync, readFileSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { TreeServer } from "./lib/server.mjs";
import { acornReading, difference, ourReading } from "./lib/compare.mjs";

function* files(folder) {
  const entries = lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : null;
  if (entries === null) {
    yield folder;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile() && /\.[cm]?js$/.test(entry.name)) yield path;
  }
}

const [program, ...args] = process.argv.slice(2);
const server = await new TreeServer(program).open();
const seen = { files: 0, equal: 0, different: 0, refused: 0, bothRefused: 0, acornRefused: 0, bytes: 0 };
for (const path of args.flatMap((folder) => [...files(folder)])) {
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const clean = Buffer.from(text);
  let found = await server.parse(clean, path.endsWith(".mjs") ? "module" : path.endsWith(".cjs") ? "commonjs" : "detect");
  seen.files++;
  seen.bytes += clean.length;
  if (found.error !== null) {
    const valid = ["commonjs", "module"].filter((goal) => acornReading(text, goal).error === undefined);
    if (valid.length === 0) {
      seen.bothRefused++;
    } else {
      seen.refused++;
      console.log(`refused ${path}:${found.at} ${found.error} (acorn: ${valid.join(", ")})`);
    }
    continue;
  }
  const reading = acornReading(text, found.goal);
  if (reading.error !== undefined) {
    seen.acornRefused++;
    console.log(`acorn refused ${path} as ${found.goal}: ${reading.error}`);
    continue;
  }
  const wrong = difference(reading, ourReading(server, found, clean));
  if (wrong === null) {
    seen.equal++;
  } else {
    seen.different++;
    console.log(`DIFFERENT ${path} (${found.goal}): ${wrong}`);
  }
}
server.close();
console.log(JSON.stringify(seen));
process.exitCode = seen.different > 0 ? 1 : 0;
