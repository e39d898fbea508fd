// Carriers that put the value into something and take it out again. Each is used plain, and with a look at the same
// place beside it: what flow follows there must not make it forget the other way out.

// Ways to take `o.a`, `o` being `{ a: value }`.
const OF_OBJECT = [
  'Object.values(o)[0]', 'Object.entries(o)[0][1]', 'Object.entries(o).flat()[1]', 'Object.fromEntries(Object.entries(o)).a', 'new Map(Object.entries(o)).get("a")',
  'Object.getOwnPropertyDescriptor(o, "a").value', 'Object.getOwnPropertyDescriptors(o).a.value', 'Object.defineProperties({}, Object.getOwnPropertyDescriptors(o)).a',
  'Object.defineProperty({}, "b", Object.getOwnPropertyDescriptor(o, "a")).b', 'Object.defineProperty({}, "b", { get: () => o.a }).b',
  'Reflect.get(o, "a")', 'Reflect.get({ __proto__: o }, "a")', 'Object.create(o).a', 'Object.setPrototypeOf({}, o).a', '({ ...o }).a', '(({ ...r }) => r.a)(o)', 'Object.assign([], o).a',
  'new Proxy(o, {}).a', 'o[Object.keys(o)[0]]', '(() => { for (const k in o) return o[k]; })()', '["a"].map((k) => o[k])[0]', '((x) => (JSON.stringify(o, (k, a) => { if (k) x = a; return k ? 1 : a; }), x))()',
  'JSON.parse("1", () => o).a', 'new (class { constructor() { return o; } })().a', 'new (class extends (class { constructor() { return o; } }) { #b = 1; })().a',
  '(function () { return this.a; }).call(o)', 'Reflect.apply(function () { return this.a; }, o, [])', '({ __proto__: o, m() { return super.a; } }).m()', '({ __proto__: o, m() { return (() => super["a"])(); } }).m()',
  '(([{ a }]) => a)([o])', '(({ a = o.a }) => a)({})', '(({ b: { a } = o }) => a)({})', '(() => { try { throw o; } catch ({ a }) { return a; } })()', '((x) => { ({ a: x.b } = o); return x.b; })({})',
  '((x) => { [x.b = o.a] = []; return x.b; })({})', 'new WeakRef(o).deref().a', 'Object.freeze(o).a', 'Object(o).a', 'Array.from({ length: 1, 0: o })[0].a', '(o.b = o, o.b.b.a)',
  '(() => { l: try { return 0; } finally { break l; } return o.a; })()', '(() => { l: for (;;) { try { return 0; } finally { if (o) break l; } } return o.a; })()',
  '(() => { let x; try { throw 0; } catch { x = o; } finally { x = x.a; } return x; })()', '(() => { l: { if (o) break l; return 0; } return o.a; })()', '(() => { try { return 0; } finally { return o.a; } })()',
  '(class { static get b() { return o.a; } }).b', '(class { static b = o.a; static #c = this.b; static get d() { return this.#c; } }).d', '(class extends (class { static get b() { return o.a; } }) { static c = super.b; }).c',
  'new (class { #m() { return o.a; } m() { return this.#m(); } })().m()', 'new (class { #x; get #v() { return this.#x; } set #v(y) { this.#x = y; } m() { this.#v = o.a; return this.#v; } })().m()',
  '((C) => C.get(new C(o)))(class extends (class { constructor(x) { return x; } }) { #p = o.a; static get(x) { return x.#p; } })', '({ __proto__: { set a(x) { this.z = x; } }, m() { super.a = o.a; return this.z; } }).m()',
  'Reflect.construct(function () { return { a: new.target.v }; }, [], Object.assign(function () {}, { v: o.a })).a', '((k) => { const { [k]: x } = o; return x; })("a")', '(({ a }, b = a) => b)(o)', '((x, y = () => x) => y())(o.a)',
  'Object.getOwnPropertyNames(o).map((k) => o[k])[0]', 'Reflect.ownKeys(o).reduce((x, k) => o[k], 0)', 'Object.entries(o).map(([, x]) => x)[0]', 'Object.entries(o).find(([k]) => k === "a")[1]', '(o["\\u0061"])', '((s) => o[s])(`${"a"}`)',
];

