// `cordon graph effects` on small programs: the effects of loading a module and of each of its exports.
//
//     node rows.mjs FOLDER        FOLDER is made; CORDON is set as tests/run sets it
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { validate } from '../tools/validate.mjs';

const { CORDON } = process.env;
const base = path.resolve(process.argv[2]);
let number = 0;
const check = (name, good, why = '') => console.log(`${good ? 'ok' : 'not ok'} ${++number} - ${name}${good ? '' : `\n# ${why}`}`);
const run = (files, ...args) => {
  const program = path.join(base, `r${number}`);
  for (const [name, text] of Object.entries({ 'package.json': '{"main":"main.js"}', ...files })) {
    fs.mkdirSync(path.dirname(path.join(program, name)), { recursive: true });
    fs.writeFileSync(path.join(program, name), text);
  }
  return execFileSync(CORDON, ['graph', 'effects', program, '--no-cache', ...args]).toString();
};
// `want` has "(load)" and exports, each with its effects, sorted and joined; `file` is where.
function rows(title, files, want, file = 'main.js') {
  const found = {};
  for (const line of run(files, '--format', 'ndjson').split('\n').filter(Boolean)) {
    const row = JSON.parse(line);
    if (row.file === file) found[row.load ? '(load)' : row.export] = [...row.effects.map((e) => e.effect), ...row.doubts.map((d) => `?${d.rule}`)].join(' ');
  }
  check(title, JSON.stringify(Object.entries(found).sort()) === JSON.stringify(Object.entries(want).sort()), JSON.stringify(found));
}

rows('an export that reads, one that does not', {
  'main.js': 'const fs = require("fs"); function read() { return fs.readFileSync("a"); } function pure() { return 1; } exports.read = read; exports.pure = pure;',
}, { '(load)': '', read: 'fs.read:a', pure: '' });
rows('what the top level does happens at load', { 'main.js': 'const x = require("fs").readFileSync("a"); exports.f = () => x; require("os").hostname();' },
  { '(load)': 'fs.read:a os.info', f: '' });
rows('a builtin that is handed out', { 'main.js': 'const fs = require("fs"); exports.read = fs.readFileSync; module.exports.other = 1;' }, { '(load)': 'fs.read fs.write', read: 'fs.read fs.write', other: '' });
rows('methods belong to whoever mentions their class', {
  'main.js': 'const fs = require("fs"); function K() {} K.prototype.read = function () { fs.readFileSync("a"); }; exports.make = () => new K(); exports.pure = () => 1;',
}, { '(load)': '', make: 'fs.read:a', pure: '' });
rows('what the language calls in what it calls', {
  'main.js': 'const fs = require("fs"); const o = { [Symbol.iterator]() { return { next() { fs.statSync("a"); return { done: true }; } }; } }; const list = [...o]; exports.x = 1; exports.list = () => list;',
}, { '(load)': 'fs.stat:a', x: '', list: 'fs.stat:a' });
rows('what it calls of what an accessor gives', {
  'main.js': 'const fs = require("fs"); const o = { get x() { return { toString() { fs.statSync("a"); return ""; } }; } }; const text = `${o.x}`; exports.x = 1; exports.text = () => text;',
}, { '(load)': 'fs.stat:a', x: '', text: 'fs.stat:a' });
rows('an alias belongs to all that it is an alias of', {
  'main.js': 'const fs = require("fs"); const a = {}; const b = a; b.read = () => fs.readFileSync("x"); exports.a = a; exports.c = 1;',
}, { '(load)': '', a: 'fs.read:x', c: '' });
rows('a function that loading calls', { 'main.js': 'const fs = require("fs"); const t = {}; function init() { t.f = () => fs.readFileSync("a"); fs.statSync("b"); } init(); exports.t = t; exports.u = 1;' },
  { '(load)': 'fs.read:a fs.stat:b', t: 'fs.read:a', u: 'fs.read:a' });
rows('a callback at load', { 'main.js': 'const fs = require("fs"); [1].forEach(each); function each() { fs.readFileSync("a"); } exports.x = 1;' }, { '(load)': 'fs.read:a', x: '' });
for (const [what, text] of Object.entries({
  'the global object': 'globalThis.q = () => fs.readFileSync("a");', 'a free variable': 'q = () => fs.readFileSync("a");', 'an object of another module': 'const other = require("./other"); other.q = () => fs.readFileSync("a");',
  'a prototype of the language': 'Array.prototype.q = function () { fs.readFileSync("a"); };', 'a pattern': '[require("./other").q] = [() => fs.readFileSync("a")];', 'a block': 'if (fs) { require("./other").q = () => fs.readFileSync("a"); }',
  'a declarator': 'const z = (globalThis.q = () => fs.readFileSync("a"));',
})) {
  const found = run({ 'main.js': `const fs = require("fs"); ${text} exports.x = () => 1; exports.y = 1;`, 'other.js': '' });
  check(`a function that gets into ${what} counts for loading`, /\(load\)\n( {4}.*\n)* {4}fs\.read:a/.test(found) && / {2}x {2}nothing/.test(found), JSON.stringify(found));
}
rows('an export that is assigned elsewhere too', { 'main.js': 'const fs = require("fs"); const b = {}; exports.a = b.x = () => fs.readFileSync("a"); exports.b = () => b.x();' }, { '(load)': 'fs.read:a', '*': 'fs.read:a' });
rows('util.inherits calls nothing, another inherits may', {
  'main.js': 'const fs = require("fs"); const util = require("util"); const other = require("./other"); function K() { fs.readFileSync("k"); } function L() { fs.readFileSync("l"); } util.inherits(K, 1); other.inherits(L, 1); exports.K = K; exports.x = 1;',
  'other.js': 'exports.inherits = (k) => new k();',
}, { '(load)': 'fs.read:l', K: 'fs.read:k', x: '' });
rows('an entry that its own files import has rows', {
  'main.js': 'const other = require("./other"); exports.read = () => other.read(); exports.name = "a";', 'other.js': 'const fs = require("fs"); const main = require("./main"); exports.read = () => fs.readFileSync(main.name);',
}, { '(load)': '', read: 'fs.read', name: '' });
rows('and one that imports itself', { 'main.js': 'const fs = require("fs"); exports.x = () => fs.readFileSync("a"); exports.go = () => require("./main.js").x();' }, { '(load)': '', x: 'fs.read:a', go: 'fs.read:a' });
rows('exports that see each other are one', { 'main.js': 'const fs = require("fs"); exports.a = function () { return this.b(); }; exports.b = () => fs.readFileSync("a");' },
  { '(load)': '', '*': 'fs.read:a' });
rows('exports that are not plain are one', { 'main.js': 'const fs = require("fs"); const e = exports; e.a = () => fs.readFileSync("a"); e.b = 1;' }, { '(load)': 'fs.read:a', '*': 'fs.read:a' });
rows('an object of exports', { 'main.js': 'const fs = require("fs"); module.exports = { a() { fs.readFileSync("a"); }, b: () => 1 };' }, { '(load)': '', a: 'fs.read:a', b: '' });
rows('what compilers write', {
  'main.js': '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); Object.defineProperty(exports, "r", { enumerable: true, get: function () { return _b.default; } }); exports.p = void 0; const _b = { default: () => require("fs").readFileSync("a") }; const p = exports.p = 1;',
}, { '(load)': '', '*': 'fs.read:a' });
rows('getters of compilers', {
  'main.js': '"use strict"; Object.defineProperty(exports, "r", { enumerable: true, get: function () { return r; } }); Object.defineProperty(exports, "p", { enumerable: true, get: function () { return p; } }); const r = () => require("fs").readFileSync("a"); const p = 1;',
}, { '(load)': '', r: 'fs.read:a', p: '' });
rows('other files, by the name of their export', {
  'main.js': 'const lib = require("./lib"); exports.a = () => lib.read(); exports.b = () => lib.pure(); exports.c = (k) => lib[k]();',
  'lib.js': 'exports.read = () => require("fs").readFileSync("a"); exports.pure = () => 1; require("os").hostname();',
}, { '(load)': 'os.info', a: 'fs.read:a', b: '', c: 'fs.read:a' });
rows('modules', {
  'package.json': '{"main":"main.mjs"}', 'main.mjs': 'import { readFileSync } from "fs"; import { x } from "./x.mjs"; export { readFileSync }; export const p = 1; export default function () { return x(); }; const q = () => readFileSync("q"); export { q as r };',
  'x.mjs': 'import fs from "fs"; export const x = () => fs.statSync("x");',
}, { '(load)': 'fs.read fs.write', readFileSync: 'fs.read fs.write', p: '', default: 'fs.stat:x', r: 'fs.read:q' }, 'main.mjs');
rows('a file that is not understood', { 'main.js': 'var = 1;' }, { '(load)': '?syntax.not-understood' });
const files = { 'main.js': 'exports.f = () => require("p").go();', 'node_modules/p/package.json': '{"name":"p"}', 'node_modules/p/index.js': 'exports.go = () => require("fs").readFileSync("a"); exports.no = 1;' };
check('text says through which package', /^ {2}f\n {4}through p: fs\.read:a$/m.test(run(files)) && /^ {2}no {2}nothing$/m.test(run(files)), run(files));

// The same rows in the JSON of check, at their packages, beside what is always there.
const last = path.join(base, `r${number - 1}`);
const asked = (...args) => {
  const done = spawnSync(CORDON, ['check', last, '--no-cache', ...args], { encoding: 'utf8' });
  return { ...done, json: done.stdout.startsWith('{') ? JSON.parse(done.stdout) : null };
};
const graph = execFileSync(CORDON, ['graph', 'effects', last, '--no-cache', '--format', 'ndjson']).toString().split('\n').filter(Boolean).map((l) => JSON.parse(l));
const plain = asked('--format', 'json').json;
const rich = asked('--format', 'json', '--exports').json;
const schema = JSON.parse(fs.readFileSync(path.join(process.env.ROOT, 'cli/report.schema.json'), 'utf8'));
const wrong = validate(schema, rich);
check('check --exports follows the schema of reports', wrong.length === 0, wrong.join('; '));
const flat = rich.packages.flatMap((p) => p.exports.map((e) => `${p.path} ${e.file} ${e.load} ${e.export} ${e.effects.map((x) => `${x.effect} ${x.file}:${x.line}`)}`)).sort();
const same = graph.map((e) => `${e.file.startsWith('node_modules') ? 'node_modules/p' : '.'} ${e.file} ${e.load ?? false} ${e.export ?? ''} ${e.effects.map((x) => `${x.effect} ${x.file}:${x.line}`)}`).sort();
check('with the rows of cordon graph effects', flat.length > 3 && flat.join() === same.join(), `${flat.join('\n# ')}\n# ${same.join('\n# ')}`);
for (const p of rich.packages) delete p.exports;
check('and is otherwise what it is without', JSON.stringify(rich) === JSON.stringify(plain));
for (const [words, what] of [[['--exports'], /--exports is for --format json/], [['--exports', '--format', 'json', '--trust-lock'], /--exports and --trust-lock exclude each other/]]) {
  const done = asked(...words);
  check(`${words.join(' ')} is refused`, done.status === 2 && done.stdout === '' && what.test(done.stderr), done.stderr);
}
console.log(`1..${number}`);
