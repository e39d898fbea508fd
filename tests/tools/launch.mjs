#!/usr/bin/env node
// Each launch condition does in Node what the manifests say: it stops the escapes that name its switch
// under closed_by and leaves those that name it under open_under. Prints TAP.   [--each N] cases of a kind
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CONDITIONS, loadManifest, option, stage } from './lib/cases.mjs';
import { cordon, cordonProgram } from './lib/cordon.mjs';
import { listen, runCase } from './lib/node_run.mjs';
import { finish, ok } from './lib/tap.mjs';

const each = Number(option('each', '12'));

/** Up to `each` entries, spread over the list. */
function spread(entries) {
  const step = Math.max(1, Math.floor(entries.length / each));
  return entries.filter((entry, at) => at % step === 0).slice(0, each);
}

const server = await listen();
for (const collection of ['escapes', 'own-escapes']) {
  const staged = stage(collection, server.port);
  const loaded = loadManifest(collection).filter((entry) => entry.run === 'load');
  for (const [condition, { flag: flagName, names: [listed] }] of Object.entries(CONDITIONS)) {
    for (const entry of spread(loaded.filter((e) => e.closed_by.includes(listed)))) {
      const with_ = await runCase(staged, entry, [flagName], server), without = await runCase(staged, entry, [], server);
      ok(!with_.reached && Boolean(without.reached), `${condition} stops ${collection}/${entry.case}`, `with: ${with_.reached}, without: ${without.reached}`);
    }
    for (const entry of spread(loaded.filter((e) => e.open_under.includes(listed)))) {
      const result = await runCase(staged, entry, [flagName], server);
      ok(Boolean(result.reached), `${condition} does not stop ${collection}/${entry.case}`, result.why);
    }
  }
  staged.remove();
}
server.close();

// What --frozen-intrinsics leaves open in some major is not closed by it, also where the object may be another.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-frozen-'));
fs.writeFileSync(path.join(folder, 'policy.json'), '{ "profile": "informed" }\n');
for (const [target, launch] of [['Array.prototype', ['frozen-intrinsics']], ['Intl', ['frozen-intrinsics']], ['Iterator.prototype', ['frozen-builtins']], ['Atomics', ['frozen-builtins']]]) {
  fs.writeFileSync(path.join(folder, 'index.js'), `'use strict';\nexports.f = (x) => { const object = x ?? ${target}; object.cordonFixture = x; };\n`);
  const run = await cordon(cordonProgram(), ['check', '--no-cache', '--policy', path.join(folder, 'policy.json'), '--format', 'json', path.join(folder, 'index.js')]);
  ok(JSON.stringify(run.json?.launch) === JSON.stringify(launch), `a change of what may be ${target} is closed by ${launch}`, JSON.stringify(run.json?.launch));
}
fs.rmSync(folder, { recursive: true });
finish();