// Ways to take `o[0]`, `o` being `[value]`.
const OF_LIST = [
  'o.at(0)', 'o.at(-1)', '[...o][0]', 'o.slice()[0]', 'o.concat()[0]', '[].concat(o)[0]', 'o.toReversed()[0]', 'o.toSorted()[0]', 'o.with(0, o[0])[0]', 'o.toSpliced(1, 0)[0]', 'o.values().next().value',
  'o.entries().next().value[1]', 'o[Symbol.iterator]().next().value', 'o.flatMap((x) => [x])[0]', 'o.filter(() => true)[0]', 'o.map((x) => x)[0]', 'o.map((x, i, l) => l[i])[0]', 'o.reduce((a, x) => x, 0)', 'o.reduceRight((a, x) => x, 0)',
  'o.find(() => true)', 'o.findLast(() => true)', '((y) => (o.some((x) => { y = x; }), y))()', '((y) => (o.forEach((x) => { y = x; }), y))()', '((y) => (o.every((x, i, l) => { y = l; }), y[0]))()', 'o.copyWithin(0, 0)[0]', 'o.sort(() => 0)[0]',
  'o.reverse()[0]', 'o.splice(0, 1)[0]', 'o.pop()', 'o.shift()', '(o.unshift(0), o[1])', '(o.push(0), o[0])', 'Array.from(o)[0]', 'Array.from(o, (x) => x)[0]', 'Array.of(...o)[0]', 'Array.prototype.slice.call(o)[0]', 'new Array(...o, 0)[0]',
  'Array.apply(null, o.concat(0))[0]', 'Object.values(o)[0]', 'Object.entries(o)[0][1]', 'new Set(o).values().next().value', '[...new Set(o)][0]', 'new Map([["a", ...o]]).get("a")', 'new Map(o.entries()).get(0)', '((...a) => a[0])(...o)',
  '((a) => a)(...o)', 'Function.prototype.apply.call((x) => x, null, o)', '((x) => x).apply(null, o)', 'Reflect.apply((x) => x, null, o)', 'new (class { constructor(x) { this.x = x; } })(...o).x', 'Reflect.construct(class { constructor(x) { this.x = x; } }, o).x',
  '(function () { return arguments[0]; })(...o)', '(function () { return [...arguments][0]; }).apply(0, o)', '(([a]) => a)(o)', '(([...a]) => a[0])(o)', '(([[a]]) => a)([o])', '(([a = 1]) => a)(o)', '(([, a = o[0]]) => a)([])',
  '(() => { for (const x of o) return x; })()', '(() => { let x; for (x of o); return x; })()', '((y) => { for (y.x of o); return y.x; })({})', '((y) => { for ([y.x] of [o]); return y.x; })({})', '(() => { for (const [, x] of o.entries()) return x; })()',
  '(function* () { yield* o; })().next().value', 'Array.from((function* () { yield* o; })())[0]', 'Object.assign({}, o)[0]', '({ ...o })[0]', 'Object.fromEntries(o.entries())[0]', 'JSON.parse("1", () => o)[0]', 'o["0"]', 'o[0n]', 'o[[0]]', 'o[-0]', 'o["0" + ""]',
  'new Proxy(o, {})[0]', 'Reflect.get(o, "0")', 'o[o.length - 1]', 'o[o.findIndex(() => true)]', 'o[Object.keys(o)[0]]', '(() => { for (const i in o) return o[i]; })()', '[o].flat()[0]', '[[o]].flat(2)[0]', '((i) => o[i++])(0)', '(o.length = 1, o[0])', 'o.valueOf()[0]',
];

// Ways to get what the function `o` gives.
const OF_FUNCTION = [
  'o.call()', 'o.apply()', 'o.bind()()', 'Reflect.apply(o, null, [])', '[0].map(o)[0]', 'Array.from([0], o)[0]', 'new Proxy(o, {})()', '({ f: o }).f()', '({ get a() { return o(); } }).a', 'Object.defineProperty({}, "a", { get: o }).a', '({ __proto__: { f: o } }).f()',
  'new (class { f = o; })().f()', 'o`x`', 'o?.()', '[o][0]()', '[o].map((f) => f())[0]', 'new Map([[1, o]]).get(1)()', 'JSON.parse("1", o)', '[0, 0].reduce(o)', '[[0]].map(([x = o()]) => o())[0]', 'Function.prototype.call.call(o)', 'Function.prototype.apply.call(o)',
  '(([x]) => x)({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: o() }) }) })', '((x = o()) => x)()', '(({ x = o() }) => x)({})', '[...{ *[Symbol.iterator]() { yield o(); } }][0]', '(class { static a = o(); }).a', 'new Proxy({}, { get: o }).a', 'new Proxy(o, { apply: o })()',
  'new Proxy({}, { getOwnPropertyDescriptor: () => ({ value: o(), configurable: true }) , ownKeys: () => ["a"] }) && o()', 'Reflect.get({ get a() { return o(); } }, "a")', '((s) => ({ [s]: o })[s]())(Symbol())', '((f) => f())(o)', '(() => o)()()', '[1].flatMap(() => [o()])[0]',
];

