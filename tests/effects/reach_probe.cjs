// Calls harmless functions of Node's interface in every shape and walks over what they give: results, what they hand to callbacks, what
// promises hold. Prints "member<TAB>path<TAB>function" for each function with authority found there. Started by reach.mjs.
"use strict";
const { writeSync } = require("fs");
const { setTimeout: wait } = require("timers/promises");
const { Readable, PassThrough } = require("stream");
const { harmless, authority, bases } = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));

process.on("uncaughtException", () => {});
process.on("unhandledRejection", () => {});
process.removeAllListeners("warning");
process.on("warning", () => {});

const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";
const rootOf = { module: (name) => require(name), process: () => process, global: () => globalThis };

function find({ root, name, path }) {
  let holder;
  let value = rootOf[root](name);
  for (const step of path) [holder, value] = [value, value?.[step]];
  return [holder, value];
}

// Functions with authority, and the methods of classes with authority, by identity; not what they share with harmless ones: the methods
// of emitters and streams.
const shared = new Set();
for (const one of [...harmless, ...bases]) {
  const [, value] = find(one.run);
  if (typeof value !== "function") continue;
  for (const { value: method } of Object.values(Object.getOwnPropertyDescriptors(value.prototype ?? {}))) shared.add(method);
}
const known = new Map();
for (const one of authority) {
  const [, value] = find(one.run);
  // What process has as an emitter, every emitter has; another one it is only because a module replaced it.
  const asEmitter = one.run.root === "process" && one.run.path[0] in require("events").prototype;
  if (typeof value !== "function" || shared.has(value) || asEmitter) continue;
  known.set(value, one.id);
  const methods = Object.getOwnPropertyDescriptors(value.prototype ?? {});
  for (const [name, { value: method }] of Object.entries(methods))
    if (name !== "constructor" && typeof method === "function" && !known.has(method) && !shared.has(method)) known.set(method, `${one.id}.prototype.${name}`);
}

const seen = new Set();
let member;
function report(path, name) {
  const line = `${member}\t${path}\t${name}\n`;
  if (!seen.has(line)) writeSync(1, line);
  seen.add(line);
}

// Everything that code can name, starting from a value; getters are read like everybody reads them.
function walk(value, path, visited, depth) {
  if (!isObject(value) || visited.has(value) || value === globalThis || value === process || ours.has(value)) return;
  visited.add(value);
  if (known.has(value)) return report(path, known.get(value));
  if (depth === 0 || visited.size > 3000) return;
  for (let level = value; level !== null; level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level)) {
      let inner;
      try {
        inner = value[name];
      } catch {
        continue;
      }
      walk(inner, `${path}.${name}`, visited, depth - 1);
    }
}

const ours = new Set();
const pending = [];
function take(value, path) {
  walk(value, path, new Set(), 4);
  if (isObject(value) && typeof value.then === "function") pending.push(Promise.resolve(value).then((result) => walk(result, `${path}.await`, new Set(), 4), () => {}));
}

function callback() {
  const given = function (...args) {
    walk(this, "callback.this", new Set(), 4);
    args.forEach((arg, i) => take(arg, `callback.${i}`));
    if (typeof args.at(-1) === "function") args.at(-1)();
  };
  ours.add(given);
  return given;
}

function shapes() {
  const f = callback;
  return [
    [], ["a"], [1], [{}], [f()], ["a", f()], [f(), 1], [1, f()], [{}, f()], [[1], f()], ["a", "b", f()], [Readable.from(["x"])], [Readable.from(["x"]), f()],
    [Readable.from(["x"]), new PassThrough(), f()], [Buffer.from("abc")], [new Uint8Array(8), f()], [{ read: f(), write: f(), transform: f(), final: f(), construct: f() }],
    [new URL("http://localhost/")], [new AbortController().signal, f()], [new Error("x")], [{ input: new PassThrough(), output: new PassThrough() }],
    [new PassThrough()], ["sha256"], ["sha256", "key"], [Promise.resolve(1)], [new Map([[1, 2]])], [{ highWaterMark: 1, objectMode: true }],
  ];
}

async function run() {
  for (const one of harmless) {
    member = one.id;
    const [holder, value] = find(one.run);
    if (typeof value !== "function") continue;
    for (const shape of shapes())
      for (const use of [Reflect.apply, Reflect.construct]) {
        try {
          take(use === Reflect.apply ? use(value, holder, shape) : use(value, shape), use === Reflect.apply ? "result" : "new");
        } catch {
          // Wrong arguments are part of the plan.
        }
      }
    await Promise.race([Promise.all(pending.splice(0)), wait(20)]);
  }
  process.reallyExit(0);
}
run();
