// What a lock file alone tells: platforms, npm's own cache, `cordon check --trust-lock`. lock_test.mjs CORDON FOLDER ROOT
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { finish, ok } from '../tools/lib/tap.mjs';
import { validate } from '../tools/validate.mjs';
import { PACKAGES, pack, serve, sri } from './registry.mjs';

const [cordon, folder, root] = process.argv.slice(2);
const schemas = Object.fromEntries(['audit', 'report'].map((name) => [name, JSON.parse(fs.readFileSync(path.join(root, `cli/${name}.schema.json`), 'utf8'))]));
const environment = { ...process.env, HOME: folder, npm_config_userconfig: path.join(folder, 'none'), npm_config_globalconfig: path.join(folder, 'none-either'), no_proxy: '*' };
for (const name of Object.keys(environment)) if (/^npm_config_(registry|cafile|cache)$/i.test(name)) delete environment[name];

function run(cwd, ...args) {
  return new Promise((resolve) => {
    const child = spawn(cordon, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (code, signal) => resolve({ code: code ?? signal, out, err }));
  });
}
async function json(schema, cwd, command, ...args) {
  const done = await run(cwd, command, '--format', 'json', ...args);
  let document;
  try { document = JSON.parse(done.out); } catch { return { trouble: `${done.code} ${done.err} ${done.out}`, err: done.err, packages: [], warnings: [], leftOut: [], assumptions: [] }; }
  const errors = validate(schemas[schema], document);
  return Object.assign(document, { trouble: errors.slice(0, 5).join('; '), code: done.code, err: done.err });
}
const audit = (cwd, ...args) => json('audit', cwd, 'audit', ...args);
const complains = async (name, expected, cwd, ...args) => {
  const done = await run(cwd, ...args);
  ok(done.code === 2 && done.out === '' && expected.test(done.err.trimEnd().split('\n').at(-1)), name, `${done.code}\n${done.err}\n${done.out}`);
};
const write = (where, files) => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(where, name)), { recursive: true });
    fs.writeFileSync(path.join(where, name), text);
  }
  return where;
};
const names = (document) => document.packages.map((p) => p.name).sort().join();
const left = (document) => document.leftOut.map((p) => p.name).sort().join();
const archive = (name, version) => pack(...PACKAGES.find(([m]) => m.name === name && m.version === version));
const integrity = (name, version) => sri(archive(name, version));

