#!/usr/bin/env node
// Every rule that the program can report has a page in rules/explain, which names what it is shown by: a fixture that
// fires it, one that nearly does, one that hides it. Of amplifiers, the first and the last really have the rule.
//
//   CORDON=build/dev/cordon node tests/tools/explain.mjs
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { CONDITIONS, REPO, casePath, stage } from './lib/cases.mjs';
import { finish, ok } from './lib/tap.mjs';

const PAGES = path.join(REPO, 'rules/explain');
const FAMILIES = 'amplifier|archive|audit|host|limit|manifest|resolve|script|source|syntax';
// What a summary has for a rule that only a whole program can tell.
const WRITTEN = { 'amplifier.stack-own': 'amplifier.stack-frame' };
const program = process.env.CORDON;
const run = (args) => {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    return error.stdout ?? '';
  }
};

/** Every text in the sources that is the name of a rule, and not of an effect. */
function rules() {
  const found = new Set();
  const effects = new Set([...fs.readFileSync(path.join(REPO, 'rules/effect.def'), 'utf8').matchAll(/"([a-z]+(?:\.[a-z]+)+)"/g)].map(([, name]) => name));
  const sources = ['analyzer', 'warm', 'cli'].flatMap((folder) => fs.readdirSync(path.join(REPO, folder), { recursive: true })
    .map((name) => path.join(REPO, folder, name)));
  for (const file of sources.filter((name) => /\.(c|h|def)$/.test(name))) {
    const text = fs.readFileSync(file, 'utf8');
    for (const [, rule] of text.matchAll(new RegExp(`"((?:${FAMILIES})\\.[a-z]+(?:-[a-z]+)*)"`, 'g'))) found.add(rule);
  }
  return [...found].filter((rule) => !effects.has(rule)).sort();
}

const filesOf = (place) => (fs.statSync(place).isFile() ? [place]
  : fs.readdirSync(place, { recursive: true }).map((name) => path.join(place, name)).filter((file) => /\.[cm]?js$/.test(file)));

// The rules of a case: what its files' summaries hold, and what a check of it reports.
function seen(staged, place) {
  const inStage = /^fixtures\/(?:own-)?escapes\/cases\/([^/]+\/[^/]+)/.exec(place)?.[1];
  const texts = filesOf(path.join(REPO, place)).map((file) => run(['dump', 'summary', file]));
  for (const one of staged) {
    if (inStage === undefined || !fs.existsSync(casePath(one, { case: inStage }))) continue;
    const report = JSON.parse(run(['check', '--no-cache', '--root', one.root, '--policy', one.policy, '--format', 'json', casePath(one, { case: inStage })]) || '{}');
    for (const pkg of report.packages ?? []) texts.push(...pkg.findings.map((finding) => ` ${finding.rule} `));
  }
  return texts.join('\n');
}

const staged = ['escapes', 'own-escapes'].map((collection) => stage(collection));
for (const rule of rules()) {
  const file = path.join(PAGES, `${rule}.md`);
  const page = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const shown = Object.fromEntries([...page.matchAll(/^ {4}(fires|near|hides) +(\S+)$/gm)].map(([, kind, place]) => [kind, place]));
  ok(page.startsWith(`# ${rule}\n`), `${rule} has a page`);
  const missing = ['fires', 'near', 'hides'].filter((kind) => shown[kind] === undefined || !fs.existsSync(path.join(REPO, shown[kind])));
  ok(missing.length === 0, `${rule} names what it is shown by`, missing.join(' '));
  if (!rule.startsWith('amplifier.') || missing.length > 0) continue;
  for (const kind of ['fires', 'hides'])
    ok(new RegExp(`\\s${WRITTEN[rule] ?? rule}\\s`).test(seen(staged, shown[kind])), `${shown[kind]} ${kind} ${rule}`);
}
for (const name of fs.readdirSync(PAGES))
  ok([...rules(), ...Object.keys(CONDITIONS)].includes(name.replace(/\.md$/, '')), `${name} is about a rule or a launch condition that there is`);
for (const one of staged) one.remove();
finish();
