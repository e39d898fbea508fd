#!/usr/bin/env node
// A program that reaches some thirty popular packages: the check ends in time, and says the same bytes twice,
// without a cache, with an empty one and with a full one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { flag } from './lib/cases.mjs';
import { cordon, cordonProgram } from './lib/cordon.mjs';
import { installedPackages } from './lib/packages.mjs';
import { finish, ok } from './lib/tap.mjs';

const LIMIT_MS = 120000;
const program = cordonProgram(flag('fast'));
const root = installedPackages('tree');
const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-tree-cache-'));
const run = (...args) => cordon(program, ['check', ...args, '--format', 'json', root], { limitMs: LIMIT_MS });

const first = await run('--no-cache');
ok(first.signal === null && first.code === 1 && first.json !== null, 'the check ends in time with an answer', `exit ${first.code} ${first.signal} ${first.err.slice(0, 500)}`);
ok(first.json?.verdict === 'fail', 'a tree with servers and loggers fails', first.json?.verdict);
const reached = first.json?.packages?.length ?? 0;
ok(reached >= 100, 'more than a hundred packages are reached', String(reached));
const effects = new Set((first.json?.packages ?? []).flatMap((pkg) => pkg.effects));
for (const effect of ['fs.read', 'net.connect', 'net.listen', 'env.read', 'stdio.out', 'proc.exit'])
  ok([...effects].some((e) => e === effect || e.startsWith(`${effect}:`)), `${effect} is found`);

const again = await run('--no-cache');
ok(again.out === first.out, 'a second run says the same bytes');
const cold = await run('--cache', cache);
ok(cold.out === first.out, 'a run with an empty cache says the same bytes', cold.err.slice(0, 300));
const warm = await run('--cache', cache);
ok(warm.out === first.out, 'a run with a full cache says the same bytes', warm.err.slice(0, 300));
console.log(`# ${reached} packages: ${Math.round(first.millis)} ms without a cache, ${Math.round(warm.millis)} ms with a full one`);
fs.rmSync(cache, { recursive: true, force: true });
finish();
