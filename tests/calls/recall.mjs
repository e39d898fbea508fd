// How many of the calls that happen does `cordon graph calls` know? For each of exercises.mjs: run it with record.mjs, ask
// cordon about the same program, and compare the calls between functions of packages.
//
//     CORDON=build/release/cordon node tests/calls/recall.mjs PACKAGES [NAME...]
//
// PACKAGES has a node_modules with the packages; without a NAME those of fixtures are run. Prints a table; calls that cordon does not know go to standard error.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import exercises, { others } from './exercises.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const [packages, ...only] = process.argv.slice(2);
const tree = fs.realpathSync(packages);
const work = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-calls-')));
const cordon = path.resolve(process.env.CORDON);
fs.symlinkSync(path.join(tree, 'node_modules'), path.join(work, 'node_modules'));
fs.writeFileSync(path.join(work, 'package.json'), '{}');
let allSeen = 0;
let allKnown = 0;
for (const [name, text] of Object.entries(only.length > 0 ? { ...exercises, ...others } : exercises)) {
  if (text === null || (only.length > 0 && !only.includes(name))) continue;
  const program = path.join(work, 'program.cjs');
  const out = path.join(work, 'calls.txt');
  fs.writeFileSync(program, text);
  execFileSync(process.execPath, ['--no-warnings', '--import', path.join(here, 'record.mjs'), program], {
    env: { ...process.env, CALLS_ROOT: work, CALLS_TREE: `${path.join(tree, 'node_modules')}${path.sep}`, CALLS_OUT: out, CALLS_ACORN: path.join(here, '../../package.json'), DEBUG_HIDE_DATE: '1' },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const lines = execFileSync(cordon, ['graph', 'calls', program, '--root', work, '--no-cache', '--format', 'ndjson', '--node', '24'], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] })
    .toString().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const absolute = (id) => path.resolve(work, id);
  const calls = new Map(); // caller -> Set of callees
  const implied = new Set(lines.filter((line) => line.implied).map((line) => absolute(line.function)));
  let sites = new Map();
  for (const line of lines) {
    if (line.from === undefined) continue;
    const from = absolute(line.from);
    if (!calls.has(from)) calls.set(from, new Set());
    calls.get(from).add(absolute(line.to));
    if (line.reason === 'implicit' || line.reason === 'accessor') continue;
    const site = `${from} ${line.line}:${line.column}`;
    sites.set(site, (sites.get(site) ?? 0) + 1);
  }
  // Constructors that no class wrote are no frames: their calls are their caller's.
  const reaches = (from, to, depth = 0) => {
    for (const callee of calls.get(from) ?? []) if (callee === to || (depth < 5 && implied.has(callee) && reaches(callee, to, depth + 1))) return true;
    return false;
  };
  let seen = 0;
  let known = 0;
  for (const line of fs.readFileSync(out, 'utf8').split('\n').filter(Boolean)) {
    const [from, to] = line.split('\t');
    if (from.startsWith(program) || to.startsWith(program)) continue; // only between functions of packages
    seen++;
    if (reaches(from, to)) known++;
    else console.error(`${name}\t${path.relative(tree, from)}\t${path.relative(tree, to)}`);
  }
  allSeen += seen;
  allKnown += known;
  const counts = [...sites.values()].sort((a, b) => a - b);
  const average = counts.reduce((sum, n) => sum + n, 0) / (counts.length || 1);
  console.log(`${name.padEnd(12)} ${String(known).padStart(5)} of ${String(seen).padStart(5)} calls  ${(100 * known / (seen || 1)).toFixed(1).padStart(5)} %   ${average.toFixed(1).padStart(6)} callees a site, median ${counts[counts.length >> 1] ?? 0}`);
}
console.log(`${'all'.padEnd(12)} ${String(allKnown).padStart(5)} of ${String(allSeen).padStart(5)} calls  ${(100 * allKnown / (allSeen || 1)).toFixed(1).padStart(5)} %`);
fs.rmSync(work, { recursive: true });
