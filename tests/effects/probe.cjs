// Runs a member of Node's interface between two visible marks; started by truth.mjs under strace.
//
//     node probe.cjs '{"kind":"module","root":"fs","member":"access"}'    or '{"code":"..."}'
"use strict";
const { accessSync } = require("fs");
const { setTimeout: wait } = require("timers/promises");
const probe = JSON.parse(process.argv[2]);

function mark(text) {
  try {
    accessSync(`/MARK/${text}`);
  } catch {
    // It never exists: only the system call counts.
  }
}

process.on("uncaughtException", () => {});
process.on("unhandledRejection", () => {});
process.removeAllListeners("warning");
process.on("warning", () => {});

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
  ];
}

function find() {
  if (probe.kind === "module") {
    const holder = require(probe.root);
    return [holder, holder[probe.member]];
  }
  if (probe.kind === "process") return [process, process[probe.member]];
  const holder = probe.member === undefined ? globalThis : globalThis[probe.root];
  return [holder, holder[probe.member ?? probe.root]];
}

async function settle(value) {
  if (value !== null && (typeof value === "object" || typeof value === "function") && typeof value.then === "function")
    await Promise.race([Promise.resolve(value).catch(nothing), wait(20)]);
}

async function fuzz() {
  const [holder, value] = find();
  if (typeof value !== "function") return;
  for (const shape of shapes()) {
    try {
      await settle(Reflect.apply(value, holder, shape));
    } catch {
      // Wrong arguments are part of the plan.
    }
    try {
      await settle(Reflect.construct(value, shape));
    } catch {
      // No constructor, or wrong arguments.
    }
  }
}

async function run() {
  // What this file itself needs must be loaded before the first mark.
  shapes();
  const job = probe.code === undefined ? undefined : new Function("require", `return (async () => { ${probe.code} })()`);
  if (probe.kind === "module") require(probe.root);
  await wait(1);
  mark("begin");
  try {
    await Promise.race([job ? job(require) : fuzz(), wait(4000)]);
  } catch {
    // The job may fail; what it did counts.
  }
  await wait(job ? 60 : 2);
  mark("end");
  process.reallyExit(0);
}
run();
