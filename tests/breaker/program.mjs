// From a plan (plain data: which gadget, which disguises, which carriers) to the files of a program.
import { CALLS, MEMBERS, TEXTS, WRITES } from './disguises.mjs';
import { EXPRESSIONS, PACKAGES, STATEMENTS } from './carriers.mjs';
import { DECOYS, GADGETS } from './gadgets.mjs';
import { GUARDS } from './guards.mjs';
import { READS } from './reads.mjs';

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
      { kind: 'read', at: random.below(READS.length) },
      { kind: 'package', at: random.below(PACKAGES.length) },
    ])),
    guard: random.chance(0.2) ? random.below(GUARDS.length) : null,
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

const FIXED = { env: { MODE: 'safe' }, allow: { '.': ['env.read:MODE'] } };

/** Adds a package to `files`: its one file's text, or `{ file: text }`. */
function addPackage(files, name, own) {
  for (const [file, text] of Object.entries(typeof own === 'string' ? { 'index.js': own } : own)) files[`node_modules/${name}/${file}`] = text;
  files[`node_modules/${name}/package.json`] = `{ "name": "${name.replace(/^.*\//, '')}", "version": "1.0.0" }\n`;
}

/** Adds the carrier package and those beside it; gives its name. */
function addCarrier(files, at) {
  const name = `carrier-${at}`, { main, others = {} } = PACKAGES[at];
  addPackage(files, name, main);
  for (const [other, text] of Object.entries(others)) addPackage(files, other, typeof text === 'function' ? text(name) : text);
  return name;
}

/** The files of the program: { 'index.js': text, 'node_modules/carrier-0/index.js': text, ... } */
export function filesOf(plan) {
  const gadget = gadgetOf(plan);
  const files = {};
  // The source stands at the top, where `arguments` and `this` mean what the gadget means.
  let last = 'v0', value = 'v0', imports = '';
  const layers = [], tool = toolOf(plan), guard = plan.guard === null || plan.guard === undefined ? null : GUARDS[plan.guard];
  const load = (name) => {
    if (plan.goal !== 'esm') return `require("${name}")`;
    const local = name.replaceAll('-', '_');
    if (!imports.includes(`import ${local} `)) imports += `import ${local} from "${name}";\n`;
    return local;
  };

  for (const carrier of plan.carriers) {
    if (carrier.kind === 'expression') {
      value = EXPRESSIONS[carrier.at](value);
    } else if (carrier.kind === 'read') {
      value = READS[carrier.at](value);
    } else if (carrier.kind === 'package') {
      value = `${load(addCarrier(files, carrier.at))}(${value})`;
    } else {
      const name = `v${layers.length + 1}`, from = value, write = STATEMENTS[carrier.at];
      layers.push((rest) => write(from, name, rest));
      last = value = name;
    }
  }
  if (value !== last) layers.push((rest) => `const w = ${value};\n${rest}`);
  for (const [name, text] of Object.entries(gadget.packages?.(tool) ?? {})) addPackage(files, name, text);
  const use = gadget.use(value === last ? last : 'w', { ...tool, load });
  const plain = layers.reduceRight((rest, layer) => layer(rest), use);
  const body = guard === null ? plain : guard.wrap(plain);
  const head = plan.goal === 'esm' ? `${gadget.prelude ?? ''}\n${imports}` : plan.strict ? "'use strict';\n" : '';
  const policy = { ...gadget.policy, ...(guard?.env ? FIXED : {}) };
  if (Object.keys(policy).length > 0) files['cordon.json'] = `${JSON.stringify(policy)}\n`;
  files[`index.${plan.goal === 'esm' ? 'mjs' : 'js'}`] = `${head}const v0 = ${gadget.source};\n${body}\n`;
  files['package.json'] = `{ "name": "program", "version": "1.0.0", "main": "index.${plan.goal === 'esm' ? 'mjs' : 'js'}" }\n`;
  return files;
}

/** Plans that are one step simpler, simplest first. */
export function simplerPlans(plan) {
  const plans = plan.guard === null || plan.guard === undefined ? [] : [{ ...plan, guard: null }];
  plan.carriers.forEach((carrier, at) => plans.push({ ...plan, carriers: plan.carriers.filter((c, other) => other !== at) }));
  for (const field of ['texts', 'members', 'calls'])
    plan[field].forEach((style, at) => { if (style !== 0) plans.push({ ...plan, [field]: plan[field].map((s, other) => (other === at ? 0 : s)) }); });
  if (plan.write !== 0) plans.push({ ...plan, write: 0 });
  plan.carriers.forEach((carrier, at) => { if (carrier.kind === 'read' || (carrier.kind === 'expression' && carrier.at !== 0)) plans.push({ ...plan, carriers: plan.carriers.map((c, other) => (other === at ? { kind: 'expression', at: 0 } : c)) }); });
  return plans;
}
