// Compares a tree of cordon with acorn's, token by token and node by node. Positions are byte offsets.
import * as acorn from "acorn";

// acorn does not see HTML-like comments where it looks ahead, so they become `//` of the same length.
function plainComments(text, comments) {
  for (const { start } of comments) {
    const length = text.startsWith("<!--", start) ? 4 : text.startsWith("-->", start) ? 3 : 0;
    if (length > 0) text = text.slice(0, start) + "//".padEnd(length) + text.slice(start + length);
  }
  return text;
}

// acorn's reading of a text: {tokens, nodes} as sorted texts, or {error}.
export function acornReading(text, goal) {
  const comments = [];
  const reading = readingOf(text, goal, comments);
  const plain = plainComments(text, comments);
  return plain === text || reading.error !== undefined ? reading : readingOf(plain, goal, []);
}

function readingOf(text, goal, comments) {
  const tokens = [];
  const options = {
    ecmaVersion: "latest",
    sourceType: goal,
    allowHashBang: true,
    checkPrivateFields: false,
    onToken: tokens,
    onComment: comments,
  };
  let ast;
  try {
    ast = acorn.parse(text, options);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { error: error.message };
  }
  const offset = offsets(text);
  const shown = [];
  // cordon checks the attributes of exports, but its trees do not have them.
  const sources = ast.body.filter((node) => /^Export/.test(node.type) && node.source).map((node) => [node.source.end, node.end]);
  const isHidden = (token) => token.type.label !== ";" && sources.some(([from, to]) => token.start >= from && token.end <= to);
  for (const token of tokens) {
    const kind = tokenClass(token);
    if (kind !== null && !isHidden(token)) shown.push(`${kind} ${offset(token.start)} ${offset(token.end)}`);
  }
  const nodes = [];
  walk(ast, (kind, start, end) => nodes.push(`${kind} ${offset(start)} ${offset(end)}`));
  return { tokens: shown, nodes: nodes.sort() };
}

// From UTF-16 offsets to byte offsets.
function offsets(text) {
  if (!/[^\x00-\x7f]/.test(text)) return (i) => i;
  const table = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i);
    const units = code > 0xffff ? 2 : 1;
    table[i] = bytes;
    if (units === 2) table[i + 1] = bytes;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    i += units;
  }
  table[text.length] = bytes;
  return (i) => table[i];
}

function tokenClass(token) {
  const label = token.type.label;
  if (label === "eof") return null;
  if (label === "name" || token.type.keyword) return "word";
  if (label === "privateId") return "private";
  if (label === "num" || label === "string" || label === "regexp") return label;
  if (label === "template" || label === "invalidTemplate") return token.end > token.start ? "template" : null;
  return "punctuator";
}

const prefix = (node) => (node.async ? "async " : "") + (node.generator ? "generator " : "");

const plain = {
  CallExpression: "call",
  ImportExpression: "call",
  TaggedTemplateExpression: "tagged",
  NewExpression: "new",
  AssignmentExpression: "assignment",
  UpdateExpression: "update",
  UnaryExpression: "unary",
  BinaryExpression: "binary",
  LogicalExpression: "binary",
  ConditionalExpression: "conditional",
  YieldExpression: "yield",
  AwaitExpression: "await",
  SequenceExpression: "sequence",
  ObjectExpression: "object",
  ArrayExpression: "array",
  ObjectPattern: "object pattern",
  ArrayPattern: "array pattern",
  AssignmentPattern: "default",
  SpreadElement: "spread",
  RestElement: "rest",
  TemplateLiteral: "template literal",
  MetaProperty: "meta",
  ThisExpression: "this",
  Super: "super",
  ClassDeclaration: "class",
  ClassExpression: "class",
  StaticBlock: "static block",
  ExpressionStatement: "expression statement",
  BlockStatement: "block",
  EmptyStatement: "empty",
  DebuggerStatement: "debugger",
  WithStatement: "with",
  ReturnStatement: "return",
  LabeledStatement: "labeled",
  BreakStatement: "break",
  ContinueStatement: "continue",
  IfStatement: "if",
  SwitchStatement: "switch",
  SwitchCase: "case",
  ThrowStatement: "throw",
  TryStatement: "try",
  CatchClause: "catch",
  WhileStatement: "while",
  DoWhileStatement: "do",
  ForStatement: "for",
  ForInStatement: "for in",
  ForOfStatement: "for in",
  ImportDeclaration: "import",
};

