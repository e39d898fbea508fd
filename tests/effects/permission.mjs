// Second opinions: what Node's own permission model, or Deno's, asks for, member by member, must be in the effect tables. Prints TAP.
//
//     node permission.mjs ROOT --node PATH
//     node permission.mjs ROOT --deno PATH
//
// Members are called in a process without any permission: with Node those that the tables charge with files, network, processes,
// threads, machine code or the inspector, with Deno all but those that must not be called blindly. What is refused there, the
// tables must know; that the tables know more is their point.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { option, plan, root, tap } from "./options.mjs";
import { callables } from "./rows.mjs";
import { Tables } from "./tables.mjs";

const deno = option("--deno");
const program = deno ?? option("--node") ?? process.execPath;
const version = deno ? ["eval", "--no-lock", "console.log(process.versions.node)"] : ["-p", "process.versions.node"];
const major = Math.min(26, 2 * Math.floor(Number.parseInt(execFileSync(program, version, { encoding: "utf8" }), 10) / 2));
const tables = new Tables(join(root, "rules/effects"));

// Node's permissions, and the effects any of which stands for them.
const NODE = {
  FileSystemRead: ["fs.read", "fs.stat", "fs.watch", "fs.link", "code.load"],
  FileSystemWrite: ["fs.write", "fs.meta", "fs.link"],
  ChildProcess: ["proc.spawn"],
  WorkerThreads: ["worker.spawn"],
  Net: ["net.connect", "net.listen", "net.udp", "net.dns"],
  Addon: ["native.load", "native.engine"],
  FFI: ["native.load"],
  Inspector: ["code.engine"],
  WASI: ["code.wasm"],
};
// Deno's, from the list of effects; "read and write of everything" is both.
const DENO = {};
for (const [, name, words] of readFileSync(join(root, "rules/effect.def"), "utf8").matchAll(/X\(EFFECT_\w+, "([^"]+)",[^"]*"[^"]*",\s*"[^"]*",\s*"([^"]*)"/g))
  for (const permission of ["read", "write", "net", "run", "env", "sys", "ffi", "import"])
    if (words.split(" ").includes(permission)) (DENO[permission] ??= []).push(name);

// What docs/effects.md decides otherwise, each with its reason there: another program or thread has the environment and its own file; a
// path to connect to is a Unix socket; os.tmpdir is a fact about the host wherever it is found; what Node reads for its own
// decisions, colours or the source that a failing assertion quotes, is a hint.
DENO.env.push("proc.spawn", "os.info", "host.hint");
DENO.read.push("worker.spawn", "net.connect", "host.hint");

const ASKED = /^(fs\.|net\.|proc\.spawn|worker\.spawn|native\.(load|engine)|code\.(engine|wasm))/;
// Not to be called blindly, even in a process without permissions.
const LEFT_OUT = /^(proc\.(exit|signal|hooks|state|identity)|clock\.block|stdio\.in|fd)$/;
// Node looks before it deletes or cuts, and tells the caller nothing of what it saw.
const LOOKS_FIRST = /\.(rm|rmdir|truncate)(Sync)?$/;

const words = (row) => `${row.data.call ?? ""} ${row.data.new ?? ""}`.split(" ").filter(Boolean);
const bare = (list) => list.map((word) => word.replace(/[:?].*/s, ""));
const members = [];
for (const { id, row, run } of callables(tables, major)) {
  const effects = bare(words(row));
  const always = bare(words(row).filter((word) => !word.includes("?")));
  if (always.some((effect) => LEFT_OUT.test(effect)) || run.root === "process" || /^(repl|test)\./.test(id)) continue;
  if (deno || effects.some((effect) => ASKED.test(effect))) members.push({ id, run, effects });
}

// Before 24 Node's switch had another name, and refused to load what it may not read.
function switches() {
  if (deno) return ["run", "--no-prompt", "--no-lock", "--quiet"];
  return [major < 23 ? "--experimental-permission" : "--permission", `--allow-fs-read=${join(root, "tests/effects")}${major < 24 ? "/*" : ""}`, "--no-warnings"];
}

const badly = [];
// "id<TAB>permission" for everything that the members were refused.
function ask(part) {
  try {
    const output = execFileSync(program, [...switches(), join(root, "tests/effects/permission_probe.cjs"), JSON.stringify(part)],
      { encoding: "utf8", cwd: "/", timeout: 60000, stdio: ["ignore", "pipe", "ignore"], env: { PATH: process.env.PATH, DENO_DIR: process.env.TMPDIR ?? "/tmp", NO_COLOR: "1" } });
    return output.trim().split("\n").filter((line) => line.includes("\t"));
  } catch (error) {
    // One that ends the process hides the others.
    if (part.length > 1) return part.flatMap((one) => ask([one]));
    if (!deno) badly.push(`${part[0].id}: ended badly (${error.signal ?? error.status})`);
    return [];
  }
}

const isIn = (effects, permission) => ((deno ? DENO : NODE)[permission] ?? []).some((effect) => effects.includes(effect));
let count = 0;
const wrong = [];
for (let i = 0; i < members.length; i += 8)
  for (const line of ask(members.slice(i, i + 8))) {
    const [id, permission] = line.split("\t");
    const member = members.find((one) => one.id === id);
    count += 1;
    if (isIn(member.effects, permission) || (/^(FileSystemRead|read)$/.test(permission) && LOOKS_FIRST.test(id))) continue;
    // What failed late may have been the member before.
    if (ask([member]).includes(line)) wrong.push(`${id}: ${permission} is asked for, the table has ${member.effects.join(" ")}`);
  }
wrong.push(...badly);
tap(`${deno ? "Deno" : "Node"} ${major}: ${count} permissions that it asked for over ${members.length} members are in the tables`, wrong);
plan();
