#!/usr/bin/env node
// Random functions that assign, test and read under a key, run with "constructor" for it: wherever one of them really reads
// that, cordon must charge the read. What is proven of keys (assignments that reach a place, tests around it, lists of
// constants) is tried so in any order of evaluation, in loops, switches, labels and try statements.
//
//   CORDON_RELEASE=build/release/cordon node tests/breaker/keys.mjs [--functions N] [--seed N]
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { finish, ok } from '../tools/lib/tap.mjs';
import { option } from '../tools/lib/cases.mjs';
import { randomFrom } from './random.mjs';

const seed = Number(option('seed', '1')), wanted = Number(option('functions', '800'));
const program = process.env.CORDON_RELEASE ?? process.env.CORDON;
const folder = process.env.TMPDIR ?? '.';
const random = randomFrom(seed);
const { below, pick } = random;
const require = createRequire(path.join(path.resolve(folder), 'here.js'));
const FUNCTIONS_PER_FILE = 40, READS_MAX = 200;

const VALUES = ['0', '1', '"a"', 'x', 'x', 'x + ""', 'String(x)', 'Number(x)', 'undefined', 'q', 'null', 'L[0]', '`${x}`', 'typeof x', 'x.length', '(x, 0)', 'k'];
const CHANGES = ['k++', 'k--', 'k += 1', 'k -= 1', 'k ||= 0', 'k &&= 0', 'k ??= 0', 'k += ""', '[k] = [x]', '[k] = [0]', '({ k } = { k: x })', '({ a: k } = { a: 1 })', '[k = x] = []', 'k |= 0', 'k = k'];

// Places in which an expression is evaluated: always, sometimes, or never.
const PLACES = [
  (e) => `a?.b[${e}]`, (e) => `a?.[${e}]`, (e) => `a?.b.c[${e}]`, (e) => `a?.(${e})`, (e) => `a?.f(${e})`, (e) => `a && ${e}`, (e) => `a || ${e}`, (e) => `a ?? ${e}`, (e) => `(a, ${e})`,
  (e) => `f(${e})`, (e) => `\`\${${e}}\``, (e) => `[${e}]`, (e) => `({ [${e}]: 1 })`, (e) => `(a ? ${e} : 1)`, (e) => `(a ? 1 : ${e})`, (e) => `new F(${e})`, (e) => `typeof ${e}`, (e) => `void ${e}`,
  (e) => `${e} in {}`, (e) => `1 + ${e}`, (e) => `${e} + 1`, (e) => `${e}?.z`, (e) => `f\`\${${e}}\``, (e) => `(() => { ${e}; })()`, (e) => `(q = ${e})`, (e) => `[, q = ${e}] = [1, 2]`,
  (e) => `[q = ${e}] = []`, (e) => `({ q = ${e} } = {})`, (e) => `({ q = ${e} } = { q: 1 })`, (e) => `[...[${e}]]`, (e) => `(class { [${e}]() {} })`, (e) => `(class { static s = ${e}; })`,
  (e) => `(class { static { ${e}; } })`, (e) => `(function (p = ${e}) {})(1)`, (e) => `(function (p = ${e}) {})()`, (e) => `delete a?.b[${e}]`, (e) => `f(...[${e}])`, (e) => `(a?.b)[${e}]`,
  (e) => `null?.[${e}]`, (e) => `q ||= ${e}`, (e) => `q &&= ${e}`, (e) => `${e} === k`, (e) => `!${e}`, (e) => `-${e}`, (e) => `a?.b?.c[${e}].d`, (e) => `f?.(${e})`, (e) => `(0, f)(${e}, a)`,
];

const TESTS = [
  'typeof k === "number"', 'typeof k === "string"', 'typeof k !== "string"', 'k === "a"', 'k !== "constructor" && k !== "__proto__"', 'k === "a" || k === "b"',
  'L.includes(k)', 'S.has(k)', 'L.indexOf(k) !== -1', 'isSafe(k)', 'a', 'k',
];

let reads = 0;

const read = () => `\ntake(o[k], ${reads++});\n`;

function expression() {
  let text = `(${below(4) ? `k = ${pick(VALUES)}` : pick(CHANGES)})`;
  for (let deep = below(3); deep > 0; deep--) text = `(${pick(PLACES)(text)})`;
  return text;
}

function test(depth = 0) {
  const shapes = [() => `!(${test(depth + 1)})`, () => `(${test(depth + 1)}) && (${test(depth + 1)})`, () => `(${test(depth + 1)}) || (${test(depth + 1)})`, () => `(${test(depth + 1)}) === false`, expression];
  return depth < 3 && below(3) === 0 ? pick(shapes)() : pick(TESTS);
}

