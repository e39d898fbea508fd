#!/usr/bin/env node
// How well cordon knows real packages: each package of fixtures/truth.tsv and fixtures/pure.tsv is checked
// alone, under profile informed, in an installation that is kept between runs.
//
//   node tests/tools/precision.mjs [truth] [pure] [--fast] [--every N] [--filter REGEX] [--detail FILE] [--ledger]
//
// truth: effects found against effects known, per coarse class; whether packages that do no more than read
// information or print pass. pure: whether the package's own code passes. Then the most frequent reasons
// for UNKNOWN. --fast takes $CORDON_RELEASE, --detail writes a line per package and finding, --ledger compares
// with fixtures/ledger.tsv (BLESS=1 rewrites it) and prints TAP.
import fs from 'node:fs';
import path from 'node:path';
import { FIXTURES, flag, option, positional } from './lib/cases.mjs';
import { cordon, cordonProgram, inParallel, openFindings } from './lib/cordon.mjs';
import { installedPackages } from './lib/packages.mjs';
import { readLedger, writeLedger } from './lib/ledger.mjs';
import { finish, ok } from './lib/tap.mjs';

// From the effects of cordon to the words of truth.tsv; what is not named here has no word there.
const CLASSES = [
  ['fs', /^(fs\.|fd$)/], ['net', /^net\./], ['spawn', /^proc\.spawn/], ['env', /^env\./], ['stdio', /^stdio\./],
  ['exit', /^proc\.(exit|signal)/], ['native', /^native\.(load|binding)/], ['codegen', /^code\.eval/], ['dynamic-load', /^code\.(load|loader)/],
  ['intrinsic-mutation', /^(tamper\.(global|intrinsics)|reflect\.stack)/], ['clock', /^clock\.read/], ['random', /^random/],
  ['osinfo', /^(os\.info|cwd|argv|host\.const)/], ['worker', /^worker\./],
];
const HARMLESS = new Set(['env', 'osinfo', 'stdio', 'clock', 'random']);
const coarse = (effect) => CLASSES.find(([, pattern]) => pattern.test(effect))?.[0];
const percent = (part, whole) => (whole === 0 ? '  -' : `${((100 * part) / whole).toFixed(1)} %`);

/** The lines of a table of packages; `dir` is the folder below node_modules. */
function readList(list) {
  const [head, ...lines] = fs.readFileSync(path.join(FIXTURES, `${list}.tsv`), 'utf8').trim().split('\n').map((line) => line.split('\t'));
  const rows = lines.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));
  const wanted = JSON.parse(fs.readFileSync(path.join(FIXTURES, `packages/${list}/package.json`), 'utf8')).dependencies;
  const seen = new Set();
  return rows.map((row) => {
    const alias = Object.keys(wanted).find((name) => wanted[name] === `npm:${row.package}@${row.version}`);
    return { ...row, list, dir: wanted[row.package] === row.version ? row.package : alias };
  }).filter((row) => !seen.has(row.dir) && seen.add(row.dir));
}

async function checkPackages(program, list, filter, every) {
  const root = installedPackages(list);
  const policy = path.join(root, 'informed.json');
  fs.writeFileSync(policy, '{ "profile": "informed" }\n');
  const rows = readList(list).filter((row, at) => filter.test(row.package) && at % every === 0);
  const run = (row) => cordon(program, ['check', '--no-cache', '--root', root, '--policy', policy, '--format', 'json', path.join(root, 'node_modules', row.dir)], { limitMs: 120000 });
  const runs = await inParallel(rows, 2, run);
  return rows.map((row, at) => digest(row, runs[at]));
}

