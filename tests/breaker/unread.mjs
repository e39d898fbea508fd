#!/usr/bin/env node
// Functions that nobody has are not looked into (analyzer/semantic/flow_unread.c). Here somebody has them: each program
// calls `n.t`, which opens the file system, on another way. Each must be refused, and each must do it when it is run.
//
//   CORDON_RELEASE=build/release/cordon node tests/breaker/unread.mjs [--filter REGEX]
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { option } from '../tools/lib/cases.mjs';
import { cordon, cordonProgram, inParallel } from '../tools/lib/cordon.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';

const program = cordonProgram(true);
const filter = new RegExp(option('filter', '.'));
const OPENS = "require('fs').openSync('x');";
const FUNCTION = `function n() { if (n.dummy === 5) return 1; }\nn.t = function () { ${OPENS} };\n`;
const OBJECT = `const n = { dummy: 1 };\nn.t = function () { ${OPENS} };\n`;

// By which way the helper, or its function, is reached.
const OF_BOTH = {
  'its name': 'n.t();',
  'a text': "n['t']();",
  'a computed name': 'const k = String.fromCharCode(116); n[k]();',
  'what a function gives': 'n.go = function () { arguments.callee === n; }; (function () { return n; })().t();',
  this: 'n.go = function () { this.t(); }; n.go();',
  'this of an arrow': 'n.go = function () { (() => this.t())(); }; n.go();',
  'a pattern': 'const { t } = n; t();',
  'a pattern of a parameter': '(({ t }) => t())(n);',
  'Object.values': "for (const f of Object.values(n)) if (typeof f === 'function') f();",
  'for-in': "for (const k in n) if (typeof n[k] === 'function') n[k]();",
  'Object.assign': 'Object.assign({}, n).t();',
  'a spread object': '({ ...n }).t();',
  'Object.entries': "new Map(Object.entries(n)).get('t')();",
  'a descriptor': "Object.getOwnPropertyDescriptor(n, 't').value();",
  'Reflect.get': "Reflect.get(n, 't')();",
  'Object.create': 'Object.create(n).t();',
  'setPrototypeOf': 'const o = {}; Object.setPrototypeOf(o, n); o.t();',
  'a literal prototype': '({ __proto__: n }).t();',
  super: '({ __proto__: n, m() { super.t(); } }).m();',
  'another variable': 'const m = n; m.t();',
  'a closure': 'const g = () => n; g().t();',
  'a list': '[n][0].t();',
  'a list by a pattern': 'const [m] = [n]; m.t();',
  'a map': 'new Map([[1, n]]).get(1).t();',
  'a weak map': 'const w = new WeakMap([[n, n]]); w.get(n).t();',
  'a set': 'for (const m of new Set([n])) m.t();',
  'a promise': 'Promise.resolve(n).then((m) => m.t());',
  await: '(async () => { (await n).t(); })();',
  'a generator': 'function* g() { yield n; } for (const m of g()) m.t();',
  'an exception': 'try { throw n; } catch (e) { e.t(); }',
  arguments: '(function () { arguments[0].t(); })(n);',
  'a rest parameter': '((...a) => a[0].t())(n);',
  apply: '(function (m) { m.t(); }).apply(null, [n]);',
  bind: '(function (m) { m.t(); }).bind(null, n)();',
  'the receiver of call': '(function () { this.t(); }).call(n);',
  'the receiver of bind': '(function () { this.t(); }).bind(n)();',
  exports: "exports.n = n; require('./SELF').n.t();",
  'module.exports': "module.exports = n; require('./SELF').t();",
  'a getter': 'const o = { get m() { return n; } }; o.m.t();',
  'a setter': 'let q; const o = { set m(v) { q = v; } }; o.m = n; q.t();',
  'a proxy': 'new Proxy(n, {}).t();',
  'a trap': 'new Proxy({}, { get: () => n }).x.t();',
  'a static field': 'class A { static x = n; } A.x.t();',
  'a field': 'class A { x = n; } new A().x.t();',
  'a private field': 'class A { #x = n; go() { this.#x.t(); } } new A().go();',
  'an optional call': 'n?.t?.();',
  'a tag': '((s, m) => m.t())`${n}`;',
  'a conditional': '(1 ? n : 0).t();',
  'a comma': '(0, n).t();',
  'an or': '(null || n).t();',
  'an assignment': 'let m; (m = n).t();',
  'a reviver': "JSON.parse('[1]', (k, v) => (k === '0' ? n.t() : v));",
  'a timer': 'setTimeout((m) => m.t(), 0, n);',
  sort: '[n, n].sort((a) => { a.t(); return 0; });',
  reduce: '[n].reduce((a, m) => m.t(), 0);',
  'the global object': 'globalThis.zz = n; zz.t();',
  'fromEntries': "Object.fromEntries([['a', n]]).a.t();",
  freeze: 'Object.freeze(n).t();',
  'defineProperty': "Object.defineProperty(n, 'z', { value: 1 }).t();",
  'Reflect.apply': 'Reflect.apply((m) => m.t(), null, [n]);',
  'its iterator': 'n[Symbol.iterator] = function* () { yield this; }; for (const m of n) m.t();',
  'its toString': `n.toString = function () { this.t(); return ''; }; \`\${n}\`;`,
  'its then': 'n.then = function () { this.t(); }; (async () => { await n; })();',
  'a labelled block': 'x: { n.t(); break x; }',
  'its toPrimitive': 'n[Symbol.toPrimitive] = function () { this.t(); return 1; }; +n;',
};
const OF_FUNCTIONS = {
  'its instance': 'new n().constructor.t();',
  'the constructor by a pattern': 'const o = new n(); const { constructor: c } = o; c.t();',
  'an exported instance': "exports.o = new n(); require('./SELF').o.constructor.t();",
  'its prototype': 'n.prototype.constructor.t();',
  'an exported prototype': "exports.p = n.prototype; require('./SELF').p.constructor.t();",
  callee: `n2(); function n2() { }
const h = function n3() { arguments.callee.t(); }; h.t = n.t; h();`,
  'a method of its instance': 'n.prototype.m = function () { return this.constructor; }; new n().m().t();',
  'new.target': 'function P() { new.target.t(); } Reflect.construct(P, [], n);',
  instanceof: 'Object.defineProperty(n, Symbol.hasInstance, { value(x) { this.t(); return true; } }); ({}) instanceof n;',
  'a class that extends it': 'class B extends n { } B.t();',
  'super of such a class': 'class B extends n { static go() { super.t(); } } B.go();',
  'the prototype of its instance': 'n.prototype.x = 1; Reflect.getPrototypeOf(new n()).constructor.t();',
};
// Whole programs; OPEN stands for what the function does.
const OF_ITS_OWN = {
  'a setter that a call defined': `function n() {}
Object.defineProperty(n, 't', { set(f) { f(); }, configurable: true });
n.t = function () { OPEN };`,
  'a setter of its prototype': `function n() {}
Object.setPrototypeOf(n, { set t(f) { f(); } });
n.t = function () { OPEN };`,
  'a setter of the literal': `const n = { set t(f) { f(); } };
n.t = function () { OPEN };`,
  'a setter of a literal prototype': `const n = { __proto__: { set t(f) { f(); } } };
n.t = function () { OPEN };`,
  'a setter by __proto__': `const n = {}; n.__proto__ = { set t(f) { f(); } };
n.t = function () { OPEN };`,
  'the trap set': `const n = new Proxy({}, { set(a, b, f) { f(); return true; } });
n.t = function () { OPEN };`,
  'a static setter': `class n { static set t(f) { f(); } }
n.t = function () { OPEN };`,
  'an inherited static setter': `class P { static set t(f) { f(); } }
class n extends P { }
n.t = function () { OPEN };`,
  'a method that a stream calls': `const { Readable } = require('stream');
const n = new Readable();
n._read = function () { OPEN };
n.resume();`,
  'a method that an emitter calls': `const { EventEmitter } = require('events');
const n = new EventEmitter();
n.emit = function () { OPEN };
EventEmitter.prototype.on.call(n, 'newListener', () => {});
n.on('x', () => {});`,
  'options of a stream': `const { Readable } = require('stream');
const n = {};
n.read = function () { OPEN };
new Readable(n).resume();`,
  'the source of a stream': `const n = {};
n.start = function () { OPEN };
new ReadableStream(n);`,
  'a trap': `const n = {};
n.ownKeys = function (t) { OPEN return []; };
Object.keys(new Proxy({}, n));`,
  'a trap of a function': `function n() {}
n.ownKeys = function (t) { OPEN return []; };
Object.keys(new Proxy({}, n));`,
  'a function as descriptor': `function n() {}
n.value = function () { OPEN };
Object.defineProperty({}, 'x', n);
const o = Object.defineProperty({}, 'x', n); o.x();`,
  'a descriptor': `const n = {};
n.value = function () { OPEN };
Object.defineProperty({}, 'x', n).x();`,
  'a descriptor in a table': `const n = {}, m = { x: n };
n.value = function () { OPEN };
Object.create({}, m).x();`,
  'a thenable': `const n = {};
n.then = function () { OPEN };
(async () => { await n; })();`,
  'a listener': `const n = {};
n.handleEvent = function () { OPEN };
const e = new EventTarget(); e.addEventListener('a', n); e.dispatchEvent(new Event('a'));`,
  'a custom inspector': `const n = { x: 1 };
n[require('util').inspect.custom] = function () { OPEN };
require('util').inspect(n);`,
  'an iterator': `const n = { };
n.next = function () { OPEN return { done: true }; };
for (const x of { [Symbol.iterator]() { return n; } });`,
  toLocaleString: `const n = {};
n.toLocaleString = function () { OPEN return ''; };
[n].toLocaleString();`,
  toJSON: `const n = {};
n.toJSON = function () { OPEN return ''; };
JSON.stringify({ a: n });`,
  exec: `const n = { flags: 'g' };
n.exec = function () { OPEN return null; };
RegExp.prototype.test.call(n, 'a');`,
  'a set-like object': `const n = { size: 1, has() { return true; } };
n.keys = function () { OPEN return [][Symbol.iterator](); };
new Set([1, 2]).isSubsetOf ? new Set([1, 2]).union(n) : n.keys();`,
  'a function that takes the place of Promise': `function n(f) { f(() => {}, () => {}); }
n.resolve = function () { OPEN return { then() {} }; };
Promise.all.call(n, [1]);`,
  with: `const n = {};
n.t = function () { OPEN };
with (n) { t(); }`,
  'direct eval': `const n = {};
n.t = function () { OPEN };
eval('n.t()');`,
  'the caller of a function': `function q() { q.caller.t(); }
function n() { q(); }
n.t = function () { OPEN };
n();`,
  'a call site': `function n() { const e = {}; const p = Error.prepareStackTrace; Error.prepareStackTrace = (e, s) => s; Error.captureStackTrace(e); const f = e.stack[0].getFunction(); Error.prepareStackTrace = p; f.t(); }
n.t = function () { OPEN };
n();`,
  'a variable declared twice': `var n = {};
var n = { a: 1 };
n.t = function () { OPEN };
n.t();`,
  'a chain of three': `const n = {};
n.t = function () { OPEN };
n.u = function () { n.t(); };
n.v = function () { n.u(); };
n.v();`,
  'a chain of six': `const n = {};
n.t = function () { OPEN };
n.u = function () { n.t(); };
n.v = function () { n.u(); };
n.w = function () { n.v(); };
n.x = function () { n.w(); };
n.y = function () { n.x(); };
n.y();`,
  'another helper': `const n = {}, m = {};
n.t = function () { m.go = function () { OPEN }; };
m.u = function () { n.t(); m.go(); };
m.u();`,
  'a key that becomes a text': `const n = {};
n.t = function () { OPEN };
const k = { toString() { return 't'; } };
n[k]();`,
  'a timer': `let h; const n = {};
n.t = function () { OPEN };
setTimeout(() => { h = n; }, 0); setTimeout(() => h.t(), 5);`,
  'its names': `const n = {};
n.t = function () { OPEN };
Object.getOwnPropertyNames(n).forEach((k) => n[k]());`,
  'its keys': `function n() {}
n.t = function () { OPEN };
Reflect.ownKeys(n).filter((k) => k === 't').forEach((k) => n[k]());`,
};

