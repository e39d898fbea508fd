#!/usr/bin/env node
// Each carrier alone, with each gadget in its plainest spelling: none may pass without launch conditions, because all of
// them reach their canary, nor with conditions when none helps the gadget by itself. The breaker's chance meets a pair of
// these only now and then; here all are judged, none run.
//
//   node tests/breaker/each.mjs [--gadgets REGEX] [--every N]
//
// Takes one pair in N (1). CORDON_RELEASE, else CORDON.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { option } from '../tools/lib/cases.mjs';
import { cordon, cordonProgram, inParallel } from '../tools/lib/cordon.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';
import { EXPRESSIONS, PACKAGES, STATEMENTS } from './carriers.mjs';
import { GADGETS } from './gadgets.mjs';
import { filesOf } from './program.mjs';
import { READS } from './reads.mjs';

const CARRIERS = Object.entries({ expression: EXPRESSIONS, read: READS, statement: STATEMENTS, package: PACKAGES })
  .flatMap(([kind, list]) => list.map((carrier, at) => ({ kind, at })));
const wanted = new RegExp(option('gadgets', '^(require|constructor|process|array-prototype|reflected-prototype|language-object|error-hook|emitter-prototype|url-class)$'));
const every = Number(option('every', '1'));
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-each-'));

let made = 0;

function plainPlan(gadget, carriers) {
  const { goal = 'cjs', sloppy } = GADGETS[gadget];
  return { inert: false, gadget, goal, strict: !sloppy, texts: [0, 0], members: [0, 0], calls: [0, 0], write: 0, carriers, guard: null };
}

/** The launch conditions under which the program passes: null when none helps. */
async function launchOf(plan) {
  const root = path.join(work, String(made++));
  for (const [name, text] of Object.entries(filesOf(plan))) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  const { json } = await cordon(cordonProgram(true), ['check', '--no-cache', '--root', root, '--format', 'json', root]);
  fs.rmSync(root, { recursive: true });
  if (json === null) throw new Error(`no answer about ${JSON.stringify(plan)}`);
  return json.launch;
}

const gadgets = GADGETS.flatMap(({ name }, gadget) => (wanted.test(name) ? [gadget] : []));
// A plain Error.prepareStackTrace = f is charged for what it does; where Error is frozen it does nothing.
const STOPPED = 'error-hook';
const hopeless = new Set();
for (const gadget of gadgets) if (GADGETS[gadget].name !== STOPPED && await launchOf(plainPlan(gadget, [])) === null) hopeless.add(gadget);

async function judge(plan) {
  const launch = await launchOf(plan);
  return launch !== null && (launch.length === 0 || hopeless.has(plan.gadget)) ? `${JSON.stringify(plan)} passes [${launch}]` : '';
}

const list = gadgets.flatMap((gadget) => CARRIERS.map((carrier) => plainPlan(gadget, [carrier]))).filter((plan, at) => at % every === 0);
const wrong = (await inParallel(list, 2, judge)).filter(Boolean);
fs.rmSync(work, { recursive: true });
ok(wrong.length === 0 && list.length > 0, `${list.length} carriers with a gadget are refused, or pass on condition`, wrong.slice(0, 10).join('\n'));
finish();
