// `cordon graph imports --conditions` against the Node that runs this: a package whose "exports" and "imports" hang on
// conditions, under several sets of them, given on the command line and by a policy.
//
//     node conditions.mjs FOLDER        FOLDER is made; CORDON is set as tests/run sets it
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const { CORDON } = process.env;
const root = path.resolve(process.argv[2]);
const major = process.versions.node.split('.')[0];

const target = (name, rest) => ({ worker: `./worker-${name}.cjs`, browser: { node: `./browser-${name}.cjs` }, ...rest });
const exports = {
  '.': target('main', { default: './main.cjs' }),
  './first': { default: './main.cjs', worker: './worker-main.cjs' },
  './only': { 'my cond': './only.cjs' },
  './null': { worker: null, default: './main.cjs' },
  './list': [{ browser: './browser-main.cjs' }, './main.cjs'],
  './addon': { 'node-addons': './main.cjs', default: './only.cjs' },
  './kind': { require: './main.cjs', import: './only.cjs' },
  './kind-last': { worker: { import: './worker-main.cjs' }, default: './main.cjs' },
  './pattern/*': { worker: './worker-*.cjs', default: './*.cjs' },
};
const specifiers = ['p', 'p/first', 'p/only', 'p/null', 'p/list', 'p/addon', 'p/kind', 'p/kind-last', 'p/pattern/main', '#own'];

fs.mkdirSync(path.join(root, 'node_modules/p'), { recursive: true });
for (const name of ['main', 'only', 'worker-main', 'browser-main'])
  for (const folder of ['.', 'node_modules/p']) fs.writeFileSync(path.join(root, folder, `${name}.cjs`), '');
fs.writeFileSync(path.join(root, 'node_modules/p/package.json'), JSON.stringify({ name: 'p', exports }));
fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'root', main: 'asks.cjs', imports: { '#own': target('main', { default: './main.cjs' }) } }));
fs.writeFileSync(path.join(root, 'asks.cjs'), `${specifiers.map((s) => `require('${s}');`).join('\n')}\nimport('./asks.mjs');\n`);
fs.writeFileSync(path.join(root, 'asks.mjs'), `${specifiers.map((s) => `import '${s}';`).join('\n')}\n`);
const ask = `const m = require('module').createRequire(${JSON.stringify(path.join(root, 'asks.cjs'))});
const answers = ${JSON.stringify(specifiers)}.map((s) => { try { return m.resolve(s); } catch (e) { return '!' + e.code; } });
console.log(JSON.stringify(answers));`;
const askModule = `import fs from 'node:fs';
const answers = ${JSON.stringify(specifiers)}.map((s) => { try { return import.meta.resolve(s); } catch (e) { return '!' + e.code; } });
console.log(JSON.stringify(answers));`;
fs.writeFileSync(path.join(root, 'ask.cjs'), ask);
fs.writeFileSync(path.join(root, 'ask.mjs'), askModule);

const inside = (answer) => answer.replace(/^file:\/\//, '').replace(`${fs.realpathSync(root)}/`, '');
const node = (switches, file) =>
  JSON.parse(execFileSync('node', [...switches, path.join(root, file)], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()).map(inside);

function cordon(options) {
  const output = execFileSync(CORDON, ['graph', 'imports', root, '--root', root, '--no-cache', '--format', 'ndjson', '--node', major, ...options],
    { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const edges = output.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return (from) => specifiers.map((s) => edges.find((edge) => edge.from === from && edge.specifier === s)?.resolved);
}

let number = 0;
function check(name, got, want) {
  const same = JSON.stringify(got) === JSON.stringify(want);
  number++;
  console.log(`${same ? 'ok' : 'not ok'} ${number} - ${name}`);
  if (!same) specifiers.forEach((s, i) => got[i] !== want[i] && console.log(`# ${s}: ${got[i]}, but Node says ${want[i]}`));
}

for (const names of [[], ['worker'], ['browser'], ['my cond', 'browser'], ['worker', 'browser'], ['import'], ['require']]) {
  const switches = names.map((name) => `--conditions=${name}`);
  const wanted = { 'asks.cjs': node(switches, 'ask.cjs'), 'asks.mjs': node(switches, 'ask.mjs') };
  const title = names.length > 0 ? names.join(', ') : 'none';
  const given = cordon(names.length > 0 ? ['--conditions', names.join(',')] : []);
  for (const from of ['asks.cjs', 'asks.mjs']) check(`conditions ${title}: ${from} as Node ${major}`, given(from), wanted[from]);
  if (names.length === 0) continue;
  fs.writeFileSync(path.join(root, 'cordon.json'), JSON.stringify({ conditions: names }));
  const declared = cordon([]);
  for (const from of ['asks.cjs', 'asks.mjs']) check(`the same by a policy: ${from}`, declared(from), wanted[from]);
  fs.rmSync(path.join(root, 'cordon.json'));
}

const refused = ['', '.a', 'a,', 'a,,b'].filter((names) => {
  try {
    cordon(['--conditions', names]);
    return false;
  } catch (error) {
    return error.status === 2;
  }
});
fs.writeFileSync(path.join(root, 'node_modules/p/worker-main.cjs'), "require('fs').rmdirSync('x');\n");
fs.writeFileSync(path.join(root, 'asks.cjs'), "require('p/first');\nrequire('p/kind-last');\nrequire('p');\n");
const verdict = (options) => {
  try {
    return JSON.parse(execFileSync(CORDON, ['check', root, '--cache', `${root}-cache`, '--format', 'json', ...options], { stdio: ['ignore', 'pipe', 'ignore'] })).verdict;
  } catch (error) {
    return JSON.parse(error.stdout).verdict;
  }
};
const verdicts = [[], ['--conditions', 'worker'], [], ['--conditions', 'worker'], ['--conditions', 'browser']].map(verdict);
number++;
console.log(`${verdicts.join() === 'pass,fail,pass,fail,pass' ? 'ok' : `not ok`} ${number} - a verdict is about the conditions, kept or new`);
if (verdicts.join() !== 'pass,fail,pass,fail,pass') console.log(`# ${verdicts.join()}`);
number++;
console.log(`${refused.length === 4 ? 'ok' : 'not ok'} ${number} - what is no condition is refused`);
console.log(`1..${number}`);
