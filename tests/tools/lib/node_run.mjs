// Runs a case in a fresh Node process and says whether authority was reached.
//
// Reached means: ./canary exists, the listening loopback port was contacted, CANARY-STDOUT was printed, or
// the embedder recognised a secret in what the case exported.
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { casePath } from './cases.mjs';

const REPLY = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

const bound = (server, open) => new Promise((done, failed) => { server.once('error', failed); open(done); });

/**
 * Listens on a free port of the loopback interface, TCP and UDP: `{ port, hits, close }`; `hits` counts contacts
 * since it was last set to 0. Cases name the port 47123, for which stage() puts this one.
 */
export async function listen() {
  const state = { hits: 0 };
  const tcp = net.createServer((socket) => { state.hits++; socket.on('error', () => {}); socket.end(REPLY); });
  const udp = dgram.createSocket('udp4');
  udp.on('message', () => { state.hits++; });
  await bound(tcp, (done) => tcp.listen(0, '127.0.0.1', done));
  state.port = tcp.address().port;
  await bound(udp, (done) => udp.bind(state.port, '127.0.0.1', done));
  state.close = () => { tcp.close(); udp.close(); };
  return state;
}

/** Runs a command in its own process group, which is ended with it. */
export function execute(command, args, options, limitMs) {
  return new Promise((done) => {
    const result = { out: '', err: '', code: -1, killed: false };
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const end = () => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* the group is gone */ } };
    const timer = setTimeout(() => { result.killed = true; end(); }, limitMs);
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.stdout.on('data', (bytes) => { if (result.out.length < 2e5) result.out += bytes.toString('latin1'); });
    child.stderr.on('data', (bytes) => { if (result.err.length < 2e5) result.err += bytes.toString('latin1'); });
    child.on('error', (error) => { clearTimeout(timer); result.err = String(error); done(result); });
    child.on('close', (code) => { clearTimeout(timer); result.code = code; end(); done(result); });
  });
}

function workFolder(secret) {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-run-'));
  fs.mkdirSync(path.join(cwd, 'sub'));
  fs.writeFileSync(path.join(cwd, 'secret.txt'), `token: ${secret} is private\n`);
  fs.writeFileSync(path.join(cwd, 'secret.json'), JSON.stringify({ s: secret }));
  fs.writeFileSync(path.join(cwd, 'secret.env'), `FILE_SECRET=${secret}\n`);
  fs.writeFileSync(path.join(cwd, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', imports: { '#s': `./${secret}` } }));
  return cwd;
}

function environment(cwd, secret) {
  const npm = { npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false', npm_config_nodedir: '/usr', npm_config_cache: path.join(cwd, '.npm') };
  return { PATH: process.env.PATH, HOME: cwd, CANARY: path.join(cwd, 'canary'), SECRET: secret, NODE_NO_WARNINGS: '', ...npm };
}

async function runPackaging(entry, target, cwd, env, flags) {
  const nodeEnv = { ...env, NODE_OPTIONS: flags.filter((f) => !/expose-wasm|use-strict|stack-trace/.test(f)).join(' ') };
  if (entry.run === 'npm-test')
    return execute('npm', ['test', '--prefix', target], { cwd, env: nodeEnv }, 60000);
  await execute('npm', ['pack', target], { cwd, env }, 60000);
  const tarball = fs.readdirSync(cwd).find((name) => name.endsWith('.tgz'));
  const installed = await execute('npm', ['install', '--no-save', `./${tarball}`], { cwd, env: entry.run === 'npm-install' ? nodeEnv : env }, 90000);
  if (entry.run === 'bin')
    return execute(path.join(cwd, 'node_modules/.bin/p'), [], { cwd, env: nodeEnv }, 8000);
  if (entry.run === 'dirbin')
    return execute(path.join(cwd, 'node_modules/.bin/fmt'), [], { cwd, env: nodeEnv }, 8000);
  return installed;
}

function evidence(result, cwd, hits) {
  if (/LEAK-CONFIRMED/.test(result.err)) return 'info';
  if (fs.existsSync(path.join(cwd, 'canary'))) return 'io';
  if (hits > 0) return 'net';
  if (/(^|[^'"`(\w])canary[-_ ]?stdout(?![\\'"`])/im.test(result.out + result.err)) return 'stdio';
  if (fs.readdirSync(cwd).some((name) => /^node_trace|^report\.\d+/.test(name))) return 'io';
  return '';
}

/** Runs one case under Node switches. `{ reached: 'io' | 'net' | 'stdio' | 'info' | '', why, out, err }` */
export async function runCase(staged, entry, flags, server) {
  const secret = `HOSTTOKEN-${crypto.randomBytes(8).toString('hex')}`;
  const cwd = workFolder(secret);
  const env = environment(cwd, secret);
  const target = casePath(staged, entry);
  let result;

  server.hits = 0;
  if (entry.run === 'load') {
    const what = entry.entry ? `SELF:${target}|${entry.entry.replace('@self', 'selfpkg')}` : target;
    result = await execute(process.execPath, [...flags, path.join(staged.root, 'harness/host.cjs'), what, entry.trigger, secret], { cwd, env, input: `${secret}\n` }, 5000);
  } else {
    result = await runPackaging(entry, target, cwd, env, flags);
  }
  if (!fs.existsSync(env.CANARY))
    await new Promise((resume) => setTimeout(resume, 8));
  const reached = evidence(result, cwd, server.hits);
  const message = result.err.match(/HOST-ERR ([^\n]*)/) ?? result.err.match(/^(\w*Error[^\n]*)/m);
  fs.rmSync(cwd, { recursive: true, force: true });
  return { reached, why: reached ? '' : `${result.killed ? 'TIMEOUT ' : ''}${message?.[1] ?? ''}`.slice(0, 160), out: result.out, err: result.err };
}
