// The truth test: runs members of Node's interface under strace and fails for an effect that was seen and that the tables
// do not have. Linux with strace and a C compiler. Prints TAP.
//
//     node truth.mjs ROOT --node PATH [--only TEXT]
//
// Members that the tables call harmless (tiers P, R, N, I) are called and constructed with 40 shapes of arguments; what
// needs particular arguments is in probes.txt. Clocks, tampering and shared state leave no system call: rows about
// them name their experiment.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Tables } from "./tables.mjs";

const root = process.argv[2];
const option = (name, fallback) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : fallback);
const node = option("--node", process.execPath);
const only = option("--only", "");
const major = Number(execFileSync(node, ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" }));
const tables = new Tables(join(root, "rules/effects"));
const here = join(root, "tests/effects");
const work = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "truth-"));
const shim = join(work, "getenv_shim.so");
execFileSync(process.env.CC ?? "cc", ["-shared", "-fPIC", "-O1", "-o", shim, join(here, "getenv_shim.c"), "-ldl"]);

const tiers = new Map();
const definition = readFileSync(join(root, "rules/effect.def"), "utf8");
for (const [, name, tier] of definition.matchAll(/X\(EFFECT_\w+, "([^"]+)", TIER_(\w)/g)) tiers.set(name, tier);

const effectsOf = (list) => (list === undefined || list === "pure" ? [] : list.split(" ").map((word) => word.replace(/[:?].*/s, "")));

// What an effect may look like in system calls, besides itself.
const IMPLIES = {
  "env.read": ["os.info"],
  "fs.read": ["fs.stat", "cwd"], "fs.write": ["fs.stat", "fs.read", "fs.meta", "cwd"], "fs.stat": ["cwd"], "fs.link": ["fs.stat"], "fs.meta": ["fs.stat"], "fs.watch": ["fs.stat"],
  "stdio.out": ["stdio.info", "host.hint", "cwd"], "stdio.info": ["host.hint"], "host.hint": ["stdio.info", "cwd", "env.read", "random"],
  "worker.spawn": ["fs.read", "fs.stat", "env.read", "random", "os.info", "stdio.info", "cwd", "locale"], "proc.spawn": ["fs.read", "fs.stat", "proc.signal", "env.read", "cwd", "os.info", "random", "locale", "proc.exit", "stdio.out", "stdio.info", "host.hint"],
  "net.connect": ["net.udp", "stdio.info", "host.hint"], "net.dns": ["net.udp", "fs.read", "env.read", "net.connect", "random", "host.hint"], "locale": ["env.read", "fs.read", "fs.stat"],
  "os.info": ["fs.read", "fs.stat", "host.hint"], fd: ["stdio.info", "stdio.in", "stdio.out"],
};

function allowed(effects) {
  const set = new Set(effects);
  for (const effect of effects) for (const other of IMPLIES[effect] ?? []) set.add(other);
  return set;
}

// Variables that Node or libuv read once for themselves; their values do not reach the caller.
const NODE_OWN = /^(UV_THREADPOOL_SIZE|UV_USE_IO_URING|NODE_V8_COVERAGE|NODE_UNIQUE_ID|NODE_CHANNEL_FD|WATCH_REPORT_DEPENDENCIES|SIMDJSON_FORCE_IMPLEMENTATION)$/;
const COLOURS = /^(FORCE_COLOR|NO_COLOR|NODE_DISABLE_COLORS|UNDICI_NO_FG|JEST_WORKER_ID|__MINIMATCH_TESTING_PLATFORM__|COLORTERM|TERM|TMUX|CI|TEAMCITY_VERSION)$/;

// How Node looks up names and checks certificates is the operator's choice: what it reads for that does not reach the caller either.
const CONNECTIONS = /^(LOCALDOMAIN|RES_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_FILE|SSL_CERT_DIR|OPENSSL_CONF|NODE_DEBUG|NODE_USE_ENV_PROXY|(https?|no)_proxy|(HTTPS?|NO)_PROXY)$/;
// Facts about the user, wherever a function of os finds them.
const USER = /^(HOME|TMPDIR|TMP|TEMP|\/etc\/passwd|\/(var\/)?run\/nscd\/socket)$/;
const CONFIGURATION = /^\/etc\/(resolv|nsswitch|netsvc|svc|host)\.conf$|\/ssl\//;

// The effect of one line of strace, or undefined when it is none of a package's business.
function effectOf(call, line) {
  const path = line.match(/"((?:[^"\\]|\\.)*)"/)?.[1] ?? "";
  const number = Number(line.match(/\((\d+)/)?.[1] ?? -1);
  if (path.startsWith("/GETENV/")) {
    const name = path.slice(8);
    if (name === "TZ" || name === "TZDIR") return "locale";
    if (NODE_OWN.test(name)) return undefined;
    if (USER.test(name)) return "os.info";
    return COLOURS.test(name) || CONNECTIONS.test(name) ? "host.hint" : "env.read";
  }
  if (path.startsWith("/etc/localtime") || path.startsWith("/usr/share/zoneinfo")) return "locale";
  if (USER.test(path)) return "os.info";
  if (CONFIGURATION.test(path)) return "host.hint";
  // A failed assertion quotes its caller, which is the probe.
  if (path.endsWith("/probe.cjs")) return undefined;
  if (path.startsWith("/proc/self/fd") || path.startsWith("/sys/devices/system/cpu/")) return undefined;
  // glibc's malloc asks it once per process before it shrinks a thread's heap (malloc/arena.c, shrink_heap).
  if (path === "/proc/sys/vm/overcommit_memory") return undefined;
  if (/^\/(proc|sys)\//.test(path)) return "os.info";
  switch (call) {
    case "open": case "openat": case "creat":
      return /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) ? "fs.write" : "fs.read";
    case "stat": case "lstat": case "statx": case "newfstatat": case "access": case "faccessat": case "faccessat2": case "readlink": case "readlinkat": case "statfs":
      if (path === "" && number >= 0 && number <= 2) return "stdio.info";
      return path === "" ? undefined : "fs.stat";
    case "fstat": return number <= 2 ? "stdio.info" : undefined;
    case "ioctl": return number <= 2 ? "stdio.info" : undefined;
    case "unlink": case "unlinkat": case "rename": case "renameat": case "renameat2": case "mkdir": case "mkdirat": case "rmdir": case "truncate":
      return "fs.write";
    case "chmod": case "fchmodat": case "chown": case "lchown": case "fchownat": case "utimensat": return "fs.meta";
    case "link": case "linkat": case "symlink": case "symlinkat": return "fs.link";
    case "inotify_add_watch": return "fs.watch";
    case "connect": return "net.connect";
    case "listen": return "net.listen";
    case "bind": return line.includes("AF_NETLINK") ? "os.info" : "net.listen";
    case "sendto": case "sendmsg": case "sendmmsg": return /sin_port|sin6_port/.test(line) ? "net.udp" : undefined;
    case "execve": case "vfork": return "proc.spawn";
    case "kill": case "tkill": case "tgkill": return "proc.signal";
    case "setuid": case "setgid": case "setgroups": case "setreuid": case "setregid": case "setresuid": case "setresgid": return "proc.identity";
    case "chdir": case "umask": case "setpriority": return "proc.state";
    case "prctl": return line.includes("PR_SET_NAME") ? "thread.name" : undefined;
    case "getcwd": return "cwd";
    case "sysinfo": case "getrusage": case "getgroups": case "getpriority": return "os.info";
    case "getrandom": return "random";
    case "write": case "writev": return number === 1 || number === 2 ? "stdio.out" : undefined;
    case "read": case "readv": return number === 0 ? "stdio.in" : undefined;
    default: return undefined;
  }
}

