'use strict';
// The launch condition `frozen-builtins`: node --require=./frozen-builtins.cjs APP
//
// Locks what all packages of a process share and --frozen-intrinsics leaves open: the objects that Node's modules export,
// their classes and prototypes, those of the Web's globals, and the few of ECMAScript that it does not know. Nothing can be added to them, replaced or taken away, nor
// can they get another prototype. Objects that inherit from them still may have members of the same names.
const { AsyncLocalStorage, createHook } = require('node:async_hooks');
const crypto = require('node:crypto');
const diagnostics = require('node:diagnostics_channel');
const { EventEmitterAsyncResource, on } = require('node:events');
const http2 = require('node:http2');
const { builtinModules } = require('node:module');
const { BlockList } = require('node:net');
const { createHistogram, monitorEventLoopDelay } = require('node:perf_hooks');
const readline = require('node:readline');
const stream = require('node:stream');
const { promisify } = require('node:util');
const { runInNewContext } = require('node:vm');
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, preventExtensions } = Reflect;

// Loading domain, which repl does too, changes EventEmitter. What the others export holds state of Node's: only their
// classes are locked.
const NOT_LOADED = ['domain', 'repl'];
const STATEFUL = ['cluster', 'console', 'module', 'process', 'worker_threads'];
// Objects of ECMAScript that --frozen-intrinsics leaves open in some major.
const LEFT_OPEN = ['AsyncDisposableStack', 'Atomics', 'DisposableStack', 'Float16Array', 'Iterator', 'SuppressedError'];
// What builtinModules leaves out in some majors.
const ALSO = ['node:sea', 'node:sqlite', 'node:test', 'node:test/reporters'];

// Objects of classes that modules export, without anything of their own that changes.
const STATELESS = [require('node:timers/promises').scheduler, crypto.webcrypto, crypto.webcrypto.subtle, globalThis.navigator];

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const isPlain = (object) => Array.isArray(object) || [null, Object.prototype].includes(getPrototypeOf(object));

const seen = new Set(); // objects whose members have been looked at
const prototypes = new Set(); // those that others inherit from
const pending = [];

/** Looks at the members of `object` later; of what is neither a function, a prototype nor plain, only at the prototype. */
function enter(object, whole) {
  if (!isObject(object)) return;
  if (!seen.has(object)) inherit(getPrototypeOf(object));
  if (seen.has(object) || !(whole || typeof object === 'function' || isPlain(object) || STATELESS.includes(object))) return;
  seen.add(object);
  pending.push(object);
}

function inherit(prototype) {
  if (!isObject(prototype)) return;
  prototypes.add(prototype);
  enter(prototype, true);
}

/** Reads a member, so that one which Node makes when it is first asked for is there afterwards. */
function touch(object, key) {
  try {
    return typeof object === 'object' && prototypes.has(object) ? undefined : object[key];
  } catch {
    return undefined; // of other objects
  }
}

/** promisify() marks what it returns, each time anew: functions of Node's that it may return get their mark now. */
function mark(object) {
  if (typeof object === 'function' && Object.hasOwn(object, promisify.custom)) promisify(object);
}

function walk(visit) {
  while (pending.length > 0) {
    const object = pending.pop();
    mark(object);
    for (const key of ownKeys(object)) {
      const made = touch(object, key);
      const { value, get, set } = getOwnPropertyDescriptor(object, key);
      for (const member of [made, value, get, set]) enter(member, false);
      if (key === 'prototype') inherit(value);
    }
    visit(object);
  }
}

/**
 * An assignment to an object that inherits a read-only property fails, so a property of a class or prototype becomes an
 * accessor that defines one there (as --frozen-intrinsics does it). Setters of modules and classes set something for all
 * packages, and go; those of prototypes are about the object that they are used on, and stay.
 */
function lock(object) {
  const inherited = typeof object === 'function' || prototypes.has(object);
  for (const key of ownKeys(object)) {
    const { value, get, set, writable, enumerable, configurable } = getOwnPropertyDescriptor(object, key);
    const shared = set !== undefined && (typeof object === 'function' || !prototypes.has(object));
    if (!configurable && inherited && !isObject(value)) continue; // a flag that Node sets on what inherits from it
    if (key === promisify.custom && value === object) continue; // its mark
    if (!configurable || !(shared || (writable && inherited))) {
      defineProperty(object, key, writable ? { writable: false, configurable: false } : { configurable: false });
      continue;
    }
    defineProperty(object, key, {
      enumerable,
      configurable: false,
      get: shared
        ? get
        : function () {
            return value;
          },
      set(own) {
        if (this === object || !defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true }))
          throw new TypeError(`Cannot assign to '${String(key)}': frozen-builtins has locked it`);
      },
    });
  }
  preventExtensions(object);
}

/** The builtin module `name`; undefined where this Node has none of that name. */
function load(name) {
  try {
    return NOT_LOADED.includes(name) ? undefined : require(name);
  } catch {
    return undefined;
  }
}

