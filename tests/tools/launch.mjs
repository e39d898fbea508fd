#!/usr/bin/env node
// Each launch condition does in Node what the manifests say: it stops the escapes that name its switch
// under closed_by and leaves those that name it under open_under. Prints TAP.   [--each N] cases of a kind
import { CONDITIONS, loadManifest, option, stage } from './lib/cases.mjs';
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
finish();
