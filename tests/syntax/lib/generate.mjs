// Small odd programs: what parsers disagree about, in seeded random order.
import { mulberry32 } from "../../tools/lib/random.mjs";

// A generator of numbers below n from a seed.
export function random(seed) {
  const number = mulberry32(seed);
  return (n) => number() % n;
}

// Mostly a space; else what makes or breaks lines, looks like white space, or is a comment.
const gaps = [
  ...Array(14).fill(" "), "", "", "", "", "", "\n", "\n", "\n", "\n", "\r", "\r\n", "\u2028", "\u00a0", "\ufeff", "\t", "\n\n",
  "/**/", "/*\n*/", "//c\n", "/*'*/", " /*`*/\n", "\n//\"\n", "\u3000\n", "\n\u00a0", "/*\u2029*/", "//\r",
];
const names = [
  "a", "b", "c", "yield", "await", "let", "async", "of", "get", "set", "static", "using", "as", "from", "undefined", "in1",
  "\\u0061", "arguments", "target", "meta", "eval", "instanceofx", "\u00e9", "$", "_", "type", "accessor", "implements",
  // Words that are special only when they are not escaped.
  "l\\u0065t", "\\u0061sync", "yi\\u{65}ld", "aw\\u0061it", "\\u{6f}f", "g\\u0065t", "st\\u0061tic", "us\\u0069ng", "\\u{20bb7}", "\u{20bb7}",
];
const words = [
  ...names, "function", "class", "if", "else", "for", "while", "do", "return", "throw", "break", "continue", "new", "delete",
  "typeof", "void", "in", "instanceof", "var", "const", "switch", "case", "default", "try", "catch", "finally", "with", "this",
  "super", "null", "true", "import", "export", "extends", "debugger",
];
const literals = [
  "1", ".5", "0x1", "01", "08", "1n", "1e3", "'s'", '"/*"', "'//'", "/r/", "/r/g", "/[/]/", "/ /", "`t`", "`/*`", "/\"/", "/`/", "'\\\n'",
  "`${a}`", "`}`", "1.", "0b1", "1_0", "//", "/='/", "/*/g", "'<!--'", "'\u2028'", "/[[/]]/v", "/(?-i:a)/", "/[\\]/]/", "/\u2028/", "0o7", "09.5", "1_0n",
  "`\\u`", "`\\`${a}`", "'\\u{61}'", "`\u2028\r\n`", "0xn", "1__0", "'use strict'", "/(?<a>.)\\k<a>/u", "/[&&]/v",
];
const punctuators = [
  "{", "}", "(", ")", "[", "]", ";", ",", "=", "=>", "+", "-", "++", "--", "*", "**", "/", "/=", "%", "<", ">", "<<", ">>", "?", ":",
  "?.", "??", ".", "...", "!", "~", "&&", "||", "&", "|", "==", "===", "!=", "+=", "&&=", "??=", "`", "${", "#a", "<!--", "-->", "@",
];

export class Generator {
  // `examples` are programs to change; there may be none.
  constructor(seed, module, examples = []) {
    this.random = random(seed);
    this.module = module;
    this.examples = examples;
    this.depth = 0;
  }

  pick(list) {
    return list[this.random(list.length)];
  }

  chance(n) {
    return this.random(n) === 0;
  }

  gap() {
    return this.pick(gaps);
  }

  // Joins with random gaps, so that tokens stay apart where they must only most of the time.
  join(...parts) {
    let text = "";
    for (const part of parts.flat()) {
      if (part === "") continue;
      const glue = this.gap();
      text += text !== "" && glue === "" && /[\w$\\]$/.test(text) && /^[\w$\\]/.test(part) ? " " + part : (text === "" ? "" : glue) + part;
    }
    return text;
  }

  name() {
    return this.chance(3) ? this.pick(names) : this.pick(["a", "b", "c"]);
  }