/** What a promise that waits for nothing resolves to. */
function settled(promise) {
  let result;
  promise?.then((value) => (result = value));
  process._tickCallback();
  return result;
}

function timers() {
  const all = [setTimeout(() => {}), setImmediate(() => {})];
  clearTimeout(all[0]);
  clearImmediate(all[1]);
  return all;
}

/** Some reporters are classes, behind a function in some majors; the others are generators. */
function reporters() {
  const { spec, lcov } = load('node:test/reporters') ?? {};
  return [spec, lcov].map((reporter) => {
    try {
      return new reporter();
    } catch {
      return reporter;
    }
  });
}

function streams() {
  const lines = readline.createInterface({ input: new stream.PassThrough() });
  const { writable } = new TransformStream();
  lines.close();
  return [stream.Readable.from([])[Symbol.asyncIterator](), stream.Duplex.from(async function* () {}), stream.duplexPair?.()[0],
    ReadableStream.from?.([]), writable, new ReadableStream().values(), lines.historyManager, ...reporters()];
}

/** Objects of classes that no name leads to. */
function samples() {
  const channel = diagnostics.channel('cordon.frozen-builtins');
  channel.subscribe(samples);
  const keys = Object.values(crypto.generateKeyPairSync('ed25519'));
  const lists = [new URLSearchParams(), new Headers(), new FormData()].map((list) => list.entries());
  const { locks } = globalThis.navigator ?? {};
  const lock = settled(new Promise((got) => (locks ? locks.request('cordon.frozen-builtins', got) : got())));
  const key = settled(crypto.webcrypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', false, ['encrypt']));
  return [...timers(), ...keys, ...lists, ...streams(), channel, diagnostics.tracingChannel('cordon.frozen-builtins'), crypto.createSecretKey('key', 'utf8'),
    createHistogram(), monitorEventLoopDelay(), createHook({}), http2.createServer(), http2.createSecureServer(), on(new EventTarget(), 'event'),
    new EventEmitterAsyncResource({ name: 'cordon' }).asyncResource, new AsyncLocalStorage().withScope?.(0), structuredClone(new BlockList()), locks, lock, key, fileHandles()].filter(isObject);
}

/**
 * The prototype of file handles. What clones an object asks it for the name of a class to make, and makes a handle of any
 * descriptor when the object says so: so do we, and then handles cannot be cloned any more, nor sent to a worker.
 */
function fileHandles() {
  const symbol = (object, name) => ownKeys(object).find((key) => key.description === `messaging_${name}_symbol`);
  const says = new Blob([]);
  says[symbol(Blob.prototype, 'clone')] = () => ({ data: { handle: { fd: -1 } }, deserializeInfo: 'internal/fs/promises:FileHandle' });
  const handle = structuredClone(says);
  delete getPrototypeOf(handle)[symbol(getPrototypeOf(handle), 'deserialize')];
  return handle;
}

/** Of ECMAScript, objects without a name that --frozen-intrinsics leaves open in some major. */
function leftOpen() {
  const segments = globalThis.Intl && new Intl.Segmenter().segment('');
  const objects = [segments, segments?.[Symbol.iterator](), [].values().map?.(String), globalThis.Iterator?.from?.({ next() {} })];
  return objects.filter(isObject).map(getPrototypeOf);
}

// The objects of ECMAScript are left to --frozen-intrinsics.
for (const name of runInNewContext('Reflect.ownKeys(globalThis)')) {
  if (name !== 'console' && name !== 'globalThis') enter(globalThis[name], true);
}
const iterators = [[].values(), ''[Symbol.iterator](), new Map().keys(), new Set().keys(), ''.matchAll(/a/g)];
const functions = [() => {}, async () => {}, function* () {}, async function* () {}, (function* () {})(), (async function* () {})()];
for (const object of [...iterators, ...functions]) inherit(getPrototypeOf(object));
walk(() => {});

const locked = [];
for (const object of [...LEFT_OPEN.flatMap((name) => [globalThis[name], globalThis[name]?.prototype]), ...leftOpen()]) {
  if (!isObject(object)) continue;
  prototypes.add(object);
  locked.push(object);
  for (const key of ownKeys(object)) {
    const { value, get, set } = getOwnPropertyDescriptor(object, key);
    locked.push(...[value, get, set].filter((member) => typeof member === 'function' && key !== 'constructor'));
  }
}

const { emitWarning } = process;
process.emitWarning = () => {}; // many of them are deprecated or experimental
for (const name of [...builtinModules, ...ALSO]) {
  const exported = load(name);
  if (STATEFUL.includes(name)) inherit(getPrototypeOf(exported));
  else enter(exported, true);
}
for (const key of ownKeys(globalThis)) if (key !== 'process' && key !== 'console') enter(touch(globalThis, key), false);
for (const object of samples()) inherit(getPrototypeOf(object));
walk((object) => locked.push(object));
process.emitWarning = emitWarning;
locked.forEach(lock);