// The value beside another one that goes the same way.
const TWINS = [
  (v) => `((c) => (c ? ${v} : {}))(1)`, (v) => `[() => ({}), () => ${v}][1]()`, (v) => `(() => { let x = (y) => y; x = ${v}; return x; })()`, (v) => `((x = (y) => y) => x)(${v})`, (v) => `(() => { let x; for (const y of [{}, ${v}]) x = y; return x; })()`,
  (v) => `new Map([["a", {}], ["b", ${v}]]).get("b")`, (v) => `({ a: {}, ...{ a: ${v} } }).a`, (v) => `Object.assign({ a: {} }, { a: ${v} }).a`, (v) => `((o) => { o.a = {}; o.a = ${v}; return o.a; })({})`, (v) => `[{}, ${v}].find((x, i) => i === 1)`,
  (v) => `((f) => (f({}), f(${v})))((x) => x)`, (v) => `(() => { let x = {}; try { x = ${v}; throw 0; } catch { return x; } })()`, (v) => `[{}, ${v}].pop()`, (v) => `[{}].concat([${v}])[1]`, (v) => `[{}, ${v}].slice(-1)[0]`, (v) => `[{}, ${v}].reverse()[0]`,
  (v) => `Object.values({ a: {}, b: ${v} })[1]`, (v) => `[...new Set([{}, ${v}])][1]`, (v) => `((...[a, b]) => b)({}, ${v})`, (v) => `((k) => ({ a: {}, b: ${v} })[k])("b")`, (v) => `((o, k) => { o[k] = ${v}; o.b = {}; return o.a; })({}, "a")`,
  (v) => `((g) => (g.next(), g.next(${v}).value))((function* () { yield yield; })())`, (v) => `((g) => { g.next(); return g.return(${v}).value; })((function* () { try { yield 0; } finally { void 0; } })())`,
  (v) => `((g) => { g.next(); return g.throw(${v}).value; })((function* () { try { yield 0; } catch (e) { yield e; } })())`, (v) => `(function* () { const r = yield* (function* () { return ${v}; })(); yield r; })().next().value`,
  (v) => `((g) => g.next().value)((function* () { try { return ${v}; } finally { void 0; } })())`, (v) => `((k, m) => (m.set({}, 0), m.set(k, ${v}), m.get(k)))({}, new WeakMap())`, (v) => `((m, x) => (m.forEach((y) => { x = y; }), x))(new Map([[1, ${v}]]))`,
  (v) => `((m, x) => (m.forEach((a, y) => { x = y; }), x))(new Map([[${v}, 1]]))`, (v) => `[...new Map([[${v}, 1]]).keys()][0]`, (v) => `[...new Map([[${v}, 1]])][0][0]`, (v) => `[...new Set([${v}]).entries()][0][1]`, (v) => `((s, x) => (s.forEach((y) => { x = y; }), x))(new Set([${v}]))`,
  (v) => `((a, b) => { [a, b] = [b, a]; return a; })({}, ${v})`, (v) => `((a) => { a ||= ${v}; return a; })(0)`, (v) => `((a) => { a &&= ${v}; return a; })({})`, (v) => `((o) => { ({ a: o.b = ${v} } = {}); return o.b; })({})`, (v) => `(function f(n, x) { return n ? f(n - 1, x) : x; })(2, ${v})`,
  (v) => `((o) => { o.f = () => o.v; o.v = {}; o.v = ${v}; return o.f(); })({})`, (v) => `((box) => { box.put(${v}); return box.take(); })((() => { let x = {}; return { put: (y) => { x = y; }, take: () => x }; })())`, (v) => `((C) => { C.v = ${v}; return new C().get(); })(class { static v = {}; get() { return this.constructor.v; } })`,
  (v) => `((o) => o.next().next().value)({ next() { return { __proto__: this, next: () => ({ value: ${v} }) }; } })`, (v) => `((s) => { switch (s) { case 0: return {}; default: { const x = ${v}; return x; } } })(1)`, (v) => `(() => { var x = {}; { var x = ${v}; } return x; })()`,
];

const through = (hold, look, reads) => reads.flatMap((read) => [(v) => `((o) => ${read})(${hold(v)})`, (v) => `((o) => (void ${look}, ${read}))(${hold(v)})`]);

export const READS = [
  ...through((v) => `{ a: ${v} }`, 'o.a', OF_OBJECT),
  ...through((v) => `[${v}]`, 'o[0]', OF_LIST),
  ...through((v) => `() => ${v}`, 'o()', OF_FUNCTION),
  ...TWINS,
];
