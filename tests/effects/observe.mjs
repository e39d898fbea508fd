// What a piece of JavaScript does in a real Node, seen from outside: runs probe.cjs under strace, with reads of environment
// variables made visible by a shim, and turns system calls into the effects of rules/effect.def.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// What an effect may look like in system calls, besides itself. A name service is what the operator configured: it may ask files,
// sockets and variables of its own.
const NAMES = ["os.info", "host.hint", "fs.read", "fs.stat", "env.read"];
const IMPLIES = {
  "env.read": ["os.info"],
  "fs.read": ["fs.stat", "cwd"], "fs.write": ["fs.stat", "fs.read", "fs.meta", "cwd"], "fs.stat": ["cwd"], "fs.link": ["fs.stat"], "fs.meta": ["fs.stat"], "fs.watch": ["fs.stat", "cwd"],
  "stdio.out": ["stdio.info", "host.hint", "cwd"], "stdio.info": ["host.hint"], "host.hint": ["stdio.info", "cwd", "env.read", "random"],
  "worker.spawn": ["fs.read", "fs.stat", "env.read", "random", "os.info", "stdio.info", "host.hint", "cwd", "locale"],
  // The other program, until it is one, is seen as this process.
  "proc.spawn": ["fs.read", "fs.stat", "fs.write", "proc.signal", "proc.state", "env.read", "cwd", "os.info", "random", "locale", "proc.exit", "stdio.out", "stdio.info", "host.hint"],
  // The file of a Unix socket is made and removed; a server tells the time in every answer.
  "net.listen": ["fs.write", "fs.meta", "locale", "fs.stat"],
  "net.connect": ["net.udp", "stdio.info", "host.hint"], "net.dns": [...NAMES, "net.udp", "net.connect", "random"], "locale": ["env.read", "fs.read", "fs.stat"],
  "native.load": ["fs.read", "fs.stat"], "native.engine": ["fs.read", "fs.stat"], "proc.identity": [...NAMES, "proc.signal"], "code.load": ["fs.read", "fs.stat"],
  "os.info": ["fs.read", "fs.stat", "host.hint"], fd: ["stdio.info", "stdio.in", "stdio.out"], "host.path": ["fs.stat"],
};

export function allowed(effects) {
  const set = new Set(effects);
  for (const effect of effects) for (const other of IMPLIES[effect] ?? []) set.add(other);
  return set;
}

// Variables that Node or libuv read once for themselves; their values do not reach the caller.
const NODE_OWN = /^(UV_THREADPOOL_SIZE|UV_USE_IO_URING|NODE_V8_COVERAGE|NODE_UNIQUE_ID|NODE_CHANNEL_FD|WATCH_REPORT_DEPENDENCIES|SIMDJSON_FORCE_IMPLEMENTATION)$/;
const COLOURS = /^(FORCE_COLOR|NO_COLOR|NODE_DISABLE_COLORS|UNDICI_NO_FG|JEST_WORKER_ID|__MINIMATCH_TESTING_PLATFORM__|COLORTERM|TERM|TMUX|CI|TEAMCITY_VERSION)$/;

// How Node looks up names and checks certificates is the operator's choice: what it reads for that does not reach the caller either.
const CONNECTIONS = /^(SYSTEMD_\w+|LOCALDOMAIN|RES_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_FILE|SSL_CERT_DIR|OPENSSL_CONF|NODE_DEBUG|NODE_USE_ENV_PROXY|(https?|no)_proxy|(HTTPS?|NO)_PROXY)$/;
// Facts about the user, wherever a function of os finds them.
const USER = /^(HOME|TMPDIR|TMP|TEMP|\/etc\/(passwd|group)|\/(var\/)?run\/nscd\/socket)$/;
const CONFIGURATION = /^\/etc\/(resolv|nsswitch|netsvc|svc|host)\.conf$|\/ssl\//;

function effectOfVariable(name) {
  if (name === "TZ" || name === "TZDIR") return "locale";
  if (NODE_OWN.test(name)) return undefined;
  if (USER.test(name)) return "os.info";
  return COLOURS.test(name) || CONNECTIONS.test(name) ? "host.hint" : "env.read";
}