// Statements with others in them; `inner` gives a few.
const SHAPES = [
  (inner) => `if (${test()}) { ${inner()} }`,
  (inner) => `if (${test()}) { ${inner()} } else { ${inner()} }`,
  () => `if (${test()}) ${pick(['return;', '{ f(); return; }', `${expression()};`])}`,
  (inner) => `for (let i = 0; i < 2; i++) { ${inner()} ${pick(['', 'if (a) continue;', 'break;', 'if (a) break;'])} ${inner()} }`,
  (inner) => `label: { ${inner()} ${pick(['if (a) break label;', 'break label;', `if (!(${test()})) break label;`])} ${inner()} }`,
  (inner) => `try { ${inner()} ${pick(['a.b;', 'f();', 'throw 0;', 'if (a) throw 1;'])} ${inner()} } catch { ${inner()} }`,
  (inner) => `try { ${inner()} ${pick(['a.b;', 'f();', 'if (a) throw 1;'])} } finally { ${inner()} }`,
  (inner) => `switch (${pick(['k', 'typeof k', 'q', 'true'])}) { case ${pick(['"a"', 'x', '"number"', '"string"', '0', expression(), 'L.includes(k)'])}: ${inner()} ${pick(['', 'break;', 'if (a) break;'])} ${pick(['default:', 'case "b":', 'case q:'])} ${inner()} ${pick(['', 'break;'])} case "c": ${inner()} }`,
  (inner) => `while (${test()}) { ${inner()} ${pick(['break;', ''])} if (n++ > 3) break; }`,
  (inner) => `do { ${inner()} ${pick(['', 'if (a) continue;', 'if (a) break;'])} ${inner()} } while (n++ < 2);`,
  (inner) => `for (k of ${pick(['L', '[x]', '[0, 1]', '[]', '[x, 0]'])}) { ${inner()} ${pick(['', 'break;', 'if (a) continue;'])} }`,
  (inner) => `for (k in ${pick(['{}', '{ b: 1 }', '[1]'])}) { ${inner()} }`,
  (inner) => `for (; ${test()}; ${expression()}) { ${inner()} if (n++ > 3) break; }`,
  (inner) => `{ const g = () => { ${inner()} }; ${inner()} g(); }`,
  () => `q = ${pick(['k', 'x', '0', '"a"'])};`,
];

const statement = (depth) => {
  const kind = below(4);
  if (kind === 0) return read();
  return kind === 1 || depth > 3 ? `;${expression()};` : pick(SHAPES)(() => block(depth + 1));
};

const block = (depth) => Array.from({ length: 1 + below(3) }, () => statement(depth)).join(' ');

function body() {
  if (below(6) === 0) return `((k) => { ${block(0)} ${read()} })(x);`;
  return `${pick(['let k = x;', 'let k;', 'let k = 0;', 'var k = x + "";', 'let k = "a";'])} ${block(0)} ${read()}`;
}

const HEAD = `'use strict';
const L = ['a', 'b'], S = new Set(['a', 'c']), isSafe = (n) => n !== 'constructor' && n !== '__proto__', f = (v) => v;
function F() {}
`;

const isValid = (text) => {
  try {
    return Boolean(new Function('o', 'a', 'x', 'take', `'use strict'; let q, n = 0, L, S, isSafe, f, F; ${text}`));
  } catch {
    return false;
  }
};

function fileOf(name) {
  const bodies = [];
  while (bodies.length < FUNCTIONS_PER_FILE) {
    const one = body();
    if (isValid(one)) bodies.push(one);
  }
  const file = path.join(folder, name);
  fs.writeFileSync(file, HEAD + bodies.map((one, i) => `exports.f${i} = (o, a, x, take) => { let q, n = 0; ${one} };\n`).join(''));
  return file;
}

/** The reads, by number, that found the constructor when the functions of the file were run. */
function found(file) {
  const mark = {}, object = Object.create({ constructor: mark }), seen = new Set();
  for (const run of Object.values(require(path.resolve(file)))) {
    for (const a of [undefined, { b: { c: {} }, f() {} }, () => 1, 0]) {
      let steps = 0;
      const take = (value, number) => {
        if (value === mark) seen.add(number);
        if (steps++ > READS_MAX) throw new Error('enough');
      };
      try { run(object, a, 'constructor', take); } catch { /* what it read before counts */ }
    }
  }
  return seen;
}

let tried = 0;
for (let done = 0; done < wanted; done += FUNCTIONS_PER_FILE) {
  const file = fileOf(`keys-${seed}-${done}.cjs`);
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const summary = execFileSync(program, ['dump', 'summary', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const charged = new Set([...summary.matchAll(/^(\d+):\d+ amplifier amplifier\.(?:computed-member|function-constructor)/gm)].map(([, line]) => Number(line)));
  const reached = found(file);
  const missed = lines.flatMap((line, i) => {
    const number = Number(/^take\(o\[k\], (\d+)\)/.exec(line)?.[1] ?? -1);
    return reached.has(number) && !charged.has(i + 1) ? [`${file}:${i + 1} reads constructor, and is not charged`] : [];
  });
  tried += reached.size;
  ok(missed.length === 0 && !/amplifier (limit|syntax)\./.test(summary), `functions ${done} to ${done + FUNCTIONS_PER_FILE - 1} of seed ${seed}`, missed.join('\n'));
}
ok(tried > 0, `${tried} reads found it`);
finish();
