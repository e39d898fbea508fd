// Compares cordon's trees with what V8 itself says of random programs, without running them: where its debugger could
// stop (at calls, statements, returns) there must be a token, and where it sees a call, cordon's tree must have one.
//
//   node tests/syntax/v8.mjs SYNTAX_DUMP [--seed N] [--count N]
//
// Prints each difference; exit code 1 when there was one. Unlike acorn, V8 knows the newest syntax of its version.
import { readFileSync, readdirSync } from "node:fs";
import inspector from "node:inspector";
import { acornReading } from "./lib/compare.mjs";
import { Generator } from "./lib/generate.mjs";
import { TreeServer } from "./lib/server.mjs";

const args = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
const seed = option("--seed", 1);
const count = option("--count", 20000);
const folder = new URL("../../fixtures/syntax/hazards/", import.meta.url);
const examples = readdirSync(folder).sort().map((name) => readFileSync(new URL(name, folder), "utf8"));
const session = new inspector.Session();
let script = null;
session.connect();
session.on("Debugger.scriptParsed", ({ params }) => {
  if (!params.url.startsWith("node:")) script ??= params.scriptId;
});
const post = (method, params) => {
  let answer;
  session.post(method, params, (error, result) => (answer = error === null ? result : null));
  return answer;
};
post("Runtime.enable");
post("Debugger.enable");

// What stands before and behind the text. A module that is loaded is not run when one that it imports first throws.
const around = {
  script: ["", ""],
  commonjs: ["(function (exports, require, module, __filename, __dirname) {\n", "\n})"],
  module: ['import "data:text/javascript,throw 0";\n', ""],
};

// Has V8 compile the text; its script's number, or null when it does not accept the text.
async function compile(text, goal) {
  const [before, behind] = around[goal];
  const whole = before + (before === "" ? text : text.replace(/^#!/, "//")) + behind;
  if (goal !== "module") return post("Runtime.compileScript", { expression: whole, sourceURL: "program.js", persistScript: true })?.scriptId ?? null;
  // Node 20 may abort where it shows a syntax error of a module, so it sees only what acorn accepts.
  if (acornReading(text, goal).error !== undefined) return null;
  script = null;
  await import("data:text/javascript," + encodeURIComponent(whole)).catch(() => {});
  return script;
}

// Where V8 could stop, as offsets in UTF-16 units: [{at, call}]; null when it does not accept the text.
async function stops(text, goal) {
  const id = await compile(text, goal);
  const found = id === null ? null : post("Debugger.getPossibleBreakpoints", { start: { scriptId: id, lineNumber: 0, columnNumber: 0 } });
  if (found === null || found === undefined) return null;
  const starts = [0];
  for (const end of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(end.index + end[0].length);
  const shift = goal === "script" ? 0 : 1;
  // The end of the program is a `return` at, or before, its last character.
  return found.locations
    .map(({ lineNumber, columnNumber, type }) => ({ at: starts[lineNumber - shift] + columnNumber, type }))
    .filter(({ at, type }) => at < text.length - (type === "return" ? 1 : 0));
}

// Byte offsets where cordon's tree has a token's start or end, and where it has a call.
function places(server, { nodes, count: size }) {
  const edges = new Set([0]);
  const calls = new Set();
  const kind = (n) => server.kinds[nodes[n * 6]];
  const field = (n) => server.fields[nodes[n * 6 + 1]];
  for (let n = 1; n < size; n++) {
    const whole = ["string", "regex"].includes(kind(n));
    if (nodes[n * 6 + 5] === 1 || whole) edges.add(nodes[n * 6 + 2]).add(nodes[n * 6 + 3]);
    if (kind(n) === "call_expression" || (kind(n) === "new_expression" && nodes[n * 6 + 5] > 1)) {
      calls.add(nodes[n * 6 + 2]);
      for (let c = n + 1; c < n + nodes[n * 6 + 5]; c += nodes[c * 6 + 5]) {
        calls.add(nodes[c * 6 + 2]);
        if (field(c) !== "function") continue;
        // a.b() and a[b]() are called at the name and at the bracket.
        for (let p = c + 1; p < c + nodes[c * 6 + 5]; p += nodes[p * 6 + 5]) calls.add(nodes[p * 6 + 2]);
      }
    }
    // Loops and patterns call iterators, and a class without a constructor its superclass.
    const hidden = /^(array_pattern|for_in_statement|class|class_declaration)$/.test(kind(n)) || field(n) === "left";
    if (hidden) for (let c = n; c < n + nodes[n * 6 + 5]; c += c === n ? 1 : nodes[c * 6 + 5]) calls.add(nodes[c * 6 + 2]);
    if (whole) n += nodes[n * 6 + 5] - 1;
  }
  return { edges, calls };
}

function differenceOf(server, tree, text, found) {
  const { edges, calls } = places(server, tree);
  for (const { at, type } of found) {
    const byte = Buffer.byteLength(text.slice(0, at));
    if (!edges.has(byte)) return `V8 stops at ${at}, where cordon has no token`;
    if (type === "call" && !calls.has(byte)) return `V8 calls at ${at}, where cordon has no call`;
  }
  return null;
}

const server = await new TreeServer(args[0]).open();
const seen = { equal: 0, different: 0, refused: 0, "too kind": 0, "both refuse": 0, stops: 0 };
const goals = ["script", "commonjs", "module"];
for (let i = 0; i < count; i++) {
  const goal = goals[i % 3];
  const text = new Generator(seed * 1000003 + i, goal === "module", examples).program().toWellFormed().replace(/^\uFEFF/, "");
  const tree = await server.parse(Buffer.from(text), goal);
  const found = await stops(text, goal);
  const wrong = tree.error === null && found !== null ? differenceOf(server, tree, text, found) : null;
  seen[wrong !== null ? "different" : tree.error === null ? (found === null ? "too kind" : "equal") : found === null ? "both refuse" : "refused"]++;
  if (tree.error === null) seen.stops += found?.length ?? 0;
  if (wrong !== null) console.log(`${goal}, seed ${seed}, program ${i}: ${wrong}: ${JSON.stringify(text)}`);
}
server.close();
console.log(JSON.stringify(seen));
process.exit(seen.different > 0 ? 1 : 0);
