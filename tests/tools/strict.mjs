#!/usr/bin/env node
// The launch condition `strict`: cordon names it where sloppy code is all that stands in the way, and not in a program
// that means something else in strict code; under its switch Node has no sloppy CommonJS modules. Prints TAP.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CONDITIONS, REPO } from './lib/cases.mjs';
import { cordon, cordonProgram } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-strict-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
  return path.join(root, name);
};

// `this` of `self` may be the global object, and `read` takes from it what it offers.
const SLOPPY = 'exports.self = function () { return this; };\nexports.read = (o) => o.process;\n';
const JUDGED = [
  ['this of sloppy functions', SLOPPY, ['strict']],
  ['strict code', `'use strict';\n${SLOPPY}`, []],
  ['a computed name and a frame', 'exports.get = (o, k) => o[k];\nexports.f = function () { return exports.get(exports.f, exports.name); };\nexports.f();\n', ['no-eval', 'frozen-intrinsics', 'strict']],
  ['a with statement', 'with (exports) { x = 1; }\n', ['strict']],
  ['a function used outside its block', `${SLOPPY}if (exports.read) { function helper() {} }\nhelper();\n`, null],
  ['a function used inside its block only', `${SLOPPY}if (exports.read) { function helper() {} helper(); }\n`, ['strict']],
  ['a function in a block, and a variable', `${SLOPPY}var helper; if (exports.read) { function helper() {} }\nexports.h = helper;\n`, ['strict']],
  ['a function on the global object', `${SLOPPY}globalThis.laterOn = function () { return this; };\n`, null],
];
const policy = write('policy.json', '{ "profile": "informed" }\n');
const kept = write('kept.json', '{ "profile": "informed", "launch": ["no-eval", "frozen-intrinsics", "strict"] }\n');
for (const [name, text, launch] of JUDGED) {
  const file = write('judged/index.js', text);
  const check = (by) => cordon(cordonProgram(), ['check', '--no-cache', '--policy', by, '--format', 'json', file]);
  const [open, closed] = [await check(policy), await check(kept)];
  ok(JSON.stringify(open.json?.launch) === JSON.stringify(launch), `${name}: conditions`, JSON.stringify(open.json?.launch));
  ok((closed.json?.verdict === 'pass') === (launch !== null), `${name}: verdict where they are kept`, closed.json?.verdict);
}

const SHOW = 'console.log(String((function () { return this; })() === undefined));\n';
write('app/node_modules/bang/index.js', `#!/usr/bin/env node\n${SHOW}`);
write('app/node_modules/plain/index.js', `${SHOW}exports.x = 1;\n`);
write('app/node_modules/inner/package.json', '{ "type": "module", "exports": "./index.js" }\n');
write('app/node_modules/inner/index.js', 'import "plain";\n');
const RUNS = [
  ['the program itself', 'main.cjs', SHOW, 1],
  ['what a CommonJS module requires', 'requires.cjs', `'use strict'; require('bang'); require('plain');\n`, 2],
  ['what an ECMAScript module imports', 'imports.mjs', `import 'bang'; await import('plain'); await import('./main.cjs');\n`, 3],
  ['what an imported module imports', 'deep.mjs', `import 'inner';\n`, 1],
  ['caller is not shown', 'caller.cjs', `function f() { try { return f.caller; } catch (e) { return e; } }\nconsole.log(String(f() instanceof TypeError));\n`, 1],
];
for (const [name, file, text, lines] of RUNS) {
  const run = spawnSync(process.execPath, [CONDITIONS.strict.flag, write(`app/${file}`, text)], { encoding: 'utf8' });
  ok(run.stdout === 'true\n'.repeat(lines), `Node: ${name}`, run.stdout + run.stderr);
}

const page = spawnSync(cordonProgram(), ['explain', 'strict'], { encoding: 'utf8' }).stdout;
const code = fs.readFileSync(path.join(REPO, 'cli/launch/strict.cjs'), 'utf8').split('\n').filter((line) => line && !line.startsWith('//'));
ok(code.every((line) => page.includes(line)), 'cordon explain strict prints the file');
fs.rmSync(root, { recursive: true });
finish();