const CALLS = "open,openat,creat,stat,lstat,statx,newfstatat,access,faccessat,faccessat2,readlink,readlinkat,statfs,fstat,ioctl,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,truncate,chmod,fchmodat,chown,lchown,fchownat,utimensat,link,linkat,symlink,symlinkat,inotify_add_watch,connect,listen,bind,sendto,sendmsg,sendmmsg,execve,vfork,kill,tkill,tgkill,setuid,setgid,setgroups,setreuid,setregid,setresuid,setresgid,chdir,umask,setpriority,prctl,getcwd,uname,sysinfo,getrusage,getuid,geteuid,getgid,getegid,getgroups,getpriority,getrandom,write,writev,read,readv";

// What a probe shows that the tables do not have, and shows again: a heap that grows or a thread that is late, the runtime's
// own doing, is not there in every one of three runs.
function surprises(probe) {
  let unknown;
  for (let run = 0; run < 3 && unknown?.size !== 0; run += 1) {
    const observed = observe(probe);
    if (observed === undefined) continue;
    const fine = allowed(probe.effects);
    unknown = new Map([...observed].filter(([effect]) => !fine.has(effect) && (unknown === undefined || unknown.has(effect))));
  }
  return unknown;
}

// Runs a probe in a fresh process; a map of what was seen: effect -> the first line of strace for it.
function observe(probe) {
  const folder = mkdtempSync(join(work, "run-"));
  const log = join(work, "strace.log");
  writeFileSync(join(folder, "f.txt"), "x\n");
  try {
    execFileSync("strace", ["-f", "-qq", "--seccomp-bpf", "-s", "200", "-o", log, "-e", `trace=${CALLS}`, "-E", `LD_PRELOAD=${shim}`, node, "--no-warnings", join(here, "probe.cjs"), JSON.stringify(probe)],
      { cwd: folder, stdio: ["ignore", "ignore", "ignore"], timeout: 60000, env: { PATH: process.env.PATH, HOME: folder } });
  } catch {
    // It may end badly; the log counts.
  }
  let seen;
  let running = false;
  let main;
  for (const line of readFileSync(log, "utf8").split("\n")) {
    const mark = line.match(/"\/MARK\/(begin|end)"/);
    if (mark) {
      running = mark[1] === "begin";
      seen ??= new Map();
      continue;
    }
    const call = line.match(/^\d+\s+(\w+)\(/)?.[1];
    const thread = line.match(/^\d+/)?.[0];
    main ??= thread;
    if (!running || call === undefined) continue;
    let effect = effectOf(call, line);
    // Threads name themselves; only the name of the first one is the process's.
    if (effect === "thread.name") effect = thread === main ? "proc.state" : undefined;
    if (effect !== undefined && !seen.has(effect)) seen.set(effect, line.replace(/^\d+\s+/, "").slice(0, 120));
  }
  rmSync(folder, { recursive: true, force: true });
  return seen;
}

// Members to fuzz: callable, and nothing of tier A or X in what they may do.
function harmless(row) {
  return row.callable && [...effectsOf(row.data.call), ...effectsOf(row.data.new)].every((effect) => !"AX".includes(tiers.get(effect)));
}

function fuzzed() {
  const probes = [];
  const add = (id, row, probe) => {
    if (!row.majors.includes(major) || row.data.absent || !harmless(row.real) || !id.includes(only)) return;
    probes.push({ id, effects: [...effectsOf(row.real.data.call), ...effectsOf(row.real.data.new)], ...probe });
  };
  for (const [name, module] of tables.modules) {
    if (!module.majors.includes(major) || name === "process" || name === "test" || name === "repl") continue;
    for (const [member, row] of module.members)
      if (!member.startsWith("@@")) add(`${name}.${member}`, row, { kind: "module", root: module.data.prefix ? `node:${name}` : name, member });
  }
  for (const [member, row] of tables.modules.get("process").members) if (!member.startsWith("@@")) add(`process.${member}`, row, { kind: "process", member });
  for (const file of tables.globals)
    for (const [name, row] of file.members) {
      add(name, row, { kind: "global", root: name });
      for (const [member, inner] of row.members) add(`${name}.${member}`, inner, { kind: "global", root: name, member });
    }
  return probes;
}

function written() {
  const probes = [];
  for (const line of readFileSync(join(here, "probes.txt"), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const bar = line.indexOf(" | ");
    probes.push({ id: `probe ${line.slice(bar + 3)}`.replaceAll("/", "|").replaceAll('"', "'"), effects: line.slice(0, bar).split(" "), code: line.slice(bar + 3) });
  }
  return probes.filter((probe) => probe.id.includes(only));
}

let number = 0;
function judge(kind, probes) {
  const wrong = [];
  let ran = 0;
  for (const probe of probes) {
    const seen = surprises(probe);
    if (seen === undefined) {
      wrong.push(`${probe.id}: did not run`);
      continue;
    }
    ran += 1;
    for (const [effect, line] of seen) wrong.push(`${probe.id}: ${effect} was seen: ${line}`);
  }
  number += 1;
  console.log(`${wrong.length === 0 ? "ok" : "not ok"} ${number} - Node ${major}: ${ran} of ${probes.length} ${kind} did nothing that the tables do not say`);
  for (const line of wrong) console.log(`#   ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
}

judge("written probes", written());
judge("harmless members, 40 shapes each,", fuzzed());
console.log(`1..${number}`);
rmSync(work, { recursive: true, force: true });
