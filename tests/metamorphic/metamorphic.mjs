#!/usr/bin/env node
// Rewriting a program must not improve its verdict: every escape of the fixtures, and every listed package that does
// not pass, is put through minifiers, compilers and obfuscators and judged again. Prints TAP.
//
//   node tests/metamorphic/metamorphic.mjs [--transform NAME] [--filter REGEX] [--every N] [--packages]
//
// An escape whose verdict gets better is run in Node under the launch conditions of the new verdict: when it still
// reaches its canary, that is a failure, unless known-gaps.tsv says which documented gap it goes through; when it does not,
// the transform has broken the escape. --packages takes the
// packages of fixtures/packages/truth instead: none of the effects of a package's own code may get lost, unless the
// transform hides names (then what is required is not known, which is worse) or improvements.tsv says why. $CORDON_RELEASE, or $CORDON, is the program.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONDITIONS, REPO, casePath, flag, loadManifest, option, stage } from '../tools/lib/cases.mjs';
import { cordon, cordonProgram, inParallel } from '../tools/lib/cordon.mjs';
import { listen, runCase } from '../tools/lib/node_run.mjs';
import { installedPackages } from '../tools/lib/packages.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';
import { HIDES_NAMES, TO_COMMONJS, transforms } from './transforms.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const filter = new RegExp(option('filter', '.'));
const every = Number(option('every', '1'));
const program = cordonProgram(true);

/** The folder in which the transformers are installed, kept between runs. */
function installed() {
  const to = path.join(process.env.CORDON_PACKAGES || path.join(REPO, 'build/packages'), 'metamorphic');
  const lock = fs.readFileSync(path.join(HERE, 'package-lock.json'), 'utf8');
  const stamp = path.join(to, '.installed-lock');

  fs.mkdirSync(to, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(HERE, name), path.join(to, name));
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return to;
  const run = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: to, encoding: 'utf8', timeout: 600000 });
  if (run.status !== 0) throw new Error(`npm could not install the transformers: ${run.stderr.slice(-500)}`);
  fs.writeFileSync(stamp, lock);
  return to;
}

// An obfuscator takes minutes for a megabyte.
const SIZE_MAX = 100000;

/** Rewrites one file in place and gives where it is then; false when it is too large or the transform cannot read it. */
async function rewrite(file, name, transform) {
  const esm = file.endsWith('.mjs');
  if (fs.statSync(file).size > SIZE_MAX) return false;
  let text = fs.readFileSync(file, 'utf8');
  const hashbang = text.match(/^#![^\n]*\n/)?.[0] ?? '';
  try {
    text = await transform(text.slice(hashbang.length), { esm });
  } catch {
    return false;
  }
  const to = esm && TO_COMMONJS.has(name) ? file.replace(/\.mjs$/, '.cjs') : file;
  fs.rmSync(file); // it may be a hard link
  fs.writeFileSync(to, hashbang + text);
  return to;
}

/** Under which conditions a report passes: 'always', a list of them, or 'never'. */
const standing = (report) => (report.launch === null ? 'never' : report.launch.length === 0 ? 'always' : report.launch.join('+'));
const RANK = (text) => (text === 'never' ? 0 : text === 'always' ? 2 : 1);

const judge = (staged, where) => cordon(program, ['check', '--no-cache', '--root', staged.root, '--policy', staged.policy, '--format', 'json', where], { cwd: staged.root });

/** The verdict of the rewritten case, and where that is: undefined when it cannot be rewritten. */
async function judgeEscape(staged, entry, name, transform) {
  const where = await rewrite(casePath(staged, entry), name, transform);
  return where && { where, run: await judge(staged, where) };
}

/** The lines of a table beside this file: `{ 'first second': third }`. */
const readPairs = (name) => new Map(fs.readFileSync(path.join(HERE, name), 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => { const [first, second, third] = line.split('\t'); return [`${first} ${second}`, third]; }));

/** '' when the rewritten case is judged no better than `before`; else what is wrong, by asking Node. */
async function compare(staged, server, entry, before, after) {
  if (!after) return 'skipped';
  const { where, run } = after;
  if (run.json === null) return `cordon could not do the work: ${run.err.split('\n')[0]}`;
  const now = standing(run.json);
  if (RANK(now) <= RANK(before)) return '';
  const moved = { ...entry, case: path.relative(path.join(staged.root, 'cases'), where) };
  const result = await runCase(staged, moved, run.json.launch.map((condition) => CONDITIONS[condition].flag), server);
  return result.reached ? `passes ${now}, before: ${before}, and reaches ${result.reached}` : 'broken by the transform';
}

async function escapes(collection, server, all) {
  const staged = stage(collection), gaps = readPairs('known-gaps.tsv');
  const entries = loadManifest(collection).filter((entry, at) => entry.run === 'load' && !entry.entry && filter.test(entry.case) && at % every === 0 && /\.[cm]?js$/.test(entry.case));
  const before = await inParallel(entries, 2, async (entry) => standing((await judge(staged, casePath(staged, entry))).json ?? { launch: null }));
  staged.remove();
  for (const [name, transform] of all) {
    const again = stage(collection, server.port);
    const after = await inParallel(entries, 2, (entry) => judgeEscape(again, entry, name, transform));
    const outcomes = []; // in Node one after another: they share the canary
    for (const [at, entry] of entries.entries()) outcomes.push(await compare(again, server, entry, before[at], after[at]));
    again.remove();
    const wrong = outcomes.map((outcome, at) => {
      const good = !outcome || outcome === 'skipped' || outcome === 'broken by the transform', gap = gaps.has(`${collection}/${entries[at].case} ${name}`);
      return good === gap ? `${entries[at].case}: ${outcome || 'no longer goes through a gap: take its line out of known-gaps.tsv'}` : '';
    }).filter(Boolean);
    const skipped = outcomes.filter((outcome) => outcome === 'skipped').length, broken = outcomes.filter((outcome) => outcome === 'broken by the transform').length;
    ok(wrong.length === 0 && skipped < entries.length, `${collection} through ${name}: ${entries.length - skipped - broken} of ${entries.length} cases, ${skipped} that it cannot read, ${broken} that it breaks`, wrong.join('\n'));
  }
}

/** Every own file of code of the package in `folder`, without those of packages inside of it. */
function ownFiles(folder) {
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...ownFiles(file));
    else if (entry.isFile() && /\.c?js$/.test(entry.name)) found.push(file);
  }
  return found;
}

