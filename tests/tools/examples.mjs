// The examples of docs/output.md are what the program prints today. Prints TAP.
//
//     node examples.mjs ROOT FOLDER      CORDON is set as tests/run sets it; FOLDER is empty
//
// Before each block of the page stands a comment: <!-- example PROJECT --> when its lines after "$ cordon ..." are what that command prints,
// <!-- example PROJECT: cordon ... --> when all of it is, <!-- no example: why --> when it is none. PROJECT is `shop`, made here, or a folder of
// fixtures/apps. A line "..." stands for any lines, and one that ends in " ..." for how one begins; a block of JSON has to be a part of the document, "..." in it being any text.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { finish, ok } from './lib/tap.mjs';

const [root, folder] = process.argv.slice(2);
const { CORDON } = process.env;

const strict = (...lines) => ["'use strict';", ...lines, ''].join('\n');
const packages = {
  'book-covers@1.0.0': strict("const { sizeOf } = require('image-size-lite');", 'exports.withCovers = (kv, name) => ({ name, size: sizeOf(name) });'),
  'image-size-lite@1.0.0': strict("const cache = require('buffer-cache');", 'exports.sizeOf = (name) => cache.get(name).length;'),
  'buffer-cache@1.0.0': strict('exports.get = (name) => {', "  return require('fs').readFileSync(name);", '};'),
  'queue@2.0.1': strict('const jobs = [];', 'exports.push = (...job) => jobs.push(job);', 'exports.handler = (handlers, name) => {', '  return handlers[name];', '};', 'exports.done = (handlers, name, then) => then(handlers[name]);'),
  'debug@4.4.3': strict('module.exports = (name) => (text) => {', '  if (process.env.DEBUG === name) console.error(text);', '};'),
  'mailer@1.0.0': strict('exports.mail = (to) => ({ to });'),
  '@acme/host@1.0.0': strict('exports.kv = new Map();'),
};
const shop = {
  'package.json': '{ "name": "shop", "version": "1.0.0", "main": "server.js" }\n',
  'cordon.json': '{\n  "node": ["20", "22"],\n  "host": { "@acme/host": ["kv"] },\n  "allow": {\n    "debug": ["env.read:DEBUG", "stdio.out"],\n    "mailer": ["net.connect"]\n  }\n}\n',
  'server.js': strict("const { kv } = require('@acme/host');", "const log = require('debug')('shop');", "const { mail } = require('mailer');", "const { withCovers } = require('book-covers');", "const queue = require('queue');",
    'let fast;', 'try {', "  fast = require('bufferutil');", '} catch {', '  fast = undefined;', '}', 'module.exports = (name) => queue.push(withCovers(kv, name), mail, log, fast);'),
};
for (const [id, text] of Object.entries(packages)) {
  const at = id.lastIndexOf('@');
  shop[`node_modules/${id.slice(0, at)}/package.json`] = JSON.stringify({ name: id.slice(0, at), version: id.slice(at + 1) });
  shop[`node_modules/${id.slice(0, at)}/index.js`] = text;
}
for (const [name, text] of Object.entries(shop)) {
  fs.mkdirSync(path.join(folder, 'shop', path.dirname(name)), { recursive: true });
  fs.writeFileSync(path.join(folder, 'shop', name), text);
}
const folderOf = (project) => (project === 'shop' ? path.join(folder, 'shop') : path.join(root, 'fixtures/apps', project));

function printed(project, command) {
  const words = command.split(' ').slice(1);
  return spawnSync(CORDON, words, { cwd: folderOf(project), encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') }, maxBuffer: 1 << 26 }).stdout;
}

// True when the lines are there in that order, "..." being any number of others.
const fits = (wanted, line) => (wanted.endsWith(' ...') ? line?.startsWith(wanted.slice(0, -3)) : line === wanted);
function isPrinted(wanted, lines) {
  let at = 0;
  let gap = false;
  for (const line of wanted) {
    if (line.trim() === '...') {
      gap = true;
      continue;
    }
    const found = gap ? lines.findIndex((one, i) => i >= at && fits(line, one)) : at;
    if (!fits(line, lines[found])) return line;
    at = found + 1;
    gap = false;
  }
  return gap || at === lines.length ? undefined : `nothing more, not ${lines[at]}`;
}

// True when `part` is in the value: members of objects, and items of lists in their order.
function isIn(part, whole) {
  if (part === '...') return true;
  if (Array.isArray(part)) {
    let at = 0;
    return Array.isArray(whole) && part.every((one) => one === '...' || (at = whole.findIndex((other, i) => i >= at && isIn(one, other)) + 1) > 0);
  }
  if (typeof part === 'object' && part !== null) return typeof whole === 'object' && whole !== null && Object.keys(part).every((key) => key in whole && isIn(part[key], whole[key]));
  return typeof part === 'string' && part.endsWith('...') ? String(whole).startsWith(part.slice(0, -3)) : part === whole;
}
const isSomewhere = (part, whole) => isIn(part, whole) || (typeof whole === 'object' && whole !== null && Object.values(whole).some((inner) => isSomewhere(part, inner)));

const page = fs.readFileSync(path.join(root, 'docs/output.md'), 'utf8').split('\n');
let marker;
for (let i = 0; i < page.length; i++) {
  const comment = page[i].match(/^\s*<!-- (?:no example: .*|example ([\w-]+)(?:: (cordon .*))?) -->$/);
  const fence = page[i].match(/^(\s*)```(\w*)$/);
  if (comment) marker = comment;
  else if (page[i].trim() !== '' && !fence) marker = undefined;
  if (!fence) continue;
  const end = page.indexOf(`${fence[1]}\`\`\``, i + 1);
  const block = page.slice(i + 1, end).map((line) => line.slice(fence[1].length));
  const line = i + 1;
  i = end;
  if (marker === undefined) ok(false, `the block in line ${line} says what it is an example of`);
  if (marker?.[1] === undefined) continue;
  const [, project, given] = marker;
  const starts = given === undefined ? block.flatMap((text, at) => (text.startsWith('$ cordon ') ? [at] : [])) : [-1];
  if (starts.length === 0) ok(false, `the block in line ${line} has a command`);
  for (const [k, start] of starts.entries()) {
    const command = given ?? block[start].slice(2);
    const wanted = block.slice(start + 1, starts[k + 1]);
    while (wanted.at(-1) === '') wanted.pop();
    const output = printed(project, command);
    const lines = output.trimEnd().split('\n');
    const wrong = fence[2] === 'json' ? (isSomewhere(JSON.parse(wanted.join('\n')), JSON.parse(output)) ? undefined : 'no such part') : isPrinted(wanted, lines);
    ok(wrong === undefined, `${command} in ${project} prints what line ${line} says`, `it does not print: ${wrong}\n${output.slice(0, 4000)}`);
  }
  marker = undefined;
}
finish();
