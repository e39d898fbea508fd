#!/usr/bin/env node
// Takes programs through `cordon policy init`, changes of them, `check` and `policy update`.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { cordonProgram } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';
import { validate } from './validate.mjs';

const program = cordonProgram(false);
const base = process.env.TMPDIR;
const schema = (file) => JSON.parse(fs.readFileSync(path.join(process.env.ROOT, file), 'utf8'));
const lockSchema = schema('rules/cordon.lock.schema.json');
const checkSchema = schema('cli/policy-check.schema.json');
const policySchema = schema('rules/cordon.schema.json');

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function packageAt(folder, code, name = path.basename(folder)) {
  write(path.join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  write(path.join(folder, 'index.js'), code);
}

function run(folder, ...words) {
  const done = spawnSync(program, [...words, '--no-cache', '-q'], { cwd: folder, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const READ = "exports.read = (f) => require('fs').readFileSync(f);\n";
const reading = (file) => `exports.read = () => require('fs').readFileSync(${JSON.stringify(file)});\n`;
const lockOf = (folder) => fs.readFileSync(path.join(folder, 'cordon.lock.json'), 'utf8');
const linesOf = (folder) => JSON.parse(lockOf(folder)).grants.map((g) => `${g.package} ${g.effect}${g.unproven ? ' unproven' : ''}`);
const verdict = (folder, ...words) => run(folder, 'check', ...words).out.split(' ')[0];

/** A program with two packages, of which `a` reads any file and `b` one. */
function fresh(name, root = "require('a');\nrequire('b');\n") {
  const folder = path.join(base, name);
  packageAt(folder, root, 'app');
  packageAt(path.join(folder, 'node_modules/a'), READ + reading('./also.txt').replace('read', 'also'));
  packageAt(path.join(folder, 'node_modules/b'), reading('./b.txt'));
  return folder;
}

// --- init, update

const app = fresh('app');
ok(verdict(app) === 'FAIL', 'a program that reads files fails without a policy');
const made = run(app, 'policy', 'init');
ok(made.code === 0 && /cordon\.json: written\ncordon\.lock\.json: written with 2 lines/u.test(made.out), 'init writes both files', made.out + made.err);
ok(validate(lockSchema, JSON.parse(lockOf(app))).length === 0, 'the lock file follows its schema');
ok(validate(policySchema, JSON.parse(fs.readFileSync(path.join(app, 'cordon.json'), 'utf8'))).length === 0, 'the policy follows its schema');
ok(linesOf(app).join() === 'a fs.read,b fs.read:./b.txt', 'a line per package and effect, none implied by another', linesOf(app).join());
ok(lockOf(app).split('\n').filter((line) => line.includes('"package"')).length === 2, 'each on a line of its own');
ok(verdict(app) === 'PASS', 'with them the program passes');
ok(run(app, 'policy', 'check').code === 0, 'and nothing is wrong with them');
ok(run(app, 'policy', 'init').code === 2, 'init does not write over a lock file');
const before = lockOf(app);
const again = run(app, 'policy', 'update');
ok(again.code === 0 && again.out === 'cordon.lock.json: nothing has changed\n' && lockOf(app) === before, 'update changes nothing twice', again.out);

packageAt(path.join(app, 'node_modules/b'), reading('./b.txt') + reading('./c.txt').replace('read', 'more'));
const news = run(app, 'check', '--format', 'json');
const open = JSON.parse(news.out).packages.flatMap((p) => p.findings.filter((f) => f.verdict !== 'pass').map((f) => `${p.name} ${f.effect}:${f.argument}`));
ok(news.code === 1 && open.join() === 'b fs.read:./c.txt', 'check fails on what is new, and only on that', open.join());
const updated = run(app, 'policy', 'update');
ok(updated.out.startsWith('+ b  fs.read:./c.txt\n') && verdict(app) === 'PASS', 'update shows it and allows it', updated.out);
packageAt(path.join(app, 'node_modules/b'), 'exports.nothing = 1;\n');
const stale = run(app, 'policy', 'check');
ok(stale.code === 1 && stale.out.match(/^cordon\.lock\.json:5:5: stale: the grant fs\.read:\.\/b\.txt for b is used by nothing/mu) !== null, 'lines that nothing uses are found, with their place', stale.out);
ok(/2 lines of the lock file are used by nothing/u.test(spawnSync(program, ['check', '--no-cache'], { cwd: app, encoding: 'utf8' }).stdout), 'check says so too');
ok(/^- b  fs.read:\.\/b\.txt\n- b  fs.read:\.\/c\.txt\n/u.test(run(app, 'policy', 'update').out) && linesOf(app).join() === 'a fs.read', 'update takes them out');

// --- a policy by hand

const hand = fresh('hand');
const written = '{ "allow": { "a": ["fs.read"] } }   ';
write(path.join(hand, 'cordon.json'), written);
const init = run(hand, 'policy', 'init');
ok(init.code === 0 && init.out.startsWith('cordon.json: is there already, and stays as it is\n'), 'init says that it leaves a policy alone', init.out);
ok(fs.readFileSync(path.join(hand, 'cordon.json'), 'utf8') === written, 'and does');
ok(linesOf(hand).join() === 'b fs.read:./b.txt', 'the lock file has what the policy does not allow', linesOf(hand).join());
write(path.join(hand, 'ci.json'), '{ "profile": "informed" }');
ok(verdict(hand, '--policy', 'ci.json') === 'FAIL', 'another policy has another lock file');
ok(run(hand, 'policy', 'init', '--policy', 'ci.json').code === 0 && fs.existsSync(path.join(hand, 'ci.lock.json')) && verdict(hand, '--policy', 'ci.json') === 'PASS', 'named after it');
ok(run(hand, 'policy', 'init', '--policy', 'new.json').code === 0 && fs.existsSync(path.join(hand, 'new.json')), 'init makes the policy that is asked for');

// --- how narrow a line is

const narrow = fresh('narrow', "require('a');\nrequire('b');\nrequire('c');\n");
packageAt(path.join(narrow, 'node_modules/c'), "require('a');\n");
run(narrow, 'policy', 'init');
packageAt(path.join(narrow, 'node_modules/c/node_modules/a'), READ);
ok(verdict(narrow) === 'FAIL', 'a package of the same name elsewhere is not meant');
const star = fresh('star');
packageAt(path.join(star, 'node_modules/b'), reading('./*'));
run(star, 'policy', 'init');
ok(linesOf(star).includes('b fs.read:./*') && verdict(star) === 'PASS', 'an argument with a star is written');
packageAt(path.join(star, 'node_modules/b'), reading('./secret'));
ok(verdict(star) === 'FAIL', 'and means itself, not a pattern');
const sure = fresh('sure');
packageAt(path.join(sure, 'node_modules/b'), 'exports.get = (f, k) => { const g = f[k]; return g(k); };\n');
run(sure, 'policy', 'init');
ok(linesOf(sure).includes('b code.eval unproven'), 'what is not proven is marked', linesOf(sure).join());
packageAt(path.join(sure, 'node_modules/b'), 'exports.get = (k) => new Function(k)();\n');
ok(verdict(sure) === 'FAIL', 'and does not allow what is certain');
const odd = fresh('odd', "require('a>b');\n");
packageAt(path.join(odd, 'node_modules/a>b'), READ);
const left = run(odd, 'policy', 'init');
ok(left.code === 0 && linesOf(odd).length === 0 && /1 finding cannot be granted/u.test(left.out) && verdict(odd) === 'FAIL', 'a name that is a way is not written', left.out);
const broken = fresh('broken');
packageAt(path.join(broken, 'node_modules/b'), 'let = = 1;\n');
ok(/cannot be granted/u.test(run(broken, 'policy', 'init').out) && verdict(broken) === 'UNKNOWN', 'what was not understood stays UNKNOWN');

// --- grants that should not be as they are

function problems(allow, code = {}) {
  const folder = fresh(`problems-${JSON.stringify(allow).length}-${Object.keys(code).length}`);
  for (const [name, text] of Object.entries(code)) packageAt(path.join(folder, 'node_modules', name), text);
  write(path.join(folder, 'cordon.json'), JSON.stringify({ allow }, null, 1));
  const done = run(folder, 'policy', 'check', '--format', 'json');
  const json = JSON.parse(done.out);
  const errors = validate(checkSchema, json);
  if (errors.length > 0 || done.code !== (json.problems.length > 0 ? 1 : 0)) ok(false, 'policy check follows its schema', errors.join('\n'));
  return json.problems.map((p) => `${p.problem} ${p.package} ${p.effect}${p.instead.map((i) => ` ${i.package}:${i.effect}`).join('')}`);
}
ok(problems({ a: ['fs.read'], b: ['fs.read:./b.txt'] }).length === 0, 'tight grants are fine');
ok(problems({ a: ['fs'], b: ['fs.read:./b.txt'] }).join() === 'too-wide a fs a:fs.read', 'a family for one effect', problems({ a: ['fs'], b: ['fs.read:./b.txt'] }).join());
ok(problems({ a: ['fs.read'], b: ['fs.read'] }).join() === 'too-wide b fs.read b:fs.read:./b.txt', 'any argument for one');
ok(problems({ '*': ['fs.read'] }).join() === 'too-wide * fs.read a:fs.read b:fs.read', 'everybody for two', problems({ '*': ['fs.read'] }).join());
ok(problems({ a: ['fs.read'], b: ['fs.read:./*.txt'] }).length === 0, 'a pattern may be what is meant');
ok(problems({ a: ['fs.read', 'net.connect'], b: ['fs.read:./b.txt'] }).join() === 'stale a net.connect', 'one that nothing uses');
ok(problems({ a: ['fs.read', { effect: 'fs.stat', until: '2020-01-01' }], b: ['fs.read:./b.txt'] }).join() === 'expired a fs.stat', 'one that has expired');
const hosted = fresh('hosted');
packageAt(path.join(hosted, 'node_modules/kv'), READ);
write(path.join(hosted, 'cordon.json'), '{ "host": { "b": ["*"],\n  "kv": ["*"],\n  "gone": ["*"] },\n  "allow": { "a": ["fs.read"] } }');
const idle = run(hosted, 'policy', 'check');
ok(idle.code === 1 && idle.out === 'cordon.json:2:3: unused-host: the host library kv is imported by nothing; take it out\ncordon.json:3:3: missing-host: the host library gone is not installed; install it, or take it out\n1 grant, 3 host libraries, 2 to look at\n', 'host libraries that nothing uses', idle.out);
const idleJson = JSON.parse(run(hosted, 'policy', 'check', '--format', 'json').out);
ok(validate(checkSchema, idleJson).length === 0 && idleJson.problems.map((p) => `${p.problem} ${p.package} ${p.line}`).join() === 'unused-host kv 2,missing-host gone 3', 'and as JSON', JSON.stringify(idleJson));
ok(problems({ a: ['fs.read'], b: ['fs.read'] }, { b: reading('./*') }).length === 0, 'an argument that would be a pattern is not proposed');

// --- lock files that are not right

const bad = fresh('bad');
const complaints = [
  ['[]', 'no lock file of cordon'], ['{', 'bad'], ['{ "lock": 2, "grants": [] }', 'another cordon'], ['{ "lock": 1 }', 'nothing else'],
  ['{ "lock": 1, "grants": [], "more": 1 }', 'nothing else'], ['{ "lock": 1, "grants": {} }', 'nothing else'],
  ['{ "lock": 1, "grants": [\n "x" ] }', ':2:2: /grants/0'], ['{ "lock": 1, "grants": [ { "package": "a", "effect": "fs" } ] }', 'one effect'],
  ['{ "lock": 1, "grants": [ { "package": "a", "effect": "fs.read:" } ] }', 'one effect'], ['{ "lock": 1, "grants": [ { "package": "*", "effect": "fs.read" } ] }', 'names of packages'],
  ['{ "lock": 1, "grants": [ { "package": "a>", "effect": "fs.read" } ] }', 'names of packages'], ['{ "lock": 1, "grants": [ { "package": "a", "effect": "fs.read", "unproven": false } ] }', 'can only be true'],
  ['{ "lock": 1, "grants": [ { "package": "a", "effect": "fs.read", "why": "x" } ] }', 'unknown key'],
];
for (const [text, complaint] of complaints) {
  write(path.join(bad, 'cordon.lock.json'), text);
  const done = run(bad, 'check');
  ok(done.code === 2 && done.out === '' && done.err.split('\n').length === 2 && (complaint === 'bad' || done.err.includes(complaint)), `refused: ${text.replaceAll('\n', ' ')}`, done.err);
}
fs.rmSync(path.join(bad, 'cordon.lock.json'));
fs.mkdirSync(path.join(bad, 'cordon.lock.json'));
ok(run(bad, 'policy', 'update').code === 2, 'a folder in the place of the lock file');
ok(run(bad, 'policy', 'refresh').code === 2, 'an unknown task');
// --- doubts about arguments

const streams = path.join(base, 'streams');
const STREAM = "'use strict';\nrequire('fs').createReadStream('./a').resume();\n";
packageAt(streams, STREAM, 'streams');
write(path.join(streams, 'cordon.json'), JSON.stringify({ allow: { '.': ['fs.read'] } }));
ok(/too-wide/u.test(run(streams, 'policy', 'check').out) && verdict(streams) === 'PASS', 'a stream of one file needs a grant for that file only');
fs.rmSync(path.join(streams, 'cordon.json'));
run(streams, 'policy', 'init');
ok(linesOf(streams).join() === '. fs.read:./a' && verdict(streams) === 'PASS', 'init grants it the file', linesOf(streams).join());
write(path.join(streams, 'index.js'), `${STREAM}exports.again = (stream) => stream.open();\n`);
ok(verdict(streams) === 'UNKNOWN', 'which is not enough where streams may be opened again');
run(streams, 'policy', 'update');
ok(linesOf(streams).join() === '. fs.read unproven,. fs.read:./a' && verdict(streams) === 'PASS', 'then the lock file says so', linesOf(streams).join());

finish();
