// Compares what names mean to cordon with what they mean to eslint-scope: each reference is bound to the same
// declaration, or to none.
//
//   node tests/syntax/scopes.mjs CORDON [--seed N] [--count N] [FILE...]
//
// On files of ASCII text, or on random programs. Prints each difference; exit code 1 when there was one.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as acorn from "acorn";
import { analyze } from "eslint-scope";
import { Generator } from "./lib/generate.mjs";

const [program, ...args] = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args.splice(args.indexOf(name), 2)[1]) : fallback);
const [seed, count] = [option("--seed", 1), option("--count", 400)];
const place = ({ loc }) => `${loc.start.line}:${loc.start.column + 1}`;

// By place: where eslint-scope has what the name there may be, "free" when nowhere. Null when the text is invalid.
function expectedNames(text, goal) {
  let ast;
  try {
    ast = acorn.parse(text, { ecmaVersion: "latest", sourceType: goal, locations: true, ranges: true, allowHashBang: true });
  } catch {
    return null;
  }
  const names = new Map();
  const references = analyze(ast, { ecmaVersion: 2026, sourceType: goal, ignoreEval: true }).scopes.flatMap((scope) => scope.references);
  for (const { identifier, resolved } of references) {
    // What a wrapper gives, `arguments` too, has no declaration.
    const declared = [...(resolved?.defs.map((def) => place(def.name)) ?? []), ...(resolved?.identifiers.map(place) ?? [])];
    if (identifier.type === "Identifier") names.set(place(identifier), { name: identifier.name, declared: declared.length > 0 ? declared : ["free"] });
  }
  return names;
}

// The same of cordon; null when it refuses the file.
function ourNames(file, goal) {
  let dump;
  try {
    dump = execFileSync(program, ["dump", "scopes", file, "--goal", goal], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1e9 });
  } catch {
    return null;
  }
  const bindings = new Map([...dump.matchAll(/^(\d+:\d+) binding (\d+) (\S+)/gm)].map(([, at, number, kind]) => [number, { at, kind }]));
  const functions = new Set([...bindings.values()].filter(({ kind }) => kind === "function").map(({ at }) => at));
  const names = new Map();
  for (const [, at, what] of dump.matchAll(/^(\d+:\d+) name ".*" is (\S+)/gm)) names.set(at, [...(names.get(at) ?? []), bindings.get(what)?.at ?? "free"]);
  return { names, functions };
}

// The first difference, or null; undefined when one of them refuses the file.
function differenceOf(file, text, goal) {
  const expected = expectedNames(text, goal);
  const ours = expected === null ? null : ourNames(file, goal);
  if (ours === null) return undefined;
  for (const [at, { name, declared }] of expected) {
    // cordon's dump leaves out `undefined`, which is a node of its own.
    if (name === "undefined") continue;
    // Nor does eslint-scope know that sloppy functions in blocks are variables outside (Annex B.3.2).
    const agrees = (binding) => declared.includes(binding) || (declared[0] === "free" && ours.functions.has(binding) && goal === "commonjs");
    if (!ours.names.get(at)?.some(agrees)) return `${name} at ${at}: cordon ${ours.names.get(at) ?? "nothing"}, eslint-scope ${declared}`;
  }
  return null;
}

const seen = { equal: 0, different: 0, refused: 0 };
function compare(file, text, goal) {
  const wrong = differenceOf(file, text, goal);
  seen[wrong === undefined ? "refused" : wrong === null ? "equal" : "different"]++;
  if (typeof wrong === "string") console.log(`DIFFERENT ${args.length > 0 ? file : JSON.stringify(text)} (${goal}): ${wrong}`);
}

if (args.length > 0) {
  for (const file of args) {
    const text = readFileSync(file, "utf8");
    if (!/[^\x00-\x7f]/.test(text)) compare(file, text, /^\s*(import|export)\b/m.test(text) ? "module" : "commonjs");
  }
} else {
  const folder = mkdtempSync(join(tmpdir(), "scopes-"));
  const file = join(folder, "program.js");
  for (let i = 0; i < count; i++) {
    const goal = i % 2 === 0 ? "commonjs" : "module";
    const text = new Generator(seed * 1000003 + i, goal === "module").program().replace(/[^\x00-\x7f]/g, " ");
    writeFileSync(file, text);
    compare(file, text, goal);
  }
  rmSync(folder, { recursive: true });
}
console.log(JSON.stringify(seen));
process.exitCode = seen.different > 0 ? 1 : 0;