// ---- platforms: what is left out is not even asked for ----
const registry = await serve();
const npmrc = `registry=${registry.url}\n`;
const nowhere = sri(Buffer.from('nowhere'));
const optional = { 'mac-only': '1.0.0', 'any-os': '1.0.0', 'not-here': '1.0.0', 'musl-only': '1.0.0' };
const entry = (more) => ({ version: '1.0.0', integrity: nowhere, optional: true, ...more });
const projects = {
  npm: {
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: {
      '': { name: 'p', dependencies: { 'pure-b': '1.0.0', 'for-sure': '1.0.0' }, optionalDependencies: optional },
      'node_modules/pure-b': { version: '1.0.0', integrity: integrity('pure-b', '1.0.0') },
      'node_modules/mac-only': entry({ os: ['darwin'], dependencies: { 'mac-part': '1.0.0', 'pure-b': '1.0.0' } }),
      'node_modules/mac-part': entry({}),
      'node_modules/not-here': entry({ os: ['!linux'] }),
      'node_modules/musl-only': entry({ os: ['linux'], libc: ['musl'] }),
      'node_modules/any-os': { name: 'pure-b', version: '2.0.0', integrity: integrity('pure-b', '2.0.0'), optional: true, os: ['linux', 'darwin'], cpu: ['any'] },
      'node_modules/for-sure': { name: 'pure-a', version: '1.0.0', integrity: integrity('pure-a', '1.0.0'), os: ['aix'] },
    } }),
  },
  pnpm: {
    'pnpm-lock.yaml': `lockfileVersion: '9.0'
importers:
  .:
    dependencies: { pure-b: { specifier: 1.0.0, version: 1.0.0 } }
    optionalDependencies:
      mac-only: { specifier: 1.0.0, version: 1.0.0 }
      not-here: { specifier: 1.0.0, version: 1.0.0 }
      musl-only: { specifier: 1.0.0, version: 1.0.0 }
packages:
  pure-b@1.0.0: { resolution: { integrity: ${integrity('pure-b', '1.0.0')} } }
  mac-only@1.0.0: { resolution: { integrity: ${nowhere} }, os: [darwin] }
  mac-part@1.0.0: { resolution: { integrity: ${nowhere} } }
  not-here@1.0.0: { resolution: { integrity: ${nowhere} }, os: ['!linux'] }
  musl-only@1.0.0: { resolution: { integrity: ${nowhere} }, os: [linux], libc: [musl] }
snapshots:
  pure-b@1.0.0: {}
  mac-only@1.0.0: { optional: true, dependencies: { mac-part: 1.0.0, pure-b: 1.0.0 } }
  mac-part@1.0.0: { optional: true }
  not-here@1.0.0: { optional: true }
  musl-only@1.0.0: { optional: true }
`,
  },
  yarn: {
    'yarn.lock': `__metadata:
  version: 8
"mac-only@npm:1.0.0":
  version: 1.0.0
  resolution: "mac-only@npm:1.0.0"
  dependencies:
    mac-part: "npm:1.0.0"
  conditions: os=darwin & cpu=arm64
"mac-part@npm:1.0.0":
  version: 1.0.0
  resolution: "mac-part@npm:1.0.0"
"musl-only@npm:1.0.0":
  version: 1.0.0
  resolution: "musl-only@npm:1.0.0"
  conditions: (os=linux | os=aix) & libc=musl
"not-here@npm:1.0.0":
  version: 1.0.0
  resolution: "not-here@npm:1.0.0"
  conditions: "!os=linux"
"pure-b@npm:1.0.0":
  version: 1.0.0
  resolution: "pure-b@npm:1.0.0"
"p@workspace:.":
  version: 0.0.0-use.local
  resolution: "p@workspace:."
  dependencies:
    mac-only: "npm:1.0.0"
    musl-only: "npm:1.0.0"
    not-here: "npm:1.0.0"
    pure-b: "npm:1.0.0"
  dependenciesMeta:
    mac-only:
      optional: true
    musl-only:
      optional: true
    not-here:
      optional: true
`,
  },
};
const all = { npm: 'pure-a,pure-b,pure-b', pnpm: 'pure-b', yarn: 'pure-b' };
for (const [kind, files] of Object.entries(projects)) {
  const where = write(path.join(folder, `platform-${kind}`), { 'package.json': JSON.stringify({ name: 'p', dependencies: { 'pure-b': '1.0.0' }, optionalDependencies: optional }), '.npmrc': npmrc, ...files });
  const here = await audit(where, '--platform', 'linux-x64');
  ok(!here.trouble && names(here) === all[kind] && left(here) === 'mac-only,mac-part,musl-only,not-here' && here.summary.leftOut === 4, `${kind}: what is for other platforms is left out, with what only that needs`, `${here.trouble}\n${names(here)}\n${left(here)}`);
  ok(here.warnings.some((w) => /^4 packages for other platforms than linux-x64-glibc are left out/.test(w)), `${kind}: and that is said`, here.warnings.join('\n'));
  ok(!registry.asked.some((a) => /mac-|not-here|musl/.test(a)), `${kind}: and none of it is asked for`, registry.asked.join());
  await (kind === 'yarn' ? complains('yarn: elsewhere it is fetched', /not-here@1\.0\.0|mac-/, where, 'audit', '--platform', 'darwin-arm64') : audit(where, '--platform', 'darwin-arm64').then((mac) =>
    ok(!mac.trouble && left(mac) === 'musl-only' && mac.packages.filter((p) => !p.analysed).map((p) => p.name).sort().join() === 'mac-only,mac-part,not-here', `${kind}: on a Mac they are looked at`, `${mac.trouble} ${left(mac)} ${names(mac)}`)));
  registry.asked.length = 0;
}
const npmProject = path.join(folder, 'platform-npm');
ok(left(await audit(npmProject, '--platform', 'all')) === '' && left(await audit(npmProject, '--platform', 'linux-x64-musl')) === 'mac-only,mac-part,not-here', '--platform all, and another libc');
for (const bad of ['linux', 'Linux-x64', 'linux-x64-glibc-2', 'linux-'])
  await complains(`a platform that is none: "${bad}"`, /is no platform: name one as Node does, linux-x64 or linux-arm64-musl, or say all$/, npmProject, 'audit', '--platform', bad);
