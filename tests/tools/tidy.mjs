#!/usr/bin/env node
// clang-tidy over C sources, two at a time. Prints TAP, one test per file.
//
//   node tests/tools/tidy.mjs BUILD FILE...      BUILD: a folder that ninja has built, with compile_commands.json
//
// What was accepted is known by a digest of all that clang-tidy saw: the source, every header that it includes (ninja wrote
// them down), the flags, the checks and the version. The same again is not looked at again; BUILD/tidy remembers it.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inParallel } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const [build, ...files] = process.argv.slice(2);
const folder = path.resolve(build);
const accepted = path.join(folder, 'tidy');
fs.mkdirSync(accepted, { recursive: true });

const sha = (...texts) => texts.reduce((hash, text) => hash.update(`${text.length}\n`).update(text), createHash('sha256')).digest('hex');
const contents = new Map();
function contentOf(file) {
  if (!contents.has(file)) contents.set(file, sha(fs.readFileSync(file)));
  return contents.get(file);
}

/** What each source was compiled from, by ninja's word: its headers, those of the system included; nothing that changed since. */
function headers() {
  const of = new Map();
  let object, list;
  const time = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  const end = () => {
    if (list?.length > 0 && list.every((file) => time(file) <= time(object))) of.set(list[0], list);
  };
  for (const line of execFileSync('ninja', ['-C', folder, '-t', 'deps'], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n')) {
    const start = line.match(/^(\S+): #deps .*\((VALID|STALE)\)$/);
    if (start) {
      end();
      object = path.resolve(folder, start[1]);
      list = start[2] === 'VALID' ? [] : undefined;
    } else if (line.trim() !== '') {
      list?.push(path.resolve(folder, line.trim()));
    }
  }
  end();
  return of;
}

const commands = new Map(JSON.parse(fs.readFileSync(path.join(folder, 'compile_commands.json'), 'utf8')).map((one) => [path.resolve(one.directory, one.file), one.command]));
const included = headers();
const shared = [execFileSync('clang-tidy', ['--version'], { encoding: 'utf8' }), fs.readFileSync('.clang-tidy', 'utf8')];

/** Undefined for a source of which ninja does not know what it includes. */
function keyOf(file) {
  const source = path.resolve(file);
  const list = included.get(source);
  return list && sha(...shared, commands.get(source), ...[...new Set(list)].sort().flatMap((one) => [one, contentOf(one)]));
}

async function look(file) {
  if (!commands.has(path.resolve(file))) return 'it is not compiled';
  const key = keyOf(file);
  if (key && fs.existsSync(path.join(accepted, key))) return '';
  const { failed, out } = await new Promise((done) => execFile('clang-tidy', ['--quiet', '-p', build, file], { maxBuffer: 1 << 28 }, (error, stdout) => done({ failed: error !== null, out: stdout })));
  if (failed) return out.split('\n').filter((line) => /error:|warning:/.test(line)).slice(0, 10).join('\n') || 'clang-tidy ended badly';
  if (key) fs.writeFileSync(path.join(accepted, key), '');
  return '';
}

const said = await inParallel(files, 2, look);
files.forEach((file, at) => ok(said[at] === '', `clang-tidy accepts ${file}`, said[at]));
finish();