  list(item, most, separator) {
    const parts = [];
    for (let i = this.random(most + 1); i > 0; i--) parts.push(item(), separator);
    if (!this.chance(6)) parts.pop();
    return parts;
  }

  expression() {
    if (this.depth > 3 || this.chance(3)) return this.atom();
    this.depth++;
    const text = this.compound();
    this.depth--;
    return text;
  }

  atom() {
    switch (this.random(8)) {
      case 0:
        return this.pick(literals);
      case 1:
        return this.pick(["this", "null", "new.target", "import.meta", "super.a", "super", "import('a')"]);
      default:
        return this.name();
    }
  }

  compound() {
    const e = () => this.expression();
    const options = [
      () => this.join(e(), this.pick(["+", "-", "*", "/", "%", "**", "<", ">", "&&", "||", "??", "in", "instanceof", "==", "&", ">>>"]), e()),
      () => this.join(e(), "/", e(), "/", this.pick(["g", "1", e()])),
      () => this.join(this.pick(["!", "~", "-", "+", "typeof", "void", "delete", "await", "await", "yield", "++", "--"]), e()),
      () => this.join(e(), this.pick(["++", "--"])),
      () => this.join(e(), "(", this.list(() => (this.chance(6) ? this.join("...", e()) : e()), 2, ","), ")"),
      () => this.join(e(), this.pick([".", "?."]), this.pick(words)),
      () => this.join(e(), this.pick(["", "?."]), "[", e(), "]"),
      () => this.join(e(), this.pick(["`t`", "`${", "`/"]), this.chance(2) ? this.join(e(), "}`") : "`"),
      () => this.join("new", e(), this.pick(["", "()", "(a)"])),
      () => this.join("(", e(), ")"),
      () => this.join("(", e(), ",", e(), ")"),
      () => this.join("[", this.list(() => this.pick([e, () => "", () => this.join("...", e())])(), 3, ","), "]"),
      () => this.join("{", this.list(() => this.member(), 3, ","), "}"),
      () => this.join(e(), this.pick(["=", "+=", "/=", "??=", "**="]), e()),
      () => this.join(this.pattern(), "=", e()),
      () => this.join(e(), "?", e(), ":", e()),
      () => this.arrow(),
      () => this.arrow(),
      () => this.func(this.pick(["", this.name()])),
      () => this.join("class", this.pick(["", this.name()]), this.chance(4) ? this.join("extends", e()) : "", this.classBody()),
      () => this.join("async", "(", this.list(e, 2, ","), ")"),
      () => this.join("yield", this.pick(["", "*", e()]), this.chance(2) ? e() : ""),
      () => this.join("#a", "in", e()),
      () => this.join("import", this.pick(["", ".defer", ".source"]), "(", e(), this.chance(2) ? this.join(",", e()) : "", ")"),
      () => this.join(e(), this.pick(["=", ",", "=>"]), this.pick(["function", "class"]), this.pick(["()", ""]), "{}", this.pick(["", e()])),
      () => this.join(e(), ",", e()),
    ];
    return this.pick(options)();
  }

  arrow() {
    const head = this.pick([
      () => this.name(),
      () => this.join("(", this.list(() => this.parameter(), 2, ","), ")"),
      () => this.join("(", this.list(() => this.parameter(), 2, ","), ")"),
    ])();
    const body = this.chance(2) ? this.block() : this.expression();
    return this.join(this.chance(3) ? "async" : "", head, "=>", body);
  }

  func(name) {
    return this.join(
      this.chance(4) ? "async" : "", "function", this.chance(3) ? "*" : "", name,
      "(", this.list(() => this.parameter(), 2, ","), ")", this.block(),
    );
  }

  parameter() {
    if (this.chance(8)) return this.join("...", this.pattern());
    return this.chance(3) ? this.join(this.pattern(), "=", this.expression()) : this.pattern();
  }