// Calls `emit(kind, start, end)` for the nodes that both trees have.
function walk(ast, emit) {
  const work = [[ast, null, null]];
  while (work.length > 0) {
    const [node, parent, key] = work.pop();
    let skipValue = false;
    if (node.type === "FunctionExpression" || node.type === "FunctionDeclaration") {
      emit(prefix(node) + "function", node.start, node.end);
    } else if (node.type === "ArrowFunctionExpression") {
      emit(prefix(node) + "arrow", node.start, node.end);
    } else if (node.type === "MemberExpression") {
      emit(node.computed ? "subscript" : "member", node.start, node.end);
    } else if (node.type === "MethodDefinition" || (node.type === "Property" && (node.method || node.kind !== "init"))) {
      emit(prefix(node.value) + "method", node.start, node.end);
      skipValue = true;
    } else if (node.type === "Property" && !node.shorthand) {
      emit("pair", node.start, node.end);
    } else if (node.type === "EmptyStatement" && parent.type === "Program") {
      // cordon gives the semicolon after some default exports to the export.
    } else if (node.type === "PropertyDefinition" || /^Export(Named|All|Default)/.test(node.type)) {
      // Their ends differ by a semicolon or by attributes.
      emit(node.type === "PropertyDefinition" ? "field" : "export", node.start, node.start);
    } else if (node.type === "VariableDeclaration" || node.type === "VariableDeclarator") {
      const loop = node.type === "VariableDeclaration" ? parent : node.loop;
      const inHead = (loop?.type === "ForInStatement" || loop?.type === "ForOfStatement") && key !== "body";
      if (!inHead) emit(node.type === "VariableDeclaration" ? "declaration" : "declarator", node.start, node.end);
      for (const declarator of node.declarations ?? []) declarator.loop = inHead ? parent : null;
    } else if (plain[node.type] !== undefined) {
      emit(plain[node.type], node.start, node.end);
    }
    for (const name of Object.keys(node)) {
      const value = node[name];
      if (name === "loop" || (skipValue && name === "value") || (node.shorthand && name === "key")) continue;
      if (Array.isArray(value)) {
        for (const item of value) if (item !== null && typeof item?.type === "string") work.push([item, node, name]);
      } else if (value !== null && typeof value === "object" && typeof value.type === "string") {
        work.push([value, node, name]);
      }
    }
    if (skipValue) {
      for (const item of [...node.value.params, node.value.body]) work.push([item, node.value, "value"]);
    }
  }
}

const ours = {
  new_expression: "new",
  assignment_expression: "assignment",
  augmented_assignment_expression: "assignment",
  update_expression: "update",
  unary_expression: "unary",
  binary_expression: "binary",
  ternary_expression: "conditional",
  yield_expression: "yield",
  await_expression: "await",
  sequence_expression: "sequence",
  object: "object",
  array: "array",
  object_pattern: "object pattern",
  array_pattern: "array pattern",
  assignment_pattern: "default",
  object_assignment_pattern: "default",
  spread_element: "spread",
  rest_pattern: "rest",
  template_string: "template literal",
  meta_property: "meta",
  this: "this",
  super: "super",
  class: "class",
  class_declaration: "class",
  class_static_block: "static block",
  expression_statement: "expression statement",
  statement_block: "block",
  empty_statement: "empty",
  debugger_statement: "debugger",
  with_statement: "with",
  return_statement: "return",
  labeled_statement: "labeled",
  break_statement: "break",
  continue_statement: "continue",
  if_statement: "if",
  switch_statement: "switch",
  switch_case: "case",
  switch_default: "case",
  throw_statement: "throw",
  try_statement: "try",
  catch_clause: "catch",
  while_statement: "while",
  do_statement: "do",
  for_statement: "for",
  for_in_statement: "for in",
  import_statement: "import",
  export_statement: "export",
  member_expression: "member",
  subscript_expression: "subscript",
  pair: "pair",
  pair_pattern: "pair",
  variable_declaration: "declaration",
  lexical_declaration: "declaration",
  using_declaration: "declaration",
  variable_declarator: "declarator",
};

