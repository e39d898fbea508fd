// Records which function of a program calls which, while it runs: loaded with `node --import`.
//
// Every function of the files below CALLS_ROOT gets a call of __enter(number) as its first act, which looks for the next
// frame of the program in the stack. Lines stay as they are. What was seen is written to CALLS_OUT when the process exits:
// one `caller<TAB>callee` a line, each `file:line:column` of the function's text, or `file` for a file's top level.
import fs from 'node:fs';
import { registerHooks, createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const acorn = createRequire(process.env.CALLS_ACORN)('acorn');
const root = process.env.CALLS_ROOT;
const files = new Map(); // path -> { starts of lines, functions in the text that runs }
const functions = []; // number -> id
const seen = new Set();

// The functions of a text, outermost first, each with where its text begins and where its body does.
function functionsOf(ast) {
  const found = [];
  const visit = (node, parent) => {
    if (!node || typeof node.type !== 'string') return;
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
      const owner = parent && (parent.type === 'MethodDefinition' || (parent.type === 'Property' && (parent.method || parent.kind !== 'init'))) ? parent : node;
      found.push({ start: owner.start, from: node.start, end: node.end, body: node.body });
    }
    for (const key of Object.keys(node)) {
      const value = node[key];
      if (Array.isArray(value)) value.forEach((item) => visit(item, node));
      else if (value && typeof value === 'object') visit(value, node);
    }
  };
  visit(ast, null);
  return found;
}

const lineStarts = (text) => {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(match.index + match[0].length);
  return starts;
};
const place = (starts, at) => {
  let line = starts.length - 1;
  while (starts[line] > at) line--;
  return `${line + 1}:${at - starts[line] + 1}`;
};

function transform(file, text, module) {
  const options = { ecmaVersion: 'latest', sourceType: module ? 'module' : 'script', allowReturnOutsideFunction: !module, allowHashBang: true };
  const found = functionsOf(acorn.parse(text, options));
  const starts = lineStarts(text);
  const inserts = [];
  for (const fn of found) {
    const number = functions.push(`${file}:${place(starts, fn.start)}`) - 1;
    const call = `globalThis.__enter(${number})`;
    if (fn.body.type !== 'BlockStatement') {
      inserts.push([fn.body.start, `(${call},`, 0], [fn.body.end, ')', 1]);
      // A parenthesized body: the text of the node begins inside of the parentheses.
    } else {
      const strict = fn.body.body.find((s) => !s.directive)?.start ?? fn.body.end - 1;
      const directives = fn.body.body.filter((s) => s.directive);
      inserts.push([directives.length > 0 ? strict : fn.body.start + 1, `;${call};`, 0]);
    }
    fn.id = functions[number];
  }
  inserts.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
  const moved = (at) => at + inserts.reduce((sum, [where, what]) => sum + (where < at ? what.length : 0), 0);
  let out = '';
  let last = 0;
  for (const [at, what] of inserts) {
    out += text.slice(last, at) + what;
    last = at;
  }
  out += text.slice(last);
  files.set(file, { starts: lineStarts(out), functions: found.map((fn) => ({ id: fn.id, from: moved(fn.from), end: moved(fn.end) })) });
  return out;
}

// The function of the program that a frame is in.
function functionAt(file, line, column) {
  const known = files.get(file);
  const at = known.starts[line - 1] + column - 1;
  let best = file;
  for (const fn of known.functions) if (fn.from <= at && at < fn.end) best = fn.id; // inner ones come later
  return best;
}

globalThis.__enter = (number) => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  Error.prepareStackTrace = (_, frames) => frames;
  const holder = {};
  Error.captureStackTrace(holder, globalThis.__enter);
  const frames = holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  if (!Array.isArray(frames)) return; // the program has its own ideas of what a stack is
  for (const frame of frames.slice(1)) {
    if (frame.isAsync()) return; // it goes on after an await: nobody of the program is waiting on the stack
    if (/^<(instance_members|static)_initializer>$/.test(frame.getFunctionName())) continue; // part of a constructor
    let file = frame.getFileName();
    if (!file) continue;
    if (file.startsWith('file:')) file = fileURLToPath(file);
    if (!files.has(file)) continue;
    seen.add(`${functionAt(file, frame.getLineNumber(), frame.getColumnNumber())}\t${functions[number]}`);
    return;
  }
};

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.startsWith('file:') || ['json', 'builtin', 'wasm', 'addon'].includes(loaded.format) || url.endsWith('.json')) return loaded;
    const file = fileURLToPath(url);
    if (!file.startsWith(`${root}${path.sep}`) && !process.env.CALLS_TREE?.split(':').some((folder) => file.startsWith(folder))) return loaded;
    const text = (loaded.source ?? fs.readFileSync(file)).toString().replace(/^\ufeff/, '');
    return { ...loaded, source: transform(file, text, loaded.format === 'module'), shortCircuit: true };
  },
});
process.on('exit', () => fs.writeFileSync(process.env.CALLS_OUT, [...seen].sort().map((line) => `${line}\n`).join('')));
