// The names that an import of a file sees, and the links that fail: `cordon graph imports` against what real Nodes said.
//
//     node names.mjs ROOT TABLE MAJOR...        TABLE: what fixtures/resolution/names.cjs of these majors printed, merged
//
// Beside each file that was asked about comes a module that imports everything from it that a Node found there, every word
// that looks like an export in its text, and a name that nothing has: cordon must say that just those are missing that Node
// does not see. CORDON is the program; the tree is written to.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// The first major fills it: what files hold does not depend on the major.
const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-names-'));
const root = fs.realpathSync(process.argv[2]);
const [, , , table, ...majors] = process.argv;
const rows = fs.readFileSync(table, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
// "=" is the answer of the major before.
const answers = new Map(majors.map((major, i) => [major, new Map(rows.map(([file, , , ...said]) => [file, said.slice(0, i + 1).findLast((one) => one !== '=')]))]));
const files = [...answers.values().next().value.keys()];
const namesOf = (answer) => (answer.startsWith('[') ? JSON.parse(answer) : []);
const probeOf = (file) => `${file}.names-probe.mjs`;

const asked = new Map();
for (const file of files) {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const words = text.length > 300000 ? [] : [...text.matchAll(/(?:exports?\b[^\w$]{0,3}|[{,]\s*)(?:(?:const|let|var|class|function)\s+)?([A-Za-z_$][\w$]*)/g)].map(([, word]) => word);
  const names = [...new Set([...[...answers.values()].flatMap((one) => namesOf(one.get(file))), ...words.slice(0, 500), 'a', 'b', 'zzz_none'])];
  asked.set(file, names);
  const clause = names.map((name, i) => `${JSON.stringify(name)} as v${i}`).join(', ');
  fs.writeFileSync(path.join(root, probeOf(file)), `import { ${clause} } from './${path.basename(file).split('/').map(encodeURIComponent).join('/')}';\n`);
}

// By file: what it imports statically; and, of a probe, the names that are missing.
function graph(major) {
  const output = execFileSync(process.env.CORDON, ['graph', 'imports', root, '--root', root, '--all-files', '--cache', cache, '--format', 'ndjson', '--node', major],
    { maxBuffer: 2 ** 31 - 1, stdio: ['ignore', 'pipe', 'ignore'] });
  const edges = new Map();
  for (let at = 0, end; at < output.length; at = end + 1) {
    end = output.indexOf(10, at);
    const edge = JSON.parse(output.subarray(at, end));
    if (edge.kind !== 'import' && edge.kind !== 'export') continue;
    if (!edges.has(edge.from)) edges.set(edge.from, []);
    edges.get(edge.from).push(edge);
  }
  return edges;
}

// Every static import of a file and of what it imports.
function reached(edges, file) {
  const all = [];
  const seen = new Set([file]);
  for (const one of seen) {
    for (const edge of edges.get(one) ?? []) {
      all.push(edge);
      seen.add(edge.resolved.replace(/[?#].*/, ''));
    }
  }
  return all;
}

const UNTOLD = 'not told';
// What is wrong with cordon's answer about a file, or nothing; UNTOLD when it does not know the file's names.
function judge(edges, file, answer) {
  const all = reached(edges, file);
  if (!answer.startsWith('[')) {
    const [, code, about] = /^!([^[]*)(.*)$/.exec(answer);
    const [name, specifier] = JSON.parse(about);
    if (name !== undefined) return all.some((edge) => edge.specifier === specifier && edge.missing?.includes(name)) ? '' : 'it can be linked';
    // Node 20 says so of a module in a ring that failed before.
    if (code === 'ERR_VM_MODULE_LINK_FAILURE') return all.some((edge) => edge.missing) ? '' : 'it can be linked';
    // What is no text that Node compiles is not asked about here.
    return code === 'SyntaxError' || all.some((edge) => edge.resolved === `!${code}` || /^(?!node:)\w+:/.test(edge.resolved) || !/^!|\.\w+$/.test(edge.resolved) || edge.reason) ? '' : 'all is found';
  }
  const bad = all.find((edge) => edge.missing !== undefined);
  if (bad !== undefined) return `${bad.missing} missing in ${bad.specifier}`;
  const names = new Set(JSON.parse(answer));
  const probe = (edges.get(probeOf(file)) ?? []).find((edge) => edge.resolved === file);
  if (probe === undefined) return 'the probe is not listed';
  const missing = new Set(probe.missing ?? []);
  if (missing.size === 0) return UNTOLD;
  const differs = asked.get(file).filter((name) => names.has(name) === missing.has(name));
  return differs.length === 0 ? '' : `${differs.slice(0, 5).map((name) => `${JSON.stringify(name)} ${names.has(name) ? 'missing' : 'there'}`).join(', ')}`;
}

let number = 0;
for (const [major, said] of answers) {
  const edges = graph(major);
  const wrong = [];
  let names = 0;
  let failing = 0;
  let untold = 0;
  for (const file of files) {
    const problem = judge(edges, file, said.get(file));
    names += namesOf(said.get(file)).length;
    failing += !said.get(file).startsWith('[');
    untold += problem === UNTOLD;
    if (problem !== '' && problem !== UNTOLD) wrong.push(`${file}: ${problem}; Node ${said.get(file).slice(0, 200)}`);
  }
  // Files that are no program to Node either, JSX for one: few, and none in the odd tree.
  const few = untold * 1000 < files.length;
  console.log(`${wrong.length === 0 && few ? 'ok' : 'not ok'} ${++number} - Node ${major}: ${files.length} files, ${names} names, ${failing} that do not link: ${wrong.length} wrong, ${untold} not told`);
  for (const line of wrong.slice(0, 20)) console.log(`# ${line}`);
}
console.log(`1..${number}`);
fs.rmSync(cache, { recursive: true });