function effectOfPath(path) {
  if (path.startsWith("/etc/localtime") || path.startsWith("/usr/share/zoneinfo")) return "locale";
  if (USER.test(path)) return "os.info";
  if (CONFIGURATION.test(path)) return "host.hint";
  // A failed assertion quotes its caller, which is the probe.
  if (path.endsWith("/probe.cjs") || path.startsWith("/proc/self/fd") || path.startsWith("/sys/devices/system/cpu/")) return null;
  // glibc's malloc asks it once per process before it shrinks a thread's heap (malloc/arena.c, shrink_heap).
  if (path === "/proc/sys/vm/overcommit_memory") return null;
  // libuv keeps a spare descriptor for every server.
  if (path === "/dev/null") return null;
  if (path === "/dev/urandom") return "random";
  return /^\/(proc|sys)\//.test(path) ? "os.info" : undefined;
}

const BY_CALL = {
  "fs.stat": "stat lstat statx newfstatat access faccessat faccessat2 readlink readlinkat statfs",
  "fs.write": "unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir truncate",
  "fs.meta": "chmod fchmodat chown lchown fchownat utimensat",
  "fs.link": "link linkat symlink symlinkat",
  "fs.watch": "inotify_add_watch",
  "net.connect": "connect",
  "net.listen": "listen",
  "proc.spawn": "execve vfork",
  "proc.signal": "kill tkill tgkill",
  "proc.identity": "setuid setgid setgroups setreuid setregid setresuid setresgid",
  "proc.state": "chdir umask setpriority",
  cwd: "getcwd",
  "os.info": "sysinfo getrusage getgroups getpriority uname getuid geteuid getgid getegid",
  random: "getrandom",
};
const EFFECT = new Map(Object.entries(BY_CALL).flatMap(([effect, calls]) => calls.split(" ").map((call) => [call, effect])));
const OTHERS = "open openat creat fstat ioctl bind sendto sendmsg sendmmsg prctl write writev read readv";
// Asked by the runtime for itself all the time.
const UNTOLD = new Set(["uname", "getuid", "geteuid", "getgid", "getegid"]);

// The effect of one line of strace, or undefined when it is none of a package's business.
function effectOf(call, line) {
  const path = line.match(/"((?:[^"\\]|\\.)*)"/)?.[1] ?? "";
  const number = Number(line.match(/\((\d+)/)?.[1] ?? -1);
  if (path.startsWith("/GETENV/")) return effectOfVariable(path.slice(8));
  const told = effectOfPath(path);
  if (told !== undefined) return told ?? undefined;
  switch (call) {
    case "open": case "openat": case "creat":
      return /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) ? "fs.write" : "fs.read";
    case "stat": case "lstat": case "statx": case "newfstatat": case "access": case "faccessat": case "faccessat2": case "readlink": case "readlinkat": case "statfs":
      if (path === "" && number >= 0 && number <= 2) return "stdio.info";
      return path === "" ? undefined : "fs.stat";
    case "fstat": case "ioctl": return number <= 2 ? "stdio.info" : undefined;
    case "bind": return line.includes("AF_NETLINK") ? "os.info" : "net.listen";
    case "sendto": case "sendmsg": case "sendmmsg": return /sin_port|sin6_port/.test(line) ? "net.udp" : undefined;
    // A profiler interrupts its own process.
    case "tgkill": return line.includes("SIGPROF") ? undefined : "proc.signal";
    case "prctl": return line.includes("PR_SET_NAME") ? "thread.name" : undefined;
    case "write": case "writev": return number === 1 || number === 2 ? "stdio.out" : undefined;
    case "read": case "readv": return number === 0 ? "stdio.in" : undefined;
    default: return UNTOLD.has(call) ? undefined : EFFECT.get(call);
  }
}

const CALLS = [...EFFECT.keys(), ...OTHERS.split(" ")].join(",");

