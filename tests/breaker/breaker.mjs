#!/usr/bin/env node
// The breaker: generates programs that reach authority in disguise, has cordon judge each, and runs in Node
// what cordon passes, under the launch conditions that it asks for. Reached and passed is a failure.
//
//   node tests/breaker/breaker.mjs [--programs N] [--seed N] [--keep DIR] [--run-every N] [--plan JSON]
//
// Program I of a run comes from seed SEED + I alone, so a failure is repeated by its number. Failures are
// shrunk to the simplest plan that still fails and written to --keep. One refused program in --run-every (20) is
// run too: it shows how many of the generated programs really reach something. CORDON_RELEASE, else CORDON.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CANARY_PORT, flag, option } from '../tools/lib/cases.mjs';
import { cordon, cordonProgram, inParallel } from '../tools/lib/cordon.mjs';
import { listen } from '../tools/lib/node_run.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';
import { filesOf, gadgetOf, planFrom, simplerPlans } from './program.mjs';
import { randomFrom } from './random.mjs';
import { reach, reachAll } from './reach.mjs';

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-breaker-'));
const program = cordonProgram(true);
const BLOCK = 1000, WIDTH = 2; // programs that are judged, so many at a time, and then run
let server = null, made = 0;

function writeProgram(plan) {
  const root = path.join(work, String(made++));
  for (const [name, text] of Object.entries(filesOf(plan))) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text.replaceAll(CANARY_PORT, String(server.port)));
  }
  return root;
}

/** What cordon says: `{ launch, problem }`; problem is not '' when it gave no answer. */
async function judge(root) {
  const run = await cordon(program, ['check', '--no-cache', '--root', root, '--format', 'json', root], { limitMs: 30000 });
  if (run.json === null) return { launch: null, problem: `no answer: exit ${run.code} ${run.signal ?? ''} ${run.err.slice(0, 200)}` };
  return { launch: run.json.launch, problem: '' };
}

const passing = (launch, reached) => `passed${launch.length > 0 ? ` under ${launch.join('+')}` : ''} and reached ${reached}`;

/** '' when cordon's answer about the plan is right. */
async function failureOf(plan) {
  const root = writeProgram(plan);
  try {
    const { launch, problem } = await judge(root);
    if (problem || launch === null) return problem;
    const reached = await reach(root, launch, server);
    return reached ? passing(launch, reached) : '';
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

async function shrink(plan) {
  for (let simpler = true; simpler;) {
    simpler = false;
    for (const candidate of simplerPlans(plan))
      if (await failureOf(candidate)) { plan = candidate; simpler = true; break; }
  }
  return plan;
}

async function reportFailure(seed, plan, failure) {
  const small = await shrink(plan);
  const text = Object.entries(filesOf(small)).filter(([name]) => !name.endsWith('.json')).map(([name, body]) => `// ${name}\n${body}`).join('');
  ok(false, `program ${seed} (${gadgetOf(plan).name}): ${failure}`, `${text}${JSON.stringify(small)}`);
  const keep = option('keep');
  if (!keep) return;
  fs.mkdirSync(keep, { recursive: true });
  fs.writeFileSync(path.join(keep, `${seed}-${gadgetOf(plan).name}.txt`), `// ${failure}\n${text}// ${JSON.stringify(small)}\n`);
}

/**
 * Whether to run the program. A decoy holds nothing that could reach a canary: a few are run to show it, unless it is refused for a
 * guard, which may change process.env.
 */
function isRun({ seed, plan, launch }, every) {
  if (launch !== null && !plan.inert) return true;
  return !(plan.inert && launch === null && plan.guard !== null) && seed % (plan.inert ? Math.min(every, 10) : every) === 0;
}

/** Judges the programs of these seeds and runs those that it should: `[{ seed, plan, launch, problem, reached }]`; `reached` is null when not run. */
async function tryPrograms(seeds, every) {
  const list = await inParallel(seeds, WIDTH, async (seed) => {
    const plan = planFrom(randomFrom(seed)), root = writeProgram(plan);
    return { seed, plan, root, reached: null, ...await judge(root) };
  });
  const wanted = list.filter((one) => isRun(one, every)), passed = wanted.filter(({ launch }) => launch !== null);
  const reached = await reachAll(passed.map(({ root, launch }) => ({ root, conditions: launch })), server);
  passed.forEach((one, at) => { one.reached = reached[at]; });
  for (const one of wanted) if (one.launch === null) one.reached = await reach(one.root, [], server);
  for (const { root } of list) fs.rmSync(root, { recursive: true, force: true });
  return list;
}

async function record({ seed, plan, launch, problem, reached }, stats) {
  stats[launch === null ? 'refused' : launch.length > 0 ? 'conditional' : 'passed']++;
  if (plan.inert) { stats.inert++; if (launch?.length === 0) stats.inertPassed++; }
  if (launch === null && reached !== null && !plan.inert && plan.guard === null) { stats.ran++; if (reached) stats.reached++; else stats.idle.set(gadgetOf(plan).name, seed); }
  if (plan.inert && reached) ok(false, `program ${seed}: a decoy reached ${reached}`);
  else if (problem || (launch !== null && reached)) await reportFailure(seed, plan, problem || passing(launch, reached));
  else ok(true, `program ${seed}`);
}

async function main() {
  const count = Number(option('programs', '2000')), first = Number(option('seed', '1')), every = Number(option('run-every', '20'));
  const stats = { refused: 0, conditional: 0, passed: 0, inert: 0, inertPassed: 0, ran: 0, reached: 0, idle: new Map() };

  server = await listen();
  for (let seed = first; seed < first + count; seed += BLOCK) {
    const seeds = Array.from({ length: Math.min(BLOCK, first + count - seed) }, (none, at) => seed + at);
    for (const one of await tryPrograms(seeds, every)) await record(one, stats);
  }
  server.close();
  fs.rmSync(work, { recursive: true, force: true });
  console.log(`# ${count} programs from seed ${first}: ${stats.refused} refused, ${stats.conditional} passed on condition, ${stats.passed} passed; of ${stats.inert} decoys ${stats.inertPassed} passed`);
  console.log(`# of ${stats.ran} refused programs that were run all the same, ${stats.reached} reached their canary`);
  if (flag('idle')) for (const [name, seed] of stats.idle) console.log(`# did not reach: ${name} (program ${seed})`);
  finish();
}

if (option('plan')) console.log(Object.entries(filesOf(JSON.parse(option('plan')))).map(([name, body]) => `// ${name}\n${body}`).join(''));
else if (flag('print')) for (const [name, body] of Object.entries(filesOf(planFrom(randomFrom(Number(option('seed', '1')))))) ) console.log(`// ${name}\n${body}`);
else await main();
