#!/usr/bin/env node
// Random regular expressions, asked what they find in texts with dangerous names in them: wherever V8 gives such a name, as
// the match, a group or an argument of a replacer, cordon must charge the read under it.
//
//   CORDON_RELEASE=build/release/cordon node tests/breaker/patterns.mjs [--patterns N] [--seed N]
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { option } from '../tools/lib/cases.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';
import { randomFrom } from './random.mjs';

const seed = Number(option('seed', '1')), wanted = Number(option('patterns', '600'));
const program = process.env.CORDON_RELEASE ?? process.env.CORDON;
const random = randomFrom(seed);
const { below, pick } = random;
const PER_FILE = 60, LINES = 7, FIRST = 1; // lines of one pattern, and of the head

const ATOMS = ['c', 'o', 'n', 's', 't', 'r', 'u', 'const', 'ructor', 'constructor', 'proto', '__', '\\w', '\\W', '[a-z]', '[^a-z]', '[^c]', '.', '\\d', '\\D', '\\s', '\\S', '[\\w_]', '[c-s]', '[^_]', '\\b', '^', '$',
  '\\x63', '\\u0063', '[\\x61-\\x7a]', '(?=c)', '(?!x)', '(?<=c)', '\\1', '[A-Z]', 'C', 'K', '\\/', '[/]', 'ſ', '[ſK]', '__proto__', '_', '\\u017f', '(?:)', '[]', '[^]', '\\0', '💩', '\\p{L}', '\\u{63}', '[^\\W]'];
const QUANTIFIERS = ['', '', '', '', '*', '+', '?', '{2}', '{1,}', '{0,3}', '{0}', '*?', '+?'];
const GROUP_QUANTIFIERS = ['', '', '?', '{0}', '{2}', '{0,3}']; // more would take V8 for ever
const OPENERS = ['(', '(?:', '(?=', '(?<=', '(?<name>', '(?<other>'];
const TEXTS = ['constructor', '__proto__', 'xconstructorx', 'CONSTRUCTOR', 'constructorconstructor', 'a__proto__ constructor', 'prototype', 'callee arguments', 'cſ', 'K'];
const NAMES = new Set(['constructor', '__proto__', 'prototype']);

function pattern(depth = 0) {
  let text = '';
  for (let count = 1 + below(3); count > 0; count--) {
    const group = depth < 3 && below(10) < 3, atom = group ? `${pick(OPENERS)}${pattern(depth + 1)})` : pick(ATOMS);
    const asserts = /^(\^|\$|\\b|\(\?<?[=!])/.test(atom);
    text += atom + (asserts ? '' : pick(group ? GROUP_QUANTIFIERS : QUANTIFIERS)) + (below(7) === 0 ? '|' : '');
  }
  return text;
}

function literal() {
  for (;;) {
    const source = pattern(), flags = pick(['', '', 'i', 'u', 'iu', 's', 'm', 'g', 'y', 'd', 'v']);
    try { return new RegExp(source, flags); } catch { /* not valid together */ }
  }
}

const textOf = (regex, at) => `exports.exec${at} = (o, x, take) => { const m = ${regex}.exec(x);
take(o[m[0]]);
take(o[m[1]]);
};
exports.replace${at} = (o, x, take) => { String(x).replace(${regex}, (m, a) => {
take(o[m]); take(o[a]);
}); };
`;

/** For each line of textOf that reads: whether some text makes it read a dangerous name. */
function dangers(regex) {
  const found = new Map([[1, false], [2, false], [5, false]]);
  for (const text of TEXTS) {
    regex.lastIndex = 0;
    const match = regex.exec(text) ?? [];
    if (NAMES.has(match[0])) found.set(1, true);
    if (NAMES.has(match[1])) found.set(2, true);
    regex.lastIndex = 0;
    text.replace(regex, (whole, group) => { if (NAMES.has(whole) || NAMES.has(group)) found.set(5, true); return ''; });
  }
  return found;
}

let dangerous = 0, free = 0;
for (let done = 0; done < wanted; done += PER_FILE) {
  const list = Array.from({ length: PER_FILE }, literal);
  const file = path.join(process.env.TMPDIR ?? '.', `patterns-${seed}-${done}.cjs`);
  fs.writeFileSync(file, `'use strict';\n${list.map((regex, at) => textOf(regex, at)).join('')}`);
  const summary = execFileSync(program, ['dump', 'summary', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const charged = new Set([...summary.matchAll(/^(\d+):\d+ amplifier amplifier\.(?:computed-member|function-constructor)/gm)].map(([, line]) => Number(line)));
  const missed = [];
  for (const [at, regex] of list.entries()) {
    for (const [line, danger] of dangers(regex)) {
      const is = charged.has(FIRST + at * LINES + line + 1);
      dangerous += danger;
      free += !is;
      if (danger && !is) missed.push(`${regex} line ${line} of its text`);
    }
  }
  ok(missed.length === 0 && !/amplifier (limit|syntax)\./.test(summary), `patterns ${done} to ${done + PER_FILE - 1} of seed ${seed}`, missed.join('\n'));
}
ok(dangerous > 0 && free > 0, `${dangerous} reads of dangerous names, ${free} that cannot read one`);
finish();