// The same of a tree of cordon.
export function ourReading(server, tree, bytes) {
  const { nodes, count } = tree;
  const tokens = [];
  const shown = [];
  const kind = (n) => server.kinds[nodes[n * 6]];
  const field = (n) => server.fields[nodes[n * 6 + 1]];
  const start = (n) => nodes[n * 6 + 2];
  const end = (n) => nodes[n * 6 + 3];
  const parent = (n) => nodes[n * 6 + 4];
  const size = (n) => nodes[n * 6 + 5];
  const has = (n, name) => {
    for (let c = n + 1; c < n + size(n); c += size(c)) if (kind(c) === name) return true;
    return false;
  };
  for (let n = 1; n < count; n++) {
    const k = kind(n);
    const whole = k === "string" || k === "regex";
    if (size(n) === 1 || whole) tokens.push(`${ourTokenClass(k, bytes[start(n)])} ${start(n)} ${end(n)}`);
    let shape = ours[k];
    if (k === "call_expression") shape = kind(parentArguments(n)) === "template_string" ? "tagged" : "call";
    if (/^(generator_)?function(_expression|_declaration)?$/.test(k) && size(n) > 1)
      shape = (has(n, "async") ? "async " : "") + (has(n, "*") ? "generator " : "") + "function";
    if (k === "arrow_function") shape = (has(n, "async") ? "async " : "") + "arrow";
    if (k === "method_definition") shape = (has(n, "async") ? "async " : "") + (has(n, "*") ? "generator " : "") + "method";
    if (k === "export_statement") {
      shape = undefined;
      shown.push(`export ${start(n)} ${start(n)}`);
    }
    if (k === "field_definition") shown.push(`field ${start(n)} ${start(n)}`);
    const token = size(n) === 1 && ["class", "this", "super", "with", "import"].includes(k) && nodes[n * 6] >= firstToken();
    if (k === "statement_block" && kind(parent(n)) === "class_static_block") shape = undefined;
    if (/^(object|pair)$/.test(k) && inAttributes(n)) shape = undefined;
    // acorn gives the semicolon in the head of a loop to the loop.
    const until = shape === "declaration" && field(n) === "initializer" ? end(n + size(n) - 2) : end(n);
    if (shape === "empty" && parent(n) === 0) shape = undefined;
    if (shape === "empty" && /^(initializer|condition)$/.test(field(n))) shape = undefined;
    if (shape !== undefined && !token) shown.push(`${shape} ${start(n)} ${until}`);
    if (whole) n += size(n) - 1;
  }
  return { tokens, nodes: shown.sort() };

  function parentArguments(n) {
    let found = n;
    for (let c = n + 1; c < n + size(n); c += size(c)) if (field(c) === "arguments") found = c;
    return found;
  }
  function inAttributes(n) {
    const up = kind(parent(n));
    return up === "import_attribute" || (up === "object" && kind(parent(parent(n))) === "import_attribute");
  }
  function firstToken() {
    return (server.firstToken ??= server.kinds.indexOf("!"));
  }
}

function ourTokenClass(kind, byte) {
  if (kind === "private_property_identifier") return "private";
  if (kind === "number") return "num";
  if (kind === "string") return "string";
  if (kind === "regex") return "regexp";
  if (kind === "string_fragment") return "template";
  if (kind === "${") return "punctuator";
  if ((byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte === 36 || byte === 95 || byte === 92 || byte > 127)
    return "word";
  return "punctuator";
}

// The first difference of two readings, or null.
export function difference(a, b) {
  for (const what of ["tokens", "nodes"]) {
    const [x, y] = [a[what], b[what]];
    for (let i = 0; i < Math.max(x.length, y.length); i++) {
      if (x[i] !== y[i]) return `${what}: acorn ${x[i] ?? "nothing"}, cordon ${y[i] ?? "nothing"}`;
    }
  }
  return null;
}
