// Runs members of Node's interface, or a piece of JavaScript, between two visible marks; started by observe.mjs under strace.
//
//     node probe.cjs '{"code":"..."}'                                              a piece of JavaScript
//     node probe.cjs '{"root":"module","name":"fs","path":["access"]}'             a member, with many shapes of arguments
//     node probe.cjs '{"root":"module","name":"crypto","path":["Hash"],"methods":["update"]}'   methods of its instances
//
// "root" is "module", "process", "global" or "type" (an object that the tables describe, made by receivers.cjs). Marks are paths that are looked for.
"use strict";
const { accessSync } = require("fs");
const { setTimeout: wait } = require("timers/promises");
const probe = JSON.parse(process.argv[2]);

function mark(text) {
  try {
    accessSync(`/MARK/${text.replaceAll(/[^ -~]|["\\/]/g, "|").replace("|", "/").slice(0, 160)}`);
  } catch {
    // It never exists: only the system call counts.
  }
}

function failed(kind, error) {
  if (probe.code !== undefined) mark(`${kind}/${error instanceof Error ? error.stack.split("\n")[0] : typeof error}`);
}

process.on("uncaughtException", (error) => failed("uncaught", error));
process.on("unhandledRejection", (error) => failed("rejected", error));
process.removeAllListeners("warning");
process.on("warning", () => {});

const receivers = require("./receivers.cjs");
const nothing = () => {};
function shapes() {
  const { Readable } = require("stream");
  return [
    [], [""], ["a"], ["./f.txt"], ["a", "b"], ["./f.txt", "utf8"], ["sha256", "key"], [0], [1], [-1], [3, 4], [10n], [true],
    [null], [undefined], [{}], [{}, {}], [[]], [["a"], "b"], [nothing], [nothing, 1], ["a", nothing], [{}, nothing],
    [Buffer.from("abc")], [Buffer.from("abc"), "utf8"], [new Uint8Array(8)], [new Uint8Array(8), new Uint8Array(8)],
    [new Map([[1, 2]])], [/x/g], [Symbol.iterator], [new URL("http://localhost/a?b")], [Promise.resolve(1)],
    [Readable.from(["x"])], [new Error("x")], [new Error("x"), { colors: true }], [{ a: { b: 1 } }, { depth: 3, colors: true }],
    [new AbortController().signal], [new EventTarget()], [1, 2, 3, "sha256"], ["%s %o", {}, new Error("y")],
    [new Proxy({}, { get: (_, key) => (key === "then" ? undefined : nothing) })], [{ get path() { return "./f.txt"; }, toString: () => "./f.txt" }],
    [{ path: "./f.txt", file: "./f.txt", filename: "./f.txt", url: "file:///nope", cwd: ".", fd: 0, port: 9, host: "127.0.0.1", hostname: "localhost" }],
    [Readable.from(["x"]), new (require("stream").PassThrough)()], [Readable.from(["x"]), new (require("stream").PassThrough)(), nothing],
    [nothing, { signal: new AbortController().signal }], [[1, 2], nothing], ["a", { b: nothing, write: nothing, read: nothing, transform: nothing }],
  ];
}

// The thing that is called, and what it is a member of.
function find() {
  let holder;
  let value = probe.root === "module" ? require(probe.name) : probe.root === "process" ? process : globalThis;
  for (const name of probe.path) [holder, value] = [value, value?.[name]];
  return [holder, value];
}

async function settle(value) {
  if (value !== null && (typeof value === "object" || typeof value === "function") && typeof value.then === "function")
    await Promise.race([Promise.resolve(value).catch(nothing), wait(20)]);
}

async function attempt(use) {
  try {
    const value = use();
    await settle(value);
    return value;
  } catch {
    return undefined; // Wrong arguments are part of the plan.
  }
}

// Each use has a mark of its own, so that one that ends the process can be left out the next time ("skip").
async function marked(name, use) {
  if (probe.skip?.includes(name) || probe.skip?.includes(name.replace(/\d+$/, ""))) return undefined;
  mark(`at/${name}`);
  return attempt(use);
}

async function fuzzMember() {
  const [holder, value] = find();
  if (typeof value !== "function") return;
  for (const [i, shape] of shapes().entries()) {
    await marked(`call${i}`, () => Reflect.apply(value, holder, shape));
    await marked(`new${i}`, () => Reflect.construct(value, shape));
  }
}

// Instances of the class under test: those of receivers.cjs, or made of whatever its constructor takes.
async function instances(make) {
  const made = [];
  const [, value] = find();
  if (make !== undefined) return [await make()];
  for (const [i, shape] of shapes().entries()) {
    const one = await marked(`new${i}`, () => Reflect.construct(value, shape));
    if (one !== undefined && made.length < 3) made.push(one);
  }
  return made;
}

async function fuzzMethods() {
  const name = [probe.name?.replace("node:", ""), ...probe.path].filter((word) => word !== undefined).join(".");
  const make = receivers[probe.root === "type" ? `type:${name}` : name];
  if ((await instances(make)).length === 0) mark("none/no instance");
  for (const method of probe.methods)
    for (const [i, shape] of shapes().entries())
      for (const receiver of await instances(make)) await marked(`${method}${i}`, () => used(receiver, method, shape));
}

// Getters run by the read, setters by the assignment.
function used(receiver, method, shape) {
  const value = receiver[method];
  if (typeof value === "function") return Reflect.apply(value, receiver, shape);
  receiver[method] = shape[0];
  return undefined;
}

async function run() {
  // What this file itself needs must be loaded before the first mark.
  shapes();
  const job = probe.code === undefined ? undefined : new Function("require", "module", "exports", "__filename", "__dirname", `return (async () => { ${probe.code} })()`);
  if (probe.root === "module") require(probe.name);
  await wait(1);
  mark("begin");
  try {
    const work = job ? job(require, module, exports, __filename, __dirname) : probe.methods ? fuzzMethods() : fuzzMember();
    await Promise.race([work, wait(job ? 6000 : 60000).then(() => failed("late", new Error("took too long")))]);
  } catch (error) {
    failed("threw", error);
  }
  await wait(job ? 60 * probe.patience : 2);
  mark("end");
  process.reallyExit(0);
}
run();
