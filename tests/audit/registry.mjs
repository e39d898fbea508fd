// A registry on loopback with a few packages of its own. Their archives are not compressed, so that their digests do not
// depend on a version of zlib: the lock files of fixtures/locks name them.
import crypto from 'node:crypto';
import http from 'node:http';
import zlib from 'node:zlib';
import { END, file } from '../tarball/odd.mjs';

export const sri = (bytes) => `sha512-${crypto.createHash('sha512').update(bytes).digest('base64')}`;

/** A package's archive; `files` is path -> text. */
export function pack(manifest, files = {}) {
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  return zlib.gzipSync(Buffer.concat([...Object.entries(all).map(([name, text]) => file(`package/${name}`, text)), END]), { level: 0 });
}

const plain = (value) => `"use strict";\nmodule.exports = ${JSON.stringify(value)};\n`;

/** [manifest, files] of every package of the registry. */
export const PACKAGES = [
  [{ name: 'pure-a', version: '1.0.0', dependencies: { 'pure-b': '^1.0.0' } }, { 'index.js': '"use strict";\nmodule.exports = require("pure-b") + 1;\n' }],
  [{ name: 'pure-b', version: '1.0.0' }, { 'index.js': plain(1), 'README.md': '# pure-b, which is no JavaScript: (' }],
  [{ name: 'pure-b', version: '2.0.0' }, { 'index.js': plain(2) }],
  [{ name: 'reader', version: '1.0.0', dependencies: { 'pure-b': '^2.0.0' } }, {
    'index.js': '"use strict";\nconst b = require("pure-b");\nexports.read = () => require("fs").readFileSync("/etc/hostname", "utf8") + b;\n',
    'deep.js': '"use strict";\nrequire("net").connect(80, "deep.example");\n',
  }],
  [{ name: '@scope/pkg', version: '1.0.0' }, { 'index.js': plain('scope') }],
  [{ name: 'tool', version: '1.0.0', scripts: { postinstall: 'node setup.js' } }, {
    'index.js': plain('tool'), 'setup.js': '"use strict";\nrequire("fs").writeFileSync("made.txt", "x");\n',
  }],
  [{ name: 'shelly', version: '1.0.0', scripts: { preinstall: 'node setup.js && echo $HOME', prepare: 'node build.js' } }, { 'index.js': plain('shelly') }],
  [{ name: 'gyp', version: '1.0.0' }, { 'index.js': plain('gyp'), 'binding.gyp': '{ "targets": [] }' }],
];

export const PROJECT = {
  name: 'project', version: '1.0.0', private: true, workspaces: ['packages/w'],
  dependencies: { 'pure-a': '^1.0.0', reader: '^1.0.0', '@scope/pkg': '1.0.0', al: 'npm:pure-b@1.0.0' },
  optionalDependencies: { gyp: '^1.0.0' },
  devDependencies: { tool: '^1.0.0', shelly: '^1.0.0' },
};
export const WORKSPACE = { name: 'w', version: '1.0.0', dependencies: { 'pure-b': '^2.0.0' } };

/** Serves them; `instead` is "name@version" -> bytes of another archive. Returns { url, asked, close }. */
export async function serve(instead = {}) {
  const asked = [];
  const archives = new Map(PACKAGES.map(([manifest, files]) => [`${manifest.name}@${manifest.version}`, pack(manifest, files)]));
  let url = '';
  const describe = (name) => {
    const versions = {};
    for (const [manifest] of PACKAGES) {
      if (manifest.name !== name) continue;
      const bytes = archives.get(`${name}@${manifest.version}`);
      versions[manifest.version] = {
        ...manifest, dist: {
          integrity: sri(bytes), shasum: crypto.createHash('sha1').update(bytes).digest('hex'),
          tarball: `${url}${name}/-/${name.split('/').at(-1)}-${manifest.version}.tgz`,
        },
      };
    }
    const last = Object.keys(versions).at(-1);
    return last && { name, 'dist-tags': { latest: last }, versions };
  };
  const server = http.createServer((request, response) => {
    const path = decodeURIComponent(request.url.slice(1));
    asked.push(path);
    const tarball = /^(.+)\/-\/.*?-(\d+\.\d+\.\d+)\.tgz$/.exec(path);
    const key = tarball && `${tarball[1]}@${tarball[2]}`;
    const body = tarball ? instead[key] ?? archives.get(key) : describe(path);
    if (!body) return response.writeHead(404).end('{"error":"not_found"}');
    response.writeHead(200, { 'content-type': tarball ? 'application/octet-stream' : 'application/json' });
    return response.end(tarball ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}/`;
  return { url, asked, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}
