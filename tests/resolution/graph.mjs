// `cordon graph imports --all-files` on the tree of odd cases: each recorded question becomes an import in a file beside
// the one it is asked from, and each line of the output must be the recorded answer.
//
//     node graph.mjs FOLDER        FOLDER is made; CORDON and ROOT are set as tests/run sets them
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const { CORDON, ROOT } = process.env;
const here = path.join(ROOT, 'fixtures/resolution');
const base = path.resolve(process.argv[2]);
execFileSync('node', [path.join(here, 'generate.mjs'), base], { maxBuffer: 1 << 26 });
const root = fs.realpathSync(path.join(base, 'root'));
const unescape = (text) => Buffer.from(text.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString();
const real = (text) => unescape(text).replaceAll('@ROOT@', root).replaceAll('@BASE@', path.dirname(root));
const majors = [...fs.readFileSync(path.join(ROOT, 'rules/node_major.def'), 'utf8').matchAll(/^X\(NODE_(\d+)/gm)].map((match) => match[1]);
const unsure = new Set(fs.readFileSync(path.join(here, 'unsure.tsv'), 'utf8').split('\n'));

// Longer texts are not followed as constants: such a require is reported as computed.
const LONGEST = 4000;

// The files that ask: one for each folder and kind. A question about the file's own place is not asked again.
const files = new Map();
const expected = majors.map(() => new Map());
for (const line of fs.readFileSync(path.join(here, 'odd.tsv'), 'latin1').split('\n').filter(Boolean)) {
  const [from, kind, specifier, ...answers] = line.split('\t');
  const folder = path.dirname(unescape(from));
  if (fs.realpathSync(path.join(root, folder)) !== path.join(root, folder)) continue; // Node never runs a file from there
  const name = path.join(folder, kind === 'require' ? 'asks.cjs' : 'asks.mjs');
  const text = real(specifier);
  if (text.length > LONGEST) continue;
  if (!files.has(name)) files.set(name, []);
  files.get(name).push(kind === 'require' ? `require(${JSON.stringify(text)});` : `import ${JSON.stringify(text)};`);
  let answer;
  answers.forEach((given, i) => {
    answer = given === '=' ? answer : given;
    expected[i].set(`${name}\0${text}`, { answer: real(answer), unsure: unsure.has([from, kind, specifier].join('\t')) });
  });
}
for (const [name, lines] of files) fs.writeFileSync(path.join(root, name), `${lines.join('\n')}\n`);

let number = 0;
majors.forEach((major, i) => {
  const output = execFileSync(CORDON, ['graph', 'imports', root, '--root', root, '--all-files', '--no-cache', '--format', 'ndjson', '--node', major],
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const edges = output.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((edge) => /(^|\/)asks\.[cm]js$/.test(edge.from));
  const wrong = [];
  const seen = new Set();
  for (const edge of edges) {
    const key = `${edge.from}\0${edge.specifier}`;
    const want = expected[i].get(key);
    seen.add(key);
    if (want === undefined) wrong.push(`not asked: ${JSON.stringify(edge)}`);
    else if (edge.resolved !== want.answer && !(want.unsure && edge.reason !== undefined)) wrong.push(`${JSON.stringify(edge)} is ${want.answer}`);
  }
  for (const key of expected[i].keys()) if (!seen.has(key)) wrong.push(`not listed: ${JSON.stringify(key)}`);
  number++;
  console.log(`${wrong.length === 0 ? 'ok' : 'not ok'} ${number} - Node ${major}: ${edges.length} imports of the odd tree are listed as Node resolves them`);
  for (const line of wrong.slice(0, 20)) console.log(`# ${line.slice(0, 300)}`);
});
console.log(`1..${number}`);
