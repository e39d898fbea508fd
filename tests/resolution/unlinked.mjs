// What `cordon check` says of programs that Node refuses to link, and of those that go on without a module.
//
//     node unlinked.mjs FOLDER        FOLDER is made; CORDON is set as tests/run sets it
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const base = path.resolve(process.argv[2]);
const lib = { 'x.mjs': 'export const a = 1, b = 2;', 'y.mjs': 'export const b = 3;', 'c.cjs': 'exports.d = 1; exports[["h", "idden"].join("")] = 2;', 'both.mjs': 'export * from "./x.mjs"; export * from "./y.mjs";' };

// The program, the verdict, and what is said with it.
const programs = [
  ['import { a } from "./x.mjs"; export { a };', 'pass', ''],
  ['import { none } from "./x.mjs";', 'unknown', './x.mjs has no export named none'],
  ['export { none } from "./x.mjs";', 'unknown', './x.mjs has no export named none'],
  ['import d from "./x.mjs";', 'unknown', './x.mjs has no export named default'],
  ['import { b } from "./both.mjs";', 'unknown', './both.mjs has two different exports named b'],
  ['import { "a\\0b" as x } from "./x.mjs";', 'unknown', './x.mjs has no export named a\\u0000b'],
  ['import { d } from "./c.cjs";', 'pass', ''],
  ['import { hidden } from "./c.cjs";', 'unknown', './c.cjs has no export named hidden'],
  ['import c from "./c.cjs"; c.hidden;', 'pass', ''],
  ['import { join, nothing } from "node:path"; join("a");', 'unknown', 'node:path has no export named nothing'],
  ['export const load = () => import("./bad.mjs");', 'pass', './x.mjs has no export named none', { 'bad.mjs': 'import { none } from "./x.mjs";' }],
  ['import { deep } from "./bad.mjs";', 'unknown', './x.mjs has no export named none', { 'bad.mjs': 'import { none } from "./x.mjs"; export const deep = 1;' }],
  ['import { x } from "p";', 'unknown', 'p has no export named x', { 'node_modules/p/package.json': '{ "name": "p", "main": "p.js" }', 'node_modules/p/p.js': 'exports.y = 1;' }],
];

programs.forEach(([text, verdict, said, more = {}], i) => {
  const root = path.join(base, String(i));
  for (const [name, content] of Object.entries({ ...lib, ...more, 'package.json': '{ "name": "root", "main": "main.mjs" }', 'main.mjs': text })) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), `${content}\n`);
  }
  let out;
  try {
    out = execFileSync(process.env.CORDON, ['check', root, '--no-cache', '--format', 'json'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  } catch (error) {
    out = error.stdout.toString();
  }
  const report = JSON.parse(out);
  const rules = report.packages.flatMap((one) => one.findings).map((finding) => finding.rule);
  const fits = report.verdict === verdict && out.includes(said) && rules.includes('resolve.missing-export') === (verdict === 'unknown');
  console.log(`${fits ? 'ok' : 'not ok'} ${i + 1} - ${text} is ${verdict}`);
  if (!fits) console.log(`# ${out.slice(0, 1500).replaceAll('\n', ' ')}`);
});
console.log(`1..${programs.length}`);