const effectNames = (report, where) => new Set((report?.packages.find((pkg) => pkg.path === where)?.effects ?? []).map((effect) => effect.replace(/:.*/s, '')));

async function packages(all) {
  const origin = installedPackages('truth');
  const wanted = Object.keys(JSON.parse(fs.readFileSync(path.join(origin, 'package.json'), 'utf8')).dependencies).filter((name, at) => filter.test(name) && at % every === 0);
  const excused = readPairs('improvements.tsv');
  const report = async (root, name) => (await cordon(program, ['check', '--no-cache', '--root', root, '--format', 'json', path.join(root, 'node_modules', name)], { limitMs: 120000 })).json;
  const before = await inParallel(wanted, 2, (name) => report(origin, name));

  for (const [label, transform] of all) {
    const root = fs.mkdtempSync(path.join(process.env.TMPDIR ?? path.dirname(origin), 'metamorphic-'));
    spawnSync('cp', ['-a', `${origin}/.`, root]);
    for (const name of wanted) for (const file of ownFiles(path.join(root, 'node_modules', name))) await rewrite(file, label, transform);
    const after = await inParallel(wanted, 2, (name) => report(root, name));
    const lost = [];
    for (const [at, name] of wanted.entries()) {
      const now = effectNames(after[at], `node_modules/${name}`);
      for (const effect of HIDES_NAMES.has(label) ? [] : effectNames(before[at], `node_modules/${name}`))
        if (!now.has(effect) && !excused.has(`${name} ${effect}`)) lost.push(`${name}: ${effect}`);
      if (RANK(standing(after[at] ?? { launch: null })) > RANK(standing(before[at])) && !excused.has(`${name} *`)) lost.push(`${name}: passes ${standing(after[at])}, before: ${standing(before[at])}`);
    }
    fs.rmSync(root, { recursive: true, force: true });
    ok(lost.length === 0, `${wanted.length} packages through ${label}`, lost.join('\n'));
  }
}

async function main() {
  const one = option('transform', '');
  const all = [...transforms(installed())].filter(([name]) => !one || name === one);
  if (flag('packages')) {
    await packages(all);
  } else {
    const server = await listen();
    for (const collection of ['escapes', 'own-escapes']) await escapes(collection, server, all);
    server.close();
  }
  finish();
}

await main();
