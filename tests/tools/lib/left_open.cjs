'use strict';
// What a program could change although frozen-builtins is in force: walks from the modules that a folder of effect tables
// calls locked over everything that their members lead to, and lists what can be added to, replaced or set.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

// Node makes these so that they cannot be locked: rules/explain/frozen-builtins.md names them.
const SETTINGS = ['captureRejections', 'defaultMaxListeners', 'defaultOptions'];
const isMark = (key) => key === require('node:util').promisify.custom;
const isFlag = (key) => String(key) === 'Symbol(kCapture)';

/** The objects of ECMAScript, which --frozen-intrinsics is for. */
function language() {
  const seen = new Set();
  const iterators = [[].values(), ''[Symbol.iterator](), new Map().keys(), new Set().keys(), ''.matchAll(/a/g)];
  const functions = [() => {}, async () => {}, function* () {}, async function* () {}, (function* () {})(), (async function* () {})()];
  const names = vm.runInNewContext('Reflect.ownKeys(globalThis)').filter((name) => name !== 'globalThis' && name !== 'console');
  const pending = [...names.map((name) => globalThis[name]), ...[...iterators, ...functions].map(getPrototypeOf)];
  while (pending.length > 0) {
    const object = pending.pop();
    if (!isObject(object) || seen.has(object)) continue;
    seen.add(object);
    for (const key of ownKeys(object)) {
      const { value, get, set } = getOwnPropertyDescriptor(object, key);
      pending.push(value, get, set);
    }
    pending.push(getPrototypeOf(object));
  }
  return seen;
}

function read(object, key) {
  try {
    return object[key];
  } catch {
    return undefined;
  }
}

module.exports = function leftOpen(tables) {
  const seen = language();
  const open = [];
  const pending = [];
  for (const file of fs.readdirSync(tables)) {
    const { locked, module: name, prefix } = JSON.parse(fs.readFileSync(path.join(tables, file), 'utf8'));
    const exported = locked ? process.getBuiltinModule?.(name) ?? (require('node:module').isBuiltin(name) && !prefix ? require(name) : undefined) : undefined;
    pending.push([exported, name]);
  }
  while (pending.length > 0) {
    const [object, where] = pending.pop();
    if (!isObject(object) || seen.has(object) || ArrayBuffer.isView(object)) continue;
    seen.add(object);
    if (Object.isExtensible(object)) open.push(`${where} can be added to`);
    for (const key of ownKeys(object)) {
      const { value, get, set, writable, configurable } = getOwnPropertyDescriptor(object, key);
      const here = `${where}.${String(key)}`;
      const ours = set !== undefined && String(set).includes('frozen-builtins has locked it');
      if ((writable && !isFlag(key)) || (configurable && !isMark(key))) open.push(`${here} can be replaced`);
      if (set !== undefined && !ours && typeof object === 'function' && !SETTINGS.includes(key)) open.push(`${here} can be set`);
      pending.push([value, here], [ours ? read(object, key) : undefined, here]);
      if (!ours) pending.push([get, `${here} (get)`], [set, `${here} (set)`]);
      if (get !== undefined && typeof object === 'function') pending.push([read(object, key), here]);
    }
    pending.push([getPrototypeOf(object), `${where}.__proto__`]);
  }
  return open;
};