/** What the figures need of one report: effects and doubts of the package itself and of all it reaches. */
function digest(row, run) {
  const where = `node_modules/${row.dir}`;
  const base = { ...row, millis: run.millis, findings: [], own: new Set(), closure: new Set(), doubts: new Set(), ownDoubts: new Set() };
  if (run.json === null) return { ...base, verdict: `no answer: exit ${run.code} ${run.signal ?? ''} ${run.err.slice(0, 200)}`, launch: null, ownLaunch: null, ownVerdict: 'error' };
  const packages = run.json.packages ?? [];
  const self = packages.find((pkg) => pkg.path === where);
  const findings = openFindings(run.json);
  const effectsOf = (pkg) => (pkg?.effects ?? []).map(coarse).filter(Boolean);
  const doubtsOf = (list) => list.filter((f) => f.verdict === 'unknown').map((f) => coarse(f.effect ?? '')).filter(Boolean);
  return {
    ...base, verdict: run.json.verdict, launch: run.json.launch, findings,
    ownVerdict: self?.verdict ?? 'absent', ownLaunch: self ? self.launch : null, ownFindings: findings.filter((f) => f.package === where),
    own: new Set(effectsOf(self)), closure: new Set(packages.flatMap(effectsOf)),
    ownDoubts: new Set(doubtsOf(findings.filter((f) => f.package === where))), doubts: new Set(doubtsOf(findings)),
  };
}

function known(text) {
  const words = text === '-' ? [] : text.split(',');
  return { sure: new Set(words.filter((w) => !w.endsWith('?'))), maybe: new Set(words.filter((w) => w.endsWith('?')).map((w) => w.slice(0, -1))) };
}

/** Prints recall (doubts count) and precision (of what is listed as an effect) of one class; returns what differs. */
function figuresOf(name, results) {
  const count = { own: [0, 0, 0, 0], closure: [0, 0, 0, 0] };
  const missed = [], extra = [], doubtful = [];
  for (const result of results)
    for (const scope of ['own', 'closure']) {
      const truth = known(result[`${scope}_effects`]);
      const claimed = result[scope].has(name);
      const doubted = (scope === 'own' ? result.ownDoubts : result.doubts).has(name);
      if (truth.maybe.has(name)) continue;
      const at = truth.sure.has(name) ? (claimed ? 0 : doubted ? 1 : 2) : (claimed ? 3 : -1);
      if (at >= 0) count[scope][at]++;
      if (at === 1) doubtful.push(`${result.package} (${scope})`);
      if (at === 2) missed.push(`${result.package} (${scope})`);
      if (at === 3) extra.push(`${result.package} (${scope})`);
    }
  const cell = ([found, doubted, lost, wrong]) => `${percent(found + doubted, found + doubted + lost).padStart(8)} ${percent(found, found + wrong).padStart(8)}`;
  console.log(`${name.padEnd(20)}${cell(count.own)}   ${cell(count.closure)}`);
  return { missed, extra, doubtful };
}

function truthFigures(results) {
  console.log(`\ntruth.tsv: ${results.length} packages\n${''.padEnd(20)} own: recall precision  closure: recall precision`);
  const all = CLASSES.map(([name]) => [name, figuresOf(name, results)]);
  for (const [name, { missed, extra, doubtful }] of all) {
    if (missed.length > 0) console.log(`missed ${name}: ${missed.join(', ')}`);
    if (doubtful.length > 0) console.log(`only doubted, ${name}: ${doubtful.join(', ')}`);
    if (extra.length > 0) console.log(`not in the table, ${name}: ${extra.join(', ')}`);
  }
  const harmless = results.filter((r) => [...known(r.closure_effects).sure, ...known(r.closure_effects).maybe].every((name) => HARMLESS.has(name)));
  shares('truth packages that only inform or print', harmless, (r) => r.launch);
}

function shares(title, results, launchOf) {
  const free = results.filter((r) => launchOf(r)?.length === 0), conditional = results.filter((r) => launchOf(r)?.length > 0);
  const rest = results.filter((r) => !free.includes(r) && !conditional.includes(r));
  console.log(`\n${title}: ${results.length}`);
  console.log(`  pass informed       ${percent(free.length + conditional.length, results.length)}`);
  console.log(`  without conditions  ${percent(free.length, results.length)}`);
  if (conditional.length > 0) console.log(`  with conditions: ${conditional.map((r) => `${r.package} (${launchOf(r).join('+')})`).join(', ')}`);
  if (rest.length > 0) console.log(`  not passed: ${rest.map((r) => `${r.package}${r.findings.length === 0 ? ` (${r.verdict})` : ''}`).join(', ')}`);
}

