#!/usr/bin/env node
// "env" of a policy: branches that other values of the variables would take are left out, of the verdict and of the
// import graph, and no others; a cache does not mix them up; who may change them is refused. Prints TAP.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cordon, cordonProgram } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-fixed-env-'));
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), typeof text === 'string' ? text : JSON.stringify(text));
  return path.join(root, name);
};
const policy = write('policy.json', { profile: 'informed', env: { NODE_ENV: 'production' } });
const other = write('other.json', { profile: 'informed', env: { NODE_ENV: 'development' } });
const open = write('open.json', { profile: 'informed' });
const check = (by, file, ...more) => cordon(cordonProgram(), ['check', ...more, '--policy', by, '--format', 'json', file]);

const EVIL = `require('fs').writeFileSync('x', 'y')`;
// [what, code, passes in production, passes in development]
const JUDGED = [
  ['!== guards', `if (process.env.NODE_ENV !== 'production') ${EVIL};`, true, false],
  ['=== guards', `if (process.env.NODE_ENV === "development") ${EVIL};`, true, false],
  ['!= and ==', `if (process.env.NODE_ENV != 'production' || 'development' == process.env.NODE_ENV) ${EVIL};`, true, false],
  ['the else branch', `if (process.env.NODE_ENV === 'production') exports.a = 1; else ${EVIL};`, true, false],
  ['a conditional expression', `module.exports = process.env.NODE_ENV === 'production' ? 1 : ${EVIL};`, true, false],
  ['&& and the usual tests before', `typeof process !== 'undefined' && process.env && process.env.NODE_ENV !== 'production' && ${EVIL};`, true, false],
  ['! and parentheses', `if (!((process.env.NODE_ENV) === ('production'))) ${EVIL};`, true, false],
  ['a value that is there', `process.env.NODE_ENV || ${EVIL};`, true, true],
  ['the branch that is taken', `if (process.env.NODE_ENV === 'production') ${EVIL};`, false, true],
  ['another variable', `if (process.env.NODE_ENVS !== 'production') ${EVIL};`, false, false],
  ['a process of the file', `{ const process = { env: {} }; if (process.env.NODE_ENV !== 'production') ${EVIL}; }`, false, false],
  ['an env of the file', `const env = {}; if (env.NODE_ENV !== 'production') ${EVIL};`, false, false],
  ['a text with an escape', `if (process.env.NODE_ENV === 'develop\\u006dent') ${EVIL};`, false, false],
  ['a comparison of two variables', `if (process.env.NODE_ENV !== process.env.MODE) ${EVIL};`, false, false],
  ['less than', `if (process.env.NODE_ENV < 'q') ${EVIL};`, false, false],
  ['direct eval', `if (process.env.NODE_ENV !== 'production') ${EVIL}; eval('1');`, false, false],
  ['the variable is changed', `process.env.NODE_ENV = 'x'; if (process.env.NODE_ENV !== 'production') ${EVIL};`, false, false],
  ['the environment is handed on', `exports.env = process.env; exports.f = () => { if (process.env.NODE_ENV !== 'production') ${EVIL}; };`, false, false],
];
const cache = path.join(root, 'cache');
for (const [name, code, production, development] of JUDGED) {
  const file = write('judged/index.js', `'use strict';\n${code}\n`);
  for (const [by, what, passes] of [[policy, 'production', production], [other, 'development', development], [open, 'not fixed', false]]) {
    const run = await check(by, file, '--cache', cache);
    ok((run.json?.verdict === 'pass') === (passes && by !== open), `${name}: ${what}`, `${run.json?.verdict} ${run.err}`);
  }
}

write('app/package.json', { name: 'app', version: '1.0.0', main: 'index.js' });
write('app/index.js', `'use strict';\nmodule.exports = process.env.NODE_ENV === 'production' ? require('./small') : require('./large');\n`);
write('app/small.js', 'exports.size = 1;\n');
write('app/large.js', `${EVIL};\n`);
const app = path.join(root, 'app');
const whole = await check(policy, app, '--no-cache');
ok(whole.json?.verdict === 'pass' && whole.json.summary.files === 2, 'a file that only another value imports is no part of the program', JSON.stringify(whole.json?.summary));
ok(whole.json?.assumptions?.some((text) => /NODE_ENV=production/.test(text.text ?? text)), 'the verdict says what it assumes', JSON.stringify(whole.json?.assumptions));
const graph = await cordon(cordonProgram(), ['graph', 'imports', '--policy', policy, '--format', 'ndjson', app]);
ok(/small/.test(graph.out) && !/large/.test(graph.out), 'nor of its import graph', graph.out + graph.err);

// Where no variable is fixed somebody may be granted to replace the environment.
const replaced = write('replaced/index.js', `'use strict';\nprocess.env = undefined;\nprocess.env || ${EVIL};\n`);
const granted = await check(write('granted.json', { allow: { '.': ['env.write'] } }), replaced, '--no-cache');
ok(granted.json?.verdict === 'fail', 'an environment that is replaced by a grant is not taken for the old one', JSON.stringify(granted.json?.verdict));

const REFUSED = [
  ['a grant of all variables', { env: { NODE_ENV: 'production' }, allow: { '*': ['env.write'] } }, /fixes the variable.*may change it/],
  ['a grant of this variable', { env: { NODE_ENV: 'production' }, allow: { a: ['env.write:NODE_*'] } }, /fixes the variable.*may change it/],
  ['no name', { env: { 'A B': 'x' } }, /no name of an environment variable/],
  ['no text', { env: { A: 1 } }, /must be a text/],
  ['an empty text', { env: { A: '' } }, /must not be empty/],
  ['no object', { env: ['A=1'] }, /must be an object/],
];
for (const [name, text, message] of REFUSED) {
  const run = await check(write('refused.json', text), app, '--no-cache');
  ok(run.code === 2 && message.test(run.err), `${name} is refused`, `${run.code} ${run.err}`);
}
const fine = await check(write('fine.json', { env: { NODE_ENV: 'production' }, allow: { a: ['env.write:DEBUG'] } }), app, '--no-cache');
ok(fine.json?.verdict === 'unknown' || fine.json?.verdict === 'pass' || fine.json?.verdict === 'fail', 'a grant of another variable is not', fine.err);
fs.rmSync(root, { recursive: true });
finish();
