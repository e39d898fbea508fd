// Compares cordon with acorn on pairs: what may end a statement, a gap, and what may start or go on with one, in every
// surrounding. This is where a reader goes wrong that knows one spelling of a word, or one kind of line end.
//
//   node tests/syntax/pairs.mjs SYNTAX_DUMP [--every N] [--from N] [--refused]
//
// Takes one pair in N, from number N on. Prints each difference; exit code 1 when there was one. --refused lists those
// that only cordon refuses.
import { TreeServer } from "./lib/server.mjs";
import { acornReading, difference, ourReading } from "./lib/compare.mjs";

const args = process.argv.slice(2);
const option = (name, fallback) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : fallback);
const every = option("--every", 1);
const first = option("--from", 0);

const endings = [
  "a", "a++", "a.b", "a.let", "a[b]", "a?.b", "a()", "new a", "new a()", "'use strict'", "1", "1.", "/r/g", "/r/", "`t`", "a`t`", "this", "(a)", "[]", "a=b",
  "a={}", "()=>{}", "a=>b", "async()=>{}", "async a=>{}", "async", "async()", "async a", "await", "await a", "yield", "yield a", "yield*a", "let", "l\\u0065t",
  "let a", "let a=b", "let[a]=b", "const a=b", "var a", "var a=b", "var l\\u0065t", "using", "us\\u0069ng", "using a=b", "await using", "await using a=b",
  "function f(){}", "async function f(){}", "function*f(){}", "a=function(){}", "class A{}", "a=class{}", "{}", "a:", "if(a)b", "if(a);else b",
  "if(a)", "else", "do a", "do;while(a)", "while(a)", "for(;;)", "for(let", "with(a)", "return", "return a", "throw a", "break", "continue", "break a",
  "debugger", "switch(a){}", "try{}catch{}", "try{}finally{}", "typeof", "delete a.b", "void", "!", "-", "++", "new.target", "import.meta", "import('m')", "import 'm'",
  "import a from'm'", "import{a}from'm'", "import*as a from'm'", "export{a}", "export*from'm'", "export*as a from'm'", "export{a}from'm'", "export default a",
  "export default function(){}", "export default class{}", "export default async", "export default", "export let a", "export", "import", "import a", "get", "set", "static",
  "static get", "static async", "g\\u0065t", "st\\u0061tic", "#a", "#a=b", "get #a", "static{}", "a(){}", "get a(){}", "accessor", "accessor a", "of", "a of", "a in", "as",
  "async get", "*a(){}", "a=1", "'a'", "[a]", "...a", "a?b:c", "a?", "a,", "a+", "a in b", "#a in b", "super.a", "super()", "undefined", "a??b", "a**b", "case 1", "default",
];
const gaps = [" ", "\n", "", "/**/", "/*\n*/", "\u2028", "//c\n", "\n/*c*/", "\r", "\u00a0\n", "\n-->c\n", "<!--c\n", "/*\n*/-->c\n", "\ufeff"];
const openings = [
  "a", "\\u0061", "a\\u0061", "i\\u006e1", "(b)", "(b)=>c", "[b]", "[b]=c", "{}", "{b}", "{b}=c", "{b:c}", "`t`", "/b/g", "/b", "/=b/", "/=b", "/b/.c", "++b", "--b", "++", "+b", "-b", "!b", "!=b", "~b",
  "in b", "instanceof b", "in", "inb", "of b", "of", "=b", "=>b", "=>{}", "==b", ",b", ";b", ";", ".b", "...b", ".5", "?.b", "?.5:c", "?b:c", "??b", ":b", ":", "*b", "*b(){}",
  "**b", "&&b", "|b", "<b", ">b", "b(){}", "b=1", "b:c", "get b(){}", "set b(c){}", "get", "static", "static b(){}", "static{}", "async b(){}", "async*b(){}", "#b", "#b(){}", "'s'", "'s'(){}", "1", "1(){}", "1n",
  "async()=>{}", "async b=>c", "async function f(){}", "async", "function g(){}", "function*g(){}", "function(){}", "class B{}", "class{}", "let b", "let[b]=c", "let", "l\\u0065t b", "const b=c",
  "var b", "using b=c", "await using b=c", "await b", "await(b)", "await[b]", "await/b/g", "yield b", "yield/b/g", "yield", "from'm'", "with{}", "with{type:'json'}", "with(a)b", "as b", "as default", "while(b)", "else b",
  "catch{}", "finally{}", "case 2:", "default:b", "if(b)c", "for(;;);", "return", "return b", "throw b", "break", "new b", "new.target", "import.meta", "import('m')", "import'm'", "export{b}",
  "export default b", "this", "super.b", "@b", "#!b", "}", ")", "]", "", "accessor b", "typeof b", "do b", "delete b", "w\\u0069th{}", "fr\\u006fm'm'", "\\u{61}wait b",
];
const surroundings = [
  "%", "function f(){%}", "async function f(){%}", "function*f(){%}", "async function*f(){%}", "class A{%}", "class A{static{%}}", "class A extends B{constructor(){%}}", "()=>{%}", "async()=>{%}",
  "if(a)%", "x:%", "for(%;;);", "for(%of b);", "for(%in b);", "async()=>{for await(%of b);}", "switch(a){case 1:%}", "{%}", "(%)", "[%]", "x={%}", "f(%)", "(%)=>c", "`${%}`", "x=%", "while(a)%\nb", "'use strict';%", "do %\nwhile(a)",
];
const goals = ["script", "commonjs", "module"];

// Pair number `n`: its digits are the choices.
function pair(n) {
  const digit = (list) => {
    const item = list[n % list.length];
    n = Math.floor(n / list.length);
    return item;
  };
  const [gap, around, opening, goal, ending] = [digit(gaps), digit(surroundings), digit(openings), digit(goals), digit(endings)];
  const text = around.replace("%", () => ending + gap + opening);
  return { text, goal, bytes: Buffer.from(text) };
}

const server = await new TreeServer(args[0]).open();
const seen = { equal: 0, different: 0, refused: 0, "acorn refuses": 0, "both refuse": 0 };
const total = endings.length * gaps.length * openings.length * surroundings.length * goals.length;
for (let from = first; from < total; from += every * 1000) {
  const batch = [];
  for (let n = from; n < Math.min(total, from + every * 1000); n += every) batch.push(pair(n));
  const trees = await server.parseAll(batch);
  for (const [i, { text, goal, bytes }] of batch.entries()) {
    const refused = trees[i].error !== null;
    const reading = acornReading(text, goal);
    const wrong = refused || reading.error !== undefined ? null : difference(reading, ourReading(server, trees[i], bytes));
    const key = wrong !== null ? "different" : reading.error === undefined ? (refused ? "refused" : "equal") : refused ? "both refuse" : "acorn refuses";
    seen[key]++;
    if (wrong !== null) console.log(`DIFFERENT (${goal}) ${JSON.stringify(text)}: ${wrong}`);
    if (key === "refused" && args.includes("--refused")) console.log(`refused (${goal}) ${JSON.stringify(text)}: ${trees[i].error}`);
  }
}
server.close();
console.log(`${total} pairs, one in ${every}: ${JSON.stringify(seen)}`);
process.exitCode = seen.different > 0 ? 1 : 0;
