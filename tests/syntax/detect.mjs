// Compares how cordon decides whether a file is CommonJS or a module with how this Node does, on random programs.
//
//   node --expose-internals tests/syntax/detect.mjs SYNTAX_DUMP [--seed N] [--count N]
//
// What both accept must be of the same goal. Exit code 1 when it is not.
import { createRequire } from "node:module";
import vm from "node:vm";
import { Generator } from "./lib/generate.mjs";
import { TreeServer } from "./lib/server.mjs";

const { internalBinding } = createRequire(import.meta.url)("internal/test/binding");
const { containsModuleSyntax } = internalBinding("contextify");
const args = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
const seed = option("--seed", 1);
const count = option("--count", 20000);
const server = await new TreeServer(args[0]).open();

function goalOfNode(text) {
  try {
    vm.compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"]);
    return "commonjs";
  } catch {
    return containsModuleSyntax(text, "/program.js", "file:///program.js", "/program.js") ? "module" : "invalid";
  }
}

const extras = ["const require = 1;", "let module = 2\n", "class exports {}\n", "await x;", "await (x);", "await [x];", "import.meta.a;", "export {};", "function require() {}", "for await (const a of b);", "var await;", "return;", "{ let module }", "const { __filename } = a;", "const [__dirname = 1] = a;", "await using a = b;", "using module = a;", "{ using module = a }", "for (using require of a);", "for (await using a of b);", "for await (using a of b);", "import.source('a');", "import source a from 'b';", "let\nmodul\\u0065", "let modul\\u0065 = 1;", "class requir\\u0065 {}", "const { a: module } = b;", "const { module: a } = b;", "const { ...exports } = a;", "let a, require;", "await\nx;", "await+1;", "await `a`;", "await /a/;", "await function () {};", "await class {};", "await !a;", "await a => b;", "await async () => {};", "await this;", "await;", "(await) => {};", "f(await a);", "[await a];", "x = await a;", "`${await a}`;", "for (await a;;);", "if (await a);", "async () => { await a }", "function f() { await a }", "() => await a;", "class A { [await a]() {} }", "class A { x = await a }", "class A extends (await a) {}", "aw\\u0061it(a);", "export\n{};", "{ export {} }", "import\n\"a\";", "import('a');", "import.meta", "() => import.meta", "import.\nmeta", "'use strict'; await a;", "<!-- await a\n", "new.target;", "with (a) b;", "with (a) b; await c;", "let await;", "var module; await a;", "var module, require;", "function module() {} await a;", "async function* f() { yield await a }", "#!/a\nawait a;"];
const seen = {};
for (let i = 0; i < count; i++) {
  const generator = new Generator(seed * 7919 + i, i % 2 === 0);
  const extra = i % 3 === 0 ? generator.pick(extras) : "";
  const text = (i % 4 === 0 ? generator.program() + "\n" + extra : extra + generator.program()).toWellFormed();
  const tree = await server.parse(Buffer.from(text), "detect");
  const node = goalOfNode(text);
  const key = tree.error !== null || node === "invalid" ? `cordon ${tree.error === null ? "accepts" : "refuses"}, node ${node}` : tree.goal === node ? "equal " + node : "DIFFERENT";
  seen[key] = (seen[key] ?? 0) + 1;
  if (key === "DIFFERENT") console.log(`cordon ${tree.goal}, node ${node}: ${JSON.stringify(text)}`);
}
server.close();
console.log(JSON.stringify(seen));
process.exitCode = seen.DIFFERENT > 0 ? 1 : 0;