// The log of one run: what was seen (effect -> the first line of strace for it, and which member was running), and what the probe
// itself had to say (how it failed, which authority it was handed).
function readLog(log) {
  const run = { seen: undefined, said: [], abort: undefined };
  let running = false;
  let main;
  let member = "";
  for (const line of readFileSync(log, "utf8").split("\n")) {
    const mark = line.match(/"\/MARK\/(\w+)\/?((?:[^"\\]|\\.)*)"/);
    if (mark) {
      if (mark[1] === "begin") run.seen ??= new Map();
      if (mark[1] === "begin" || mark[1] === "end") running = mark[1] === "begin";
      else if (mark[1] === "at") member = mark[2];
      else run.said.push(`${member ? `${member}: ` : ""}${mark[1]} ${mark[2]}`);
      continue;
    }
    if (running && /^\d+\s+--- SIG(ABRT|TRAP|ILL|SEGV) /.test(line)) run.abort ??= member;
    const call = line.match(/^\d+\s+(\w+)\(/)?.[1];
    const thread = line.match(/^\d+/)?.[0];
    main ??= thread;
    if (!running || call === undefined) continue;
    let effect = effectOf(call, line);
    // Threads name themselves; only the name of the first one is the process's.
    if (effect === "thread.name") effect = thread === main ? "proc.state" : undefined;
    if (effect !== undefined && !run.seen.has(effect)) run.seen.set(effect, `${member ? `${member}: ` : ""}${line.replace(/^\d+\s+/, "").slice(0, 120)}`);
  }
  return run;
}

export class Observer {
  // `work` is a folder for what is left of runs; `node` the Node that is asked.
  constructor(work, here, node) {
    Object.assign(this, { work, here, node, shim: join(work, "getenv_shim.so") });
    execFileSync(process.env.CC ?? "cc", ["-shared", "-fPIC", "-O1", "-o", this.shim, join(here, "getenv_shim.c"), "-ldl"]);
  }

  // Runs a probe in a fresh process. `seen` is undefined when it did not start.
  async once(probe) {
    const folder = mkdtempSync(join(this.work, "run-"));
    const log = `${folder}.log`;
    writeFileSync(join(folder, "f.txt"), "x\n");
    await new Promise((done) => {
      const child = spawn("strace", ["-f", "-qq", "--seccomp-bpf", "-s", "200", "-o", log, "-e", `trace=${CALLS}`, "-E", `LD_PRELOAD=${this.shim}`, this.node, "--no-warnings", ...(probe.flags ?? []), join(this.here, "probe.cjs"), JSON.stringify(probe)],
        { cwd: folder, stdio: "ignore", timeout: 120000, killSignal: "SIGKILL", env: { PATH: process.env.PATH, HOME: folder } });
      child.on("close", done);
    });
    const run = readLog(log);
    rmSync(folder, { recursive: true, force: true });
    rmSync(log, { force: true });
    return run;
  }

  // The same without the arguments that end the process by a failed check in Node's own machine code, which are bugs of Node's and
  // no effect: what comes after them must be seen too.
  async complete(probe) {
    const skip = [];
    for (;;) {
      const run = await this.once({ ...probe, skip });
      if (run.abort === undefined || skip.includes(run.abort) || skip.length >= 40) return { ...run, aborts: skip };
      const method = run.abort.replace(/\d+$/, "");
      skip.push(skip.filter((one) => one.startsWith(method)).length < 2 ? run.abort : method);
    }
  }

  // What a probe shows that `effects` does not explain, and shows again: a heap that grows or a thread that is late, the
  // runtime's own doing, is not there in every one of three runs. `all` is everything that was seen in some run. While something of
  // `must` was not, it is run again, up to three times, and more time is left for what comes late on a busy machine.
  async surprises(probe, effects, must = []) {
    const fine = allowed(effects);
    const all = new Set();
    const aborts = new Set();
    let unknown;
    let said;
    for (let run = 0; run < 3 && (unknown === undefined || unknown.size > 0 || must.some((effect) => !all.has(effect))); run += 1) {
      const { seen, said: words, aborts: these } = await this.complete({ ...probe, patience: 5 ** run });
      for (const place of these) aborts.add(place);
      if (seen === undefined) continue;
      said = words;
      for (const effect of seen.keys()) all.add(effect);
      unknown = new Map([...seen].filter(([effect]) => !fine.has(effect) && (unknown === undefined || unknown.has(effect))));
    }
    return { unknown, all, aborts: [...aborts], said: said ?? [] };
  }
}
