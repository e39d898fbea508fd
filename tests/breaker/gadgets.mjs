// Gadgets: where authority comes from, and how a value that has it reaches the canary.
//
// `source` is an expression that holds at the top of the file; `use(v, tool)` is a statement that
// reaches the canary through the variable v. `tool.member(v, name)` and `tool.call(f, ...args)` write member
// accesses and calls in the program's disguise; both lose the receiver, so `method` is there for those that need one.
// `goal` restricts the gadget to CommonJS ('cjs') or modules ('esm'), `sloppy` to code without "use strict".

const CODE = "process.getBuiltinModule('fs').writeFileSync('canary','x')";
const text = (value) => JSON.stringify(value);
const viaFs = (v, tool) => `${tool.call(tool.member(v, 'writeFileSync'), text('canary'), text('x'))};`;
const viaProcess = (v, tool) => viaFs(tool.call(tool.member(v, 'getBuiltinModule'), text('fs')), tool);
const viaGlobal = (v, tool) => viaProcess(tool.member(v, 'process'), tool);
const viaCompiler = (v, tool) => `${tool.call(v, text(CODE))}();`;
const viaGenerator = (v, tool) => `${tool.call(v, text(CODE))}().next();`;
const viaRequire = (v, tool) => viaFs(tool.call(v, tool.text('fs')), tool);
const ignore = '.on("error", () => {})';

// The host library of a policy: what it stores has a name that it checked, except by what it keeps for itself.
const HOSTLIB = `'use strict';
const fs = require('fs');
exports.check = (name) => { if (name !== 'allowed') throw new Error('refused'); };
exports.store = (name) => { exports.check(name); fs.writeFileSync(name, ''); };
exports.raw = (name) => { fs.writeFileSync(name, ''); };
`;
const hostlib = () => ({ hostlib: { 'index.js': HOSTLIB, 'raw.js': "'use strict';\nmodule.exports = require('./index.js').raw;\n" } });

