// What the running Node really offers: every builtin module with its members, their statics and
// prototypes, every global with the same, and `process`. One name a line, sorted, so that the results
// of two majors can be compared with diff.
//
//     node enumerate.mjs > node-22.txt
//
// A line is a path and what is there: "module fs", "module fs.readFile function", "global Math.abs function",
// "global URL.prototype.href getter". "class" is a function whose prototype has members of its own.
import { createRequire, builtinModules } from "node:module";

const require = createRequire(import.meta.url);
process.removeAllListeners("warning");
process.on("warning", () => {});

const PREFIX_ONLY = ["sea", "sqlite", "test", "test/reporters", "quic", "ffi", "vfs", "stream/iter", "zlib/iter"];
const lines = new Set();

function keyName(key) {
  if (typeof key !== "symbol") return key;
  return `@@${(key.description ?? "").replace(/^Symbol\./, "").replaceAll(".", ":")}`;
}

function isClass(value) {
  if (typeof value !== "function") return false;
  const proto = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
  return typeof proto === "object" && proto !== null && Reflect.ownKeys(proto).length > 1;
}

function kindOf(descriptor) {
  if (descriptor.get || descriptor.set) {
    const set = descriptor.set ? "accessor" : "getter";
    return descriptor.get ? set : "setter";
  }
  if (isClass(descriptor.value)) return "class";
  return descriptor.value === null ? "null" : typeof descriptor.value;
}

const DULL_STATIC = new Set(["length", "name", "prototype", "arguments", "caller"]);

function own(value) {
  return Reflect.ownKeys(value)
    .map((key) => [keyName(key), Object.getOwnPropertyDescriptor(value, key)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function valueOf(holder, descriptor) {
  if (!descriptor.get) return descriptor.value;
  try {
    return descriptor.get.call(holder);
  } catch {
    return undefined;
  }
}

function listStatics(path, value, depth) {
  for (const [name, descriptor] of own(value)) {
    if (DULL_STATIC.has(name)) continue;
    lines.add(`${path}.${name} ${kindOf(descriptor)}`);
    const inner = valueOf(value, descriptor);
    if (depth > 0 && !MACHINE.has(name) && typeof inner === "object" && inner !== null && isPlain(inner)) listStatics(`${path}.${name}`, inner, depth - 1);
  }
}

// What a module table of paths holds depends on the machine.
const MACHINE = new Set(["_cache", "_pathCache", "_extensions"]);

function isPlain(value) {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const proto = Object.getPrototypeOf(value);
  return proto === null || proto === Object.prototype || Object.getPrototypeOf(proto) === Object.prototype;
}

function listPrototype(path, value) {
  if (!isClass(value)) return;
  for (const [name, descriptor] of own(value.prototype))
    if (name !== "constructor") lines.add(`${path}.prototype.${name} ${kindOf(descriptor)}`);
}

function listMember(path, holder, name, descriptor) {
  lines.add(`${path}.${name} ${kindOf(descriptor)}`);
  const value = valueOf(holder, descriptor);
  if (typeof value === "function") {
    if (value !== require("node:module")) listStatics(`${path}.${name}`, value, 0);
    listPrototype(`${path}.${name}`, value);
  } else if (typeof value === "object" && value !== null && isPlain(value) && !MACHINE.has(name)) {
    listStatics(`${path}.${name}`, value, 1);
  }
}

function listModule(name) {
  let exports;
  try {
    exports = require(`node:${name.replace(/^node:/, "")}`);
  } catch {
    return;
  }
  const bare = name.replace(/^node:/, "");
  const prefixOnly = PREFIX_ONLY.includes(bare) || name.startsWith("node:");
  const path = `module ${prefixOnly ? `node:${bare}` : bare}`;
  lines.add(`${path} ${isClass(exports) ? "class" : typeof exports}`);
  for (const [member, descriptor] of own(exports)) {
    if (typeof exports === "function" && DULL_STATIC.has(member)) continue;
    listMember(path, exports, member, descriptor);
  }
  if (typeof exports === "function") listPrototype(path, exports);
}

for (const name of [...builtinModules, ...PREFIX_ONLY].sort()) {
  if (name === "process" || name === "node:process") {
    lines.add("module process object");
    continue;
  }
  listModule(name);
}
// _tls_legacy, v8/tools and similar internals are not reachable without flags and are not listed.

const SELF = new Set(["globalThis", "global", "process"]);
for (const [name, descriptor] of own(globalThis)) {
  if (SELF.has(name)) lines.add(`global ${name} ${kindOf(descriptor)}`);
  else listMember("global", globalThis, name, descriptor);
}
// Builtins write `global .name`; a member path of the global object starts with a blank name.
for (const line of [...lines]) {
  if (line.startsWith("global.")) {
    lines.delete(line);
    lines.add(`global ${line.slice("global.".length)}`);
  }
}

let depth = 0;
for (let level = process; level !== Object.prototype && level !== null; level = Object.getPrototypeOf(level)) {
  for (const [name, descriptor] of own(level)) {
    if (name === "constructor" || lines.has(`process ${name} ${kindOf(descriptor)}`)) continue;
    lines.add(`process ${name} ${kindOf(descriptor)}`);
    const value = name === "env" || depth > 0 ? undefined : valueOf(process, descriptor);
    if (typeof value === "object" && value !== null && isPlain(value)) listStatics(`process ${name}`, value, 0);
    if (typeof value === "function") listStatics(`process ${name}`, value, 0);
  }
  depth += 1;
}
for (const name of ["constructor"]) lines.add(`process ${name} class`);

// The language's hidden objects: no global names them, reflection does.
const hidden = {
  "%AsyncFunction%": (async () => {}).constructor,
  "%GeneratorFunction%": (function* () {}).constructor,
  "%AsyncGeneratorFunction%": (async function* () {}).constructor,
  "%TypedArray%": Object.getPrototypeOf(Uint8Array),
  "%IteratorPrototype%": Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
  "%AsyncIteratorPrototype%": Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype)),
};
for (const [name, value] of Object.entries(hidden)) {
  lines.add(`hidden ${name} ${isClass(value) ? "class" : typeof value}`);
  listStatics(`hidden ${name}`, value, 0);
  listPrototype(`hidden ${name}`, value);
}

// The module scope, as a CommonJS file sees it.
const { Module } = require("node:module");
for (const name of ["exports", "require", "module", "__filename", "__dirname"]) lines.add(`cjs ${name} variable`);
for (const [name, descriptor] of own(require)) if (!DULL_STATIC.has(name)) lines.add(`cjs require.${name} ${kindOf(descriptor)}`);
const inner = new Module("x", null);
for (let level = inner; level !== Object.prototype; level = Object.getPrototypeOf(level))
  for (const [name, descriptor] of own(level)) lines.add(`cjs module.${name} ${kindOf(descriptor)}`);
for (const name of ["filename", "loaded", "children", "paths", "parent", "isPreloading"]) lines.add(`cjs module.${name} field`);
for (const [name, descriptor] of own(import.meta)) lines.add(`import.meta ${name} ${kindOf(descriptor)}`);

process.stdout.write(`${[...lines].sort().join("\n")}\n`);