  pattern() {
    if (this.depth > 3) return this.name();
    this.depth++;
    const text = this.pick([
      () => this.name(),
      () => this.name(),
      () => this.join("[", this.list(() => this.pick([() => "", () => this.parameter()])(), 3, ","), "]"),
      () => this.join("{", this.list(() => this.patternProperty(), 3, ","), "}"),
    ])();
    this.depth--;
    return text;
  }

  patternProperty() {
    return this.pick([
      () => this.name(),
      () => this.join(this.name(), "=", this.expression()),
      () => this.join(this.key(), ":", this.parameter()),
      () => this.join("...", this.name()),
    ])();
  }

  key() {
    return this.pick([
      () => this.pick(words),
      () => this.pick(words),
      () => this.pick(["'k'", "1", ".5", "1n"]),
      () => this.join("[", this.expression(), "]"),
    ])();
  }

  member() {
    return this.pick([
      () => this.name(),
      () => this.join(this.key(), ":", this.expression()),
      () => this.join(this.key(), ":", this.expression()),
      () => this.join("...", this.expression()),
      () => this.method(),
    ])();
  }

  method() {
    const modifier = this.pick(["", "", "get", "set", "async", "*", "async *", "static", "static async", "static get"]);
    const parameters = this.join("(", this.chance(2) ? this.list(() => this.parameter(), 1, ",") : "", ")");
    return this.join(modifier.split(" "), this.key(), parameters, this.block());
  }

  classBody() {
    const members = [];
    for (let i = this.random(4); i > 0; i--) {
      members.push(
        this.pick([
          () => this.method(),
          () => this.join(this.pick(["", "static", "get", "set", "async", "accessor", "static accessor"]), this.pick([this.key(), "#a"])),
          () => this.join(this.pick(["", "static"]), this.pick([this.key(), "#a"]), "=", this.expression()),
          () => this.join("static", this.block()),
          () => this.pick(["get", "set", "static", "async", "*"]),
        ])(),
      );
      members.push(this.pick([";", ";", "\n", "\n", "\r", "\u2028", "/*\n*/", ""]));
    }
    return this.join("{", ...members, "}");
  }

  block() {
    if (this.depth > 3) return this.join("{", "}");
    this.depth++;
    const text = this.join("{", ...this.statements(2), "}");
    this.depth--;
    return text;
  }

  statements(most) {
    const parts = [];
    for (let i = this.random(most + 1); i > 0; i--) {
      parts.push(this.statement(), this.pick([";", ";", ";", "\n", "\n", "\n", "\r", "\u2028", "/*\n*/", "//\n", "\n\u00a0", ""]));
    }
    return parts;
  }

  statement() {
    if (this.depth > 4) return this.expression();
    this.depth++;
    const text = this.pick(this.statementForms())();
    this.depth--;
    return text;
  }

