// Compares cordon with acorn on random programs; both must read alike what both accept.
//
//   node tests/syntax/fuzz.mjs SYNTAX_DUMP [--seed N] [--count N] [--refused]
//
// Prints each difference made small, and counts; exit code 1 when there was one. --refused lists small valid
// programs that cordon refuses.
import { readFileSync, readdirSync } from "node:fs";
import vm from "node:vm";
import { Generator } from "./lib/generate.mjs";
import { TreeServer } from "./lib/server.mjs";
import { acornReading, difference, ourReading } from "./lib/compare.mjs";

const args = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
const seed = option("--seed", 1);
const count = option("--count", 20000);
const server = await new TreeServer(args[0]).open();
const folder = new URL("../../fixtures/syntax/hazards/", import.meta.url);
const examples = readdirSync(folder).sort().map((name) => readFileSync(new URL(name, folder), "utf8"));
const goals = ["script", "commonjs", "module"];

// Whether V8 compiles the text; of modules it can be asked only with --experimental-vm-modules.
function v8Accepts(text, goal) {
  try {
    if (goal === "module") return vm.SourceTextModule !== undefined && new vm.SourceTextModule(text) !== null;
    if (goal === "commonjs") vm.compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"]);
    else new vm.Script(text);
    return true;
  } catch {
    return false;
  }
}

// acorn takes a slash on a new line after an async function expression for a regular expression. V8 says what it
// is: without the newline there can be no regular expression.
function isDivision(text, goal, expected, wrong) {
  const at = Number(/^tokens: acorn regexp (\d+)/.exec(wrong)?.[1] ?? -1);
  const before = expected.tokens.map((token) => Number(token.split(" ").pop())).filter((end) => end <= at).pop();
  if (at < 0 || before === undefined) return false;
  const bytes = Buffer.from(text);
  return v8Accepts(bytes.subarray(0, before).toString() + " " + bytes.subarray(at).toString(), goal);
}

function judge(text, goal, tree) {
  const expected = acornReading(text, goal);
  if (tree.error !== null) return expected.error === undefined ? "refused" : "both refuse";
  if (expected.error !== undefined) return v8Accepts(text, goal) ? "only acorn refuses" : "too kind";
  const wrong = difference(expected, ourReading(server, tree, Buffer.from(text)));
  if (wrong === null) return "equal";
  return isDivision(text, goal, expected, wrong) ? "acorn is wrong" : "different: " + wrong;
}

async function verdict(text, goal) {
  return judge(text, goal, await server.parse(Buffer.from(text), goal));
}

// Takes away what is not needed for the same verdict.
async function shrink(text, goal, same) {
  for (let size = Math.ceil(text.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < text.length; ) {
      const shorter = text.slice(0, at) + text.slice(at + size);
      if (same(await verdict(shorter, goal))) text = shorter;
      else at += 1;
    }
  }
  return text;
}

const seen = {};
const shown = new Set();
const batchSize = 500;
for (let from = 0; from < count; from += batchSize) {
  const batch = [];
  for (let i = from; i < Math.min(count, from + batchSize); i++) {
    const goal = goals[i % 3];
    const text = new Generator(seed * 1000003 + i, goal === "module", examples).program().toWellFormed().replace(/^\uFEFF/, "");
    batch.push({ text, goal, bytes: Buffer.from(text) });
  }
  const trees = await server.parseAll(batch);
  for (const [i, { text, goal }] of batch.entries()) {
    const found = judge(text, goal, trees[i]);
    const key = found.replace(/:.*/s, "");
    seen[key] = (seen[key] ?? 0) + 1;
    const report = key === "different" || key === "only acorn refuses" || (key === "refused" && args.includes("--refused") && shown.size < 200);
    if (!report) continue;
    const small = await shrink(text, goal, (v) => v.replace(/:.*/s, "") === key);
    if (shown.has(small)) continue;
    shown.add(small);
    const tree = await server.parse(Buffer.from(small), goal);
    console.log(`${key} (${goal}, seed ${seed}, program ${from + i}): ${JSON.stringify(small)} ${tree.error ?? (await verdict(small, goal))}`);
  }
}
server.close();
console.log(JSON.stringify(seen));
process.exitCode = (seen.different ?? 0) > 0 ? 1 : 0;