// ---- cordon answer reads lock files for the same machines ----
const answer = async (...args) => {
  const done = await run(folder, 'answer', '--cache', path.join(folder, 'answers'), '--format', 'json', ...args);
  return { ...done, places: done.out.trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line).place.replace('node_modules/', '')).sort().join() };
};
const forLinux = await answer('--platform', 'linux-x64', npmProject);
ok(forLinux.code === 1 && forLinux.places === 'any-os,for-sure,pure-b' && /^cordon: 4 packages for other platforms than linux-x64-glibc are left out: --platform all/.test(forLinux.err), 'answers leave out what is for other platforms, and say so', `${forLinux.places}\n${forLinux.err}`);
const forAll = await answer('--platform', 'all', path.join(npmProject, 'package-lock.json'));
ok(forAll.places === 'any-os,for-sure,mac-only,mac-part,musl-only,not-here,pure-b' && forAll.err === '', 'answers --platform all', `${forAll.places}\n${forAll.err}`);
const forMusl = await answer('--platform', 'linux-x64-musl', npmProject);
ok(forMusl.places === 'any-os,for-sure,musl-only,pure-b', 'answers for another libc', forMusl.places);
const machine = `${process.platform}-${process.arch}${process.report.getReport().header.glibcVersionRuntime ? '' : '-musl'}`;
const byDefault = await answer(npmProject);
ok(byDefault.places === (await answer('--platform', machine, npmProject)).places, 'without the option they are for this machine', byDefault.places);
await complains('answers for a platform that is none', /is no platform/, npmProject, 'answer', '--platform', 'linux', npmProject);
await complains('answers for a platform without a lock file', /--platform is for lock files, and none is asked about$/, npmProject, 'answer', '--platform', 'linux-x64', nowhere);
await complains('a service for a platform', /--platform is for lock files, and none is asked about$/, npmProject, 'answer', '--platform', 'linux-x64');

write(path.join(npmProject, 'node_modules'), { 'pure-b/package.json': '{"name":"pure-b","version":"1.0.0"}', 'pure-b/index.js': '', 'for-sure/package.json': '{"name":"pure-a","version":"1.0.0"}', 'for-sure/index.js': '',
  'any-os/package.json': '{"name":"pure-b","version":"2.0.0"}', 'any-os/index.js': '', 'mac-only/package.json': '{"name":"mac-only","version":"1.0.0"}', 'mac-only/index.js': 'require("fs").rmSync("x");' });
const installed = await audit(npmProject, '--platform', 'linux-x64');
ok(!installed.trouble && installed.source === 'installation' && left(installed) === 'mac-part,musl-only,not-here' && installed.packages.find((p) => p.name === 'mac-only')?.effects.includes('fs.write:x'), 'what is installed all the same is audited', `${installed.trouble} ${left(installed)}`);

