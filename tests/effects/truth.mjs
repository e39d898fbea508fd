// The truth test: runs Node's interface under strace and fails for an effect that was seen and that cordon does not say. Linux
// with strace and a C compiler. Prints TAP.
//
//     node truth.mjs ROOT --node PATH [--only TEXT] [--written|--fuzz] [--part K/N] [--seen FILE]      CORDON names the program
//
// Members that the tables call harmless (tiers P, R, N, I), and the methods of their instances, are called with many shapes of
// arguments. What needs particular arguments is in probes.txt: what is seen there must be among what cordon finds in the same
// text, and what the file says must be seen, or the harness is blind (--seen writes what was, must.mjs what must be). Every row with an effect must
// be reached by a probe or say how it is known. Clocks, tampering and shared state leave no system call: rows about them name
// their experiment.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { judged } from "./judged.mjs";
import { Observer } from "./observe.mjs";
import { isAuthority, majorOf, option, parts, plan, root, share, tap, tiers } from "./options.mjs";
import { callables, effectsOf, ofCalls } from "./rows.mjs";
import { Tables } from "./tables.mjs";

const node = option("--node", process.execPath);
const only = option("--only", "");
const major = majorOf(node);
const tables = new Tables(join(root, "rules/effects"));
const here = join(root, "tests/effects");
const work = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "truth-"));
const observer = new Observer(work, here, node);

const harmless = (effects) => !effects.some(isAuthority);

// ---- what is run ----

function applies(words) {
  const only = words.find((word) => /^\d+[+-]$/.test(word));
  return only === undefined || (only.endsWith("+") ? major >= Number.parseInt(only, 10) : major <= Number.parseInt(only, 10));
}

// The lines of probes.txt: effects that must be seen, perhaps with the majors (22+, 24-), and the text.
function written() {
  const probes = [];
  for (const line of readFileSync(join(here, "probes.txt"), "utf8").split("\n")) {
    const bar = line.indexOf(" | ");
    const words = line.slice(0, bar).split(" ");
    const code = line.slice(bar + 3);
    if (line === "" || line.startsWith("#") || !applies(words) || !code.includes(only)) continue;
    const must = words.filter((word) => tiers.has(word));
    const flags = words.filter((word) => word.startsWith("--"));
    probes.push({ id: `probe ${code}`.replaceAll("/", "|").replaceAll('"', "'"), must, run: { code, flags } });
  }
  const texts = judged(resolve(process.env.CORDON), work, probes.map((probe) => probe.run.code), major);
  return probes.map((probe, i) => ({ ...probe, text: texts[i] }));
}

// Every harmless function of modules, process and globals.
const members = () =>
  callables(tables, major).filter((one) => harmless(ofCalls(one.row)) && one.id.includes(only)).map(({ id, row, run }) => ({ id, effects: ofCalls(row), run }));

// The row of a class and the effects that its instances' methods may have: their own rows', or what making one was charged with.
function effectsOfMethod(row, method) {
  const own = row.real.member("prototype", major)?.member(method, major);
  const rest = row.real.member("prototype", major)?.data.default ?? row.real.data.default;
  if (own) return [...effectsOf(own.real.data.call), ...effectsOf(own.real.data.get), ...effectsOf(own.real.data.write)];
  return [...ofCalls(row.real), ...effectsOf(rest)];
}

// The objects that functions give, as the tables describe them.
function types() {
  return [...tables.types].filter(([name]) => `type:${name}`.includes(only)).map(([name, row]) => {
    const methods = row.members.filter(([, inner]) => inner.majors.includes(major) && inner.callable && harmless(ofCalls(inner)));
    return { id: `type:${name}`, effects: methods.flatMap(([, inner]) => ofCalls(inner)), run: { root: "type", name, path: [], methods: methods.map(([member]) => member) } };
  });
}

// The methods of every class that is harmless to make, as rules/members.tsv lists them.
function methods() {
  const classes = new Map();
  for (const line of readFileSync(join(root, "rules/members.tsv"), "utf8").trimEnd().split("\n")) {
    const [, kind, name, member, method] = line.match(/^(module|global) (?:((?:node:)?[\w/]+)\.)?([\w%]+)\.prototype\.([^\t]+)\t/) ?? [];
    if (kind === undefined || (kind === "module") !== (name !== undefined) || !line.split("\t")[2].split(" ").includes(String(major)) || method.startsWith("@@")) continue;
    const row = kind === "module" ? tables.modules.get(name.replace("node:", ""))?.member(member, major) : tables.global(member, major);
    if (!row?.real.callable || row.data.same) continue;
    const id = `${name ? `${name}.` : ""}${member}.prototype`;
    const known = classes.get(id) ?? { id, row, effects: [], run: { root: kind, name, path: [member], methods: [] } };
    if (!harmless(effectsOfMethod(row, method)) || !id.includes(only)) continue;
    known.effects.push(...ofCalls(row.real), ...effectsOfMethod(row, method));
    known.run.methods.push(method);
    classes.set(id, known);
  }
  return [...classes.values(), ...types()].filter((one) => one.run.methods.length > 0);
}

