// Guards: conditions around the use of the value. Some hold and some do not; a run tells. What cordon leaves out because
// of a name of the language, or of a variable that the policy fixes (MODE is "safe"), must not be one that holds.

const NAME = 'typeof BigInt === "undefined"', ENV = 'process.env.MODE !== "safe"';

// Shapes in which a condition that looks false may leave the code alive.
const SHAPES = [
  (c, body) => `if (${c}) {\n${body}\n}`,
  (c, body) => `if (!(${c})) {\n${body}\n}`,
  (c, body) => `if (${c}); else {\n${body}\n}`,
  (c, body) => `if ((${c}) === false) {\n${body}\n}`,
  (c, body) => `if (!(${c}) === true) {\n${body}\n}`,
  (c, body) => `if (${c} || 1) {\n${body}\n}`,
  (c, body) => `if (${c}, 1) {\n${body}\n}`,
  (c, body) => `if (${c} && 1) {\n${body}\n}`,
  (c, body) => `${c} || (() => {\n${body}\n})();`,
  (c, body) => `${c} && (() => {\n${body}\n})();`,
  (c, body) => `(${c}) ?? 0 ? 0 : (() => {\n${body}\n})();`,
  (c, body) => `(${c}) ? (() => {\n${body}\n})() : 0;`,
  (c, body) => `let off = 0; if (${c}) off = 1; if (!off) {\n${body}\n}`,
  (c, body) => `for (; !(${c}); ) {\n${body}\nbreak; }`,
  (c, body) => `while (${c}) break;\n${body}`,
  (c, body) => `try { if (!(${c})) throw 0; } catch {\n${body}\n}`,
  (c, body) => `l: { if (${c}) break l;\n${body}\n}`,
  (c, body) => `(() => { if (${c}) return;\n${body}\n})();`,
  (c, body) => `switch (${c}) { case true: break; default: {\n${body}\n} }`,
  (c, body) => `void (${c});\n${body}`,
];

// The name means something else where the condition stands.
const SHADOWS = [
  (c, body) => `((BigInt) => { if (${c}) {\n${body}\n} })();`,
  (c, body) => `{ let BigInt; if (${c}) {\n${body}\n} }`,
  (c, body) => `{ let\nBigIn\\u0074; if (${c}) {\n${body}\n} }`,
  (c, body) => `(() => { if (${c}) {\n${body}\n} var BigInt; })();`,
  (c, body) => `(({ BigInt }) => { if (${c}) {\n${body}\n} })({});`,
  (c, body) => `((...[BigInt]) => { if (${c}) {\n${body}\n} })();`,
  (c, body) => `try { throw undefined; } catch (BigInt) { if (${c}) {\n${body}\n} }`,
  (c, body) => `for (let BigInt of [undefined]) if (${c}) {\n${body}\n}`,
  (c, body) => `for (var BigInt in {}); if (${c}) {\n${body}\n}`,
  (c, body) => `((typeof_BigInt) => { if (!(${c})) {\n${body}\n} })();`,
  (c, body) => `switch (0) { case 0: let BigInt; if (${c}) {\n${body}\n} }`,
  (c, body) => `class Shadow { static { var BigInt; if (${c}) {\n${body}\n} } }`,
  (c, body) => `(function (BigInt = undefined) { if (${c}) {\n${body}\n} })();`,
];

const ENVS = [
  (c, body) => `{ const process = { env: {} }; if (${c}) {\n${body}\n} }`,
  (c, body) => `((process) => { if (${c}) {\n${body}\n} })({ env: { MODE: "other" } });`,
  (c, body) => `(({ process }) => { if (${c}) {\n${body}\n} })({ process: { env: {} } });`,
  (c, body) => `process.env.MODE = "other"; if (${c}) {\n${body}\n}`,
  (c, body) => `process.env["MO" + "DE"] = "other"; if (${c}) {\n${body}\n}`,
  (c, body) => `delete process.env.MODE; if (${c}) {\n${body}\n}`,
  (c, body) => `Object.assign(process.env, { MODE: "other" }); if (${c}) {\n${body}\n}`,
  (c, body) => `(({ env }) => { env.MODE = "other"; })(process); if (${c}) {\n${body}\n}`,
  (c, body) => `((env) => { env.MODE = "other"; })(process.env); if (${c}) {\n${body}\n}`,
  (c, body) => `Reflect.deleteProperty(process.env, "MODE"); if (${c}) {\n${body}\n}`,
  (c, body) => `process.env = { MODE: "other" }; if (${c}) {\n${body}\n}`,
  (c, body) => `if (process.env.mode !== "safe") {\n${body}\n}`,
  (c, body) => `if (process.env.MODE !== "saf") {\n${body}\n}`,
  (c, body) => `if (process.env.MODE !== "safe\\0") {\n${body}\n}`,
  (c, body) => `if (typeof process.env.MODE !== "safe") {\n${body}\n}`,
  (c, body) => `if (process.env.MODE.MODE !== "safe") {\n${body}\n}`,
  (c, body) => `if (process.env.MODE === process.env.MODE) {\n${body}\n}`,
  (c, body) => `if (process.env.MODE !== "safe" !== true) {\n${body}\n}`,
  (c, body) => `if (!process.env.MODE !== "safe") {\n${body}\n}`,
];

const list = (shapes, condition, env) => shapes.map((shape) => ({ env, wrap: (body) => shape(condition, body) }));

/** `{ env, wrap(body) }`: `env` when the policy fixes MODE. */
export const GUARDS = [
  ...list(SHAPES, NAME, false), ...list(SHAPES, '(Object.create ? 0 : 1)', false), ...list(SHADOWS, NAME, false),
  ...list(SHAPES, ENV, true), ...list(ENVS, ENV, true),
];