// ---- npm's own cache comes before the network ----
const cached = write(path.join(folder, 'cached'), { 'package.json': '{}', '.npmrc': 'registry=http://127.0.0.1:9/\n', 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: { 'pure-b': '1' } }, 'node_modules/pure-b': { version: '1.0.0', integrity: integrity('pure-b', '1.0.0') } } }) });
const hex = Buffer.from(integrity('pure-b', '1.0.0').slice(7), 'base64').toString('hex');
const place = path.join('_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
await complains('without it a registry that is down is the end', /^cordon: pure-b@1\.0\.0: no answer from/, cached, 'audit');
write(path.join(folder, '.npm'), { [place]: archive('pure-b', '1.0.0') });
const kept = await audit(cached);
ok(!kept.trouble && names(kept) === 'pure-b' && kept.packages[0].integrity === integrity('pure-b', '1.0.0'), 'an archive that npm has is read from there, and no registry asked', kept.trouble);
write(path.join(folder, '.npm'), { [place]: archive('pure-b', '2.0.0') });
await complains('not when it is another one than its integrity says', /^cordon: pure-b@1\.0\.0: no answer from/, cached, 'audit');
write(path.join(folder, 'elsewhere'), { [place]: archive('pure-b', '1.0.0') });
write(cached, { '.npmrc': `registry=http://127.0.0.1:9/\ncache=${folder}/elsewhere\n` });
ok(names(await audit(cached)) === 'pure-b', 'where npm is configured to have it');
write(cached, { '.npmrc': `registry=${registry.url}\ncache=${folder}/elsewhere\n` });
registry.asked.length = 0;
const spec = await audit(cached, 'pure-b@1.0.0');
ok(!spec.trouble && registry.asked.join() === 'pure-b', 'NAME@VERSION asks for its integrity alone', registry.asked.join());
fs.rmSync(path.join(folder, '.npm'), { recursive: true });

// ---- check --trust-lock ----
const places = { 'node_modules/reader': 'reader@1.0.0', 'node_modules/pure-a': 'pure-a@1.0.0', 'node_modules/pure-b': 'pure-b@1.0.0', 'node_modules/reader/node_modules/pure-b': 'pure-b@2.0.0' };
const lockOf = (more = {}) => ({ lockfileVersion: 3, packages: { '': { name: 'app', dependencies: { reader: '1', 'pure-a': '1' } },
  ...Object.fromEntries(Object.entries(places).map(([at, of]) => [at, { version: of.split('@')[1], integrity: integrity(...of.split('@')) }])), ...more } });
const app = (name, more = {}) => write(path.join(folder, name), { 'package.json': '{"name":"app","main":"index.js"}', '.npmrc': npmrc, 'index.js': '"use strict";\nmodule.exports = [require("reader"), require("pure-a")];\n', 'package-lock.json': JSON.stringify(lockOf()), ...more });
const check = (cwd, ...args) => json('report', cwd, 'check', ...args);
const bare = (document) => JSON.stringify({ ...document, err: 0, code: 0, trouble: 0, assumptions: document.assumptions.filter((a) => !/npm ci/.test(a)) });
const store = ['--cache', path.join(folder, 'trust-cache')];

const whole = app('whole');
for (const [at, of] of Object.entries(places)) {
  const [manifest, files] = PACKAGES.find(([m]) => `${m.name}@${m.version}` === of);
  write(path.join(whole, at), { 'package.json': JSON.stringify(manifest), ...files });
}
const plain = await check(whole, '--no-cache');
const empty = app('empty');
const first = await check(empty, '--trust-lock', ...store);
ok(plain.verdict === 'fail' && plain.packages.length === 5 && bare(first) === bare(plain), 'the report is that of what npm would install', `${first.trouble}\n${first.err}\n${bare(first)}\n${bare(plain)}`);
ok(/5 packages, 0 cached, 4 opened/.test(first.err) && /^node_modules is what npm ci --ignore-scripts writes from package-lock\.json on /.test(first.assumptions[0]), 'what was not known is opened, and what is believed is said first', first.err);
registry.asked.length = 0;
const again = await check(empty, '--trust-lock', ...store);
ok(registry.asked.length === 0 && /5 packages, 5 cached, 0 opened/.test(again.err) && bare(again) === bare(plain), 'the second time no package is opened', again.err);
const warm = ['--cache', path.join(folder, 'warm-cache')];
await run(empty, 'warm', '-j', '1', '-q', ...warm, 'package-lock.json');
registry.asked.length = 0;
const warmed = await check(empty, '--trust-lock', ...warm);
ok(registry.asked.length === 0 && /5 packages, 4 cached, 0 opened/.test(warmed.err) && bare(warmed) === bare(plain), 'nor when the lock file was warmed', warmed.err);
ok(bare(await check(empty, '--trust-lock', '--no-cache')) === bare(plain) && registry.asked.length > 0, 'without a cache all are, with the same report');
const [one, two] = [await run(empty, 'check', '--trust-lock', ...store, '-j', '1'), await run(empty, 'check', '--trust-lock', ...store, '-j', '2')];
ok(one.out === two.out && one.code === 1 && one.out.includes('assumes: node_modules is what npm ci --ignore-scripts writes'), 'the same bytes at any number of threads', one.out);

write(whole, { 'node_modules/pure-a/index.js': 'require("net").connect(1);', 'node_modules/stowaway/index.js': '', 'index.js': '"use strict";\nmodule.exports = [require("reader"), require("pure-a"), require("./lib/own")];\n', 'lib/own.js': 'require("fs").rmSync("own");\n' });
const tampered = await check(whole, '--trust-lock', ...store);
ok(!JSON.stringify(tampered).includes('net.connect') && tampered.packages[0].effects.includes('fs.write:own'), "what is installed is not looked at, the project's own code is", JSON.stringify(tampered.packages.map((p) => p.effects)));
ok((await check(whole, ...store)).packages.find((p) => p.path === 'node_modules/pure-a').effects.includes('net.connect'), 'without the option it is');
ok(bare(await check(whole, '--trust-lock', ...store, '--platform', 'darwin-arm64')) === bare(tampered), 'for another platform');

const majors = { 'cordon.json': '{"node":["22"],"allow":{"reader":["fs.read:/etc/hostname"]}}' };
const narrow = await check(app('narrow', majors), '--trust-lock', ...warm);
ok(narrow.verdict === 'pass' && narrow.node.join() === '22', 'a policy with other majors than warm had opens what it needs', `${narrow.err} ${narrow.trouble}`);
ok(/ 0 opened/.test((await check(app('narrow', majors), '--trust-lock', ...warm)).err), 'and that once');

const renamed = { name: 'renamed', version: '1.0.0', type: 'module', main: './index.js', imports: { '#x': 'fs' } };
const renamedFiles = { 'index.js': 'import fs from "#x";\nexport const f = () => fs.readFileSync("/renamed");\n' };
const bytes = pack(renamed, renamedFiles);
const reads = (document) => document.packages.find((p) => p.name === 'renamed')?.findings.some((f) => f.effect === 'fs.read');
const own = app('own-names', { 'index.js': 'import("renamed");\n', 'package-lock.json': JSON.stringify(lockOf({ 'node_modules/renamed': { version: '1.0.0', integrity: sri(bytes), resolved: 'file:renamed.tgz' } })), 'renamed.tgz': bytes });
await complains('a package from elsewhere that is not installed', /^cordon: renamed comes from no registry \(file:renamed\.tgz\), and is not installed: --trust-lock cannot tell what it is$/, own, 'check', '--trust-lock', ...store);
write(path.join(own, 'node_modules/renamed'), { 'package.json': JSON.stringify(renamed), ...renamedFiles });
const fromDisk = await check(own, '--trust-lock', ...store);
ok(reads(fromDisk) && / 1 opened/.test(fromDisk.err), 'is read where it is installed', fromDisk.trouble + fromDisk.err);
const lockText = JSON.stringify(lockOf({ 'node_modules/renamed': { version: '1.0.0', integrity: sri(bytes) } }));
const hexOwn = Buffer.from(sri(bytes).slice(7), 'base64').toString('hex');
write(path.join(folder, 'elsewhere'), { [path.join('_cacache/content-v2/sha512', hexOwn.slice(0, 2), hexOwn.slice(2, 4), hexOwn.slice(4))]: bytes });
const names22 = app('own-names-2', { 'index.js': 'import("renamed");\n', '.npmrc': `${npmrc}cache=${folder}/elsewhere\n`, 'package-lock.json': lockText });
const before = await check(names22, '--trust-lock', ...store);
const after = await check(names22, '--trust-lock', ...store);
ok(/ 0 opened/.test(after.err) && bare(before) === bare(after) && reads(after), "a package with names of its own for Node's modules is not opened either", before.trouble + after.err);

const lied = JSON.stringify(lockOf()).replace(integrity('reader', '1.0.0'), nowhere);
await complains('an integrity that its archive has not', /^cordon: reader@1\.0\.0: what .* sends does not match its integrity/, app('lied', { 'package-lock.json': lied }), 'check', '--trust-lock', ...store);
await complains('no lock file', /there is no lock file in .*\/nolock that could be believed$/, write(path.join(folder, 'nolock'), { 'package.json': '{"name":"x"}', 'index.js': '' }), 'check', '--trust-lock', ...store);
await complains('a lock file that names no places', /^cordon: yarn\.lock does not say where packages stand, as npm's lock files do: check without --trust-lock$/, write(path.join(folder, 'yarned'), { 'package.json': '{"name":"x"}', 'index.js': '', 'yarn.lock': '# yarn lockfile v1\n' }), 'check', '--trust-lock', ...store);
await complains('--platform alone', /--platform is for --trust-lock/, empty, 'check', '--platform', 'linux-x64');

// A store that is damaged, or that somebody changed, costs time and nothing else.
const data = path.join(folder, 'trust-cache/cordon-2/data.mdb');
const good = fs.readFileSync(data);
for (const step of [4096 * 3 + 77, 4096 * 7 + 1001]) {
  const hurt = Buffer.from(good);
  for (let at = step % 4096; at < hurt.length; at += step) hurt[at] ^= 0x41;
  fs.writeFileSync(data, hurt);
  const done = await check(empty, '--trust-lock', ...store);
  ok(bare(done) === bare(plain), `a damaged cache (${step}) changes no report`, `${done.trouble} ${done.err}`);
  fs.writeFileSync(data, good);
}
await registry.close();
finish();
