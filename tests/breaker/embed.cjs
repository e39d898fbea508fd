'use strict';
// Loads generated programs, one after the other, and says on exit what they reached that they had no right to, and COMPLETE
// when each had its turn:
//   node embed.cjs SECRET ENTRY...
// The marker file, the connection and the output are the caller's to see; here it is the objects that all
// packages share, before and after, and a secret that became visible.
const { pathToFileURL } = require('url');

const [, , secret, ...entries] = process.argv;
const say = process._rawDebug, includes = Function.prototype.call.bind(String.prototype.includes);
const { defineProperty, getOwnPropertyDescriptors, getPrototypeOf } = Object, keysOf = Reflect.ownKeys, is = Object.is;
const watched = [];

function watch(name, object) {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function')) return;
  watched.push({ name, object, before: getOwnPropertyDescriptors(object) });
}

const BUILTINS = ['path', 'fs', 'events', 'util', 'module', 'url', 'os'];

function watchAll() {
  for (const name of ['Object', 'Function', 'Array', 'String', 'Number', 'RegExp', 'Map', 'Set', 'WeakMap', 'Promise', 'Error', 'Date', 'Symbol', 'Proxy', 'URL', 'Buffer', 'TextDecoder'])
    { watch(name, globalThis[name]); watch(`${name}.prototype`, globalThis[name].prototype); }
  for (const name of ['JSON', 'Math', 'Reflect', 'console', 'process']) watch(name, globalThis[name]);
  watch('generator prototype', getPrototypeOf(function* () {}).prototype);
  watch('array iterator prototype', getPrototypeOf([][Symbol.iterator]()));
  for (const name of BUILTINS) { watch(name, require(name)); watch(`${name} prototype`, require(name).prototype); }
}

// Node itself makes such properties on first use, or the embedder does by loading the program.
const LAZY = new Set(['_exiting', 'exitCode', 'domain', '_eventsCount', '_events', 'mainModule', '_pathCache', '_cache']);

function changed({ object, before }) {
  const after = getOwnPropertyDescriptors(object);
  for (const key of keysOf(after)) {
    if (LAZY.has(key) || before[key] === undefined && object === process) continue;
    if (before[key] === undefined || !is(before[key].value, after[key].value) || before[key].get !== after[key].get) return String(key);
  }
  return '';
}

let secretSeen = false, complete = false;
const look = (leak) => { if (typeof leak === 'string' && includes(leak, secret)) secretSeen = true; };
// Every value that a program shows is looked at, since the next one may show another.
defineProperty(globalThis, 'leak', { configurable: true, set: look });

function sayWhatWasReached() {
  look(globalThis.leak);
  if (secretSeen) say('REACHED info');
  for (const one of watched) {
    const key = changed(one);
    if (key !== '') return say(`REACHED tamper ${one.name}.${key}`);
  }
  if (complete) say('COMPLETE');
}
process.on('exit', sayWhatWasReached);

const sayThrown = (error) => say(`THREW ${error && error.message}`);
// What one program throws later takes nothing from the others.
process.on('uncaughtException', sayThrown);

async function loadOne(entry) {
  try { await (entry.endsWith('.mjs') ? import(pathToFileURL(entry).href) : require(entry)); } catch (error) { sayThrown(error); }
}

async function loadAll() {
  // As modules they get their lazy members, which is no change that a program makes. Without modules Node starts faster.
  if (entries.some((entry) => entry.endsWith('.mjs'))) await Promise.all([...BUILTINS, 'process'].map((name) => import(name)));
  watchAll();
  for (const entry of entries) await loadOne(entry);
  complete = true;
}

loadAll();
