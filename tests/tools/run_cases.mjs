#!/usr/bin/env node
// Runs a collection of cases in real Node and compares with what its manifest claims.
//
//   node tests/tools/run_cases.mjs COLLECTION [--filter REGEX] [--flags "SWITCHES"] [--record] [--verbose]
//
// COLLECTION is a folder of fixtures/ (escapes, own-escapes, near-misses, ...). An escape must reach its
// canary, a near miss must not. With --record the manifest's evidence, closed_by and open_under are measured
// anew, one run for each switch. For evidence that only the case itself can have made, run it in a
// private network: unshare -n sh -c 'ip link set lo up; node tests/tools/run_cases.mjs escapes'
import { CONDITIONS, flag, loadManifest, option, saveManifest, stage } from './lib/cases.mjs';
import { listen, runCase } from './lib/node_run.mjs';

const collection = process.argv[2];
const filter = new RegExp(option('filter', '.'));
const flags = option('flags', '').split(' ').filter(Boolean);

async function measureSwitches(staged, entry, server) {
  entry.closed_by = [];
  entry.open_under = [];
  for (const { flag: flagName, names: [listed] } of Object.values(CONDITIONS)) {
    const again = await runCase(staged, entry, [flagName], server);
    (again.reached ? entry.open_under : entry.closed_by).push(listed);
  }
}

async function main() {
  const manifest = loadManifest(collection);
  const wanted = !collection.includes('near-misses');
  const server = await listen();
  const staged = stage(collection, server.port);
  let wrong = 0, count = 0;

  for (const entry of manifest) {
    if (!filter.test(entry.case)) continue;
    const result = await runCase(staged, entry, flags, server);
    count++;
    if (Boolean(result.reached) !== wanted) {
      wrong++;
      console.log(`not ok ${entry.case}: ${wanted ? 'did not reach' : `reached ${result.reached}`} ${result.why}`);
    } else if (flag('verbose')) {
      console.log(`ok ${entry.case} ${result.reached} ${result.why}`);
    }
    if (flag('record') && wanted && result.reached) {
      entry.evidence = result.reached;
      if (entry.run === 'load') await measureSwitches(staged, entry, server);
    }
  }
  server.close();
  staged.remove();
  if (flag('record')) saveManifest(collection, manifest);
  console.log(`${count} cases, ${wrong} not as their manifest says`);
  process.exitCode = wrong > 0 || count === 0 ? 1 : 0;
}

await main();
