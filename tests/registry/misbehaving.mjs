// The registry client against a server on loopback that answers well or badly, as the path says:
// misbehaving.mjs REGISTRY_DRIVER FOLDER
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { finish, ok } from '../tools/lib/tap.mjs';
import { END, file, gzip } from '../tarball/odd.mjs';

const [driver, folder] = process.argv.slice(2);
const tarball = gzip(file('package/package.json', '{"name":"x","version":"1.0.0"}'), END);
const sri = (algorithm, bytes) => `${algorithm}-${crypto.createHash(algorithm).update(bytes).digest('base64')}`;
const good = sri('sha512', tarball);
const wrong = sri('sha512', Buffer.from('something else'));
let seen = []; // [server, url, authorization]
let tries = 0;

const listen = (handler) => new Promise((resolve) => {
  const server = http.createServer(handler);
  server.listen(0, '127.0.0.1', () => resolve([server, server.address().port]));
});

const describe = (name, dist) => JSON.stringify({ name, versions: { '1.0.0': { name, version: '1.0.0', dist } } });

/** What each package's pages are. */
function answer(name, page, response, port, otherPort) {
  const here = `http://127.0.0.1:${port}/npm/`;
  const where = `${here}${name}/elsewhere.tgz`;
  const json = (text) => { response.setHeader('content-type', 'application/json'); response.end(text); };
  const isTarball = page !== '';
  const redirect = (to) => { response.writeHead(302, { location: to }); response.end(); };
  switch (name) {
    case 'plain': case '@s/scoped':
      return isTarball ? response.end(tarball) : json(describe(name, { integrity: good, tarball: `${here}${name}/-/${name.replace('@s/', '')}-1.0.0.tgz` }));
    case 'elsewhere': // only where the description says
      if (page === '/elsewhere.tgz') return response.end(tarball);
      return isTarball ? (response.writeHead(404), response.end()) : json(describe(name, { integrity: good, tarball: where }));
    case 'old': return isTarball ? response.end(tarball) : json(describe(name, { shasum: crypto.createHash('sha1').update(tarball).digest('hex'), tarball: where }));
    case 'lies': return isTarball ? response.end(Buffer.concat([tarball, Buffer.from('x')])) : json(describe(name, { integrity: good, tarball: where }));
    case 'garbage': return isTarball ? response.end(tarball) : json('{"name": "garbage", ');
    case 'number': return json('7');
    case 'html': return isTarball ? response.end(tarball) : response.end('<html>captive portal</html>');
    case 'no-digest': return json(describe(name, { tarball: where }));
    case 'no-address': return json(describe(name, { integrity: good }));
    case 'file-address': return json(describe(name, { integrity: good, tarball: 'file:///etc/hosts' }));
    case 'user-address': return json(describe(name, { integrity: good, tarball: `http://127.0.0.1:${port}@localhost/x.tgz` }));
    case 'versions-list': return json('{"versions": ["1.0.0"]}');
    case 'cut': response.writeHead(200, { 'content-length': tarball.length + 100 }); response.write(tarball); return response.socket.end();
    case 'closes': return response.socket.destroy();
    case 'hangs': return undefined;
    case 'error': return (response.writeHead(500), response.end('oops'));
    case 'flaky': return ++tries < 2 ? (response.writeHead(503), response.end()) : response.end(tarball);
    case 'private': return (response.writeHead(401), response.end());
    case 'empty': return response.end();
    case 'loop': return redirect(`${here}loop${page}`);
    case 'to-file': return redirect('file:///etc/hosts');
    case 'to-other': return redirect(`http://localhost:${otherPort}/npm/plain/-/plain-1.0.0.tgz`);
    case 'to-https': return redirect('https://127.0.0.1:1/x');
    default: return (response.writeHead(404), response.end('{"error":"not_found"}'));
  }
}

