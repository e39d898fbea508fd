// Feeds the published schemas what the loaders are fed: every effect table, and the policies of fixtures/rules. A
// policy named *.loader-only.json is wrong in a way that no schema can say. Prints TAP.
//
//     node schemas.mjs ROOT    with ajv 8 to be found from the working directory
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const root = process.argv[2];
const Ajv = createRequire(`${process.cwd()}/x.js`)("ajv");
const ajv = new Ajv({ allErrors: true, strictTypes: false });
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const wrong = [];
let number = 0;

function files(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
}

function tap(name) {
  number += 1;
  if (wrong.length > 0) process.exitCode = 1;
  console.log(`${wrong.length === 0 ? "ok" : "not ok"} ${number} - ${name}`);
  for (const line of wrong.splice(0)) console.log(`#   ${line}`);
}

const table = ajv.compile(json(`${root}/rules/effects.schema.json`));
for (const name of files(`${root}/rules/effects`))
  if (!table(json(`${root}/rules/effects/${name}`))) wrong.push(`${name}: ${ajv.errorsText(table.errors).slice(0, 300)}`);
tap("every effect table follows its schema");

const policy = ajv.compile(json(`${root}/rules/cordon.schema.json`));
const policies = `${root}/fixtures/rules/policy`;
for (const name of files(`${policies}/valid`))
  if (!policy(json(`${policies}/valid/${name}`))) wrong.push(`${name}: ${ajv.errorsText(policy.errors)}`);
tap("the policy schema accepts what the loader accepts");

for (const name of files(`${policies}/invalid`)) {
  if (name.endsWith(".loader-only.json")) continue;
  if (policy(json(`${policies}/invalid/${name}`))) wrong.push(`${name} is accepted`);
}
tap("the policy schema refuses what the loader refuses");
console.log(`1..${number}`);
