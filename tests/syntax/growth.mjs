// Hostile shapes at two sizes: the larger must not take much longer than its size asks for, nor end the program.
//
//   node tests/syntax/growth.mjs SYNTAX_DUMP
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";

const nest = (open, middle, close) => (n) => open.repeat(n) + middle + close.repeat(n);
const shapes = {
  brackets: nest("[", "", "]"),
  parentheses: nest("(", "a", ")"),
  blocks: nest("{", "", "}"),
  calls: nest("a(", "", ")"),
  chain: (n) => "a" + "()".repeat(n),
  accesses: (n) => "a" + "?.b[0]".repeat(n),
  arrows: nest("a=>", "1", ""),
  operators: nest("! ", "a", ""),
  sums: nest("a+", "a", ""),
  conditionals: (n) => "a?b:".repeat(n) + "c",
  templates: nest("`${", "a", "}`"),
  ifs: nest("if(a)", ";", ""),
  chains: (n) => "if(a)b;else ".repeat(n) + ";",
  "async calls": nest("async(", "", ")"),
  "default values": nest("(a=", "1", ")=>1"),
  patterns: (n) => "var " + "[".repeat(n) + "a" + "]".repeat(n) + "=1",
  awaits: (n) => "async function f(){" + "await (".repeat(n) + "a" + ")".repeat(n) + "}",
  functions: nest("function f(){", "", "}"),
  classes: nest("class A{static{", "", "}}"),
  lines: nest("a\n", "", ""),
  "comments before a name": (n) => "a\n" + "//x\n".repeat(n) + "b",
  "comments before `in`": (n) => "a\n" + "/**/".repeat(n) + "in b",
  "comments after a regular expression": (n) => "x=/a/" + "/**/".repeat(n),
  "open brackets": nest("[", "", ""),
  "open templates": nest("`${", "", ""),
  "open comments": nest("/*", "", ""),
  junk: nest("a b ", "", ""),
  "ended arrows": nest("x=()=>{}\n(a)()\n", "", ""),
  "HTML-like comments": nest("a <!-- x\n", "", ""),
  "modifiers on their own lines": (n) => "class A{" + "get\nx(){}".repeat(n) + "}",
};

const program = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "growth-"));
const seconds = (text) => {
  const file = join(folder, "program.js");
  writeFileSync(file, text);
  const said = execFileSync("prlimit", ["--stack=262144", program, "--time", "1", file], { encoding: "utf8" });
  return Number(/([\d.]+) s a round/.exec(said)[1]);
};
let bad = 0;
for (const [name, shape] of Object.entries(shapes)) {
  const size = 2500;
  // The best of several runs of each, because other programs use this machine too.
  const best = (n) => Math.min(...[1, 2].map(() => seconds(shape(n))));
  const [small, large] = [best(size), best(size * 5)];
  if (large > 0.4 && large > 12 * small) {
    console.log(`${name}: ${small} s for ${size}, ${large} s for five times as many`);
    bad++;
  }
}
rmSync(folder, { recursive: true });
console.log(`${Object.keys(shapes).length} shapes, ${bad} grow too fast`);
process.exitCode = bad > 0 ? 1 : 0;
