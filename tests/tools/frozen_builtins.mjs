#!/usr/bin/env node
// The launch condition `frozen-builtins`: cordon names it where changes of Node's own classes are all that stands in the
// way, and not where it leaves something open; under its switch Node's modules, classes and prototypes cannot be
// changed, and what inherits from them works as before. Prints TAP.   [--node PATH] only what Node does, in that one
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CONDITIONS, REPO, option } from './lib/cases.mjs';
import { cordon, cordonProgram } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-frozen-builtins-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
  return path.join(root, name);
};
const policy = write('policy.json', '{ "profile": "informed" }\n');

// `put` writes what others chose, under a name that classes of Node have.
const PUT = 'exports.put = (o, f) => { o.emit = f; };\n';
const LOOKUP = 'exports.get = (o, k) => o[k];\n';
const WITH_LOOKUP = ['no-eval', 'frozen-intrinsics'];
const JUDGED = [
  ['a class is handed on', `${PUT}exports.E = require('events');\n`, ['frozen-builtins']],
  ['a class is handed on, and nobody writes', `exports.E = require('events');\n`, []],
  ['a prototype of the Web is handed on', `${PUT}exports.p = AbortSignal.prototype;\n`, ['frozen-builtins']],
  ['a module with a shared object is handed on', `${PUT}exports.m = require('perf_hooks');\n`, null],
  ['a method of a class is replaced', `require('events').prototype.emit = () => {};\n`, ['frozen-builtins']],
  ['a class is found behind its prototype', `require('events').prototype.constructor.once = () => {};\n`, null],
  ['a class of the Web is found behind its prototype', `URL.prototype.constructor.canParse = () => {};\n`, null],
  ['an export of a module is replaced', `require('path').join = () => '';\n`, ['frozen-builtins']],
  ['an object that Node shares is changed', `require('http').globalAgent.maxSockets = 1;\n`, null],
  ['a lookup, a write and an object of Node', `${PUT}${LOOKUP}exports.b = () => Buffer.from('x');\n`, [...WITH_LOOKUP, 'frozen-builtins']],
  ['a lookup and a write', `${PUT}${LOOKUP}`, WITH_LOOKUP],
  ['a lookup and an object of Node', `${LOOKUP}exports.b = () => Buffer.from('x');\n`, WITH_LOOKUP],
  ['a lookup, a write and Buffer.isBuffer', `${PUT}${LOOKUP}exports.b = (x) => Buffer.isBuffer(x);\n`, WITH_LOOKUP],
  ['a lookup, a write and a test of a URL', `${PUT}${LOOKUP}exports.b = (x) => { try { new URL(x); return true; } catch { return false; } };\n`, WITH_LOOKUP],
];
const node = option('node', '');
for (const [name, text, launch] of node ? [] : JUDGED) {
  const run = await cordon(cordonProgram(), ['check', '--no-cache', '--policy', policy, '--format', 'json', write('judged/index.js', `'use strict';\n${text}`)]);
  ok(JSON.stringify(run.json?.launch) === JSON.stringify(launch), `${name}: conditions`, JSON.stringify(run.json?.launch));
}

