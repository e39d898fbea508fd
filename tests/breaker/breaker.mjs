#!/usr/bin/env node
// The breaker: generates programs that reach authority in disguise, has cordon judge each, and runs in Node
// what cordon passes, under the launch conditions that it asks for. Reached and passed is a failure.
//
//   node tests/breaker/breaker.mjs [--programs N] [--seed N] [--keep DIR] [--run-every N] [--plan JSON]
//
// Program I of a run comes from seed SEED + I alone, so a failure is repeated by its number. Failures are
// shrunk to the simplest plan that still fails and written to --keep. One refused program in --run-every (20) is
// run too: it shows how many of the generated programs really reach something. CORDON_RELEASE, else CORDON.
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CANARY_PORT, CONDITIONS, flag, option } from '../tools/lib/cases.mjs';
import { cordon, cordonProgram, openFindings } from '../tools/lib/cordon.mjs';
import { execute, listen } from '../tools/lib/node_run.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';
import { filesOf, gadgetOf, planFrom, simplerPlans } from './program.mjs';
import { randomFrom } from './random.mjs';

const EMBED = path.join(path.dirname(fileURLToPath(import.meta.url)), 'embed.cjs');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-breaker-'));
const program = cordonProgram(true);
const AHEAD = 3; // programs that are judged while one is run
let server = null, made = 0;

function writeProgram(plan) {
  const root = path.join(work, String(made++));
  for (const [name, text] of Object.entries(filesOf(plan))) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text.replaceAll(CANARY_PORT, String(server.port)));
  }
  return root;
}

/** What cordon says: `{ launch, problem, rules }`; problem is not '' when it gave no answer. */
async function judge(root) {
  const run = await cordon(program, ['check', '--no-cache', '--root', root, '--format', 'json', root], { limitMs: 30000 });
  if (run.json === null) return { launch: null, problem: `no answer: exit ${run.code} ${run.signal ?? ''} ${run.err.slice(0, 200)}`, rules: [] };
  return { launch: run.json.launch, problem: '', rules: [...new Set(openFindings(run.json).map((f) => f.rule))] };
}

/** What the program reaches in Node under these launch conditions; '' for nothing. */
async function reach(root, conditions) {
  const cwd = path.join(root, '.run'), secret = crypto.randomBytes(8).toString('hex');
  const entry = ['index.js', 'index.mjs'].map((name) => path.join(root, name)).find((name) => fs.existsSync(name));
  fs.rmSync(cwd, { recursive: true, force: true });
  fs.mkdirSync(cwd);
  server.hits = 0;
  const flags = conditions.map((name) => CONDITIONS[name].flag);
  const result = await execute(process.execPath, [...flags, EMBED, entry, secret], { cwd, env: { PATH: process.env.PATH, HOME: cwd, SECRET: secret, MODE: 'safe' } }, 8000);
  if (fs.existsSync(path.join(cwd, 'canary'))) return 'io';
  if (server.hits > 0) return 'net';
  if (/CANARY-STDOUT/.test(result.out)) return 'stdio';
  return /^REACHED (.*)$/m.exec(result.err)?.[1] ?? '';
}

/** '' when cordon's answer about the plan is right. */
async function failureOf(plan) {
  const root = writeProgram(plan);
  try {
    const { launch, problem } = await judge(root);
    if (problem || launch === null) return problem;
    const reached = await reach(root, launch);
    return reached ? `passed${launch.length > 0 ? ` under ${launch.join('+')}` : ''} and reached ${reached}` : '';
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** Judges programs before their turn: `take(seed)` gives plan, folder and the promise of an answer. */
function judgeAhead(first, count) {
  const started = new Map();
  let next = first;
  const start = () => {
    const plan = planFrom(randomFrom(next));
    const root = writeProgram(plan);
    started.set(next++, { plan, root, answer: judge(root) });
  };
  const take = (seed) => {
    while (next < first + count && next < seed + AHEAD) start();
    const item = started.get(seed);
    started.delete(seed);
    return item;
  };
  return { take };
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

async function main() {
  const count = Number(option('programs', '2000')), first = Number(option('seed', '1')), every = Number(option('run-every', '20'));
  const stats = { refused: 0, conditional: 0, passed: 0, inert: 0, inertPassed: 0, ran: 0, reached: 0 };
  const idle = new Map();

  server = await listen();
  const ahead = judgeAhead(first, count);
  for (let seed = first; seed < first + count; seed++) {
    const { plan, root, answer } = ahead.take(seed);
    const { launch, problem } = await answer;
    // A decoy holds nothing that could reach a canary: a few are run to show it, unless it is refused for a guard, which may change process.env.
    const guarded = plan.inert && launch === null && plan.guard !== null;
    const wanted = launch !== null && !plan.inert ? true : !guarded && seed % (plan.inert ? Math.min(every, 10) : every) === 0;
    const reached = wanted ? await reach(root, launch ?? []) : null;
    fs.rmSync(root, { recursive: true, force: true });

    stats[launch === null ? 'refused' : launch.length > 0 ? 'conditional' : 'passed']++;
    if (plan.inert) { stats.inert++; if (launch?.length === 0) stats.inertPassed++; }
    if (launch === null && reached !== null && !plan.inert && plan.guard === null) { stats.ran++; if (reached) stats.reached++; else idle.set(gadgetOf(plan).name, seed); }
    if (plan.inert && reached) ok(false, `program ${seed}: a decoy reached ${reached}`);
    else if (problem || (launch !== null && reached)) await reportFailure(seed, plan, problem || `passed${launch.length > 0 ? ` under ${launch.join('+')}` : ''} and reached ${reached}`);
    else ok(true, `program ${seed}`);
  }
  server.close();
  fs.rmSync(work, { recursive: true, force: true });
  console.log(`# ${count} programs from seed ${first}: ${stats.refused} refused, ${stats.conditional} passed on condition, ${stats.passed} passed; of ${stats.inert} decoys ${stats.inertPassed} passed`);
  console.log(`# of ${stats.ran} refused programs that were run all the same, ${stats.reached} reached their canary`);
  if (flag('idle')) for (const [name, seed] of idle) console.log(`# did not reach: ${name} (program ${seed})`);
  finish();
}

if (option('plan')) console.log(Object.entries(filesOf(JSON.parse(option('plan')))).map(([name, body]) => `// ${name}\n${body}`).join(''));
else if (flag('print')) for (const [name, body] of Object.entries(filesOf(planFrom(randomFrom(Number(option('seed', '1')))))) ) console.log(`// ${name}\n${body}`);
else await main();
