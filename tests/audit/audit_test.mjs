// cordon audit on projects, archives and packages of a registry on loopback: audit_test.mjs CORDON FOLDER ROOT
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { finish, ok } from '../tools/lib/tap.mjs';
import { validate } from '../tools/validate.mjs';
import { END, file, gzip } from '../tarball/odd.mjs';
import { PACKAGES, PROJECT, WORKSPACE, pack, serve, sri } from './registry.mjs';

const [cordon, folder, root] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(path.join(root, 'cli/audit.schema.json'), 'utf8'));
const reportSchema = JSON.parse(fs.readFileSync(path.join(root, 'cli/report.schema.json'), 'utf8'));
const environment = { ...process.env, HOME: folder, npm_config_userconfig: path.join(folder, 'none'), npm_config_globalconfig: path.join(folder, 'none-either'), no_proxy: '*' };
for (const name of Object.keys(environment)) if (/^npm_config_(registry|cafile)$/i.test(name)) delete environment[name];

/** Runs `cordon audit ARGS`; { code, out, err }. */
function audit(cwd, ...args) {
  return new Promise((resolve) => {
    const child = spawn(cordon, ['audit', ...args], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (code, signal) => resolve({ code: code ?? signal, out, err }));
  });
}
/** The same with --json: the document, or what went wrong. */
async function json(cwd, ...args) {
  const run = await audit(cwd, '--json', ...args);
  let document;
  try { document = JSON.parse(run.out); } catch { return { packages: [], summary: {}, assumptions: [], warnings: [], trouble: `${run.code} ${run.err} ${run.out}` }; }
  const errors = validate(schema, document);
  if (errors.length > 0) document.trouble = errors.slice(0, 5).join('; ');
  return Object.assign(document, { code: run.code });
}
const complains = async (name, expected, cwd, ...args) => {
  const run = await audit(cwd, ...args);
  const sentence = run.err.trimEnd().split('\n').at(-1);
  ok(run.code === 2 && run.out === '' && expected.test(sentence), name, `${run.code}\n${run.err}\n${run.out}`);
};
const write = (where, files) => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(where, name)), { recursive: true });
    fs.writeFileSync(path.join(where, name), text);
  }
  return where;
};
const names = (document) => document.packages.map((p) => `${p.name}@${p.version}`);
const find = (document, name) => document.packages.find((p) => `${p.name}@${p.version}` === name) ?? { effects: [], via: [], scripts: [], native: [] };

const shared = Object.keys(reportSchema.definitions);
ok(shared.every((d) => JSON.stringify(schema.definitions[d]) === JSON.stringify(reportSchema.definitions[d])), 'the schemas of audit and check agree on what they share');

