// Disguises: many ways to write the same text, the same member access, the same call, the same write.
// Each style is a plain function of what it writes; style 0 is the plain spelling that shrinking returns to.

const quote = (value) => JSON.stringify(value);
const codes = (value) => [...value].map((c) => c.charCodeAt(0));
const escaped = (value) => [...value].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

export const TEXTS = [
  quote,
  (s) => `'${s.slice(0, 2)}' + '${s.slice(2)}'`,
  (s) => `["${[...s].join('","')}"].join("")`,
  (s) => `"${[...s].reverse().join('')}".split("").reverse().join("")`,
  (s) => `String.fromCharCode(${codes(s).join(', ')})`,
  (s) => `\`${s.slice(0, 3)}\${"${s.slice(3)}"}\``,
  (s) => `"${escaped(s)}"`,
  (s) => `atob("${Buffer.from(s).toString('base64')}")`,
  (s) => `JSON.parse('"${escaped(s).replaceAll('\\', '\\\\')}"')`,
  (s) => `Buffer.from("${Buffer.from(s).toString('hex')}", "hex").toString()`,
  (s) => `decodeURIComponent("${codes(s).map((c) => `%${c.toString(16).padStart(2, '0')}`).join('')}")`,
  (s) => `Object.keys({ ${s}: 1 })[0]`,
  (s) => `/${s}/.source`,
  (s) => `"x${s}x".slice(1, -1)`,
  (s) => `"${s.toUpperCase() === s ? s : s.replace(/[a-z]/g, '_$&')}".replaceAll("_", "")`,
  (s) => `${quote(s)}.padEnd(1)`,
  (s) => `[..."${s}"].reduce((a, b) => a + b)`,
  (s) => `Symbol("${s}").description`,
  (s) => `(() => { let t = ""; for (const c of [${codes(s).join(', ')}]) t += String.fromCodePoint(c); return t; })()`,
  (s) => `({ toString: () => "${s}" })`,
  (s) => `["${s}"]`,
  (s) => `((a = "${s}") => a)()`,
  (s) => `new URLSearchParams("k=${s}").get("k")`,
  (s) => `((t) => ("${s}".replace(/(?<k>.*)/, (m, p, at, all, groups) => { t ??= Object.values(groups)[0]; }), t))()`,
];

export const MEMBERS = [
  (v, name) => `(${v}).${name}`,
  (v, name, key) => `(${v})[${key}]`,
  (v, name) => `(${v})?.${name}`,
  (v, name, key) => `(${v})?.[${key}]`,
  (v, name, key) => `Reflect.get(${v}, ${key})`,
  (v, name) => `(({ ${name}: m }) => m)(${v})`,
  (v, name, key) => `(({ [${key}]: m }) => m)(${v})`,
  (v, name) => `(({ ...m }, { ${name}: k } = ${v}) => k)({})`,
  (v, name) => `(${v}).${`\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}`}${name.slice(1)}`,
  (v, name) => `[${quote(name)}].map((k) => (${v})[k])[0]`,
  (v, name) => `[${quote(name)}].reduce((o, k) => o[k], ${v})`,
  (v, name) => `(() => { let m; ({ ${name}: m } = ${v}); return m; })()`,
  (v, name) => `(() => { for (const k of [${quote(name)}]) return (${v})[k]; })()`,
  (v, name) => `((o, k) => o[k])(${v}, ${quote(name)})`,
  (v, name) => `new Proxy(Object(${v}), {}).${name}`,
  (v, name) => `Object.create(${v}).${name}`,
  (v, name) => `(${v})[{ [Symbol.toPrimitive]: () => ${quote(name)} }]`,
];

export const CALLS = [
  (f, args) => `(${f})(${args.join(', ')})`,
  (f, args) => `(0, ${f})(${args.join(', ')})`,
  (f, args) => `(${f})?.(${args.join(', ')})`,
  (f, args) => `(${f}).call(undefined${args.map((a) => `, ${a}`).join('')})`,
  (f, args) => `(${f}).apply(undefined, [${args.join(', ')}])`,
  (f, args) => `(${f}).bind(undefined${args.map((a) => `, ${a}`).join('')})()`,
  (f, args) => `Reflect.apply(${f}, undefined, [${args.join(', ')}])`,
  (f, args) => `(${f})(...[${args.join(', ')}])`,
  (f, args) => `((g, ...a) => g(...a))(${[f, ...args].join(', ')})`,
  (f, args) => `[${f}].map((g) => g(${args.join(', ')}))[0]`,
  (f, args) => `(() => { const g = ${f}; return g(${args.join(', ')}); })()`,
  (f, args) => `Function.prototype.call.call(${f}, undefined${args.map((a) => `, ${a}`).join('')})`,
  (f, args) => `new Proxy(${f}, {})(${args.join(', ')})`,
  (f, args) => `((g, a) => g.apply(undefined, a))(${f}, [${args.join(', ')}])`,
  (f, args) => `((g) => { try { throw g; } catch (h) { return h(${args.join(', ')}); } })(${f})`,
];

export const WRITES = [
  (v, name, key, value) => `(${v}).${name} = ${value};`,
  (v, name, key, value) => `(${v})[${key}] = ${value};`,
  (v, name, key, value) => `Object.defineProperty(${v}, ${key}, { value: ${value}, configurable: true, writable: true });`,
  (v, name, key, value) => `Object.assign(${v}, { [${key}]: ${value} });`,
  (v, name, key, value) => `Reflect.set(${v}, ${key}, ${value});`,
  (v, name, key, value) => `({ m: (${v}).${name} } = { m: ${value} });`,
  (v, name, key, value) => `[(${v})[${key}]] = [${value}];`,
  (v, name, key, value) => `for ((${v})[${key}] of [${value}]);`,
  (v, name, key, value) => `((o, k, x) => { o[k] = x; })(${v}, ${key}, ${value});`,
  (v, name, key, value) => `Object.defineProperties(${v}, { [${key}]: { value: ${value}, configurable: true } });`,
  (v, name, key, value) => `(${v}).__defineGetter__(${key}, () => ${value});`,
  (v, name, key, value) => `Reflect.defineProperty(${v}, ${key}, { get: () => ${value}, configurable: true });`,
  (v, name, key, value) => `(() => { const o = ${v}; o[${key}] = ${value}; })();`,
];