const cases = [
  ...Object.entries(OF_BOTH).flatMap(([way, text]) => [[`a function by ${way}`, FUNCTION + text], [`an object by ${way}`, OBJECT + text]]),
  ...Object.entries(OF_FUNCTIONS).map(([way, text]) => [`a function by ${way}`, FUNCTION + text]),
  ...Object.entries(OF_ITS_OWN).map(([way, text]) => [way, text.replaceAll('OPEN', OPENS)]),
].filter(([name]) => filter.test(name));

/** Runs the program with a file system that only notes that it was used. */
async function reaches(file, text) {
  const module = { exports: {} }, real = createRequire(file);
  let used = false;
  const require = (name) => (name === 'fs' ? { openSync() { used = true; } } : name.endsWith(path.basename(file)) ? module.exports : real(name));
  try { new Function('require', 'module', 'exports', `${text}\nreturn undefined;`)(require, module, module.exports); } catch { /* some end so */ }
  for (let waited = 0; waited < 20 && !used; waited++) await new Promise((resolve) => { setTimeout(resolve, 5); });
  delete globalThis.zz;
  return used;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-unread-'));
fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "unread", "version": "1.0.0" }\n');
const files = cases.map(([, text], at) => {
  const file = path.join(folder, `${at}.js`);
  fs.writeFileSync(file, text.replaceAll('SELF', `${at}.js`));
  return file;
});
const runs = await inParallel(files, 2, (file) => cordon(program, ['check', '--no-cache', '--root', folder, '--format', 'json', file]));
for (const [at, [name]] of cases.entries()) {
  const verdict = runs[at].json?.verdict;
  const used = await reaches(files[at], fs.readFileSync(files[at], 'utf8'));
  ok(verdict !== undefined && verdict !== 'pass' && used, name, used ? `the verdict is ${verdict}` : 'it does not open anything when it is run');
}
// And what nobody has is really not looked into, or all of this would say nothing.
fs.writeFileSync(path.join(folder, 'nobody.js'), `${FUNCTION}n();\n`);
ok((await cordon(program, ['check', '--no-cache', '--root', folder, '--format', 'json', path.join(folder, 'nobody.js')])).json?.verdict === 'pass', 'what nobody has is not looked into');
fs.rmSync(folder, { recursive: true });
finish();
