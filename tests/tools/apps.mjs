#!/usr/bin/env node
// The two example applications: they run in Node, and cordon says PASS of one and FAIL of the other.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { CONDITIONS, FIXTURES, REPO } from './lib/cases.mjs';
import { cordon, cordonProgram } from './lib/cordon.mjs';
import { execute } from './lib/node_run.mjs';
import { finish, ok } from './lib/tap.mjs';

const APPS = path.join(FIXTURES, 'apps');
const SHOP = path.join(APPS, 'bookshop'), LEAKY = path.join(APPS, 'bookshop-leaky');
const RATES_PORT = 47125;
const GIF = Buffer.from('GIF89a\x20\x00\x30\x00', 'latin1');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-apps-'));

const readJson = (...names) => JSON.parse(fs.readFileSync(path.join(...names), 'utf8'));

/** The switches between `node` and the entry in the start script. */
function startFlags(app) {
  return readJson(app, 'package.json').scripts.start.split(' ').slice(1, -1);
}

function runDay(app) {
  const env = { ...process.env, ACME_DATA: fs.mkdtempSync(path.join(work, 'data-')) };
  const flags = startFlags(app).map((flag) => flag.replace('=./', `=${app}/`)); // npm starts it in its folder
  return execute(process.execPath, [...flags, path.join(app, 'server.js')], { cwd: work, env }, 20000);
}

function startKeepsConditions() {
  for (const app of [SHOP, LEAKY]) {
    const promised = (readJson(app, 'cordon.json').launch ?? []).map((name) => CONDITIONS[name].flag.replace(path.join(REPO, 'cli/launch'), '.'));
    ok(promised.every((name) => startFlags(app).includes(name)), `${path.basename(app)} is started as its policy says`, promised.join(' '));
    for (const file of ['strict.cjs', 'frozen-builtins.cjs'])
      ok(fs.readFileSync(path.join(app, file)).equals(fs.readFileSync(path.join(REPO, 'cli/launch', file))), `${path.basename(app)} has cordon's ${file}`);
  }
}

async function appsRun() {
  const day = await runDay(SHOP);
  ok(day.code === 0 && day.out.endsWith('info  closed\n'), 'bookshop does a day of business in Node', day.out + day.err);
  ok(/Pride and Prejudice <p>A truth <code>universally<\/code>/.test(day.out), 'descriptions are rendered as HTML', day.out);
  ok(/kept: invoice-2/.test(day.out), 'invoices are kept by the host library', day.out);
}

async function leaksAreReal() {
  fs.mkdirSync(path.join(work, 'covers'));
  fs.writeFileSync(path.join(work, 'covers/978-0-262-51087-5.gif'), GIF);
  const asked = [];
  const server = http.createServer((request, reply) => { asked.push(request.url); reply.end('{"USD":1.5}'); });
  await new Promise((ready) => server.listen(RATES_PORT, '127.0.0.1', ready));
  const day = await runDay(LEAKY);
  server.close();
  ok(day.code === 0 && day.out.endsWith('info  closed\n'), 'bookshop-leaky does a day of business in Node', day.out + day.err);
  ok(/covers: 1\b/.test(day.out), 'bookshop-leaky reads a file', day.out);
  ok(asked.includes('/latest') && /abroad: 9300/.test(day.out), 'bookshop-leaky opens a connection', day.out);
}

function sameCode() {
  for (const folder of ['lib', 'data'])
    for (const name of fs.readdirSync(path.join(SHOP, folder)))
      ok(fs.readFileSync(path.join(SHOP, folder, name)).equals(fs.readFileSync(path.join(LEAKY, folder, name))), `both applications have the same ${folder}/${name}`);
}

async function shopPasses(program) {
  const text = await cordon(program, ['check', '--no-cache', SHOP]);
  ok(text.code === 0 && /\bPASS\b/i.test(text.out), 'bookshop passes, in text', text.out + text.err);
  const { code, json, out, err } = await cordon(program, ['check', '--no-cache', '--format', 'json', SHOP]);
  ok(code === 0 && json?.verdict === 'pass', 'bookshop passes, in JSON', err + out.slice(0, 3000));
  const kept = readJson(SHOP, 'cordon.json').launch ?? [];
  ok(json?.launch?.every((name) => kept.includes(name)), 'bookshop needs no other launch condition than its policy keeps', JSON.stringify(json?.launch));
  const names = (json?.packages ?? []).map((pkg) => pkg.name);
  for (const name of Object.keys(readJson(SHOP, 'package.json').dependencies))
    ok(names.includes(name), `the report names ${name}`, names.join(' '));
}

/** Some finding of `effect` in `pkg` has a path that visits these files in order. */
function hasPath(json, pkg, effect, files) {
  const findings = (json?.packages ?? []).filter((p) => p.name === pkg).flatMap((p) => p.findings);
  return findings.some((finding) => {
    if (finding.effect !== effect || finding.verdict !== 'fail') return false;
    let at = 0;
    for (const step of finding.path) if (at < files.length && step.file.endsWith(files[at])) at++;
    return at === files.length;
  });
}

async function leaksAreFound(program) {
  const fileLeak = ['server.js', 'book-covers/index.js', 'image-size-lite/index.js', 'buffer-cache/index.js'];
  const netLeak = ['server.js', 'currency-rates/index.js', 'rate-client/index.js', 'tiny-fetchr/index.js'];
  const text = await cordon(program, ['check', '--no-cache', LEAKY]);
  ok(text.code === 1 && /\bFAIL\b/i.test(text.out), 'bookshop-leaky fails, in text', text.out + text.err);
  for (const name of [...fileLeak, ...netLeak, 'fs.read', 'net.connect'])
    ok(text.out.includes(name), `the text shows ${name}`, text.out);
  const { code, json, err } = await cordon(program, ['check', '--no-cache', '--format', 'json', LEAKY]);
  ok(code === 1 && json?.verdict === 'fail' && json?.launch === null, 'bookshop-leaky fails, in JSON', `${err} ${json?.verdict} ${json?.launch}`);
  ok(hasPath(json, 'buffer-cache', 'fs.read', fileLeak), 'the path to the file is shown');
  ok(hasPath(json, 'tiny-fetchr', 'net.connect', netLeak), 'the path to the connection is shown');
  const elsewhere = (json?.packages ?? []).filter((p) => p.verdict !== 'pass').map((p) => p.name).sort();
  ok(elsewhere.join() === 'buffer-cache,tiny-fetchr', 'only the two leaks fail', elsewhere.join());
}

const program = cordonProgram(false);
startKeepsConditions();
await appsRun();
await leaksAreReal();
sameCode();
await shopPasses(program);
await leaksAreFound(program);
fs.rmSync(work, { recursive: true, force: true });
finish();
