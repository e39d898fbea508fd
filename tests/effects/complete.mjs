// Compares the effect tables with what real Nodes offer (rules/members.tsv): everything that a Node has must
// have a row of its own in that major, and no row may be about something that no Node has. Prints TAP.
//
//     node complete.mjs rules/effects rules/members.tsv [--counts]
//
// A direct member of a module, a global, a property of process, a variable of the module scope needs its own row. What
// is below may be covered by its parent, when that says what members without a row do ("default"), is another name of
// a row ("same"), is data ("get" alone), or is a class whose instances are charged where they are made.
import { readFileSync } from "node:fs";
import { MAJORS, Tables } from "./tables.mjs";

const [folder, list] = process.argv.slice(2);
const tables = new Tables(folder);
const missing = [];
const late = [];
const used = new Set();
const counts = { rows: 0, members: 0, covered: 0 };

function root(kind, name, major) {
  const bare = name.replace(/^node:/, "");
  if (kind === "module") return tables.modules.get(bare)?.majors.includes(major) ? tables.modules.get(bare) : undefined;
  if (kind === "global" && (name === "globalThis" || name === "global")) return tables.globals[0];
  if (kind === "global") return tables.global(name, major);
  if (kind === "process") return tables.modules.get("process").member(name, major);
  if (kind === "cjs") return tables.cjs.member(name, major);
  if (kind === "import.meta") return tables.importMeta.member(name, major);
  return tables.hidden.get(name);
}

// "own" when the name has a row, "parent" when what is around it answers for it, else undefined.
function cover(kind, segments, major) {
  let row = root(kind, segments[0], major);
  if (!row) return undefined;
  used.add(`${kind} ${segments[0]}`);
  for (const [depth, segment] of segments.slice(1).entries()) {
    const next = row.real.member(segment, major);
    if (next) {
      if (depth === 0) used.add(`${kind} ${segments[0]}.${segment}`);
      row = next;
      continue;
    }
    const direct = depth === 0 && kind === "module";
    if (segment === "prototype" && row.real.callable) return "parent";
    const answers = "default" in row.real.data || "get" in row.real.data || row.real.callable || row.data.same;
    return !direct && answers ? "parent" : undefined;
  }
  return "own";
}

for (const line of readFileSync(list, "utf8").trimEnd().split("\n")) {
  const [path, , majors] = line.split("\t");
  const space = path.indexOf(" ");
  const segments = path.slice(space + 1).split(".");
  counts.members += 1;
  const found = majors.split(" ").map((major) => cover(path.slice(0, space), segments, Number(major)));
  if (found.includes(undefined)) missing.push(`${path} in ${majors.split(" ").filter((_, i) => !found[i]).join(", ")}`);
  else counts[found.includes("parent") ? "covered" : "rows"] += 1;
}

// Rows about what does not exist, or not in all the majors that they claim.
const exists = new Map();
for (const line of readFileSync(list, "utf8").trimEnd().split("\n")) {
  const [path, kind, majors] = line.split("\t");
  for (const major of majors.split(" ")) {
    exists.set(`${major} ${path}`, true);
    if (kind === "class") exists.set(`${major} ${path}.prototype`, true); // the list has its members only
  }
}
function expect(row, path) {
  if (row.data.absent) return;
  const wrong = row.majors.filter((major) => !exists.has(`${major} ${path}`));
  if (wrong.length > 0) late.push(`${path} in ${wrong.join(", ")}`);
}
for (const [name, module] of tables.modules) {
  const prefix = `module ${module.data.prefix ? "node:" : ""}${name}`;
  expect(module, prefix);
  for (const [member, row] of module.members) expect(row, name === "process" ? `process ${member}` : `${prefix}.${member}`);
}
for (const file of tables.globals) for (const [name, row] of file.members) expect(row, `global ${name}`);

// What something says of the arguments of its members is about what is there, and that does not say it itself.
const stray = [];
function visitMethods(row, path) {
  const lists = [[row.data.methods, `${path}.prototype.`, (name) => row.member("prototype")?.member(name)], [row.data.functions, `${path}.`, (name, major) => row.member(name, major)]];
  for (const [list, prefix, find] of lists)
    for (const entry of list ?? [])
      for (const name of entry.names.split(" "))
        for (const major of row.majors.filter((one) => one >= (entry.since ?? 0) && one <= (entry.until ?? 99))) {
          const own = find(name, major)?.data;
          if (!own && !exists.has(`${major} ${prefix}${name}`)) stray.push(`${prefix}${name} in ${major}`);
          if (own && (own.callbacks || own.options || own.changes || own.same)) stray.push(`${prefix}${name} says it itself`);
        }
  if (!row.data.same) for (const [name, inner] of row.members) visitMethods(inner, `${path}.${name}`);
}
for (const [name, module] of tables.modules) visitMethods(module, `module ${module.data.prefix ? "node:" : ""}${name}`);
for (const file of tables.globals) for (const [name, row] of file.members) visitMethods(row, `global ${name}`);

let number = 0;
function tap(name, wrong) {
  number += 1;
  if (wrong.length > 0) process.exitCode = 1;
  console.log(`${wrong.length === 0 ? "ok" : "not ok"} ${number} - ${name}`);
  for (const line of wrong.slice(0, 60)) console.log(`#   ${line}`);
}
tap(`every one of ${counts.members} members of Node ${MAJORS.join(", ")} has a row (${counts.rows}) or a parent that answers for it (${counts.covered})`, missing);
tap("every row is about something that is there in the majors that it claims", late);
tap("members of whose arguments something is said are there, and do not say it themselves", stray);
console.log(`1..${number}`);
