// Lists of arguments and receivers that bring members of Node's interface to where they take functions: for arguments_probe.cjs.
//
// `generic` lists are tried with every member, `recipes` with those that need something particular, and `receivers` make what methods are
// called on. Addresses are of this machine, paths are in the folder of the test.
"use strict";
const { PassThrough, Readable } = require("stream");
const EventEmitter = require("events");
const fs = require("fs");
const { readFileSync } = fs;
const { join } = require("path");
const pem = readFileSync(join(__dirname, "localhost.pem"), "utf8");
const known = require("./receivers.cjs");

const nothing = () => {};
const bytes = () => Buffer.alloc(8);
const fd = () => fs.openSync("f.txt", "r+");
const lazy = (name) => require(name);
const each = (names, value) => Object.fromEntries(names.split(" ").map((name) => [name, value]));
const inModule = (module, names, ...lists) => each(names.split(" ").map((name) => `${module}.${name}`).join(" "), lists);

const generic = [
  () => [],
  () => ["./f.txt"],
  () => ["localhost", "utf8"],
  () => ["a", 1],
  () => [bytes(), 0],
  () => [400, 2],
  () => [nothing],
  () => [new EventEmitter(), "a"],
  () => [new PassThrough()],
];

const address = { port: 9, host: "127.0.0.1" };
const recipes = {
  ...inModule("fs", "chmod lchmod", () => ["./f.txt", 0o644]),
  ...inModule("fs", "chown lchown utimes lutimes", () => ["./f.txt", 0, 0]),
  ...inModule("fs", "fchown futimes", () => [fd(), 0, 0]),
  ...inModule("fs", "open", () => ["./f.txt", "r", 0o644]),
  ...inModule("crypto", "randomInt", () => [4, 9]),
  ...inModule("crypto", "generatePrime checkPrime", () => [32, {}]),
  ...inModule("fs", "close fsync fdatasync ftruncate fstat fchmod", () => [fd(), 0]),
  ...inModule("fs", "read write", () => [fd(), bytes(), 0, 1, 0], () => [fd(), bytes()], () => [fd(), "x", 0, "utf8"]),
  ...inModule("fs", "readv writev", () => [fd(), [bytes()], 0]),
  ...inModule("fs", "writeFile appendFile", () => ["./f.txt", "x"]),
  ...inModule("fs", "copyFile cp cpSync rename link", () => ["./f.txt", "./h.txt"], () => ["./f.txt", "./h.txt", 0], () => ["./d", "./e", { recursive: true }]),
  ...inModule("fs", "readdir opendir rmdir mkdir", () => ["./d"]),
  ...inModule("fs", "glob globSync", () => ["*"]),
  ...inModule("fs/promises", "cp", () => ["./d", "./e", { recursive: true }]),
  ...inModule("fs/promises", "writeFile appendFile", () => ["./f.txt", "x"]),
  ...inModule("crypto", "pbkdf2", () => ["p", "s", 1, 8, "sha256"]),
  ...inModule("crypto", "hkdf", () => ["sha256", "k", "s", "i", 8]),
  ...inModule("crypto", "scrypt", () => ["p", "s", 8, {}]),
  ...inModule("crypto", "argon2", () => ["argon2id", { message: "m", nonce: Buffer.alloc(16), parallelism: 1, tagLength: 8, memory: 8, passes: 1 }]),
  ...inModule("crypto", "generateKeyPair", () => ["ec", { namedCurve: "P-256" }]),
  ...inModule("crypto", "generateKey", () => ["hmac", { length: 64 }]),
  ...inModule("crypto", "createHash", () => ["sha256"]),
  ...inModule("crypto", "createHmac", () => ["sha256", "k"]),
  ...inModule("crypto", "createSign createVerify", () => ["SHA256"]),
  ...inModule("crypto", "createCipheriv createDecipheriv Cipheriv Decipheriv", () => ["aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)]),
  ...inModule("crypto", "createCipher createDecipher Cipher Decipher", () => ["aes-128-cbc", "p"]),
  ...inModule("crypto", "Hash", () => ["sha256"]),
  ...inModule("crypto", "Hmac", () => ["sha256", "k"]),
  ...inModule("crypto", "Sign Verify", () => ["SHA256"]),
  ...inModule("crypto", "randomFill", () => [bytes(), 0, 4]),
  ...inModule("crypto", "sign", () => ["sha256", bytes(), pair().privateKey]),
  ...inModule("crypto", "verify", () => ["sha256", bytes(), pair().publicKey, bytes()]),
  ...inModule("crypto", "diffieHellman", () => [pair()]),
  ...inModule("crypto", "encapsulate", () => [pair().publicKey]),
  ...inModule("crypto", "decapsulate", () => [pair().privateKey, bytes()]),
  ...inModule("dns", "lookup resolve resolve4 resolve6", () => ["localhost", {}]),
  ...inModule("dns", "lookupService", () => ["127.0.0.1", 9]),
  ...inModule("dns", "reverse", () => ["127.0.0.1"]),
  ...inModule("net", "connect createConnection", () => [9, "127.0.0.1"], () => [address], () => ["./no.sock"]),
  ...inModule("tls", "connect", () => [9, "127.0.0.1", {}], () => [address]),
  ...inModule("tls", "checkServerIdentity", () => ["localhost", {}]),
  ...inModule("tls", "createServer Server", () => [{}]),
  ...inModule("tls", "TLSSocket", () => [new PassThrough(), {}]),
  ...inModule("http", "get request ClientRequest", () => ["http://127.0.0.1:9/", {}], () => [address]),
  ...inModule("https", "get request", () => ["https://127.0.0.1:9/", {}], () => [address]),
  ...inModule("http2", "connect", () => ["http://127.0.0.1:9", {}]),
  ...inModule("dgram", "createSocket Socket", () => ["udp4"]),
  ...inModule("child_process", "exec execFile", () => ["true"], () => ["true", [], {}]),
  ...inModule("util", "aborted", () => [new AbortController().signal, {}]),
  ...inModule("fs", "symlink", () => ["./f.txt", "./h.txt", "file"]),
  ...inModule("stream", "pipeline", () => [Readable.from(["x"]), new PassThrough(), nothing], () => [Readable.from(["x"]), new PassThrough(), new PassThrough()]),
  ...inModule("stream/promises", "pipeline", () => [Readable.from(["x"]), new PassThrough(), new PassThrough()]),
  ...inModule("stream", "compose", () => [Readable.from(["x"]), new PassThrough(), new PassThrough()], () => [async function* (one) { yield* one; }]),
  ...inModule("stream", "addAbortSignal", () => [new AbortController().signal, new PassThrough()]),
  ...inModule("stream.Readable", "from fromWeb toWeb", () => [["x"]], () => [new ReadableStream()], () => [Readable.from(["x"])]),
  ...inModule("events", "on once", () => [new EventEmitter(), "a"], () => [new EventTarget(), "a"]),
  ...inModule("events", "addAbortListener", () => [new AbortController().signal]),
  ...inModule("events", "setMaxListeners", () => [1, new EventEmitter()]),
  ...inModule("module", "register", () => ["data:text/javascript,"]),
  ...inModule("querystring", "parse decode", () => ["a=%20", "&", "="]),
  ...inModule("querystring", "stringify encode", () => [{ a: " " }, "&", "="]),
  ...inModule("readline", "createInterface Interface", () => [new PassThrough(), new PassThrough()], () => [{ input: new PassThrough(), output: new PassThrough() }]),
  ...inModule("readline/promises", "createInterface Interface", () => [new PassThrough(), new PassThrough()]),
  ...inModule("readline", "clearLine clearScreenDown", () => [new PassThrough(), 0]),
  ...inModule("readline", "cursorTo moveCursor", () => [new PassThrough(), 0, 0]),
  ...inModule("vm", "runInContext", () => ["1", lazy("vm").createContext({})]),
  ...inModule("vm", "runInNewContext", () => ["1", {}]),
  ...inModule("vm", "compileFunction", () => ["1", []]),
  ...inModule("worker_threads", "moveMessagePortToContext", () => [new MessageChannel().port1, lazy("vm").createContext({})]),
  ...inModule("sqlite.DatabaseSync.prototype", "aggregate function", () => ["f"]),
  ...inModule("sqlite.DatabaseSync.prototype", "applyChangeset", () => [changeset()]),
  ...inModule("net.Server.prototype", "close getConnections", () => []),
  ...inModule("net.Server.prototype", "listen", () => [0, "127.0.0.1", 1], () => [{ port: 0 }]),
  ...inModule("net.Socket.prototype", "connect", () => [9, "127.0.0.1"], () => [address]),
  ...inModule("dgram.Socket.prototype", "bind", () => [0, "127.0.0.1"]),
  ...inModule("dgram.Socket.prototype", "connect", () => [9, "127.0.0.1"]),
  ...inModule("dgram.Socket.prototype", "send", () => ["x", 9, "127.0.0.1"], () => [bytes(), 0, 1, 9, "127.0.0.1"]),
  ...inModule("inspector.Session.prototype", "post", () => ["Runtime.enable", {}]),
  ...inModule("assert", "rejects doesNotReject throws doesNotThrow", () => [() => { throw new Error("x"); }], () => [() => Promise.reject(new Error("x"))]),
  ...inModule("assert", "AssertionError", () => [{}]),
  ...inModule("perf_hooks", "timerify", () => [nothing, {}]),
  ...inModule("util", "inherits", () => [function A() {}, function B() {}]),
  ...inModule("zlib", "brotliCompress deflate deflateRaw gzip zstdCompress brotliDecompress gunzip inflate inflateRaw unzip zstdDecompress", () => ["x", {}]),
};

function changeset() {
  const one = database();
  one.exec("create table if not exists t (a integer primary key)");
  const session = one.createSession();
  one.exec("insert into t values (1)");
  return session.changeset();
}

function pair() {
  return lazy("crypto").generateKeyPairSync("x25519");
}

const closing = (server) => {
  server.unref?.();
  return server;
};
const socket = () => new (lazy("net").Socket)();
const response = () => new (lazy("http").ServerResponse)({ method: "GET", headers: {}, httpVersionMajor: 1, httpVersionMinor: 1 });
const request = () => lazy("http").request(address).on("error", nothing);
const database = () => {
  const one = new (lazy("node:sqlite").DatabaseSync)(":memory:");
  one.exec("create table if not exists t (a integer primary key)");
  return one;
};
const receivers = {
  ...known,
  events: () => new EventEmitter(),
  "events.EventEmitter": () => new EventEmitter(),
  "events.EventEmitterAsyncResource": () => new EventEmitter.EventEmitterAsyncResource({ name: "x" }),
  "async_hooks.AsyncResource": () => new (lazy("async_hooks").AsyncResource)("x"),
  "assert.Assert": () => new (lazy("assert").Assert)(),
  "assert.CallTracker": () => new (lazy("assert").CallTracker)(),
  "child_process.ChildProcess": () => lazy("child_process").spawn("true", { stdio: "ignore" }),
  "console.Console": () => new console.Console(new PassThrough()),
  "crypto.Hash": () => lazy("crypto").createHash("sha256"),
  "crypto.Hmac": () => lazy("crypto").createHmac("sha256", "k"),
  "dgram.Socket": () => closing(lazy("dgram").createSocket("udp4").on("error", nothing)),
  "diagnostics_channel.Channel": () => lazy("diagnostics_channel").channel("a"),
  "diagnostics_channel.BoundedChannel": () => lazy("diagnostics_channel").boundedChannel?.("a"),
  "dns.Resolver": () => resolver("dns"),
  "dns/promises.Resolver": () => resolver("dns/promises"),
  "fs.Dir": () => fs.opendirSync("d"),
  "fs.FileReadStream": () => fs.createReadStream("f.txt"),
  "fs.FileWriteStream": () => fs.createWriteStream("w.txt"),
  "fs.ReadStream": () => fs.createReadStream("f.txt"),
  "fs.WriteStream": () => fs.createWriteStream("w.txt"),
  "fs.Utf8Stream": () => new fs.Utf8Stream({ dest: "u.txt", sync: true }),
  "http.Server": () => closing(lazy("http").createServer().on("error", nothing)),
  "https.Server": () => closing(lazy("https").createServer().on("error", nothing)),
  "http.Agent": () => new (lazy("http").Agent)(),
  "https.Agent": () => new (lazy("https").Agent)(),
  "http.ClientRequest": request,
  "http.IncomingMessage": () => new (lazy("http").IncomingMessage)(socket()),
  "http.OutgoingMessage": () => new (lazy("http").OutgoingMessage)(),
  "http.ServerResponse": response,
  "inspector.Session": () => {
    const session = new (lazy("inspector").Session)();
    session.connect();
    return session;
  },
  "inspector/promises.Session": () => {
    const session = new (lazy("inspector/promises").Session)();
    session.connect();
    return session;
  },
  "module.Module": () => new (lazy("module"))("x"),
  "net.Server": () => closing(lazy("net").createServer().on("error", nothing)),
  "net.Socket": () => closing(socket().on("error", nothing)),
  "perf_hooks.PerformanceObserver": () => new (lazy("perf_hooks").PerformanceObserver)(nothing),
  PerformanceObserver: () => new (lazy("perf_hooks").PerformanceObserver)(nothing),
  "readline.Interface": () => lazy("readline").createInterface({ input: new PassThrough(), output: new PassThrough() }),
  "readline/promises.Interface": () => lazy("readline/promises").createInterface({ input: new PassThrough(), output: new PassThrough() }),
  "readline/promises.Readline": () => new (lazy("readline/promises").Readline)(new PassThrough()),
  "repl.REPLServer": () => lazy("repl").start({ input: new PassThrough(), output: new PassThrough() }),
  "sqlite.DatabaseSync": database,
  "sqlite.StatementSync": () => database().prepare("select 1"),
  "sqlite.Session": () => database().createSession(),
  "stream.Readable": () => Readable.from(["x", "y"]),
  "stream.Writable": () => new PassThrough(),
  "stream.Duplex": () => new PassThrough(),
  "stream.Transform": () => new PassThrough(),
  "tls.Server": () => closing(lazy("tls").createServer().on("error", nothing)),
  "tls.TLSSocket": () => new (lazy("tls").TLSSocket)(socket()).on("error", nothing),
  "tty.WriteStream": () => Object.setPrototypeOf(new PassThrough(), lazy("tty").WriteStream.prototype),
  "url.URLSearchParams": () => new URLSearchParams("a=1"),
  URLSearchParams: () => new URLSearchParams("a=1"),
  "vm.Script": () => new (lazy("vm").Script)("1"),
  "worker_threads.BroadcastChannel": () => closing(new BroadcastChannel("a")),
  BroadcastChannel: () => closing(new BroadcastChannel("a")),
  "worker_threads.Worker": () => closing(new (lazy("worker_threads").Worker)("", { eval: true })),
  EventTarget: () => new EventTarget(),
  FormData: () => {
    const form = new FormData();
    form.append("a", "1");
    return form;
  },
  Headers: () => new Headers({ a: "1" }),
  "util.MIMEParams": () => new (lazy("util").MIMEType)("a/b; c=d").params,
  "cluster.Worker": () => new (lazy("cluster").Worker)(),
  "domain.Domain": () => lazy("domain").create(),
};

function resolver(module) {
  const one = new (lazy(module).Resolver)({ timeout: 1, tries: 1 });
  one.setServers(["127.0.0.1:9"]);
  return one;
}

// Names under which some member of Node takes a function, tried everywhere: what copies an object asks for no name.
const names = (
  "@@iterator @@asyncIterator then handleEvent read write writev final construct destroy transform flush lookup createConnection " +
  "checkServerIdentity SNICallback ALPNCallback pskCallback IncomingMessage ServerResponse shouldUpgradeCallback completer eval writer filter " +
  "onConflict progress start step result inverse size pull cancel abort close importModuleDynamically encodeURIComponent decodeURIComponent " +
  "sorted ignore exclude stackStartFn init before after promiseResolve settled resolve load action setup " +
  "fs.open fs.read fs.write fs.writev fs.close onread.callback onread.buffer strategy.size"
).split(" ");

module.exports = { generic, names, recipes, receivers };
