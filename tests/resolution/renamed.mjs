// What a package imports under a name of its own ("#x", by "imports" of its package.json) is judged as under its real name.
//
//     node renamed.mjs FOLDER        FOLDER is made; CORDON is set as tests/run sets it
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const { CORDON } = process.env;
const base = path.resolve(process.argv[2]);

// The module, and what is done with it, which must be refused under the rule.
const cases = [
  ['timers', 'export const timer = m.setTimeout(() => {}, 10);\nexport const read = (o, k) => o[k];', 'amplifier.internal-key'],
  ['util', 'export const show = (x) => m.inspect(x, { showProxy: true });', 'amplifier.inspect-proxy'],
  ['host', 'm.kv({ get x() { return 1; } });', 'host.hostile-argument'],
  ['fs', 'm.readFileSync("a");', 'source.import'],
];

const written = (specifier) => `import * as m from '${specifier}';`;
// The same through a require that is made for a place of the package; of such a name Node's own modules are not found by require.
const created = (specifier) => `import { createRequire } from 'node:module'; const m = createRequire(new URL('./x.js', import.meta.url))('${specifier}');`;

function rules(folder, imports, load, text) {
  const root = path.join(base, folder);
  const put = (name, content) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  };
  put('package.json', JSON.stringify({ name: 'root', main: 'main.mjs' }));
  put('main.mjs', 'import "a";\nimport "host";\n');
  put('cordon.json', JSON.stringify({ host: { host: ['kv'] } }));
  put('node_modules/host/package.json', JSON.stringify({ name: 'host', exports: './host.mjs' }));
  put('node_modules/host/host.mjs', 'export const kv = (x) => x;\n');
  put('node_modules/a/package.json', JSON.stringify({ name: 'a', exports: './a.mjs', imports }));
  put('node_modules/a/a.mjs', `${load}\n${text}\n`);
  let out;
  try {
    out = execFileSync(CORDON, ['check', root, '--no-cache', '--format', 'json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    out = error.stdout;
  }
  return JSON.parse(out).packages.flatMap((one) => one.findings).map((finding) => `${finding.rule} ${finding.effect} ${finding.line}`).sort();
}

let number = 0;
for (const [name, text, rule, way, load] of [...cases.map((one) => [...one, '', written]), [...cases.find(([name]) => name === 'host'), ', by createRequire,', created]]) {
  const plain = rules(`${name}-plain${load.name}`, undefined, load(name), text);
  const renamed = rules(`${name}-renamed${load.name}`, { '#x': name }, load('#x'), text);
  const has = (list) => list.some((line) => line.startsWith(`${rule} `));
  const missing = plain.filter((line) => !renamed.includes(line));
  number++;
  console.log(`${has(plain) && has(renamed) && missing.length === 0 ? 'ok' : 'not ok'} ${number} - ${name} as "#x"${way} is refused by ${rule} as well`);
  for (const line of missing) console.log(`# missing: ${line}`);
}
console.log(`1..${number}`);