function reasons(results) {
  const byRule = new Map();
  for (const result of results)
    for (const finding of result.findings.filter((f) => f.verdict === 'unknown')) {
      const entry = byRule.get(finding.rule) ?? { places: 0, packages: new Set(), examples: [] };
      entry.places += 1 + (finding.more ?? 0);
      entry.packages.add(result.package);
      if (entry.examples.length < 3 && !entry.examples.some((e) => e.startsWith(finding.package))) entry.examples.push(`${finding.package}/${finding.file}:${finding.line}`);
      byRule.set(finding.rule, entry);
    }
  const top = [...byRule].sort((a, b) => b[1].packages.size - a[1].packages.size || b[1].places - a[1].places).slice(0, 10);
  console.log('\nmost frequent reasons for UNKNOWN (packages, places):');
  for (const [rule, entry] of top) console.log(`  ${String(entry.packages.size).padStart(4)} ${String(entry.places).padStart(6)}  ${rule}  ${entry.examples.join(' ')}`);
}

function writeDetail(file, results) {
  const lines = results.flatMap((r) => [
    `${r.list}\t${r.package}@${r.version}\t${r.verdict}\t${JSON.stringify(r.launch)}\t${r.ownVerdict}\t${JSON.stringify(r.ownLaunch)}\t${Math.round(r.millis)} ms`,
    ...r.findings.map((f) => `\t${f.verdict}\t${f.rule}\t${f.effect}${f.argument ? `:${f.argument}` : ''}\t${f.package}/${f.file}:${f.line}:${f.column}\tmore ${f.more ?? 0}\t${f.message}`),
  ]);
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
}

async function main() {
  const lists = positional().length > 0 ? positional() : ['truth', 'pure'];
  const program = cordonProgram(flag('fast'));
  const filter = new RegExp(option('filter', '.')), every = Number(option('every', '1'));
  const all = [];

  for (const list of lists) {
    const results = await checkPackages(program, list, filter, every);
    all.push(...results);
    if (list === 'truth') truthFigures(results);
    else shares('pure.tsv, own code', results, (r) => r.ownLaunch);
  }
  reasons(all);
  console.log(`\n${all.length} packages in ${(all.reduce((sum, r) => sum + r.millis, 0) / 1000).toFixed(1)} s`);
  if (option('detail')) writeDetail(option('detail'), all);
  if (flag('ledger')) compareLedger(all);
}

/** The outcome that the ledger fixes: of the closure for truth, of the own code for pure. */
function outcome(result) {
  const launch = result.list === 'truth' ? result.launch : result.ownLaunch;
  const findings = result.list === 'truth' ? result.findings : result.ownFindings ?? [];
  const rules = [...new Set(findings.map((f) => (f.verdict === 'fail' ? f.effect : f.rule)))].sort();
  return { passes: launch === null ? 'no' : launch.length === 0 ? 'yes' : launch.join('+'), because: rules.join(' ') };
}

function compareLedger(results) {
  const ledger = readLedger();
  const rows = results.map((r) => ({ key: `${r.list}\t${r.package}@${r.version}`, ...outcome(r) }));
  if (process.env.BLESS) writeLedger(rows, ledger);
  const now = process.env.BLESS ? readLedger() : ledger;
  for (const row of rows) {
    const line = now.get(row.key);
    ok(line !== undefined && line.passes === row.passes && line.because === row.because, `ledger: ${row.key.replace('\t', ' ')}`, `is ${row.passes} because ${row.because}\nwas ${line?.passes} because ${line?.because}`);
    if (line && row.passes !== 'yes') ok(line.judgement !== '', `ledger: ${row.key.replace('\t', ' ')} says whether it is rightly refused`);
  }
  finish();
}

await main();
