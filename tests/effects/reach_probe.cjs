// Calls harmless functions of Node's interface in every shape and walks over what they give: results, what they hand to callbacks, what
// promises hold; then calls the methods of what they gave, and walks over what those give. Prints "member<TAB>path<TAB>function" for each function with authority found there. Started by reach.mjs.
"use strict";
const { writeSync } = require("fs");
const { setTimeout: wait } = require("timers/promises");
const { Readable, PassThrough } = require("stream");
const { harmless, authority, bases, skip } = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));

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
const shared = new Set([Error]); // what v8.Serializer has for a method
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
// What was given, at the first step or the second; nothing is called of what the second gave.
function take(value, path, step) {
  walk(value, path, new Set(), 4);
  if (!isObject(value) || ours.has(value)) return;
  if (typeof value.then === "function") pending.push(Promise.resolve(value).then((result) => take(result, `${path}.await`, step), () => {}));
  if (step === 1) second(value, path);
}

function callback(step) {
  const given = function (...args) {
    walk(this, "callback.this", new Set(), 4);
    args.forEach((arg, i) => take(arg, `callback.${i}`, step));
    if (typeof args.at(-1) === "function") args.at(-1)();
  };
  ours.add(given);
  return given;
}

// ---- the second step ----

// Methods that were called already, with the class of what they were called on: what they give is the same for all of its instances.
const called = new Map();
let calls = 0;
const OF_ALL = new Set([Object.prototype, Function.prototype]);
// These wait for what never comes, or compute for as long as they are told.
const LONG = new Set(["wait", "repeat", "padStart", "padEnd", "constructor", "toLocaleString"]);

function second(value, path) {
  if (value === globalThis || value === process) return;
  for (let level = value; level !== null && !OF_ALL.has(level); level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level)) {
      let method;
      try {
        method = value[name];
      } catch {
        continue;
      }
      const kind = Object.getPrototypeOf(value);
      if (typeof method !== "function" || known.has(method) || ours.has(method) || LONG.has(name) || skip.includes(name) || called.get(method)?.has(kind)) continue;
      called.set(method, (called.get(method) ?? new Set()).add(kind));
      writeSync(1, `at ${name}\n`); // for the next run, when this one ends here
      for (const shape of [[], ["a"], [callback(2)], ["a", callback(2)], [1, 2], [new PassThrough(), callback(2)]]) {
        calls += 1;
        try {
          take(Reflect.apply(method, value, shape), `${path}.${name}()`, 2);
        } catch {
          // Wrong arguments are part of the plan.
        }
      }
    }
}

function shapes(step) {
  const f = () => callback(step);
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
    const step = one.deep ? 1 : 2;
    for (const shape of shapes(step))
      for (const use of [Reflect.apply, Reflect.construct]) {
        try {
          take(use === Reflect.apply ? use(value, holder, shape) : use(value, shape), use === Reflect.apply ? "result" : "new", step);
        } catch {
          // Wrong arguments are part of the plan.
        }
      }
    await Promise.race([Promise.all(pending.splice(0)), wait(20)]);
  }
  writeSync(1, `${calls} calls\n`);
  process.reallyExit(0);
}
run();
