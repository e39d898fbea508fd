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

// The files that ask: one for each folder and kind. A question about the file's own place is not asked again.
const files = new Map();
const expected = majors.map(() => new Map());
for (const line of fs.readFileSync(path.join(here, 'odd.tsv'), 'latin1').split('\n').filter(Boolean)) {
  const [from, kind, specifier, ...answers] = line.split('\t');
  const folder = path.dirname(unescape(from));
  if (fs.realpathSync(path.join(root, folder)) !== path.join(root, folder)) continue; // Node never runs a file from there
  const name = path.join(folder, kind === 'require' ? 'asks.cjs' : 'asks.mjs');
  const text = real(specifier);
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

// Every kind of import, from the entries and from all files, in every format.
const program = path.join(base, 'kinds');
const put = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(program, name)), { recursive: true });
  fs.writeFileSync(path.join(program, name), text);
};
put('package.json', '{"main":"a.mjs"}');
put('a.mjs', 'import x from "p";\nexport * from "./b.cjs";\nawait import("./gone.mjs");\nimport "node:fs";\nx();\n');
put('b.cjs', 'exports.y = require.resolve("./c.js");\n  require("p/package.json");\nrequire("./\\u0061.mjs");\n');
put('c.js', 'require("nope");\n');
put('d.mjs', 'import { createRequire } from "module";\nconst require = createRequire(import.meta.url);\nrequire("p"); require.resolve("./c");\n');
put('e.cjs', 'module.require("./c");\nrequire("module").createRequire(__filename)("p");\nrequire("module").createRequire(__dirname)("./not-there");\n');
put('node_modules/p/package.json', '{"name":"p\\u001b","version":"1.0.0"}');
put('node_modules/p/index.js', 'module.exports = require("os").cpus;\n');
const graph = (...args) => execFileSync(CORDON, ['graph', 'imports', program, '--no-cache', '--node', '24', ...args]).toString();
const check = (name, good) => console.log(`${good ? 'ok' : 'not ok'} ${++number} - ${name}`);
const edge = (from, kind, specifier, resolved, line, column) => `${JSON.stringify({ from, kind, specifier, resolved, line, column })}\n`;
const reached = [
  edge('a.mjs', 'import', 'p', 'node_modules/p/index.js', 1, 1),
  edge('a.mjs', 'export', './b.cjs', 'b.cjs', 2, 1),
  edge('a.mjs', 'import()', './gone.mjs', '!ERR_MODULE_NOT_FOUND', 3, 7),
  edge('a.mjs', 'import', 'node:fs', 'node:fs', 4, 1),
  edge('b.cjs', 'require.resolve', './c.js', 'c.js', 1, 13),
  edge('b.cjs', 'require', 'p/package.json', 'node_modules/p/package.json', 2, 3),
  edge('b.cjs', 'require', './a.mjs', 'a.mjs', 3, 1),
];
const unreached = [
  edge('c.js', 'require', 'nope', '!MODULE_NOT_FOUND', 1, 1),
  edge('d.mjs', 'import', 'module', 'node:module', 1, 1),
  edge('d.mjs', 'require', 'p', 'node_modules/p/index.js', 3, 1),
  edge('d.mjs', 'require.resolve', './c', 'c.js', 3, 15),
  edge('e.cjs', 'require', './c', 'c.js', 1, 1),
  edge('e.cjs', 'require', 'module', 'node:module', 2, 1),
  edge('e.cjs', 'require', 'p', 'node_modules/p/index.js', 2, 1),
  edge('e.cjs', 'require', 'module', 'node:module', 3, 1),
  edge('e.cjs', 'require', './not-there', '!MODULE_NOT_FOUND', 3, 1),
].join('');
const inPackage = edge('node_modules/p/index.js', 'require', 'os', 'node:os', 1, 18);
check('each kind of import is listed with its place', graph('--format', 'ndjson') === reached.join('') + inPackage);
check('all files are listed when they are asked for', graph('--format', 'ndjson', '--all-files') === reached.join('') + unreached + inPackage);
check('text shows packages, and no control characters', /^ {2}p 1\.0\.0 .*node_modules\/p/m.test(graph()) && !graph().includes('\u001b'));
check('dot has a box for each package', /p0 -> p1;/.test(graph('--format', 'dot')));
console.log(`1..${number}`);
