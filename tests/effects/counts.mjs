// The figures of docs/effects.md: what each major offers, how much of it has a row, and how the rows are known. Prints TAP; fails
// when the page says something else, and writes it with BLESS=1.
//
//     CORDON=build/release/cordon node counts.mjs ROOT
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MAJORS } from "./tables.mjs";

const root = process.argv[2];
const page = join(root, "docs/effects.md");
const [START, END] = ["<!-- figures: tests/run --bless effects-counts -->\n", "<!-- end of figures -->\n"];

const names = readFileSync(join(root, "rules/members.tsv"), "utf8").trimEnd().split("\n").map((line) => line.split("\t"));
const rows = JSON.parse(execFileSync(process.env.CORDON, ["effects", "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 26 }));

const inModule = /^module (node:)?[^.]+\./;
const inGlobal = /^(global|hidden) [^.]+\./;
const prototype = (path) => path.includes(".prototype.");
const OFFERS = {
  "builtin modules": (path) => /^module [^.]+$/.test(path),
  "their members, and members of these": (path) => inModule.test(path) && !prototype(path),
  "methods and properties of their prototypes": (path) => inModule.test(path) && prototype(path),
  "globals, and objects of the language that have no name": (path) => /^(global|hidden) [^.]+$/.test(path),
  "their members": (path) => inGlobal.test(path) && !prototype(path),
  "methods and properties of their prototypes ": (path) => inGlobal.test(path) && prototype(path),
  "properties of `process`": (path) => path.startsWith("process "),
  "the module scope and `import.meta`": (path) => /^(cjs|import\.meta) /.test(path),
};
const KNOWN = {
  experiment: "rows known by an experiment that they name",
  probe: "rows with authority that run in probes.txt",
  fuzz: "functions without authority, fuzzed",
  reading: "rows known by reading Node's source",
  documented: "rows known from Node's documentation",
  list: "data and objects: asked whether they are there",
};

const line = (label, figure) => `| ${label.trimEnd()} | ${MAJORS.map((major) => figure(String(major))).join(" | ")} |\n`;
const paths = (major) => [...new Set(names.filter(([, , majors]) => majors.split(" ").includes(major)).map(([path]) => path))];
const listed = new Map(MAJORS.map((major) => [String(major), paths(String(major))]));
let table = `| what Node offers | ${MAJORS.join(" | ")} |\n| --- |${MAJORS.map(() => " ---: |").join("")}\n`;
for (const [label, is] of Object.entries(OFFERS)) table += line(label, (major) => listed.get(major).filter(is).length);
table += line("all names", (major) => listed.get(major).length);
const own = (major) => rows.filter((row) => row.node.includes(major) && !row.absent);
table += `\n| rows | ${MAJORS.join(" | ")} |\n| --- |${MAJORS.map(() => " ---: |").join("")}\n`;
for (const [how, label] of Object.entries(KNOWN)) table += line(label, (major) => own(major).filter((row) => row.how === how).length);
table += line("all rows", (major) => own(major).length);

const text = readFileSync(page, "utf8");
const [from, to] = [text.indexOf(START) + START.length, text.indexOf(END)];
const good = text.slice(from, to) === table;
if (!good && process.env.BLESS) writeFileSync(page, text.slice(0, from) + table + text.slice(to));
console.log(`${good || process.env.BLESS ? "ok" : "not ok"} 1 - docs/effects.md has the figures of today (tests/run --bless effects-counts writes them)`);
if (!good && !process.env.BLESS) console.log(table.replace(/^/gm, "#   "));
console.log("1..1");
process.exitCode = good || process.env.BLESS ? 0 : 1;
