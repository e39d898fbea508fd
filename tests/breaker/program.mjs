// From a plan (plain data: which gadget, which disguises, which carriers) to the files of a program.
import { CALLS, MEMBERS, TEXTS, WRITES } from './disguises.mjs';
import { EXPRESSIONS, PACKAGES, STATEMENTS } from './carriers.mjs';
import { DECOYS, GADGETS } from './gadgets.mjs';

const LONGEST = 4;

/** A plan made by chance; `random` is a source of random.mjs. */
export function planFrom(random) {
  const inert = random.chance(0.15);
  const list = inert ? DECOYS : GADGETS;
  const gadget = random.below(list.length);
  const goal = list[gadget].goal ?? random.pick(['cjs', 'cjs', 'esm']);
  const many = () => Array.from({ length: random.below(LONGEST) });
  return {
    inert, gadget, goal,
    strict: !list[gadget].sloppy && random.chance(0.7),
    // Indices into the tables of disguises, used one after the other by the accesses of the gadget.
    texts: [random.below(TEXTS.length), random.below(TEXTS.length)],
    members: [random.below(MEMBERS.length), random.below(MEMBERS.length)],
    calls: [random.below(CALLS.length), random.below(CALLS.length)],
    write: random.below(WRITES.length),
    carriers: many().map(() => random.pick([
      { kind: 'expression', at: random.below(EXPRESSIONS.length) },
      { kind: 'statement', at: random.below(STATEMENTS.length) },
      { kind: 'expression', at: random.below(EXPRESSIONS.length) },
      { kind: goal === 'cjs' ? 'package' : 'expression', at: random.below(PACKAGES.length) },
    ])),
  };
}

export function gadgetOf(plan) {
  return (plan.inert ? DECOYS : GADGETS)[plan.gadget];
}

/** Writes accesses in the plan's disguise, taking its styles in turn. */
function toolOf(plan) {
  const turn = (list) => { let at = 0; return () => list[at++ % list.length]; };
  const nextText = turn(plan.texts), nextMember = turn(plan.members), nextCall = turn(plan.calls);
  const text = (value) => TEXTS[nextText()](value);
  const member = (v, name) => MEMBERS[nextMember()](v, name, text(name));
  return {
    text, member,
    call: (f, ...args) => CALLS[nextCall()](f, args),
    method: (v, name, ...args) => `((o) => (${member('o', name)}).call(${['o', ...args].join(', ')}))(${v})`,
    write: (v, name, value) => WRITES[plan.write](v, name, text(name), value),
  };
}

/** The files of the program: { 'index.js': text, 'node_modules/carrier-0/index.js': text, ... } */
export function filesOf(plan) {
  const gadget = gadgetOf(plan);
  const files = {};
  // The source stands at the top, where `arguments` and `this` mean what the gadget means.
  let last = 'v0', value = 'v0';
  const layers = [];

  for (const carrier of plan.carriers) {
    if (carrier.kind === 'expression') {
      value = EXPRESSIONS[carrier.at](value);
    } else if (carrier.kind === 'package') {
      files[`node_modules/carrier-${carrier.at}/index.js`] = PACKAGES[carrier.at];
      files[`node_modules/carrier-${carrier.at}/package.json`] = `{ "name": "carrier-${carrier.at}", "version": "1.0.0" }\n`;
      value = `require("carrier-${carrier.at}")(${value})`;
    } else {
      const name = `v${layers.length + 1}`, from = value, write = STATEMENTS[carrier.at];
      layers.push((rest) => write(from, name, rest));
      last = value = name;
    }
  }
  if (value !== last) layers.push((rest) => `const w = ${value};\n${rest}`);
  const use = gadget.use(value === last ? last : 'w', toolOf(plan));
  const body = layers.reduceRight((rest, layer) => layer(rest), use);
  const head = plan.goal === 'esm' ? `${gadget.prelude ?? ''}\n` : plan.strict ? "'use strict';\n" : '';
  files[`index.${plan.goal === 'esm' ? 'mjs' : 'js'}`] = `${head}const v0 = ${gadget.source};\n${body}\n`;
  files['package.json'] = `{ "name": "program", "version": "1.0.0", "main": "index.${plan.goal === 'esm' ? 'mjs' : 'js'}" }\n`;
  return files;
}

/** Plans that are one step simpler, simplest first. */
export function simplerPlans(plan) {
  const plans = [];
  plan.carriers.forEach((carrier, at) => plans.push({ ...plan, carriers: plan.carriers.filter((c, other) => other !== at) }));
  for (const field of ['texts', 'members', 'calls'])
    plan[field].forEach((style, at) => { if (style !== 0) plans.push({ ...plan, [field]: plan[field].map((s, other) => (other === at ? 0 : s)) }); });
  if (plan.write !== 0) plans.push({ ...plan, write: 0 });
  plan.carriers.forEach((carrier, at) => { if (carrier.kind === 'expression' && carrier.at !== 0) plans.push({ ...plan, carriers: plan.carriers.map((c, other) => (other === at ? { kind: 'expression', at: 0 } : c)) }); });
  return plans;
}
