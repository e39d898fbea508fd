// Instances of classes that no shape of plain arguments makes, by the name of the class: for probe.cjs.
"use strict";
const { readFileSync } = require("fs");
const { join } = require("path");
const pem = readFileSync(join(__dirname, "localhost.pem"), "utf8");
const web = require("stream/web");

// The controllers that streams hand to their sources.
function controller(start) {
  let given;
  start((one) => (given = one));
  return given;
}
const readable = (type) => new ReadableStream({ type, pull() {} });
const byteRequest = () =>
  new Promise((done) => {
    new ReadableStream({ type: "bytes", pull: (one) => done(one.byobRequest) }).getReader({ mode: "byob" }).read(new Uint8Array(8)).catch(() => {});
  });

const streams = {
  CompressionStream: () => new web.CompressionStream("gzip"),
  DecompressionStream: () => new web.DecompressionStream("gzip"),
  ReadableByteStreamController: () => controller((give) => new ReadableStream({ type: "bytes", start: give })),
  ReadableStreamBYOBReader: () => readable("bytes").getReader({ mode: "byob" }),
  ReadableStreamBYOBRequest: byteRequest,
  ReadableStreamDefaultController: () => controller((give) => new ReadableStream({ start: give })),
  ReadableStreamDefaultReader: () => readable().getReader(),
  TransformStreamDefaultController: () => controller((give) => new TransformStream({ start: give })),
  WritableStreamDefaultController: () => controller((give) => new WritableStream({ start: give })),
  WritableStreamDefaultWriter: () => new WritableStream().getWriter(),
};
const timing = {
  Performance: () => performance,
  PerformanceEntry: () => performance.mark("a"),
  PerformanceMeasure: () => performance.measure("a"),
};
const messages = { MessagePort: () => new MessageChannel().port1 };
const within = (module, makers) => Object.fromEntries(Object.entries(makers).map(([name, make]) => [`${module}.${name}`, make]));

module.exports = {
  ...streams,
  ...within("stream/web", streams),
  ...timing,
  ...within("perf_hooks", timing),
  ...messages,
  ...within("worker_threads", messages),
  "type:Buffer": () => Buffer.from("x"),
  "type:StdioStream": () => process.stdout,
  "type:Object": () => ({}),
  "type:Function": () => () => {},
  AbortSignal: () => new AbortController().signal,
  BigInt: () => Object(1n),
  Crypto: () => crypto,
  CryptoKey: () => crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]),
  DataView: () => new DataView(new ArrayBuffer(16)),
  Iterator: () => [1, 2].values(),
  Navigator: () => globalThis.navigator,
  SubtleCrypto: () => crypto.subtle,
  Symbol: () => Object(Symbol("x")),
  "crypto.Cipheriv": () => require("crypto").createCipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)),
  "crypto.Decipheriv": () => require("crypto").createDecipheriv("aes-128-cbc", Buffer.alloc(16), Buffer.alloc(16)),
  "crypto.DiffieHellmanGroup": () => require("crypto").getDiffieHellman("modp1"),
  "crypto.ECDH": () => require("crypto").createECDH("prime256v1"),
  "crypto.KeyObject": () => require("crypto").createSecretKey(Buffer.alloc(16)),
  "crypto.X509Certificate": () => new (require("crypto").X509Certificate)(pem),
  "module.SourceMap": () => new (require("module").SourceMap)({ version: 3, sources: ["a"], names: [], mappings: "AAAA" }),
};
