// The escapes and near misses of fixtures/: their manifests, and a stage on which both Node and
// cordon see them as an application would install them.
//
// A collection is a folder with manifest.json and cases/. Every collection shares one harness
// (fixtures/escapes/harness): the embedder, its trusted activities, and the only host library.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPO = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const FIXTURES = path.join(REPO, 'fixtures');
const HARNESS = path.join(FIXTURES, 'escapes/harness');

// The launch conditions of cordon, and what a manifest calls the switch that each one stands for.
export const CONDITIONS = {
  'no-eval': { flag: '--disallow-code-generation-from-strings', names: ['--disallow-code-generation-from-strings'] },
  'frozen-intrinsics': { flag: '--frozen-intrinsics', names: ['--frozen-intrinsics'] },
  'no-proto': { flag: '--disable-proto=delete', names: ['--disable-proto=delete'] },
  'no-addons': { flag: '--no-addons', names: ['--no-addons'] },
  strict: { flag: `--require=${path.join(REPO, 'cli/launch/strict.cjs')}`, names: ['--require=strict.cjs'] },
  'frozen-builtins': { flag: `--require=${path.join(REPO, 'cli/launch/frozen-builtins.cjs')}`, names: ['--require=frozen-builtins.cjs'] },
};

/** The manifest of a collection, with the defaults that its lines leave out. */
export function loadManifest(collection) {
  const file = path.join(FIXTURES, collection, 'manifest.json');
  const defaults = { mode: 'cjs', run: 'load', entry: '', trigger: '-', closed_by: [], open_under: [] };
  return JSON.parse(fs.readFileSync(file, 'utf8')).map((line) => ({ ...defaults, ...line }));
}

/** Writes a manifest: one case a line, fields that have their default value left out. */
export function saveManifest(collection, entries) {
  const order = ['case', 'channel', 'technique', 'source', 'tag', 'mode', 'run', 'entry', 'trigger', 'evidence', 'closed_by', 'open_under'];
  const isDefault = (key, value) => value === undefined || value === '' || (key === 'run' && value === 'load') || (key === 'trigger' && value === '-');
  const line = (entry) => JSON.stringify(Object.fromEntries(order.filter((key) => !isDefault(key, entry[key])).map((key) => [key, entry[key]])));
  fs.writeFileSync(path.join(FIXTURES, collection, 'manifest.json'), `[\n${entries.map(line).join(',\n')}\n]\n`);
}

export const CANARY_PORT = '47123';

/** Puts another port for 47123 in every file below `folder` that names it. */
function movePort(folder, port) {
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, name);
    if (!fs.statSync(file).isFile()) continue;
    const text = fs.readFileSync(file, 'latin1');
    if (text.includes(CANARY_PORT)) fs.writeFileSync(file, text.replaceAll(CANARY_PORT, String(port)), 'latin1');
  }
}

/**
 * A fresh application folder that holds a collection: package.json, node_modules with the host
 * library and its neighbours, harness/, cases/ and a policy that names the one host library. With `port`,
 * the cases contact that port.
 */
export function stage(collection, port) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-cases-'));
  fs.cpSync(HARNESS, path.join(root, 'harness'), { recursive: true });
  fs.cpSync(path.join(HARNESS, 'lib'), path.join(root, 'node_modules'), { recursive: true });
  fs.cpSync(path.join(FIXTURES, collection, 'cases'), path.join(root, 'cases'), { recursive: true });
  fs.writeFileSync(path.join(root, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }\n');
  if (port) movePort(root, port);
  fs.writeFileSync(path.join(root, 'policy.json'), `${JSON.stringify({ host: { hostlib: ['*'] } })}\n`);
  return { root, policy: path.join(root, 'policy.json'), remove: () => fs.rmSync(root, { recursive: true, force: true }) };
}

/** Where the case is on the stage: a file, or a folder with a package.json or an index. */
export function casePath(staged, entry) {
  return path.join(staged.root, 'cases', entry.case.replace(/\/$/, ''));
}

/** The value of `--name VALUE` among the program's arguments. */
export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

export function flag(name) {
  return process.argv.includes(`--${name}`);
}

/** The program's arguments before the first option. */
export function positional() {
  const words = process.argv.slice(2);
  const first = words.findIndex((word) => word.startsWith('--'));
  return first < 0 ? words : words.slice(0, first);
}

/** Lines `key<TAB>reason` of a table in fixtures/FOLDER; blank lines and # comments are skipped. */
export function readTable(folder, name) {
  const file = path.join(FIXTURES, folder, name);
  if (!fs.existsSync(file)) return new Map();
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => line.split('\t')));
}