// ---- a project, whatever wrote its lock file ----
const registry = await serve();
const npmrc = `registry=${registry.url}\n`;
const project = (name, lock) => {
  const where = write(path.join(folder, name), { 'package.json': JSON.stringify(PROJECT), 'packages/w/package.json': JSON.stringify(WORKSPACE), '.npmrc': npmrc });
  const from = path.join(root, 'fixtures/locks', lock);
  for (const each of fs.readdirSync(from)) fs.copyFileSync(path.join(from, each), path.join(where, each));
  return where;
};
const expected = {
  'reader@1.0.0': 'A fs.read:/etc/hostname net.connect:deep.example net.dns:deep.example via=',
  'tool@1.0.0': 'A fs.write:made.txt via= dev',
  'shelly@1.0.0': 'P via= dev',
  'gyp@1.0.0': 'P via=',
  'pure-a@1.0.0': 'P via=',
  'pure-b@1.0.0': 'P via=pure-a',
  'pure-b@2.0.0': 'P via=w',
  '@scope/pkg@1.0.0': 'P via=',
};
const line = (p) => `${[p.tier, ...p.effects].join(' ')} via=${p.via.join('>')}${p.dev ? ' dev' : ''}`;
for (const lock of ['npm-3', 'npm-2', 'yarn-1', 'yarn-4', 'pnpm-6', 'pnpm-9']) {
  const where = project(lock, lock);
  const document = await json(where);
  ok(!document.trouble && document.source === 'registry' && document.code === 0, `${lock}: the JSON follows its schema`, document.trouble);
  const wrong = Object.entries(expected).filter(([name, text]) => !document.packages.some((p) => `${p.name}@${p.version}` === name && line(p).replace('via=al', 'via=').replace('via=reader', 'via=w') === text.replace('via=pure-a', 'via=pure-a')));
  const others = names(document).filter((n) => !(n in expected));
  ok(wrong.filter(([n]) => n !== 'pure-b@1.0.0').length === 0 && others.length === 0 && names(document).includes('pure-b@1.0.0'), `${lock}: every package, with what it can do and who brings it in`,
    `${wrong.map(([n, t]) => `${n}: expected ${t}, got ${document.packages.filter((p) => `${p.name}@${p.version}` === n).map(line)}`).join('\n')}\n${others}`);
  ok(document.packages.slice(0, 3).every((p) => p.scripts.length > 0) && document.packages.at(-1).tier === 'P', `${lock}: what runs scripts comes first`, names(document).join(' '));
  const less = await json(where, '--omit', 'dev');
  ok(!names(less).some((n) => /tool|shelly/.test(n)) && names(less).includes('reader@1.0.0'), `${lock}: --omit dev`, names(less).join(' '));
  const workspace = await json(where, '-w', 'w');
  ok(names(workspace).join() === 'pure-b@2.0.0', `${lock}: -w`, `${names(workspace).join(' ')} ${workspace.trouble}`);
}
const first = project('npm-1', 'npm-1');
const old = await json(first);
ok(!old.trouble && names(old).includes('pure-b@2.0.0') && line(find(old, 'reader@1.0.0')) === expected['reader@1.0.0'], 'npm-1: an old lock file is read', `${old.trouble} ${names(old)}`);
fs.renameSync(path.join(first, 'package-lock.json'), path.join(first, 'npm-shrinkwrap.json'));
ok(names(await json(first)).join() === names(old).join(), 'npm-shrinkwrap.json is read');
await complains('a workspace that is not there', /has no workspace nothing$/, first, '-w', 'nothing');

// ---- install scripts ----
const where = path.join(folder, 'npm-3');
const scripts = await json(where, '--scripts');
const kinds = scripts.packages.map((p) => `${p.name} ${p.scripts.map((s) => `${s.name}:${s.kind}:${s.effects}`)}`).sort();
ok(kinds.join('\n') === 'gyp install:node-gyp:script.gyp\nshelly preinstall:shell:script.shell\ntool postinstall:node:fs.write:made.txt', '--scripts lists what would be approved', kinds.join('\n'));
const text = await audit(where, '--scripts', '-q');
ok(text.code === 0 && /3 run install scripts/.test(text.out), '--scripts as text', text.out);

// ---- a lock file that is believed ----
const trusting = project('trusting', 'npm-3');
const kept = ['--trust-lock', '--cache', path.join(folder, 'trust-cache'), '-j', '1'];
const judged = await json(trusting, ...kept);
ok(judged.source === 'cache' && !judged.trouble && names(judged).length === names(await json(where)).length, '--trust-lock: every package of the lock file', judged.trouble ?? names(judged).join(' '));
ok(line(find(judged, 'reader@1.0.0')) === expected['reader@1.0.0'] && find(judged, 'tool@1.0.0').scripts[0]?.command === 'node setup.js' && find(judged, 'tool@1.0.0').scripts[0]?.name === 'postinstall', 'with their effects and scripts', JSON.stringify(find(judged, 'tool@1.0.0').scripts));
const before = registry.asked.length;
const known = await audit(trusting, ...kept, '--json');
ok(registry.asked.length === before && / packages, 0 opened\n/u.test(known.err) && JSON.stringify(JSON.parse(known.out)) === JSON.stringify(Object.fromEntries(Object.entries(judged).filter(([key]) => key !== 'code'))), 'and the second time none is opened or fetched', known.err);
ok((await audit(trusting, ...kept, '--fail-on', 'net')).code === 1 && (await audit(trusting, ...kept, '-w', 'w', '--fail-on', 'R')).code === 0, 'with --fail-on and -w');
write(path.join(trusting, 'node_modules/reader'), { 'package.json': '{"name":"reader","version":"6.6.6"}' });
ok((await audit(trusting, ...kept, '--json')).out === known.out && judged.warnings.some((w) => /what is installed was not looked at/u.test(w)), 'what is installed is not looked at, and that is said', judged.warnings.join());
const lied = project('lied', 'npm-3');
write(lied, { 'package-lock.json': fs.readFileSync(path.join(lied, 'package-lock.json'), 'utf8').replace(/("node_modules\/reader": \{[^}]*?"integrity": ")[^"]+/u, `$1${sri(Buffer.from('another'))}`) });
const lie = find(await json(lied, ...kept), 'reader@1.0.0');
ok(/does not match its integrity/u.test(lie.reason) && lie.verdict === 'unknown', 'an archive that is another one has no answer', JSON.stringify(lie).slice(0, 300));
await complains('--trust-lock without a cache', /--trust-lock and --no-cache exclude each other$/, trusting, '--trust-lock', '--no-cache');
await complains('--trust-lock without a lock file', /there is no lock file in \.$/, write(path.join(folder, 'lockless'), { 'package.json': '{}' }), ...kept);