let port, otherPort;
const handler = (which) => (request, response) => {
  seen.push([which, request.url, request.headers.authorization]);
  const url = decodeURIComponent(request.url.replace(/^\/npm\//, ''));
  const [, name, page] = /^((?:@[^/]*\/)?[^/]*)(.*)$/.exec(url);
  answer(name, page, response, port, otherPort);
};
const [first, firstPort] = await listen(handler('registry'));
const [second, secondPort] = await listen(handler('other'));
port = firstPort; otherPort = secondPort;

const npmrc = `registry=http://127.0.0.1:${port}/npm/
//127.0.0.1:${port}/npm/:_authToken=\${TEST_TOKEN}
fetch-timeout=1500
`;
fs.writeFileSync(path.join(folder, '.npmrc'), npmrc);
const environment = {
  PATH: process.env.PATH, HOME: folder, TEST_TOKEN: 'secret-token', npm_config_userconfig: path.join(folder, 'none'),
  npm_config_globalconfig: path.join(folder, 'none'), no_proxy: '*', ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', UBSAN_OPTIONS: process.env.UBSAN_OPTIONS ?? '',
};

/** The driver's answers to [name, version, integrity, resolved] each. */
function fetchAll(wishes, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(driver, [folder], { env: { ...environment, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (code) => resolve(code === 0 ? out.trimEnd().split('\n') : [`exit ${code}: ${err}`]));
    child.stdin.end(wishes.map((w) => [w[0], w[1] ?? '1.0.0', w[2] ?? '-', w[3] ?? '-'].join('\t') + '\n').join(''));
  });
}

const address = `http://127.0.0.1:${port}/npm/`;
const cases = [
  ['a package, as the registry vouches for it', ['plain'], /^ok \d+ sha512-/],
  ['a scoped package', ['@s/scoped'], /^ok /],
  ['a package of a lock file', ['plain', '1.0.0', good], /^ok /],
  ['a package that is not in its usual place', ['elsewhere', '1.0.0', good], /^ok /],
  ['a package from before 2017 is verified by SHA-1', ['old'], /^ok \d+ sha1-/],
  ['the strongest digest counts', ['plain', '1.0.0', `sha1-AAAA ${good}`], /^ok /],
  ['a second digest of the same algorithm may be right', ['plain', '1.0.0', `${wrong} ${good}`], /^ok /],
  ['a server that stumbles is asked again', ['flaky', '1.0.0', good], /^ok /],
  ['an archive at an address of its own', ['from-url', '-', good, `${address}plain/x.tgz`], /^ok /],
  ['a digest that does not match', ['plain', '1.0.0', wrong], /^plain@1\.0\.0: what .* sends does not match its integrity \(sha512\)$/],
  ['a registry that lies', ['lies'], /does not match its integrity/],
  ['a weak digest beside a wrong strong one', ['plain', '1.0.0', `${sri('sha1', tarball)} ${wrong}`], /does not match its integrity \(sha512\)/],
  ['an unknown digest', ['plain', '1.0.0', 'md5-AAAA'], /does not match its integrity \(none\)/],
  ['a package that is not there', ['missing'], /^missing is not in the registry: there is no http/],
  ['a version that is not there', ['plain', '9.9.9'], /^plain@9\.9\.9 is not in the registry: it has no such version$/],
  ['a lock file\'s version that is not there', ['missing', '1.0.0', good], /^missing@1\.0\.0 is not in the registry/],
  ['half a description', ['garbage'], /^garbage: what .* answers is no description of a package$/],
  ['a number for a description', ['number'], /no description/],
  ['a web page for a description', ['html'], /no description/],
  ['versions that are a list', ['versions-list'], /has no versions$/],
  ['no digest', ['no-digest'], /gives no address or no digest/],
  ['no address', ['no-address'], /gives no address or no digest/],
  ['an address of a file', ['file-address'], /gives no address or no digest/],
  ['an address with a user', ['user-address'], /gives no address or no digest/],
  ['an answer that is cut short', ['cut', '1.0.0', good], /^cut@1\.0\.0: no answer from .*: the answer was cut short$/],
  ['a connection that is closed', ['closes', '1.0.0', good], /no answer from/],
  ['no answer in time', ['hangs', '1.0.0', good], /^hangs@1\.0\.0: no answer from .*: it took too long$/],
  ['an error of the server', ['error', '1.0.0', good], /answered with status 500$/],
  ['a login that is missing', ['private', '1.0.0', good], /wants a login that npm's configuration does not have \(status 401\)$/],
  ['an empty answer', ['empty', '1.0.0', good], /does not match its integrity/],
  ['redirects without an end', ['loop', '1.0.0', good], /leads where cordon does not follow$/],
  ['a redirect to a file', ['to-file', '1.0.0', good], /leads where cordon does not follow$/],
  ['a redirect to another scheme', ['to-https', '1.0.0', good], /leads where cordon does not follow$/],
  ['a name that climbs', ['../x'], /is no package at an exact version$/],
  ['a name with a query', ['x?y'], /is no package at an exact version$/],
  ['a range', ['plain', '^1.0.0'], /is no package at an exact version$/],
];
const answers = await fetchAll(cases.map((c) => c[1]));
for (const [i, [name, , expected]] of cases.entries()) ok(expected.test(answers[i] ?? ''), name, answers[i] ?? 'no answer');

ok(seen.every(([which, , authorization]) => authorization === (which === 'registry' ? 'Bearer secret-token' : undefined)), 'the token goes to its registry alone', JSON.stringify(seen));
seen = [];
ok(/^ok /.test((await fetchAll([['to-other', '1.0.0', good]]))[0]), 'a redirect to another host is followed');
ok(seen.some(([which]) => which === 'other') && seen.every(([which, , a]) => which === 'registry' || a === undefined), 'without the token', JSON.stringify(seen));
seen = [];
await fetchAll([['plain', '1.0.0', good, `http://localhost:${otherPort}/npm/odd.tgz`]]);
ok(seen.length > 0 && seen.every(([which, , a]) => which === 'registry' || a === undefined), 'a lock file cannot send the token to another host', JSON.stringify(seen));
seen = [];
fs.writeFileSync(path.join(folder, '.npmrc'), `registry=http://127.0.0.1:${port}/npm/
//127.0.0.1:${port}/other/:_authToken=not-this
//127.0.0.1:${port}/:username=me
//127.0.0.1:${port}/:_password=${Buffer.from('pass').toString('base64')}
@s:registry=http://localhost:${otherPort}/npm/
fetch-timeout=1500
`);
const scoped = await fetchAll([['plain'], ['@s/scoped']]);
ok(scoped.every((line) => /^ok /.test(line)), 'a scope may have a registry of its own', scoped.join('\n'));
ok(seen.some(([which]) => which === 'other'), 'which is asked for its packages');
ok(seen.filter(([which]) => which === 'registry' && !/scoped/.test(which)).some(([, , a]) => a === `Basic ${Buffer.from('me:pass').toString('base64')}`), 'a name and a password are sent as npm sends them', JSON.stringify(seen));
fs.writeFileSync(path.join(folder, '.npmrc'), 'registry=ftp://127.0.0.1/\n');
ok(/no plain http\(s\) address/.test((await fetchAll([['plain']]))[0]), 'a registry with another scheme is refused');
first.closeAllConnections(); second.closeAllConnections();
await new Promise((resolve) => first.close(resolve));
second.close();
fs.writeFileSync(path.join(folder, '.npmrc'), npmrc);
const down = await fetchAll([['plain'], ['plain', '1.0.0', good]]);
ok(down.every((line) => /no answer from .*: no connection could be made$/.test(line)), 'a registry that is down', down.join('\n'));
finish();
