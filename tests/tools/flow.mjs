#!/usr/bin/env node
// Checks annotated fixtures: every finding is announced by a comment, every comment has its finding.
// fixtures/flow/README.md describes the comments.   node tests/tools/flow.mjs [--filter REGEX] [--fast]
import fs from 'node:fs';
import path from 'node:path';
import { FIXTURES, flag, option, readTable } from './lib/cases.mjs';
import { cordon, cordonProgram, inParallel, openFindings } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const FOLDER = path.join(FIXTURES, 'flow');
const COMMENT = /\/\/ expect(-any|-rest)?(?:@([+-]\d+))?(?::[ \t]*([^\n]*))?$/gm;

/** `{ lines: [{ line, name }], any: [[{ line, name }]], rest, none }` of a fixture's text. */
function expectations(text) {
  const found = { lines: [], any: [], rest: false, none: false };
  for (const match of text.matchAll(COMMENT)) {
    const [, kind, distance, words] = match;
    const line = text.slice(0, match.index).split('\n').length + Number(distance ?? 0);
    const names = (words ?? '').split(/\s+/).filter(Boolean);
    if (kind === '-rest') found.rest = true;
    else if (kind === '-any') found.any.push(names.map((name) => ({ name: name.split('@')[0], line: Number(name.split('@')[1]) })));
    else if (names.join() === 'none') found.none = true;
    else found.lines.push(...names.map((name) => ({ line, name })));
  }
  return found;
}

const CERTAINTY = { '!': 'fail', '?': 'unknown' };

function names(finding, word) {
  const verdict = CERTAINTY[word.at(-1)];
  const name = verdict === undefined ? word : word.slice(0, -1);
  if (verdict !== undefined && verdict !== finding.verdict) return false;
  return name === finding.rule || name === finding.effect || name === `${finding.effect}:${finding.argument}`;
}

const sameAs = (finding, expected) => finding.line === expected.line && names(finding, expected.name);

/** Sentences about what differs; none when the fixture is right. */
function compare(expected, findings) {
  const problems = [];
  const announced = [...expected.lines, ...expected.any.flat()];
  const folded = (name) => findings.some((finding) => names(finding, name) && finding.more > 0);
  const present = (e) => findings.some((finding) => sameAs(finding, e)) || folded(e.name);

  if (announced.length === 0 && !expected.none && !expected.rest) problems.push('the file announces nothing, not even none');
  if (expected.none && announced.length > 0) problems.push('the file announces none and something');
  for (const e of expected.lines) if (!present(e)) problems.push(`missing: ${e.name} at line ${e.line}`);
  for (const choice of expected.any) if (!choice.some(present)) problems.push(`missing: one of ${choice.map((e) => `${e.name}@${e.line}`).join(' ')}`);
  if (expected.rest) return problems;
  for (const finding of findings)
    if (!announced.some((e) => sameAs(finding, e))) problems.push(`unexpected: ${finding.rule} ${finding.effect}${finding.argument ? `:${finding.argument}` : ''} at line ${finding.line}: ${finding.message}`);
  return problems;
}

async function judge(program, file) {
  const args = ['check', '--no-cache', '--root', FOLDER, '--policy', path.join(FOLDER, 'policy.json'), '--format', 'json', file];
  const run = await cordon(program, args);
  if (run.json === null) return [`cordon could not do the work (exit ${run.code} ${run.signal ?? ''}): ${run.err.slice(0, 300)}`];
  return compare(expectations(fs.readFileSync(file, 'utf8')), openFindings(run.json));
}

const program = cordonProgram(flag('fast'));
const filter = new RegExp(option('filter', '.'));
const files = fs.readdirSync(FOLDER, { recursive: true }).filter((name) => /\.[cm]?js$/.test(name) && filter.test(name)).sort();
const results = await inParallel(files, 2, (name) => judge(program, path.join(FOLDER, name)));
const gaps = readTable('flow', 'known-gaps.tsv');
files.forEach((name, at) => {
  const gap = gaps.get(name);
  if (gap === undefined) ok(results[at].length === 0, `flow/${name}`, results[at].join('\n'));
  else ok(results[at].length > 0, `flow/${name} (known gap: ${gap})`, 'the gap is closed: remove its line from known-gaps.tsv');
});
finish();
