// Calls members of Node's interface with functions, marked objects and watched bags at each argument position, and writes what Node did with
// them, a line of JSON a member, to the file of its second argument. Started by arguments.mjs, in a folder of its own.
//
// A position is a callback when the function there was called, or when a marked object there was refused because it is no function. A member
// of a bag is one when the same happens to it; that it was read is said too.
"use strict";
const { appendFileSync, readFileSync, writeFileSync, mkdirSync } = require("fs");
const { isPromise } = require("util").types;
const { setTimeout: wait } = require("timers/promises");
const { receivers, recipes, generic, names: everywhere } = require("./arguments_shapes.cjs");
const { members, seconds } = JSON.parse(readFileSync(process.argv[2], "utf8"));

for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, () => {});
process.removeAllListeners("warning");
process.on("warning", () => {});
require("dns").setServers(["127.0.0.1:9"]);

// What every object has, and conversions that the language itself asks for.
const DULL = new Set(["toString", "valueOf", "toJSON", "toLocaleString", "constructor", "__proto__", "hasOwnProperty", "prototype", "stack", "message", "name", "length"]);
const SYMBOLS = { "@@iterator": Symbol.iterator, "@@asyncIterator": Symbol.asyncIterator, "@@dispose": Symbol.dispose, "@@asyncDispose": Symbol.asyncDispose };
const keyOf = (name) => SYMBOLS[name] ?? name;
const nameOf = (key) => (typeof key === "string" ? key : Object.keys(SYMBOLS).find((name) => SYMBOLS[name] === key));

let current; // the findings of the member that is called
const ours = new Set();

function note(found, place, how) {
  const rank = ["read", "checked", "called"];
  if (rank.indexOf(how) > rank.indexOf(found[place])) found[place] = how;
  if (found[place] === undefined) found[place] = how;
}

// ---- what is handed over ----

const nothing = () => {};

// A function that says when it runs. What it is given may be a callback too, which is called a few times.
function probe(found, place) {
  let answers = 3;
  const given = function (...args) {
    note(found, place, "called");
    const last = args.at(-1);
    if (typeof last === "function" && !ours.has(last) && answers-- > 0) setImmediate(() => attempt(() => last()));
    return undefined;
  };
  ours.add(given);
  return given;
}

// An object whose class Node names when it is refused: `place` with what no name of a class may have written as digits.
const encode = (place) => `Marked${Buffer.from(place).toString("hex")}Here`;
const decode = (text) => [...text.matchAll(/Marked([0-9a-f]+)Here/g)].map(([, hex]) => Buffer.from(hex, "hex").toString());
const marked = (place) => new { [encode(place)]: class {} }[encode(place)]();

// An object that says which of its members are asked for. One of them, `name`, may be there.
function bag(found, index, name, value) {
  const own = Object.create(
    new Proxy(Object.create(null), {
      get(target, key) {
        const asked = nameOf(key);
        if (asked !== undefined && !DULL.has(asked)) note(found, `${index}.${asked}`, "read");
        return Object.prototype[key];
      },
    }),
  );
  ours.add(own);
  if (name === undefined) return own;
  const place = `${index}.${name}`;
  const given = (key, get) => ({ [key]: { get, set: () => {}, enumerable: true, configurable: true } });
  const read = () => {
    note(found, place, "read");
    return value;
  };
  const [outer, inner] = name.split(".");
  return Object.defineProperties(own, given(keyOf(outer), inner === undefined ? read : () => Object.create(null, given(inner, read))));
}

// ---- calling ----

function judgeError(found, error) {
  const message = String(error?.message ?? "");
  if (!/^ERR_INVALID/.test(error?.code) || !/\bfunction\b|callable/i.test(message.replaceAll(/Received.*/gs, ""))) return;
  for (const place of decode(message)) note(found, place, "checked");
}

function attempt(use) {
  const found = current;
  try {
    const result = use();
    if (isPromise(result)) result.catch((error) => judgeError(found, error));
    return result;
  } catch (error) {
    judgeError(found, error);
    return undefined;
  }
}

