// `cordon graph calls` on small programs: each line of `calls` is an edge that must be there, each of `not` one that must not.
//
//     node graph.mjs FOLDER        FOLDER is made; CORDON is set as tests/run sets it
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const { CORDON } = process.env;
const base = path.resolve(process.argv[2]);
let number = 0;
const check = (name, good, why = '') => console.log(`${good ? 'ok' : 'not ok'} ${++number} - ${name}${good ? '' : `\n# ${why}`}`);

// A function is named as the graph names it, a file's top level by the file.
function edges(files, format = 'ndjson', ...more) {
  const program = path.join(base, `p${number}`);
  for (const [name, text] of Object.entries({ 'package.json': '{"main":"main.js"}', ...files })) {
    fs.mkdirSync(path.dirname(path.join(program, name)), { recursive: true });
    fs.writeFileSync(path.join(program, name), text);
  }
  return execFileSync(CORDON, ['graph', 'calls', program, '--no-cache', '--format', format, ...more], { maxBuffer: 1 << 28 }).toString();
}
function program(title, files, calls, not = []) {
  const lines = edges(files).split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const names = new Map(lines.filter((line) => line.function).map((line) => [line.function, line.name || line.function]));
  const found = lines.filter((line) => line.from).map((line) => `${names.get(line.from)} -> ${names.get(line.to)} ${line.reason}`);
  const missing = calls.filter((call) => !found.includes(call));
  const wrong = not.filter((call) => found.some((line) => line.startsWith(`${call} `)));
  check(title, missing.length === 0 && wrong.length === 0, `missing: ${missing.join('; ')}, wrong: ${wrong.join('; ')}, found: ${found.join('; ')}`);
}

program('calls inside a file are direct', { 'main.js': 'function a() { b(); } const b = () => c.d(); const c = { d() {}, e() {} }; a();' },
  ['main.js -> a direct', 'a -> b direct', 'b -> d direct'], ['b -> e']);
program('exports of CommonJS modules', {
  'main.js': 'const { one } = require("./lib"); const lib = require("./lib"); function f() { one(); lib.two(); require("./fn")(); }\nf();',
  'lib.js': 'exports.one = function () {}; exports.two = () => {}; exports.three = () => {};', 'fn.js': 'module.exports = function fn() {};',
}, ['f -> one import', 'f -> two import', 'f -> fn import', 'main.js -> lib.js import'], ['f -> three']);
program('exports of modules, through stars, renamed and default', {
  'package.json': '{"main":"main.mjs"}', 'main.mjs': 'import d, { x as y } from "./a.mjs"; import * as ns from "./a.mjs"; const f = () => { d(); y(); ns.z(); };\nf();',
  'a.mjs': 'export * from "./b.mjs"; export { q as x } from "./b.mjs"; export default function dd() {}', 'b.mjs': 'export function q() {} export const z = () => {};',
}, ['f -> dd import', 'f -> q import', 'f -> z import']);
program('callbacks flow into parameters', {
  'main.js': 'const each = require("./each"); each([1], function cb() {}); [1].forEach(function inner() {}); new Promise(function executor() {});',
  'each.js': 'module.exports = function each(list, fn) { for (const x of list) fn(x); };',
}, ['main.js -> each import', 'each -> cb value', 'main.js -> inner callback', 'main.js -> executor callback']);
program('methods of another file are found by name', {
  'main.js': 'const { K } = require("./k"); function f(k) { k.run(); k.size; k.size = 1; }\nf(new K());',
  'k.js': 'class K { run() { this.own(); } own() {} get size() { return 1; } set size(v) {} } exports.K = K;',
}, ['f -> run name', 'run -> own direct', 'f -> size accessor', 'main.js -> K import']);
program('call, apply, bind, Reflect, tags and superclasses', {
  'main.js': 'function a() {} function t() {} class P {} class C extends P {} function f() { a.call(1); t`x`; new C(); Reflect.apply(a, 1, []); a.bind(1)(); }\nf();',
}, ['f -> a value', 'f -> t direct', 'f -> C direct', 'C -> P direct']);
program('elements, listeners and tables', {
  'main.js': 'const list = []; exports.add = (f) => list.push(f); exports.run = function run() { list[0](); for (const g of list) g(); };\nrequire("./other");',
  'other.js': 'const m = require("./main"); m.add(function added() {}); const E = require("events"); const e = new E(); e.on("x", function heard() {}); function go() { e.emit("x"); } go();',
}, ['run -> added value', 'go -> heard name']);
program('compiled modules', {
  'main.js': '"use strict"; var _a = _interopRequireDefault(require("./a")); function _interopRequireDefault(e) { return e && e.__esModule ? e : { default: e }; }\nfunction f() { (0, _a.default)(); } f();',
  'a.js': '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.default = void 0; function work() {} var _default = exports.default = work;',
}, ['f -> work import']);
program('traps of proxies, in the package that makes them, where something is done with one', {
  'main.js': 'const { make } = require("p"); function look(o) { return o.x; } function put(o) { o.x = 1; } function other(o) { return o.y; } function has(o) { return "x" in o; }\nlook(make()); put(make()); has(make()); other({});',
  'node_modules/p/index.js': 'const h = { get: function onGet() {}, set: function onSet() {} }; h["h" + "as"] = function onHas() {}; exports.make = () => new Proxy({}, h);',
  'node_modules/p/package.json': '{}',
}, ['look -> onGet implicit', 'put -> onSet implicit', 'has -> onHas implicit'], ['look -> onSet', 'other -> onGet']);
program('accessors under computed names, in descriptors and under symbols', {
  'main.js': 'const all = require("./all"), t = require("./t"); function named() { return all.one; } function computed(o, k) { return o[k]; } function tag(o) { return o[Symbol.toStringTag]; } function far(o) { return o.far; } function near(o) { return o.near; }\nnamed(); computed({}, "x"); tag(t); far(t); near(t);',
  'all.js': 'for (const k of ["one"]) Object.defineProperty(exports, k, { enumerable: true, get: function lazy() { return 1; } });',
  't.js': 'const d = { get: function onFar() {} }; class T { get [Symbol.toStringTag]() { return ""; } } Object.defineProperties(T.prototype, { near: { get: function onNear() {} } }); Object.defineProperty(T.prototype, "far", d); module.exports = new T();',
}, ['named -> lazy accessor', 'computed -> lazy accessor', 'far -> onFar accessor', 'near -> onNear accessor'], ['far -> onNear']);
program('methods that a base class calls by computed names, and streams call', {
  'main.js': 'const B = require("./base"); class C extends B { onA() {} } const s = new (class S extends require("stream").Writable { _write(c, e, d) { d(); } })(); function feed() { s.write("x"); }\nnew C().go("A"); feed();',
  'base.js': 'module.exports = class B { go(name) { this["on" + name](); } };',
}, ['go -> onA value', 'feed -> _write implicit']);
program('merged tables and folded functions', {
  'main.js': 'const table = { a: function inTable() {} }; class R { constructor(o) { this.rules = Object.assign({}, table, o); } }\nexports.R = R; exports.call = function call(r, k) { r.rules[k](); }; exports.run = function run(list) { return list.reduce((previous, n) => function layer() { previous(n); }, () => 0)(); };',
}, ['call -> inTable value', 'layer -> layer value']);
program('names that flow to where properties are written, read, called and defined', {
  'main.js': 'const app = {}; for (const m of ["get", "post"]) app[m] = function verb() {}; const { use } = require("./use");\nfunction Delegator(o) { this.o = o; } Delegator.prototype.getter = function (name) { this.o.__defineGetter__(name, function lazy() { return this.res[name]; }); return this; };\nnew Delegator(app).getter("status"); function read(x) { return x.status; } function pick(o) { return o["status " + 1]; }\nclass Res { get status() { return 1; } } "left right".split(" ").forEach((k) => { exports[k] = function side(o) { return o[k](); }; }); class O { left() {} other() {} }\nuse(app); read({}); pick({}); exports.right(new O());',
  'use.js': 'exports.use = function use(a) { a.get(); };',
}, ['use -> verb name', 'read -> lazy accessor', 'lazy -> status accessor', 'side -> left value'], ['side -> other', 'pick -> status']);
program('what is of the language is not called by name', {
  'main.js': 'const { K } = require("./k"); const list = []; class C { seen = new Map(); go(x) { Array.from([1]); JSON.parse("1"); list.map(String); this.seen.get(1); x.parse(); } }\nnew C().go(new K());',
  'k.js': 'exports.K = class { from() {} parse() {} map() {} get() {} };',
}, ['go -> parse name'], ['go -> from', 'go -> map', 'go -> get']);
program('methods of packages that have nothing to do with each other are called, and not followed', {
  'main.js': 'require("a").run(require("b")); require("a").other();',
  'node_modules/a/package.json': '{}', 'node_modules/a/index.js': 'exports.run = function run(b) { b.each(function cb() {}); }; exports.other = function other() { own.each(function mine() {}); }; const own = { each(f) { f(); } };',
  'node_modules/b/package.json': '{}', 'node_modules/b/index.js': 'exports.each = function far(f) { f(); };',
}, ['run -> far name', 'each -> mine direct'], ['far -> cb', 'far -> mine']);
program('an accessor that is made elsewhere gives what it returns', {
  'main.js': 'const make = (name) => function get() { return load(name); }; function load() { return function loaded() {}; } Object.defineProperty(exports, "json", { get: make("json") });\nrequire("./use");',
  'use.js': 'const m = require("./main"); function use() { m.json(); } use();',
}, ['use -> loaded import', 'use -> get accessor']);
program('names of exports that are words of the language', {
  'package.json': '{"main":"main.mjs"}', 'main.mjs': 'import { one, two } from "./all.mjs"; const f = () => { one(); two.far(); };\nf();',
  'all.mjs': 'export { default as one } from "./one.mjs"; export * as two from "./two.mjs";', 'one.mjs': 'function first() {}\nexport default first;', 'two.mjs': 'export function far() {}',
}, ['f -> first import', 'f -> far name']);
program('a cycle of imports, a star that conflicts, and a file that is not understood', {
  'package.json': '{"main":"main.mjs"}', 'main.mjs': 'import { x } from "./a.mjs"; import "./bad.mjs"; const f = () => x();\nf();',
  'a.mjs': 'export * from "./main.mjs"; export * from "./b.mjs"; export * from "./c.mjs";', 'b.mjs': 'export function x() {}', 'c.mjs': 'export function y() {}', 'bad.mjs': 'let let = 1;',
}, ['f -> x import']);
const files = { 'main.js': 'const p = require("p"); function used() { p(); p(); }\nused();', 'node_modules/p/index.js': 'module.exports = function "\\u001b" () {};'.replace('"\\u001b"', 'p\\u{61}'), 'node_modules/p/package.json': '{"name":"p\\u001b[1m"}' };
const text = edges(files, 'text');
check('text lists the functions of the program, and other packages in a line', /^ {2}used {2}1:25\n {4}pa {2}p {2}1:43 {2}import$/m.test(text) && /^p {2}node_modules\/p {2}2 functions/m.test(text) && !text.includes('\u001b'), JSON.stringify(text));
const dot = edges(files, 'dot');
check('dot has a cluster for a file and a box for a package', /subgraph cluster0/.test(dot) && /f\d+ -> p\d+;/.test(dot), dot);
const one = edges(files, 'ndjson', '-j', '1');
check('the same bytes with one thread and with four', one === edges(files, 'ndjson', '-j', '4') && one.length > 0);
console.log(`1..${number}`);
