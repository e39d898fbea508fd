#!/usr/bin/env node
// Judges collections of cases with cordon, as a stranger would: one fresh application, a policy that
// names the one host library, profile confined. Prints TAP.
//
//   node tests/tools/judge.mjs COLLECTION... [--filter REGEX] [--every N] [--fast] [--report FILE]
//
// An escape is refused when no launch conditions are said to help, or only conditions of which at least
// one really stops that case (manifest: closed_by, measured in Node). A near miss must pass, without
// launch conditions unless conditions.tsv beside its manifest announces them. known-gaps.tsv lists
// cases with another outcome; a line that is no longer true fails as well.
// --fast takes $CORDON_RELEASE, --every N judges each N-th case, --report writes case -> rules.
import fs from 'node:fs';
import { CONDITIONS, casePath, flag, loadManifest, option, positional, readTable, stage } from './lib/cases.mjs';
import { cordon, cordonProgram, inParallel, openFindings } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const collections = positional();
const filter = new RegExp(option('filter', '.'));
const every = Number(option('every', '1'));

function reallyClosedBy(entry, launch) {
  return launch.some((condition) => (CONDITIONS[condition]?.names ?? []).some((name) => entry.closed_by.includes(name)));
}

/** '' when the outcome is right, else what is wrong. */
function judgeEscape(entry, report) {
  if (report.launch === null) return '';
  if (report.launch.length === 0) return 'PASSED';
  return reallyClosedBy(entry, report.launch) ? '' : `PASSED under ${report.launch.join('+')}, which does not stop it`;
}

function judgeNearMiss(entry, report, conditions) {
  if (report.launch === null) return `refused: ${openFindings(report).slice(0, 3).map((f) => `${f.rule} ${f.effect ?? ''} at ${f.file}:${f.line}`).join('; ')}`;
  if (report.launch.length > 0 && !conditions.has(entry.case)) return `needs ${report.launch.join('+')}: ${openFindings(report).slice(0, 3).map((f) => `${f.rule} at ${f.file}:${f.line}`).join('; ')}`;
  return '';
}

function judge(entry, run, conditions, benign) {
  if (run.signal) return `cordon ended by ${run.signal}`;
  if (run.code > 1 || run.json === null) return `cordon could not do the work (exit ${run.code}): ${run.err.trim().split('\n')[0]}`;
  const consistent = (run.code === 0) === (run.json.verdict === 'pass');
  if (!consistent) return `exit ${run.code} with verdict ${run.json.verdict}`;
  return benign ? judgeNearMiss(entry, run.json, conditions) : judgeEscape(entry, run.json);
}

/** What the outcome of a case is called in the table of known gaps: nothing, or a failure. */
function settle(problem, gap) {
  if (gap !== undefined && problem === '') return 'is listed in known-gaps.tsv but the gap is closed: remove its line';
  return gap !== undefined ? '' : problem;
}

function reportLine(entry, run) {
  if (run.json === null) return `${entry.case}\terror\t\t`;
  const rules = [...new Set(openFindings(run.json).map((f) => `${f.rule}${f.effect ? `(${f.effect})` : ''}`))].sort();
  return `${entry.case}\t${run.json.verdict}\t${run.json.launch === null ? 'none helps' : run.json.launch.join('+')}\t${rules.join(' ')}`;
}

/** Judges one collection; what it says is printed by the caller, in order. */
async function judgeCollection(program, collection) {
  const staged = stage(collection);
  const gaps = readTable(collection, 'known-gaps.tsv'), conditions = readTable(collection, 'conditions.tsv');
  const manifest = loadManifest(collection).filter((entry, at) => filter.test(entry.case) && at % every === 0);
  const base = ['check', '--no-cache', '--root', staged.root, '--policy', staged.policy, '--format', 'json'];
  const runs = await inParallel(manifest, 2, (entry) => cordon(program, [...base, casePath(staged, entry)], { cwd: staged.root }));
  staged.remove();
  return manifest.map((entry, at) => {
    const problem = judge(entry, runs[at], conditions, collection.includes('near-misses'));
    return { name: `${collection}/${entry.case}`, problem: settle(problem, gaps.get(entry.case)), line: reportLine(entry, runs[at]), millis: runs[at].millis };
  });
}

async function main() {
  const program = cordonProgram(flag('fast'));
  const results = [];
  for (const collection of collections) results.push(...await judgeCollection(program, collection));
  for (const result of results) ok(result.problem === '', `${result.name}${result.problem ? ` ${result.problem}` : ''}`);
  if (option('report')) fs.writeFileSync(option('report'), `${results.map((result) => result.line).join('\n')}\n`);
  const wrong = results.filter((result) => result.problem).length;
  const seconds = results.reduce((sum, result) => sum + result.millis, 0) / 1000;
  console.log(`# ${collections.join(' and ')}: ${results.length} cases, ${wrong} wrong, ${seconds.toFixed(1)} s`);
  finish();
}

await main();