// Makes what a call gave do its work: functions are called, streams flow, emitters emit.
function drive(result, receiver) {
  const ask = (value, name, ...args) => {
    const method = value?.[name];
    if (typeof method === "function" && !ours.has(method)) attempt(() => Reflect.apply(method, value, args));
  };
  if (typeof result === "function" && !ours.has(result)) attempt(() => result());
  for (const value of [result, receiver]) {
    if (value === null || typeof value !== "object" || ours.has(value)) continue;
    ask(value, "emit", "a", 1);
    if (typeof value.dispatchEvent === "function") ask(value, "dispatchEvent", new Event("a"));
    if (value === receiver) {
      ask(value, "destroy");
      continue;
    }
    for (const event of attempt(() => value.eventNames?.()) ?? []) if (event !== "prefinish") ask(value, "emit", event, value);
    for (const [name, ...args] of [["enable"], ["read"], ["resume"], ["write", "x"], ["next"], ["end"], ["destroy"], ["close"], ["abort"], ["disable"]]) ask(value, name, ...args);
  }
}

function use(value, receiver, args, constructs) {
  const result = attempt(() => (constructs ? Reflect.construct(value, args) : Reflect.apply(value, receiver, args)));
  if (!ours.has(result) && !args.includes(result)) drive(result, receiver);
}

// Where something may stand among the arguments of a list: in the place of each of them, alone or with those that follow, and after the last,
// alone or before a callback.
function* places(list) {
  for (let at = 0; at <= list.length; at++) {
    yield [at, (x) => [...list.slice(0, at), x]];
    if (at + 1 < list.length) yield [at, (x) => [...list.slice(0, at), x, ...list.slice(at + 1)]];
  }
  yield [list.length, (x) => [...list, x, nothing]];
  yield [list.length + 1, (x) => [...list, {}, x]];
}

function* uses(member) {
  const lists = [...(recipes[member.id] ?? []), ...generic];
  for (const list of lists)
    for (const constructs of member.constructs) {
      const before = list();
      for (const [at, place] of places(before)) if (at < 9) yield { at, place, constructs };
    }
}

async function runMember(member, find) {
  const names = everywhere.filter((name) => member.method === undefined || name in SYMBOLS || recipes[member.id]);
  const found = {};
  writeFileSync("f.txt", "x");
  mkdirSync("d", { recursive: true });
  current = found;
  const tried = new Map();
  const once = (key, most) => {
    tried.set(key, (tried.get(key) ?? 0) + 1);
    return tried.get(key) <= most;
  };
  for (const one of uses(member)) {
    const run = (x) => attempt(() => {
      const [receiver, value] = find();
      if (typeof value === "function") use(value, receiver, one.place(x), one.constructs);
    });
    const place = String(one.at);
    if (found[place] !== "called") run(probe(found, place));
    if (found[place] === undefined) run(marked(place));
    if (!once(`bag ${place}`, seconds + 2)) continue;
    const asked = {};
    run(bag(asked, place));
    for (const key of Object.keys(asked)) note(found, key, asked[key]);
    for (const key of new Set([...Object.keys(asked), ...names.map((name) => `${place}.${name}`)])) {
      const name = key.slice(place.length + 1);
      if (found[key] === "called" || !once(`in ${key}`, seconds)) continue;
      run(bag(found, place, name, probe(found, key)));
      if (found[key] !== "called") run(bag(found, place, name, marked(key)));
    }
  }
  await wait(1);
  return found;
}

const say = (line) => appendFileSync(process.argv[3], `${JSON.stringify(line)}\n`);

async function run() {
  const all = [];
  for (const member of members) {
    say({ start: member.id });
    const make = receivers[member.receiver];
    const rootOf = { module: (name) => require(name), process: () => process, global: () => globalThis };
    const find = () => {
      let holder;
      let value = rootOf[member.run.root](member.run.name);
      for (const step of member.run.path) [holder, value] = [value, value?.[step]];
      if (member.method === undefined) return [holder, value];
      const made = make ? make() : new value();
      return [made, made?.[member.method]];
    };
    if (member.method !== undefined && attempt(find)?.[0] === undefined) {
      all.push([member.id, { none: true }]);
      continue;
    }
    all.push([member.id, await runMember(member, find)]);
    say({ id: member.id, found: all.at(-1)[1] });
  }
  await wait(400);
  for (const [id, found] of all) say({ id, found });
  process.reallyExit(0);
}
run();