export const GADGETS = [
  { name: 'require', goal: 'cjs', source: 'require', use: viaRequire },
  { name: 'require-fs', goal: 'cjs', source: 'require("fs")', use: viaFs },
  { name: 'require-fs-member', goal: 'cjs', source: 'require("fs").writeFileSync', use: (v, tool) => `${tool.call(v, text('canary'), text('x'))};` },
  { name: 'fs-promises', goal: 'cjs', source: 'require("fs/promises")', use: (v, tool) => `${tool.method(v, 'writeFile', text('canary'), text('x'))};` },
  { name: 'write-stream', goal: 'cjs', source: 'require("fs").createWriteStream', use: (v, tool) => `${tool.call(v, text('canary'))}.end("x");` },
  { name: 'process', source: 'process', use: viaProcess },
  { name: 'process-loader', source: 'process.getBuiltinModule', use: (v, tool) => viaFs(tool.call(v, text('fs')), tool) },
  { name: 'global-this', source: 'globalThis', use: viaGlobal },
  { name: 'global', source: 'global', use: viaGlobal },
  { name: 'sloppy-this', goal: 'cjs', sloppy: true, source: '(function () { return this; })()', use: viaGlobal },
  { name: 'sloppy-this-function', goal: 'cjs', sloppy: true, source: '(function () { return this; })', use: (v, tool) => viaGlobal(tool.call(v), tool) },
  { name: 'sloppy-callback', goal: 'cjs', sloppy: true, source: '[0].map(function () { return this; })[0]', use: viaGlobal },
  { name: 'sloppy-getter', goal: 'cjs', sloppy: true, source: 'Object.getOwnPropertyDescriptor({ get g() { return this; } }, "g").get', use: (v, tool) => viaGlobal(tool.call(v), tool) },
  { name: 'Function', source: 'Function', use: viaCompiler },
  { name: 'constructor', source: '(() => {}).constructor', use: viaCompiler },
  { name: 'function', source: '(() => {})', use: (v, tool) => viaCompiler(tool.member(v, 'constructor'), tool) },
  { name: 'object', source: '({})', use: (v, tool) => viaCompiler(tool.member(tool.member(v, 'constructor'), 'constructor'), tool) },
  { name: 'text', source: '"abc"', use: (v, tool) => viaCompiler(tool.member(tool.member(v, 'at'), 'constructor'), tool) },
  { name: 'own-class', source: 'class Own { run() { return 1; } }', use: (v, tool) => viaCompiler(tool.member(v, 'constructor'), tool) },
  { name: 'own-instance', source: 'new (class Own { run() { return 1; } })()', use: (v, tool) => viaCompiler(tool.member(tool.member(v, 'run'), 'constructor'), tool) },
  { name: 'prototype', source: 'Object.getPrototypeOf(() => {})', use: (v, tool) => viaCompiler(tool.member(v, 'constructor'), tool) },
  { name: 'async-function', source: '(async () => {})', use: (v, tool) => viaCompiler(tool.member(v, 'constructor'), tool) },
  { name: 'generator-function', source: '(function* () {})', use: (v, tool) => viaGenerator(tool.member(v, 'constructor'), tool) },
  { name: 'eval', source: 'eval', use: (v, tool) => `${tool.call(v, text(CODE))};` },
  { name: 'vm', goal: 'cjs', source: 'require("vm")', use: (v, tool) => `${tool.call(tool.member(v, 'runInThisContext'), text(CODE))};` },
  { name: 'module', goal: 'cjs', source: 'module', use: (v, tool) => viaFs(tool.method(v, 'require', text('fs')), tool) },
  { name: 'module-class', goal: 'cjs', source: 'module.constructor', use: (v, tool) => viaFs(tool.method(v, '_load', text('fs')), tool) },
  { name: 'module-builtin', goal: 'cjs', source: 'require("module")', use: (v, tool) => viaFs(tool.call(tool.call(tool.member(v, 'createRequire'), text('/x.js')), text('fs')), tool) },
  { name: 'require-main', goal: 'cjs', source: 'require.main', use: (v, tool) => viaFs(tool.method(v, 'require', text('fs')), tool) },
  { name: 'wrapper-arguments', goal: 'cjs', source: 'arguments[1]', use: viaRequire },
  { name: 'wrapper-list', goal: 'cjs', source: '[...arguments]', use: (v, tool) => viaRequire(`${v}[1]`, tool) },
  { name: 'caller', goal: 'cjs', sloppy: true, source: '(function f() { return f.caller; })()', use: (v, tool) => viaRequire(`${tool.member(v, 'arguments')}[1]`, tool) },
  { name: 'callee', goal: 'cjs', sloppy: true, source: '(function () { return arguments.callee; })()', use: (v, tool) => viaCompiler(tool.member(v, 'constructor'), tool) },
  { name: 'child-process', goal: 'cjs', source: 'require("child_process")', use: (v, tool) => `${tool.call(tool.member(v, 'execFileSync'), text('touch'), '["canary"]')};` },
  { name: 'net', goal: 'cjs', source: 'require("net")', use: (v, tool) => `${tool.call(tool.member(v, 'connect'), '47123', text('127.0.0.1'))}${ignore}.end();` },
  { name: 'http', goal: 'cjs', source: 'require("http")', use: (v, tool) => `${tool.call(tool.member(v, 'get'), text('http://127.0.0.1:47123/'))}${ignore};` },
  { name: 'fetch', source: 'fetch', use: (v, tool) => `${tool.call(v, text('http://127.0.0.1:47123/'))}.catch(() => {});` },
  { name: 'console', source: 'console', use: (v, tool) => `${tool.call(tool.member(v, 'log'), text('CANARY-STDOUT'))};` },
  { name: 'environment', source: 'process.env', use: (v, tool) => `globalThis.leak = ${tool.member(v, 'SECRET')};` },
  { name: 'array-prototype', source: 'Array.prototype', use: (v, tool) => tool.write(v, 'includes', '() => true') },
  { name: 'literal-prototype', source: '[]', use: (v, tool) => tool.write(tool.member(v, '__proto__'), 'includes', '() => true') },
  { name: 'object-prototype', source: '({})', use: (v, tool) => tool.write(tool.member(tool.member(v, 'constructor'), 'prototype'), 'polluted', '1') },
  { name: 'reflected-prototype', source: 'Object.getPrototypeOf(new Map())', use: (v, tool) => tool.write(v, 'get', '() => 1') },
  { name: 'language-object', source: 'JSON', use: (v, tool) => tool.write(v, 'parse', '() => 1') },
  { name: 'error-hook', source: 'Error', use: (v, tool) => tool.write(v, 'prepareStackTrace', '() => 1') },
  { name: 'path-exports', goal: 'cjs', source: 'require("path")', use: (v, tool) => tool.write(v, 'join', '() => "canary"') },
  { name: 'emitter-prototype', goal: 'cjs', source: 'require("events").prototype', use: (v, tool) => tool.write(v, 'emit', '() => 1') },
  { name: 'import-fs', goal: 'esm', prelude: 'import * as gadgetFs from "fs";', source: 'gadgetFs', use: viaFs },
  { name: 'import-process', goal: 'esm', prelude: 'import gadgetProcess from "process";', source: 'gadgetProcess', use: viaProcess },
  { name: 'import-require', goal: 'esm', prelude: 'import { createRequire } from "module";', source: 'createRequire(import.meta.url)', use: viaRequire },
  { name: 'dynamic-import', goal: 'esm', source: 'await import("fs")', use: viaFs },
  // What Node's classes and modules share, reached from instances, and what launch conditions lock.
  { name: 'emitter-instance', goal: 'cjs', source: 'new (require("events"))()', use: (v, tool) => tool.write(tool.member(v, '__proto__'), 'emit', '() => 1') },
  { name: 'emitter-class-of', goal: 'cjs', source: 'new (require("events"))()', use: (v, tool) => tool.write(tool.member(tool.member(v, 'constructor'), 'prototype'), 'emit', '() => 1') },
  { name: 'url-class', source: 'URL', use: (v, tool) => tool.write(tool.member(v, 'prototype'), 'toJSON', '() => 1') },
  { name: 'url-instance', source: 'new URL("a:b")', use: (v, tool) => tool.write(`Object.getPrototypeOf(${v})`, 'toJSON', '() => 1') },
  { name: 'decoder-class', source: 'TextDecoder', use: (v, tool) => tool.write(tool.member(v, 'prototype'), 'decode', '() => 1') },
  { name: 'buffer-class', source: 'Buffer', use: (v, tool) => tool.write(v, 'concat', '() => 1') },
  { name: 'util-exports', goal: 'cjs', source: 'require("util")', use: (v, tool) => tool.write(v, 'inspect', '() => 1') },
  { name: 'process-member', source: 'process', use: (v, tool) => tool.write(v, 'cwd', '() => 1') },
  // Two packages, each of which does one half.
  { name: 'handed-class', source: 'Map', packages: (tool) => ({ writer: `'use strict';\nmodule.exports = (c) => { ${tool.write(tool.member('c', 'prototype'), 'get', '() => 1')} };\n` }), use: (v, tool) => `${tool.load('writer')}(${v});` },
  { name: 'handed-prototype', source: 'Map.prototype', packages: (tool) => ({ writer: `'use strict';\nmodule.exports = (p) => { ${tool.write('p', 'get', '() => 1')} };\n` }), use: (v, tool) => `${tool.load('writer')}(${v});` },
  { name: 'handed-emitter', goal: 'cjs', source: 'require("events")', packages: (tool) => ({ writer: `'use strict';\nmodule.exports = (c) => { ${tool.write(tool.member('c', 'prototype'), 'emit', '() => 1')} };\n` }), use: (v, tool) => `${tool.load('writer')}(${v});` },
  { name: 'handed-url', source: 'new URL("a:b")', packages: (tool) => ({ writer: `'use strict';\nmodule.exports = (u) => { ${tool.write(tool.member('u', '__proto__'), 'toJSON', '() => 1')} };\n` }), use: (v, tool) => `${tool.load('writer')}(${v});` },
  { name: 'handed-function', source: '(() => {})', packages: (tool) => ({ compiler: `'use strict';\nmodule.exports = (f) => { ${viaCompiler(tool.member('f', 'constructor'), tool)} };\n` }), use: (v, tool) => `${tool.load('compiler')}(${v});` },
  { name: 'handed-this', goal: 'cjs', source: '({})', packages: (tool) => ({ loose: `module.exports = function () { return this; };\n`, taker: `'use strict';\nmodule.exports = (g) => { ${viaGlobal('g', tool)} };\n` }), use: (v, tool) => `void ${v}; ${tool.load('taker')}((0, ${tool.load('loose')})());` },
  { name: 'compiler-key', source: '["constructor", (() => {})]', packages: (tool) => ({ getter: "'use strict';\nmodule.exports = (o, k) => o[k];\n" }), use: (v, tool) => viaCompiler(`${tool.load('getter')}(${v}[1], ${v}[0])`, tool) },
  // What the policy does not give away of its host library.
  { name: 'host-other-export', goal: 'cjs', source: 'require("hostlib")', policy: { host: { hostlib: ['store'] } }, packages: hostlib, use: (v, tool) => `${tool.call(tool.member(v, 'raw'), text('canary'))};` },
  { name: 'host-internal-file', goal: 'cjs', source: 'require("hostlib/raw.js")', policy: { host: { hostlib: ['*'] } }, packages: hostlib, use: (v, tool) => `${tool.call(v, text('canary'))};` },
  { name: 'host-by-path', goal: 'cjs', source: 'require("./node_modules/hostlib")', policy: { host: { hostlib: ['store'] } }, packages: hostlib, use: (v, tool) => `${tool.call(tool.member(v, 'raw'), text('canary'))};` },
  { name: 'host-nested-copy', goal: 'cjs', source: 'require("outer")', policy: { host: { hostlib: ['*'] } }, packages: (tool) => ({ ...hostlib(tool), outer: "'use strict';\nmodule.exports = require('hostlib');\n", 'outer/node_modules/hostlib': HOSTLIB }), use: (v, tool) => `${tool.call(tool.member(v, 'raw'), text('canary'))};` },
];

// The same shapes without authority: what cordon should pass, and must never be seen to reach a canary.
export const DECOYS = [
  { name: 'own-object', source: '({ writeFileSync: () => 0, getBuiltinModule: () => ({ writeFileSync: () => 0 }) })', use: viaProcess },
  { name: 'own-function', source: '((a) => a)', use: (v, tool) => `${tool.call(v, text(CODE))};` },
  { name: 'own-require', source: '((name) => ({ writeFileSync: () => name }))', use: viaRequire },
  { name: 'own-array', source: '[1, 2, 3]', use: (v) => `void (${v}[0] + ${v}.length);` },
  { name: 'own-map', source: 'new Map([["fs", 1]])', use: (v) => `void ${v}.get("fs");` },
  { name: 'own-counter', source: 'new (class Counter { n = 0; up() { this.n++; return this; } })()', use: (v) => `void ${v}.up().n;` },
  { name: 'host-plain', goal: 'cjs', source: 'require("hostlib")', policy: { host: { hostlib: ['store'] } }, packages: hostlib, use: (v) => `${v}.store("allowed");` },
  { name: 'path-builtin', goal: 'cjs', source: 'require("path")', use: (v) => `void ${v}.basename("a/b");` },
];