  statementForms() {
    const e = () => this.expression();
    const s = () => this.statement();
    const kind = () => this.pick(["var", "let", "const", "using", "await using"]);
    return [
      e, e, e, e, e, e, e,
      () => this.join(kind(), this.list(() => this.join(this.pattern(), this.chance(2) ? this.join("=", e()) : ""), 2, ",")),
      () => this.join(this.pick(["var", "let", "const"]), this.name(), "=", e()),
      () => this.join(this.pick(["var", "let"]), this.name()),
      () => this.block(),
      () => this.join("if", "(", e(), ")", s(), this.chance(2) ? ";" : "", this.chance(2) ? this.join("else", s()) : ""),
      () => this.join("for", "(", this.pick([e(), this.join(kind(), this.pattern(), "=", e()), ""]), ";", e(), ";", e(), ")", s()),
      () => this.join("for", this.chance(4) ? "await" : "", "(", this.pick([this.pattern(), this.join(kind(), this.pattern()), e()]),
        this.pick(["of", "in"]), e(), ")", s()),
      () => this.join("while", "(", e(), ")", s()),
      () => this.join("do", s(), this.pick([";", "\n", ""]), "while", "(", e(), ")", this.chance(2) ? e() : ""),
      () => this.join("return", this.chance(2) ? e() : ""),
      () => this.join("throw", e()),
      () => this.join("break", this.chance(2) ? "a" : ""),
      () => this.join(this.name(), ":", s()),
      () => this.join("{", this.name(), ":", e(), "}"),
      () => this.join(this.pick(["if (a)", "while (a)", "a:", "for (;;)"]), "let", e()),
      () => this.join("for", "(", kind(), this.name(), "=", e(), ";", ";", ")", s()),
      () => this.join("while", "(", "1", ")", "{", this.pick(["break", "continue"]), "\n", e(), "}"),
      () => this.join("switch", "(", e(), ")", "{", "case", e(), ":", ...this.statements(2), "default", ":", ...this.statements(1), "}"),
      () => this.join("try", this.block(), "catch", this.chance(2) ? this.join("(", this.pattern(), ")") : "", this.block()),
      () => this.join("with", "(", e(), ")", s()),
      () => this.func(this.name()),
      () => this.func(this.name()),
      () => this.join("class", this.name(), this.chance(4) ? this.join("extends", e()) : "", this.classBody()),
      () => "debugger",
      () => "",
      ...(this.module ? this.moduleForms() : []),
    ];
  }

  moduleForms() {
    const e = () => this.expression();
    const specifiers = () => this.join("{", this.list(() => this.join(this.pick(words), this.chance(2) ? this.join("as", this.pick(words)) : ""), 2, ","), "}");
    const attributes = () => (this.chance(3) ? this.join(this.pick(["with", "with", "assert"]), "{", this.pick(["type: 'json'", "", "'type': 'json',", "a: 'b', a: 'c'"]), "}") : "");
    return [
      () => this.join("export", "default", e()),
      () => this.join("export", "default", this.func("")),
      () => this.join("export", "default", "class", this.classBody()),
      () => this.join("export", "default", this.func(""), e()),
      () => this.join("import", this.pick(["defer", "source"]), this.pick([this.name(), this.join("*", "as", this.name())]), "from", "'m'"),
      () => this.join("export", this.pick(["var", "let", "const"]), this.name(), "=", e()),
      () => this.join("export", this.func(this.name())),
      () => this.join("export", specifiers(), this.chance(2) ? this.join("from", "'m'", attributes()) : ""),
      () => this.join("export", "*", this.chance(2) ? this.join("as", this.pick(words)) : "", "from", "'m'", attributes()),
      () => this.join("import", this.pick([this.name(), specifiers(), this.join("*", "as", this.name())]), "from", "'m'", attributes()),
      () => this.join("import", "'m'", attributes()),
      () => this.join("await", e()),
    ];
  }

  // Tokens in no order at all.
  soup() {
    const parts = [];
    for (let i = 2 + this.random(7); i > 0; i--) parts.push(this.pick(this.pick([words, words, literals, punctuators, punctuators, names])));
    return this.join(...parts);
  }

  // Examples one after the other, changed in a few places.
  changedExample() {
    let text = this.join(this.pick(this.examples), this.chance(2) ? this.pick(this.examples) : this.statement());
    for (let i = 1 + this.random(4); i > 0; i--) text = this.mutate(text);
    return text;
  }

  program() {
    if (this.chance(5)) return this.soup();
    if (this.examples.length > 0 && this.chance(4)) return this.changedExample();
    const text = this.join(...this.statements(4));
    return this.chance(5) ? this.mutate(text) : text;
  }

  // One small change at a random place.
  mutate(text) {
    const at = this.random(text.length + 1);
    const inserted = this.pick([this.gap(), this.pick(punctuators), this.pick(words), this.pick(literals)]);
    return text.slice(0, at) + (this.chance(3) ? "" : inserted) + text.slice(at + this.random(3));
  }
}
