// Calls members of Node's interface in a process that is allowed nothing, and prints which permission Node's own
// permission model, or Deno's, asked for: "id<TAB>permission". Started by permission.mjs.
"use strict";
const members = JSON.parse(process.argv[2]);
const { setTimeout: wait } = require("timers/promises");
const { writeSync } = require("fs");
const asked = new Set();
let current = "";

function note(error) {
  if (error && error.code === "ERR_ACCESS_DENIED" && error.permission) asked.add(`${current}\t${error.permission}`);
  // Deno: "Requires read access to ..., run again with the --allow-read flag".
  const flag = error?.name === "NotCapable" ? error.message.match(/--allow-(\w+) flag/)?.[1] : undefined;
  if (flag) asked.add(`${current}\t${flag}`);
}

process.on("uncaughtException", note);
process.on("unhandledRejection", note);
process.removeAllListeners("warning");
process.on("warning", () => {});

async function watch(value) {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
  if (typeof value.on === "function") value.on("error", note);
  if (typeof value.then === "function") await Promise.race([Promise.resolve(value).catch(note), wait(10)]);
  if (typeof value[Symbol.asyncIterator] === "function" && typeof value.next === "function") await Promise.race([value.next().catch(note), wait(10)]);
  if (typeof value.listen === "function") value.listen(0, "127.0.0.1");
  if (typeof value.unref === "function") value.unref();
}

const shapes = [
  ["/tmp/x-nowhere"], ["/tmp/x-nowhere", note], ["/tmp/x-nowhere", "x"], ["/tmp/x-nowhere", "x", note], ["/tmp/x-nowhere", "/tmp/y-nowhere", note],
  ["/tmp/x-nowhere", "/tmp/y-nowhere"], ["/tmp/x-nowhere", 0o600], ["/tmp/x-nowhere", 0, 0], ["/tmp/x-nowhere", 1, 1, note], ["/tmp/x-nowhere", { recursive: true }],
  [9, "127.0.0.1"], ["http://127.0.0.1:9/"], [{ port: 9, host: "127.0.0.1" }], ["localhost", note], ["udp4"], [{}],
];

// The function, and what it is a member of; a module that cannot even be loaded has asked for something, or is not there.
function find({ root, name, path }) {
  let holder;
  let value = globalThis;
  try {
    if (root === "module") value = require(name.startsWith("node:") ? name : `node:${name}`);
    for (const step of path) [holder, value] = [value, value?.[step]];
  } catch (error) {
    note(error);
    return [];
  }
  return [holder, value];
}

async function run() {
  for (const member of members) {
    current = member.id;
    const [holder, value] = find(member.run);
    if (typeof value !== "function") continue;
    for (const shape of shapes) {
      for (const use of [Reflect.apply, Reflect.construct]) {
        try {
          await watch(use === Reflect.apply ? use(value, holder, shape) : use(value, shape));
        } catch (error) {
          note(error);
        }
      }
    }
    // What fails late belongs to this member, not to the next.
    await wait(globalThis.Deno ? 40 : 5);
  }
  for (const line of [...asked].sort()) writeSync(1, `${line}\n`);
  process.reallyExit(0);
}
run();
