#!/usr/bin/env node
// Asks `cordon why` about small programs: hand-made ones, and random ones whose cuts are compared with the best of
// all possible ones.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { cordonProgram } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';
import { validate } from './validate.mjs';

const program = cordonProgram(true);
const base = process.env.TMPDIR;
const schema = JSON.parse(fs.readFileSync(path.join(process.env.ROOT, 'cli/why.schema.json'), 'utf8'));

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** A program over `edges` ([from, to] by name, "." is the root), where the packages of `code` have that code. */
function programOf(name, edges, code) {
  const folder = path.join(base, name);
  for (const one of new Set(['.', ...edges.flat()])) {
    const at = one === '.' ? folder : path.join(folder, 'node_modules', one);
    write(path.join(at, 'package.json'), JSON.stringify({ name: one === '.' ? 'app' : one, version: '1.0.0' }));
    write(path.join(at, 'index.js'), edges.filter(([from]) => from === one).map(([, to]) => `require('${to}');\n`).join('') + (code[one] ?? ''));
  }
  return folder;
}

function ask(folder, ...words) {
  const done = spawnSync(program, ['why', '-q', '--no-cache', '--root', folder, ...words], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function answer(folder, ...words) {
  const done = ask(folder, '--format', 'json', ...words);
  const json = JSON.parse(done.out);
  const errors = validate(schema, json);
  if (errors.length > 0 || done.code !== 0) ok(false, `the answer to ${words} follows its schema`, errors.join('\n'));
  return json;
}

const READ = "exports.read = (f) => require('fs').readFileSync(f);\n";
const UNSURE = 'exports.call = (o, k, v) => o[k](v);\nexports.get = (f, k) => { const g = f[k]; return g(k); };\n';

// --- by hand

const diamond = programOf('diamond', [['.', 'a'], ['.', 'b'], ['a', 'c'], ['b', 'c'], ['c', 'd']], { c: READ, d: UNSURE });
const found = answer(diamond, 'fs.read');
ok(found.found.length === 1 && found.found[0].package.name === 'c' && !found.own, 'the package that has the effect');
ok(found.found[0].ways.map((w) => w.through.name).join() === 'a,b', 'a way for each package that imports it');
ok(found.found[0].ways.every((w) => w.path.length === 3 && w.path.at(-1).text.includes('readFileSync')), 'from the entry to the place');
ok(found.found[0].ways[1].path.map((s) => s.file).join() === 'index.js,node_modules/b/index.js,node_modules/c/index.js', 'through the files on the way');
ok(found.cutImports.length === 2 && found.cutPackages.map((p) => p.name).join() === 'c', 'two imports or one package end it', JSON.stringify(found.cutImports));
ok(answer(diamond, 'fs', 'c').found.length === 1 && answer(diamond, 'fs', 'node_modules/c').found.length === 1 && answer(diamond, 'fs', 'c@1.0.0').found.length === 1 && answer(diamond, 'fs', 'a>c').found.length === 1, 'a package by name, path, version and way');
ok(answer(diamond, 'fs', 'a').found.length === 0, 'not of another package');
ok(answer(diamond, 'net').found.length === 0, 'an effect that nothing has');
// --- by file and by export

const files = programOf('files', [['.', 'a'], ['.', 'b'], ['a', 'c'], ['b', 'c']], {});
write(path.join(files, 'node_modules/c/index.js'), "const one = require('./one');\nconst two = require('./two');\nexports.one = (f) => one.read(f);\nexports.two = (f) => two.read(f);\nexports.none = 1;\n");
write(path.join(files, 'node_modules/c/one.js'), READ);
write(path.join(files, 'node_modules/c/two.js'), READ);
write(path.join(files, 'node_modules/b/index.js'), "const { none } = require('c');\nexports.b = none;\n");
write(path.join(files, 'node_modules/a/index.js'), "const c = require('c');\nexports.a = (f) => c.two(f);\nexports.other = 2;\n");
const byFile = answer(files, 'fs.read', '--by', 'file');
ok(byFile.by === 'file' && byFile.found.map((f) => f.file).join() === 'node_modules/c/one.js,node_modules/c/two.js', 'by file: each file that has it, not only the first of a package', JSON.stringify(byFile.found.map((f) => f.file)));
ok(byFile.found.every((f) => f.ways.length === 1 && f.ways[0].through === 'node_modules/c/index.js'), 'a way for each file that imports it', JSON.stringify(byFile.found[0].ways));
ok(byFile.cutImports.length === 2 && byFile.cutImports.every((c) => typeof c.from === 'string') && byFile.cutFiles.join() === 'node_modules/c/index.js', 'two imports or one file end it', JSON.stringify([byFile.cutImports, byFile.cutFiles]));
const oneFile = answer(files, 'fs.read', 'node_modules/c/two.js', '--by', 'file');
ok(oneFile.found.length === 1 && oneFile.cutImports.length === 1 && oneFile.cutImports[0].to === 'node_modules/c/two.js', 'of one file alone', JSON.stringify(oneFile));
ok(answer(files, 'fs.read', 'c', '--by', 'file').found.length === 2 && answer(files, 'fs.read', 'a', '--by', 'file').found.length === 0, 'of the files of one package');
ok(answer(files, 'fs.read').found.length === 1, 'by package it is one');
const unknownFile = ask(files, 'fs.read', 'node_modules/c/three.js', '--by', 'file');
ok(unknownFile.code === 2 && /reaches no package or file node_modules\/c\/three\.js/u.test(unknownFile.err), 'a file that is not there', unknownFile.err);
const byExport = answer(files, 'fs.read', '--by', 'export');
const has = (document) => document.exports.filter((e) => e.has.length > 0).map((e) => `${e.package.name}.${e.load ? '(load)' : e.export}`).join();
ok(has(byExport) === 'a.a,c.one,c.two', 'by export: those that come to have it', has(byExport));
ok(byExport.exports.find((e) => e.export === 'a').has[0].path.map((s) => `${s.file} ${s.export}`).join() === 'node_modules/a/index.js a,node_modules/c/index.js two,node_modules/c/two.js read', 'through the exports on the way', JSON.stringify(byExport.exports.find((e) => e.export === 'a').has));
ok(has(answer(files, 'fs', 'c@1.0.0', '--by', 'export')) === 'c.one,c.two' && has(answer(files, 'net', '--by', 'export')) === '', 'of one package; and of an effect that nothing has');
const exportText = ask(files, 'fs.read', 'a>c', '--by', 'export', '--color', 'never');
ok(exportText.code === 0 && exportText.out === 'fs.read: 2 exports or loaded modules, asked only of a>c\n', 'as text', exportText.out + exportText.err);

const text = spawnSync(program, ['why', '--no-cache', '--root', diamond, 'code.eval', 'd'], { encoding: 'utf8' }).stdout;
ok(/not proven either way/u.test(text) && /expression: exports.call = .*o\[k\]/u.test(text) && /what would prove or allow it: /u.test(text), 'an UNKNOWN tells the expression, the reason and what helps', text);
const rule = answer(diamond, 'source.import');
ok(rule.found.length === 1, 'a rule is asked for like an effect');
ok(ask(diamond, 'fs.reed').err.includes('did you mean fs.read?'), 'a misspelt effect');
ok(ask(diamond, 'fs.read', 'nope').code === 2, 'a package that is not there');
const own = programOf('own', [['.', 'a']], { '.': READ, a: READ });
ok(answer(own, 'fs.read').own && answer(own, 'fs.read').cutImports.length === 0, 'what the program does itself, no cut ends');
ok(answer(own, 'fs.read', 'a').cutImports.length === 1, 'a cut for one package of it');
write(path.join(diamond, 'cordon.json'), JSON.stringify({ allow: { c: ['fs.read'] } }));
const granted = answer(diamond, 'fs.read').found[0].findings[0];
ok(granted.allowed && granted.verdict === 'pass', 'what the policy allows is shown, as allowed');

// --- at random

let seed = 7;
const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };

function reaches(edges, without, targets) {
  const seen = new Set(without.has('.') ? [] : ['.']);
  for (const at of seen)
    for (const [from, to] of edges)
      if (from === at && !without.has(`${from}>${to}`) && !without.has(to)) seen.add(to);
  return targets.some((t) => seen.has(t));
}

/** The size of the smallest subset of `parts` that cuts all targets off. */
function smallest(edges, parts, targets) {
  let best = parts.length;
  for (let set = 0; set < 2 ** parts.length; set++) {
    const chosen = parts.filter((_, i) => set >> i & 1);
    if (chosen.length < best && !reaches(edges, new Set(chosen), targets)) best = chosen.length;
  }
  return best;
}

let good = 0;
const PROGRAMS = 25;
for (let i = 0; i < PROGRAMS; i++) {
  const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
  const edges = [...new Map(Array.from({ length: 11 }, () => [random(3) === 0 ? '.' : names[random(6)], names[random(6)]])
    .filter(([a, b]) => a !== b).map((edge) => [edge.join('>'), edge])).values()];
  const targets = names.filter(() => random(3) === 0);
  const folder = programOf(`random-${i}`, edges.length > 0 && edges.some(([a]) => a === '.') ? edges : [...edges, ['.', 'p1']], Object.fromEntries(targets.map((t) => [t, READ])));
  const all = edges.some(([a]) => a === '.') ? edges : [...edges, ['.', 'p1']];
  const json = answer(folder, 'fs.read');
  const reached = targets.filter((t) => reaches(all, new Set(), [t]));
  const cut = new Set(json.cutImports.map((c) => `${c.from.path === '.' ? '.' : c.from.name}>${c.to.name}`));
  const cutPackages = new Set(json.cutPackages.map((p) => p.name));
  const right = json.found.length === reached.length && !reaches(all, cut, targets) && !reaches(all, cutPackages, targets) &&
    (reached.length === 0 || (cut.size === smallest(all, all.map((e) => e.join('>')), targets) && cutPackages.size === smallest(all, names, targets)));
  if (right) good++;
  else console.log(`# ${JSON.stringify(all)} targets ${targets} cut ${[...cut]} packages ${[...cutPackages]}`);
}
ok(good === PROGRAMS, `the cuts of ${PROGRAMS} random programs are the smallest`, String(good));
finish();