// ---- exit codes ----
for (const [words, code] of [['fs.read', 1], ['net', 1], ['A', 1], ['authority', 1], ['X', 1], ['script', 1], ['native', 1], ['script.shell', 1], ['unknown', 0]])
  ok((await audit(where, '--fail-on', words)).code === code, `--fail-on ${words} is ${code}`);
ok((await audit(where, '--omit', 'dev', '--fail-on', 'script.shell,proc')).code === 1, '--fail-on: what compiles may do anything');
ok((await audit(where, '-w', 'w', '--fail-on', 'R')).code === 0, '--fail-on with nothing to find is 0');
await complains('--fail-on with an unknown word', /no effect, family or tier/, where, '--fail-on', 'bogus');

// ---- the same bytes ----
const one = await audit(where, '--json', '-j', '1', '--no-cache');
const two = await audit(where, '--json', '-j', '2', '--no-cache');
const three = await audit(where, '--json', '-j', '2', '--cache', path.join(folder, 'cache'));
ok(one.out === two.out && two.out === three.out && one.out.length > 1000, 'the same bytes at any number of threads, with and without a cache');

// ---- an installation ----
const installed = project('installed', 'npm-3');
const placeOf = (name, manifest) => [`node_modules/${name}/package.json`, JSON.stringify(manifest)];
const lockPlaces = Object.entries(JSON.parse(fs.readFileSync(path.join(installed, 'package-lock.json'), 'utf8')).packages).filter(([p, d]) => p.includes('node_modules/') && !d.link);
for (const [place, entry] of lockPlaces) {
  const name = entry.name ?? place.replace(/.*node_modules\//, '');
  const [manifest, files] = PACKAGES.find(([m]) => m.name === name && m.version === entry.version);
  write(path.join(installed, place), { 'package.json': JSON.stringify(manifest), ...files });
}
const asked = registry.asked.length;
const disk = await json(installed);
ok(disk.source === 'installation' && !disk.trouble && registry.asked.length === asked, 'what is installed is read, and no registry asked', disk.trouble);
ok(line(find(disk, 'reader@1.0.0')) === expected['reader@1.0.0'] && names(disk).length === names(await json(where)).length, 'with the same answers', names(disk).join(' '));
write(installed, Object.fromEntries([placeOf('stowaway', { name: 'stowaway', version: '6.6.6' })]));
const extra = await json(installed);
ok(extra.warnings.some((w) => /node_modules\/stowaway is installed, but not in package-lock\.json/.test(w)) && names(extra).includes('stowaway@6.6.6'), 'what the lock file does not know is said and audited', extra.warnings.join('\n'));
fs.rmSync(path.join(installed, 'node_modules/stowaway'), { recursive: true });
write(installed, Object.fromEntries([placeOf('reader', { name: 'reader', version: '1.0.1' })]));
await complains('another version than the lock file says', /^cordon: package-lock\.json disagrees with what is installed: node_modules\/reader is version 1\.0\.1; install again$/, installed);
fs.rmSync(path.join(installed, 'node_modules/reader'), { recursive: true });
await complains('a package that is missing', /disagrees with what is installed: node_modules\/reader is missing; install again$/, installed);
fs.rmSync(path.join(installed, 'package-lock.json'));
const unlocked = await json(installed);
ok(unlocked.warnings.some((w) => /there is no lock file/.test(w)) && names(unlocked).includes('pure-a@1.0.0'), 'without a lock file what is installed is audited', unlocked.warnings.join('\n'));

// ---- one package ----
const readerBytes = pack(...PACKAGES.find(([m]) => m.name === 'reader'));
fs.writeFileSync(path.join(folder, 'reader-1.0.0.tgz'), readerBytes);
const archive = await json(folder, 'reader-1.0.0.tgz');
ok(line(find(archive, 'reader@1.0.0')) === expected['reader@1.0.0'] && archive.source === 'archive', 'an archive', JSON.stringify(archive).slice(0, 500));
ok(find(archive, 'reader@1.0.0').needs.join() === 'pure-b@^2.0.0', 'says which dependencies are not covered', archive.assumptions.join('\n'));
const single = write(path.join(folder, 'single'), { 'package.json': '{"name":"single","version":"2.0.0","scripts":{"prepare":"node build.js"}}', 'index.js': 'require("fs").unlinkSync("x");\n', 'build.js': 'require("child_process").execFileSync("make");\n' });
const one2 = await json(folder, 'single');
ok(find(one2, 'single@2.0.0').effects.includes('fs.write:x') && find(one2, 'single@2.0.0').scripts[0]?.effects.join() === 'proc.spawn:make' && one2.source === 'folder', 'a folder, with what prepares it', JSON.stringify(one2).slice(0, 900));
write(folder, { '.npmrc': npmrc });
const published = await json(folder, 'reader@1.0.0');
ok(line(find(published, 'reader@1.0.0')) === expected['reader@1.0.0'] && find(published, 'reader@1.0.0').integrity === sri(readerBytes), 'a version of the registry', JSON.stringify(published).slice(0, 500));
ok(names(await json(folder, '@scope/pkg@1.0.0')).join() === '@scope/pkg@1.0.0', 'one in a scope');
await complains('a name alone', /would mean whatever version is latest that day; name one: reader@1\.2\.3$/, folder, 'reader');
await complains('a range', /"\^1\.0\.0" is a range or a tag, which means another version from day to day/, folder, 'reader@^1.0.0');
await complains('a tag', /"latest" is a range or a tag/, folder, 'reader@latest');
await complains('a package that is not there', /^cordon: nothing is not in the registry/, folder, 'nothing@1.0.0');
await complains('a version that is not there', /^cordon: reader@9\.9\.9 is not in the registry: it has no such version$/, folder, 'reader@9.9.9');
await complains('no such file', /no such file or folder, and no name of a package/, folder, './nothing.tgz');
await complains('an empty folder', /no lock file, no node_modules and no package\.json to audit$/, write(path.join(folder, 'bare'), { x: '' }));

// ---- with what it needs: npm chooses the versions ----
const scratch = fs.mkdtempSync(path.join(folder, 'scratch-'));
environment.TMPDIR = scratch;
const needed = await json(folder, '--deps', 'reader@1.0.0');
ok(names(needed).sort().join() === 'pure-b@2.0.0,reader@1.0.0' && needed.subject === 'reader@1.0.0 with what it needs' && find(needed, 'pure-b@2.0.0').via.join() === 'reader', '--deps: a version with what npm would install with it', JSON.stringify(needed).slice(0, 600));
ok(line(find(needed, 'reader@1.0.0')) === expected['reader@1.0.0'] && (find(needed, 'reader@1.0.0').needs ?? []).length === 0, 'with the same answers');
await complains('--deps of a version that is not there', /^cordon: reader@9\.9\.9: npm finds no way to install it: No matching version found for reader@9\.9\.9\.?$/u, folder, '--deps', 'reader@9.9.9');
await complains('--deps of a range', /"\^1\.0\.0" is a range or a tag/, folder, '--deps', 'reader@^1.0.0');
await complains('--deps of nothing', /--deps needs a NAME@VERSION$/, folder, '--deps');
ok(fs.readdirSync(scratch).length === 0, '--deps leaves nothing behind', fs.readdirSync(scratch).join());

// ---- bad archives ----
write(folder, { 'cut.tgz': readerBytes.subarray(0, 700), 'no-manifest.tgz': gzip(file('package/x.js', ''), END) });
await complains('an archive that is cut short', /^cordon: cut\.tgz: its archive is cut short$/, folder, 'cut.tgz');
await complains('an archive without a package.json', /there is no package\.json in it$/, folder, 'no-manifest.tgz');
write(folder, { 'odd.tgz': gzip(file('package/package.json', '{"name":"odd","version":"1.0.0"}'), file('package/index.js', '1'), file('package/index.js', 'require("fs").rmSync("/")'), END) });
const odd = await json(folder, 'odd.tgz');
ok(odd.packages[0]?.reasonRule === 'archive.not-canonical' && /package\/index\.js is there twice/.test(odd.packages[0].reason) && odd.packages[0].verdict === 'unknown' && odd.packages[0].unknown, 'an archive that readers disagree on is not analysed', JSON.stringify(odd.packages));
ok((await audit(folder, 'odd.tgz', '--fail-on', 'fs')).code === 1, 'and --fail-on counts it');

// ---- bad lock files ----
const bad = (name, files) => write(path.join(folder, name), { 'package.json': JSON.stringify(PROJECT), '.npmrc': npmrc, ...files });
await complains('a lockfileVersion of the future', /^cordon: package-lock\.json: its lockfileVersion is none that cordon knows/, bad('lock-9', { 'package-lock.json': '{"lockfileVersion": 9, "packages": {"": {}}}' }));
await complains('a lock file that is no JSON', /package-lock\.json|line|expected/, bad('lock-half', { 'package-lock.json': '{"lockfileVersion": 3,' }));
await complains('a place that climbs', /is no place of a package$/, bad('lock-climb', { 'package-lock.json': '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/../../x": {"version": "1.0.0"}}}' }));
await complains('a yarn.lock that is none', /it is no yarn\.lock of version 1, nor one of yarn 2 or later$/, bad('lock-yarn', { 'yarn.lock': 'hello' }));
await complains('a yarn.lock of the future', /__metadata\.version is none that cordon knows/, bad('lock-yarn9', { 'yarn.lock': '__metadata:\n  version: 99\n' }));
await complains('a pnpm-lock.yaml of the future', /lockfileVersion is none that cordon knows \(6\.0, 9\.0\)$/, bad('lock-pnpm', { 'pnpm-lock.yaml': "lockfileVersion: '42.0'\n" }));
await complains('YAML with aliases', /lock files have no a/, bad('lock-alias', { 'pnpm-lock.yaml': "lockfileVersion: '9.0'\na: &x [1]\nb: *x\n" }));

// ---- a registry that lies, or is down ----
await registry.close();
await complains('a registry that is down', /^cordon: \S+@1\.0\.0: no answer from http.*no connection could be made$/, where);
const liar = await serve({ 'reader@1.0.0': pack({ name: 'reader', version: '1.0.0' }, { 'index.js': '"other";' }), 'gyp@1.0.0': Buffer.from('nothing') });
for (const each of [where, folder]) write(each, { '.npmrc': `registry=${liar.url}\n` });
await complains('another archive than the lock file names', /^cordon: reader@1\.0\.0: what .* sends does not match its integrity \(sha512\)$/, where);
await complains('another archive than the registry itself names', /^cordon: reader@1\.0\.0: what .* sends does not match its integrity \(sha512\)$/, folder, 'reader@1.0.0');
const optional = write(path.join(folder, 'optional'), { 'package.json': '{}', '.npmrc': `registry=${liar.url}\n`,
  'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': { optionalDependencies: { gyp: '1.0.0' } }, 'node_modules/gyp': { version: '1.0.0', integrity: sri(Buffer.from('x')), optional: true } } }) });
const left = await json(optional);
ok(left.packages[0]?.analysed === false && /does not match its integrity/.test(left.packages[0].reason), 'an optional package that does not come is listed as not analysed', JSON.stringify(left.packages));
await liar.close();

// ---- install scripts that the escapes of fixtures/escapes use ----
for (const [name, what] of [['install-script', /^postinstall|^install/], ['install-script-preinstall-node', /^preinstall/], ['binding-gyp-implicit', /^install/], ['npm-test-script', /^test$/]]) {
  const document = await json(path.join(root, 'fixtures/escapes/cases/packaging', name));
  const found = document.packages.flatMap((p) => p.scripts);
  const caught = found.some((s) => what.test(s.name) && s.effects.length > 0);
  ok(caught, `packaging/${name}: audit shows what check cannot reach`, JSON.stringify(document).slice(0, 1500));
}
finish();