// ---- judging ----

const aborts = new Set();
async function judge(probe) {
  const { unknown, all, said, aborts: ended } = await observer.surprises(probe.run, probe.text?.effects ?? probe.effects, probe.must);
  const wrong = [];
  if (unknown === undefined) return [`${probe.id}: did not run`];
  probe.ran = !said.some((words) => words.startsWith("none"));
  probe.seen = all;
  for (const place of ended) aborts.add(`${probe.id}.${place.replace(/\d+$/, "")}`);
  for (const rule of probe.text?.doubts ?? []) wrong.push(`${probe.id}: cordon does not follow it: ${rule}`);
  if (probe.text) for (const words of said) wrong.push(`${probe.id}: it did not work: ${words}`);
  for (const effect of probe.must ?? []) if (!all.has(effect)) wrong.push(`${probe.id}: ${effect} was not seen`);
  for (const [effect, line] of unknown) wrong.push(`${probe.id}: ${effect} was seen: ${line}`);
  return wrong;
}

// Runs two at a time; lines come in the order of the probes.
async function judgeAll(probes) {
  const wrong = probes.map(() => []);
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < probes.length; i = next++) wrong[i] = await judge(probes[i]);
  };
  await Promise.all([lane(), lane()]);
  return wrong.flat();
}

// Rows with an effect that no probe reaches and that do not say how they are known.
function unproven(probes) {
  const reached = new Set(probes.flatMap((probe) => [...probe.text.rows]));
  const counts = { probe: 0, experiment: 0, "by reading": 0, documented: 0 };
  const wrong = [];
  const visit = (row, name, proof) => {
    const own = row.data.proof ?? proof;
    const effects = [...ofCalls(row), ...effectsOf(row.data.get), ...effectsOf(row.data.write), ...effectsOf(row.data.load)];
    if (!row.majors.includes(major)) return;
    if (!harmless(effects) && !row.data.absent) {
      const how = reached.has(name) ? "probe" : own?.match(/^(experiment|by reading|documented)/)?.[1];
      if (how) counts[how] += 1;
      else wrong.push(`${name} has ${[...new Set(effects)].join(" ")}, no probe reaches it, and no proof`);
    }
    // What is said of loading a module says nothing of its members.
    for (const [member, inner] of row.members) visit(inner, name ? `${name}.${member}` : member, tables.modules.get(name) === row ? undefined : own);
  };
  for (const [name, module] of tables.modules) visit(module, name);
  for (const file of tables.globals) visit(file, "");
  return { wrong, counts };
}

// What needs particular arguments, and whether it reaches what the tables are about.
async function judgeWritten() {
  const probes = written();
  const mine = share(probes, Math.ceil(parts / 2)); // twice as many as of what is made by rule
  const failed = await judgeAll(mine);
  tap(`Node ${major}: ${mine.length} written probes did nothing that cordon does not find in their text`, failed);
  if (option("--seen")) writeFileSync(option("--seen"), JSON.stringify(mine.map((probe) => [probe.run.code, probe.text.effects.filter((effect) => probe.seen?.has(effect)).sort()])));
  if (only !== "") return;
  const { wrong, counts } = unproven(probes);
  tap(`Node ${major}: rows with authority are reached by a probe (${counts.probe}) or known by experiment (${counts.experiment}), reading (${counts["by reading"]}) or documentation (${counts.documented})`, wrong);
}

async function judgeFuzzed() {
  const fuzzed = share(members());
  tap(`Node ${major}: ${fuzzed.length} harmless members did nothing that the tables do not say`, await judgeAll(fuzzed));
  const classes = share(methods());
  const failed = await judgeAll(classes);
  const without = classes.filter((one) => !one.ran).map((one) => one.id);
  const count = classes.reduce((sum, one) => sum + one.run.methods.length, 0);
  tap(`Node ${major}: ${count} methods of ${classes.length} harmless classes (${without.length} without an instance) did nothing that the tables do not say`, failed);
  if (without.length > 0) console.log(`# without an instance: ${without.join(" ")}`);
  if (aborts.size > 0) console.log(`# ended by failed checks in machine code: ${[...aborts].sort().join(" ")}`);
}

if (!process.argv.includes("--fuzz")) await judgeWritten();
if (!process.argv.includes("--written")) await judgeFuzzed();
plan();
rmSync(work, { recursive: true, force: true });
