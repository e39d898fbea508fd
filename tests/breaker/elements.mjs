#!/usr/bin/env node
// Elements of lists and tables that a file makes are followed one by one. Each way on which one may leave its list is
// tried: with a sloppy function as the element, which gives the global object to who calls it, the program must not
// pass; with a strict one in the same place it must, or the test would say nothing.
//
//   CORDON_RELEASE=build/release/cordon node tests/breaker/elements.mjs [--filter REGEX]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { option } from '../tools/lib/cases.mjs';
import { cordon, cordonProgram, inParallel } from '../tools/lib/cordon.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';

const program = cordonProgram(true);
const filter = new RegExp(option('filter', '.'));

const CONTAINERS = {
  list: (f) => `const L = [${f}];`,
  table: (f) => `const L = { 0: ${f} };`,
  'list filled later': (f) => `const L = []; L[0] = ${f};`,
  'table filled later': (f) => `const L = {}; L['0'] = ${f};`,
};

// Statements that hand the element of L to use(), which calls it without a receiver. `only` names containers; `doubtful`
// ways are refused whatever they carry.
const WAYS = [
  { way: 'a number', text: 'let i = 1; use(L[i - 1]);' },
  { way: 'a name', text: "use(L['0']);" },
  { way: 'a text', text: "let k = '0'; use(L[k]);" },
  { way: 'an optional read', text: 'use(L?.[0]);' },
  { way: 'a pattern', text: 'const [f] = L; use(f);', only: /list/ },
  { way: 'an assignment pattern', text: 'let f; [f] = L; use(f);', only: /list/ },
  { way: 'a pattern by name', text: 'const { 0: f } = L; use(f);' },
  { way: 'a default', text: '((f = L[0]) => use(f))();' },
  { way: 'for-of', text: 'for (const f of L) use(f);', only: /list/ },
  { way: 'for-in', text: 'for (const k in L) use(L[k]);' },
  { way: 'spread arguments', text: 'use(...L);', only: /list/ },
  { way: 'a spread list', text: 'use([...L][0]);', only: /list/ },
  { way: 'a spread object', text: 'use({ ...L }[0]);' },
  { way: 'apply', text: 'use.apply(null, Object.assign(L, { length: 1 }));' },
  { way: 'Reflect.apply', text: 'Reflect.apply(use, null, Object.assign(L, { length: 1 }));' },
  { way: 'Reflect.get', text: 'use(Reflect.get(L, 0));' },
  { way: 'Object.values', text: 'use(Object.values(L)[0]);' },
  { way: 'Object.entries', text: 'use(Object.entries(L)[0][1]);' },
  { way: 'Object.assign', text: 'use(Object.assign({}, L)[0]);' },
  { way: 'Object.freeze', text: 'use(Object.freeze(L)[0]);' },
  { way: 'a descriptor', text: 'use(Object.getOwnPropertyDescriptor(L, 0).value);' },
  { way: 'all descriptors', text: 'use(Object.getOwnPropertyDescriptors(L)[0].value);' },
  { way: 'a prototype', text: 'use(Object.create(L)[0]);' },
  { way: 'a prototype set later', text: 'const o = {}; Object.setPrototypeOf(o, L); use(o[0]);' },
  { way: 'super', text: '({ __proto__: L, m() { use(super[0]); } }).m();' },
  { way: 'at', text: 'use(L.at(0));', only: /list/ },
  { way: 'pop', text: 'use(Array.prototype.pop.call(Object.assign(L, { length: 1 })));' },
  { way: 'slice', text: 'use(Array.prototype.slice.call(Object.assign(L, { length: 1 }))[0]);' },
  { way: 'concat', text: 'use([].concat(L)[0]);', only: /list/ },
  { way: 'map', text: '[].map.call(Object.assign(L, { length: 1 }), (f) => use(f));' },
  { way: 'forEach', text: '[].forEach.call(Object.assign(L, { length: 1 }), use);' },
  { way: 'reduce', text: 'use([L].reduce((a, l) => l[0], 0));' },
  { way: 'sort', text: '[L, L].sort((a, b) => { use(a[0]); return 0; });' },
  { way: 'flat', text: 'use([L].flat()[0]);', only: /list/ },
  { way: 'Array.from', text: 'use(Array.from({ length: 1 }, () => L[0])[0]);' },
  { way: 'copyWithin', text: 'const M = [1, 2]; M[0] = L[0]; M.copyWithin(1, 0); use(M[1]);' },
  { way: 'an iterator', text: 'use(L[Symbol.iterator]().next().value);', only: /list/ },
  { way: 'an iterator of its own', text: 'L[Symbol.iterator] = function* () { yield this[0]; }; for (const f of L) use(f);', doubtful: true },
  { way: 'Object.fromEntries', text: "use(Object.fromEntries([['a', L]]).a[0]);" },
  { way: 'a list in a list', text: 'const M = [L]; use(M[0][0]);' },
  { way: 'a table in a table', text: 'const M = { 5: { 6: L } }; use(M[5][6][0]);' },
  { way: 'another list', text: 'let M = []; M[3] = L[0]; use(M[3]);' },
  { way: 'defineProperty', text: 'const M = []; Object.defineProperty(M, 0, { value: L[0] }); use(M[0]);' },
  { way: 'a proxy', text: 'use(new Proxy(L, {})[0]);' },
  { way: 'a map', text: 'use(new Map([[1, L]]).get(1)[0]);' },
  { way: 'a weak map', text: 'const w = new WeakMap(); w.set(w, L); use(w.get(w)[0]);' },
  { way: 'arguments', text: '(function () { use(arguments[0][0]); })(L);' },
  { way: 'bind', text: 'const b = use.bind(null, L[0]); b();' },
  { way: 'a static field', text: 'class A { static l = L; m() { use(A.l[0]); } } new A().m();' },
  { way: 'an instance', text: 'function C(l) { this.l = l; } use(new C(L).l[0]);' },
  { way: 'a getter', text: 'const o = { get l() { return L; } }; use(o.l[0]);' },
  { way: 'a generator', text: 'function* g() { yield L; } for (const l of g()) use(l[0]);' },
  { way: 'an exception', text: 'try { throw L; } catch (l) { use(l[0]); }' },
  { way: 'a promise', text: 'Promise.all([L]).then(([l]) => use(l[0]));' },
  { way: 'await', text: '(async () => { const l = await L; use(l[0]); })();' },
  { way: 'then', text: 'L.then = function (r) { use(this[0]); }; (async () => { await L; })();' },
  { way: 'toString', text: "L.toString = function () { use(this[0]); return ''; }; `${L}`;" },
  { way: 'Symbol.toPrimitive', text: 'L[Symbol.toPrimitive] = function () { use(this[0]); return 1; }; +L;', doubtful: true },
  { way: 'toJSON', text: 'L.toJSON = function () { use(this[0]); return 1; }; JSON.stringify([L]);', doubtful: true },
  { way: 'valueOf', text: 'use(L.valueOf()[0]);' },
  { way: 'a tag', text: '((s, l) => use(l[0]))`${L}`;' },
  { way: 'a conditional', text: 'use((1 ? L : null)[0]);' },
  { way: 'delete', text: 'const f = L[0]; delete L[0]; use(f);' },
  { way: 'with', text: 'with ({ L }) { use(L[0]); }', doubtful: true },
];

