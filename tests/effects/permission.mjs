// A second opinion: what Node's own permission model asks for, member by member, must be in the effect tables. Prints TAP.
//
//     node permission.mjs ROOT --node PATH
//
// Every member with an effect on files, network, processes, threads, machine code or the inspector is called in a process
// without any permission. What Node refuses there, the tables must know; that the tables know more (descriptors,
// and the network before Node 25) is their point.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Tables } from "./tables.mjs";

const root = process.argv[2];
const node = process.argv.includes("--node") ? process.argv[process.argv.indexOf("--node") + 1] : process.execPath;
const major = Number(execFileSync(node, ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" }));
const tables = new Tables(join(root, "rules/effects"));

// Node's permissions, and the effects any of which stands for them.
const MEANS = {
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
const ASKED = /^(fs\.|net\.|proc\.spawn|worker\.spawn|native\.(load|engine)|code\.(engine|wasm))/;
// Not to be called blindly, even in a process without permissions.
const LEFT_OUT = /^(proc\.(exit|signal|hooks|state|identity)|clock\.block|stdio\.in|fd)$/;
// Node looks before it deletes or cuts, and tells the caller nothing of what it saw.
const LOOKS_FIRST = /\.(rm|rmdir|truncate)(Sync)?$/;

const words = (row) => `${row.data.call ?? ""} ${row.data.new ?? ""}`.split(" ").filter(Boolean).map((word) => word.replace(/[:?].*/s, ""));
const members = [];
for (const [name, module] of tables.modules) {
  if (!module.majors.includes(major) || name === "process" || name === "repl" || name === "test") continue;
  for (const [member, row] of module.members) {
    const effects = words(row.real);
    if (row.majors.includes(major) && effects.some((effect) => ASKED.test(effect)) && !effects.some((effect) => LEFT_OUT.test(effect)))
      members.push({ id: `${name}.${member}`, root: module.data.prefix ? `node:${name}` : name, member, effects });
  }
}

// Before 24 the switch had another name, and refused to load what it may not read.
const flag = major < 23 ? "--experimental-permission" : "--permission";
const readable = major < 24 ? [`--allow-fs-read=${join(root, "tests/effects")}/*`] : [`--allow-fs-read=${join(root, "tests/effects")}`];
const wrong = [];
let asked = [];
for (let i = 0; i < members.length; i += 8) {
  const part = members.slice(i, i + 8);
  let output = "";
  try {
    output = execFileSync(node, [flag, ...readable, "--no-warnings", join(root, "tests/effects/permission_probe.cjs"), JSON.stringify(part)],
      { encoding: "utf8", cwd: "/", timeout: 60000, stdio: ["ignore", "pipe", "ignore"], env: { PATH: process.env.PATH } });
  } catch (error) {
    wrong.push(`${part.map((member) => member.id).join(", ")}: ended badly (${error.signal ?? error.status})`);
    continue;
  }
  asked = asked.concat(output.trim().split("\n").filter(Boolean));
}
for (const line of asked) {
  const [id, permission] = line.split("\t");
  const { effects } = members.find((member) => member.id === id);
  if (permission === "FileSystemRead" && LOOKS_FIRST.test(id)) continue;
  if (!(MEANS[permission] ?? []).some((effect) => effects.includes(effect))) wrong.push(`${id}: Node asks for ${permission}, the table has ${effects.join(" ")}`);
}
console.log(`${wrong.length === 0 ? "ok" : "not ok"} 1 - Node ${major}: ${asked.length} permissions that it asked for over ${members.length} members are in the tables`);
for (const line of wrong) console.log(`#   ${line}`);
console.log("1..1");
if (wrong.length > 0) process.exitCode = 1;