const PRELUDE = `'use strict';
const { EventEmitter } = require('events'); const stream = require('stream'); const util = require('util');
const fails = (f) => { try { f(); return false; } catch (e) { return e instanceof TypeError; } };
const say = (x) => console.log(String(x));
`;
const RUNS = [
  ['a method of a class cannot be assigned', 'say(fails(() => { EventEmitter.prototype.emit = 1; }));'],
  ['nor defined', `say(fails(() => Object.defineProperty(stream.Readable.prototype, 'read', { value: 1 })));`],
  ['nor deleted', 'say(fails(() => { delete stream.Writable.prototype.write; }));'],
  ['nothing can be added', 'say(fails(() => { Buffer.prototype.mine = 1; }));'],
  ['a prototype keeps its prototype', 'say(fails(() => Object.setPrototypeOf(stream.Duplex.prototype, {})));'],
  ['functions of modules stay', `say(fails(() => { require('path').join = 1; }) && fails(() => { util.promisify = 1; }));`],
  ['what can be reached is locked', `const open = require(${JSON.stringify(path.join(REPO, 'tests/tools/lib/left_open.cjs'))})(${JSON.stringify(path.join(REPO, 'rules/effects'))}); say(open.length === 0 || open.join('\\n'));`],
  ['and what hangs on them', `say(fails(() => { require('timers/promises').scheduler.wait = 1; }) && fails(() => { crypto.subtle.digest = 1; }));`],
  ['classes of the Web', 'say([URL, Headers, Response, AbortSignal, TextDecoder, EventTarget].every((c) => fails(() => { c.prototype.mine = 1; })));'],
  ['what --frozen-intrinsics leaves open', `say(fails(() => { Atomics.load = 1; }) && fails(() => { Atomics.add.mine = 1; }) && (typeof Iterator === 'undefined' || fails(() => { Iterator.prototype.map = 1; })));`],
  ['iterators can be extended', `const list = Object.create(Object.getPrototypeOf([].values())); list.map = 1; say(list.map === 1 && Object.hasOwn(list, 'map'));`],
  ['classes without a name', `say([setTimeout(() => {}), setImmediate(() => {}), require('crypto').createSecretKey('k', 'utf8')].every((o) => fails(() => { Object.getPrototypeOf(o).mine = 1; })));`],
  ['what streams, locks and clones inherit from', `let lock; let key; globalThis.navigator?.locks?.request('x', (l) => { lock = l; }); crypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt']).then((k) => { key = k; });
setImmediate(() => say([stream.Readable.from([])[Symbol.asyncIterator](), stream.Duplex.from(async function* () {}), stream.duplexPair?.()[0], new (require('events').EventEmitterAsyncResource)({ name: 'x' }).asyncResource,
  lock, key, globalThis.navigator?.locks, structuredClone(new (require('net').BlockList)()), new TransformStream().writable, new Intl.Segmenter().segment(''), new Intl.Segmenter().segment('')[Symbol.iterator](), [].values().map?.(String)]
  .filter((o) => o && Object.getPrototypeOf(o) !== Reflect.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype))).every((o) => fails(() => { Object.getPrototypeOf(o).next = 1; }))));`],
  ['subclasses replace methods', 'class A extends EventEmitter { emit(...a) { return super.emit(...a); } }\nconst a = new A(); a.on("x", () => say(true)); a.emit("x");'],
  ['in the old style too', `function Old() { EventEmitter.call(this); }\nutil.inherits(Old, EventEmitter); Old.prototype.emit = function () { say(true); }; new Old().emit();`],
  ['and single objects', 'const e = new EventEmitter(); e.emit = () => say(true); e.emit();'],
  ['what is assigned is an ordinary property', 'const e = new EventEmitter(); e.emit = 1; say(JSON.stringify(Object.getOwnPropertyDescriptor(e, "emit")) === JSON.stringify({ value: 1, writable: true, enumerable: true, configurable: true }));'],
  ['promisify works', `const sleep = util.promisify(setTimeout); util.promisify(sleep); util.promisify(stream.pipeline); util.promisify(require('fs').exists); sleep(1).then(() => say(true));`],
  ['streams work', `stream.pipeline(stream.Readable.from(['a', 'b']), new stream.PassThrough(), async (s) => { let all = ''; for await (const x of s) all += x; say(all === 'ab'); }, () => {});`],
  ['servers and fetch work', `const server = require('http').createServer((q, r) => r.end('hi')).listen(0, '127.0.0.1', async () => { say(await (await fetch('http://127.0.0.1:' + server.address().port)).text() === 'hi'); server.close(); });`],
  ['workers have it too', `const { Worker } = require('worker_threads'); new Worker('"use strict"; try { require("events").prototype.x = 1; console.log("false"); } catch { console.log("true"); }', { eval: true });`],
];
const STARTS = [['alone', ['frozen-builtins']], ['with the others', ['no-eval', 'frozen-intrinsics', 'no-proto', 'no-addons', 'strict', 'frozen-builtins']]];
for (const [how, names] of STARTS) {
  for (const [name, text] of RUNS) {
    const run = spawnSync(node || process.execPath, [...names.map((n) => CONDITIONS[n].flag), '--no-warnings', write('run.cjs', PRELUDE + text)], { encoding: 'utf8' });
    ok(run.stdout === 'true\n', `Node, ${how}: ${name}`, run.stdout + run.stderr);
  }
}

const page = node ? '' : spawnSync(cordonProgram(), ['explain', 'frozen-builtins'], { encoding: 'utf8' }).stdout;
if (!node) ok(page.includes('share/cordon/frozen-builtins.cjs') && fs.existsSync(path.join(REPO, 'cli/launch/frozen-builtins.cjs')), 'cordon explain frozen-builtins says where the file is');
fs.rmSync(root, { recursive: true });
finish();