const ELEMENTS = {
  sloppy: 'function () { return this; }',
  strict: "function () { 'use strict'; return this; }",
};

const source = (container, way, element) => `let got;
const use = (f) => { const g = f; got = g(); };
${CONTAINERS[container](ELEMENTS[element])}
${way.text}
setTimeout(() => { got.seen = got.process.cwd() !== ''; }, 0);
`;

/** Whether the sloppy element really comes out: a way that does not work in Node tests nothing. */
async function reaches(container, way) {
  new Function('require', source(container, way, 'sloppy'))();
  await new Promise((resolve) => { setTimeout(resolve, 6); });
  const seen = globalThis.seen === true;
  delete globalThis.seen;
  return seen;
}

const cases = Object.keys(CONTAINERS).flatMap((container) => WAYS.filter((way) => (way.only ?? /./).test(container)).map((way) => ({ container, way })))
  .filter(({ container, way }) => filter.test(`${way.way} of a ${container}`));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-elements-'));
fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "elements", "version": "1.0.0" }\n');
const files = cases.flatMap(({ container, way }, at) => Object.keys(ELEMENTS).map((element) => {
  const file = path.join(folder, `${at}-${element}.js`);
  fs.writeFileSync(file, source(container, way, element));
  return file;
}));
const runs = await inParallel(files, 2, (file) => cordon(program, ['check', '--no-cache', '--root', folder, '--format', 'json', file]));
for (const [at, { container, way }] of cases.entries()) {
  const [sloppy, strict] = runs.slice(2 * at, 2 * at + 2).map((run) => run.json?.verdict);
  const wrong = [[await reaches(container, way), 'it does not come out in Node'], [sloppy !== undefined && sloppy !== 'pass', `a sloppy one: ${sloppy}`],
    [way.doubtful || strict === 'pass', `a strict one: ${strict}`]].filter(([fine]) => !fine).map(([, what]) => what);
  ok(wrong.length === 0, `by ${way.way} from a ${container}`, wrong.join('; '));
}
fs.rmSync(folder, { recursive: true });
finish();
