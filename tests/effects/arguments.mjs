// Which arguments are functions, and which hold them: what the tables say ("callbacks", "options", "methods", "functions") against what Node does with
// functions, marked objects and watched bags at each position (arguments_probe.cjs). Prints TAP.
//
//     node arguments.mjs ROOT [--node PATH] [--only TEXT] [--part K/N] [--found FILE] [--from FILE]
//
// A function that Node calls, or asks for, and that the tables do not name fails; so does one that they name and that Node neither called,
// asked for nor read, unless the `proof` beside it is `by reading` or `documented`. --found writes what was found, --from judges that without asking again.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { majorOf, option, plan, root, share, tap } from "./options.mjs";
import { callables } from "./rows.mjs";
import { Tables } from "./tables.mjs";

const node = option("--node", process.execPath);
const only = option("--only", "");
const major = majorOf(node);
const tables = new Tables(join(root, "rules/effects"));

// What would end, stop, replace or multiply the process that asks, or change it for those that come after; or takes too long.
const NEVER = [
  /^process\.(abort|dlopen|execve|exit|kill|reallyExit|set\w+|_\w+|binding|initgroups|openStdin|stdin|report.*)$/,
  /^child_process\.(fork|_forkChild|\w+Sync)$/, /^cluster\.(fork|setup\w+)$/, /^worker_threads\.(Worker|markAs\w+|locks)/, /Atomics/,
  /^(inspector|inspector\/promises)\.(open|waitForDebugger|console)/, /^repl\.(start|REPLServer|builtinModules)/, /^test/, /^domain/, /^wasi\./, /^ffi\./,
  /^(crypto|dns|http|net|stream|tls)\.set/, /^module\.(?!.*[rR]egister)/, /^trace_events/, /^timers\.((un)?enroll|clear\w+)$/, /^_/,
  /^v8\.(getHeap\w+|setFlags|setHeap|writeHeap|queryObj|startupSnapshot)/, /^vm\.measureMemory/, /^crypto\.generatePrimeSync$/, /DiffieHellman/,
  // Wrong arguments end these by failed checks in machine code.
  /^sqlite\.backup$/, /^tls\.TLSSocket\.prototype\.[gs]et/, /Blob\.prototype/, /prototype\.slice$/,
];
const isNever = (one) => NEVER.some((pattern) => pattern.test(one.id));
// The language is not Node's interface: its rows are known from its specification.
const language = tables.globals.filter((file) => file.data.frozen);
const isLanguage = (one) => one.run.root === "global" && language.some((file) => file.member(one.run.path[0]));

// The rows; then what members.tsv names besides: methods of classes, and functions that are members of others.
const members = callables(tables, major).map(({ id, row, run }) => ({ id, row, run, constructs: [Boolean(row.data.class || row.data.new)] }));
function rowOf(from, name, path) {
  const [first, rest] = from === "module" ? [tables.modules.get(name.replace("node:", "")), path] : [tables.global(path[0], major), path.slice(1)];
  return rest.reduce((up, step) => up?.real.member(step, major), first);
}
for (const line of readFileSync(join(root, "rules/members.tsv"), "utf8").trimEnd().split("\n")) {
  const [path, kind, majors] = line.split("\t");
  const [, from, rest] = path.match(/^(module|global) (.+)$/) ?? [];
  if (kind !== "function" || from === undefined || !majors.split(" ").includes(String(major)) || /\.[@_][^.]*$/.test(rest)) continue;
  const steps = rest.split(".");
  const name = from === "module" ? steps.shift() : undefined;
  const method = steps.at(-2) === "prototype" ? steps.at(-1) : undefined;
  const inner = method === undefined ? steps.slice(0, -1) : steps.slice(0, -2);
  const owner = rowOf(from, name, inner);
  const id = rest.replace("node:", "");
  if (owner === undefined || owner.data.same || rowOf(from, name, steps) || (method === undefined && inner.length === 0)) continue;
  const shared = { id, row: owner, constructs: [false] };
  if (method === undefined) members.push({ ...shared, static: steps.at(-1), run: { root: from, name, path: steps } });
  else members.push({ ...shared, method, receiver: id.replace(/\.prototype\..*/, ""), run: { root: from, name, path: inner } });
}
const chosen = share(members.filter((one) => !isNever(one) && !isLanguage(one) && one.id.includes(only)));

const here = join(root, "tests/effects");
const work = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "arguments-"));
const found = new Map();
const ended = [];
function runBatch(batch) {
  const folder = mkdtempSync(join(work, "in-"));
  writeFileSync(join(folder, "job.json"), JSON.stringify({ members: batch.map(({ row, ...one }) => one), seconds: 2 }));
  const run = spawnSync(node, ["--no-warnings", join(here, "arguments_probe.cjs"), "job.json", join(work, "said")], { cwd: folder, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", timeout: 120000, maxBuffer: 1 << 26, env: { PATH: process.env.PATH } });
  let last = batch[0].id;
  const lines = existsSync(join(work, "said")) ? readFileSync(join(work, "said"), "utf8").split("\n").filter(Boolean) : [];
  for (const line of lines) {
    const said = JSON.parse(line);
    if (said.start) last = said.start;
    if (said.id) found.set(said.id, said.found);
  }
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(work, "said"), { force: true });
  if (run.status === 0) return;
  const at = batch.findIndex((one) => one.id === last);
  ended.push(`${last} ended with ${run.signal ?? run.status}: ${run.stderr.slice(0, 300)}`);
  if (at + 1 < batch.length) runBatch(batch.slice(at + 1));
}
if (option("--from")) for (const [id, places] of Object.entries(JSON.parse(readFileSync(option("--from"), "utf8")))) found.set(id, places);
else for (let i = 0; i < chosen.length; i += 60) runBatch(chosen.slice(i, i + 60));
rmSync(work, { recursive: true, force: true });
if (option("--found")) writeFileSync(option("--found"), JSON.stringify(Object.fromEntries(found), undefined, 1));

// ---- what the tables say ----

const inMajor = (one) => major >= (one.since ?? 0) && major <= (one.until ?? 99);
const said = (one) => {
  const find = (list, name) => (list ?? []).find((entry) => inMajor(entry) && entry.names.split(" ").includes(name)) ?? {};
  if (one.method) return find(one.row.real.data.methods, one.method);
  if (one.static) return find(one.row.real.data.functions, one.static);
  const itself = one.row.data;
  return itself.callbacks || itself.options ? itself : find(one.row.parent?.data.functions, one.id.slice(one.id.lastIndexOf(".") + 1));
};
const covers = (key, index) => (String(key).endsWith("+") ? index >= Number.parseInt(key, 10) : Number(key) === index);

// Places that the tables do not name.
function surprises(one, places) {
  const row = said(one);
  return Object.entries(places).flatMap(([place, how]) => {
    const dot = place.indexOf(".");
    const index = Number.parseInt(place, 10);
    const named = dot < 0
      ? (row.callbacks ?? []).some((key) => covers(key, index))
      : Object.entries(row.options ?? {}).some(([key, names]) => covers(key, index) && names.split(" ").includes(place.slice(dot + 1)));
    return how === "read" || named ? [] : [`${one.id}: ${dot < 0 ? `argument ${index}` : `${place.slice(dot + 1)} of argument ${index}`} is a function (${how}), and the tables do not say so`];
  });
}

const counts = { called: 0, checked: 0, read: 0, reading: 0 };
// What the tables name and nothing supports.
function unsupported(one, places) {
  const row = said(one);
  const named = [
    ...(row.callbacks ?? []).map((key) => [key, (place) => !place.includes(".") && covers(key, Number(place))]),
    ...Object.entries(row.options ?? {}).flatMap(([key, names]) => names.split(" ").map((name) => [`${key}.${name}`, (place) => place.includes(".") && place.slice(place.indexOf(".") + 1) === name && covers(key, Number.parseInt(place, 10))])),
  ];
  return named.flatMap(([what, is]) => {
    const seen = Object.entries(places).filter(([place, how]) => is(place) && (how !== "read" || String(what).includes("."))).map(([, how]) => how);
    const how = ["called", "checked", "read"].find((word) => seen.includes(word)) ?? (/^(by reading|documented)/.test(row.proof ?? "") ? "reading" : undefined);
    if (how) counts[how] += 1;
    return how ? [] : [`${one.id}: the tables name ${what}, which Node neither called nor asked for, and the row has no other proof`];
  });
}

const isProbed = (one) => found.has(one.id) && !found.get(one.id).none;
const without = chosen.filter((one) => !isProbed(one));
tap(`Node ${major}: ${chosen.length - without.length} members take functions where the tables say so, and nowhere else`, chosen.filter(isProbed).flatMap((one) => surprises(one, found.get(one.id))));
const never = share(members.filter((one) => isNever(one) && !isLanguage(one) && one.id.includes(only)));
const unproven = [...chosen, ...never].flatMap((one) => unsupported(one, isProbed(one) ? found.get(one.id) : {}));
tap(`Node ${major}: of what the tables name ${counts.called} were called, ${counts.checked} asked for, ${counts.read} read, ${counts.reading} are known by reading or from the documentation`, unproven);
if (without.length > 0) console.log(`# not made: ${[...new Set(without.map((one) => one.receiver ?? one.id))].sort().join(" ")}`);
for (const line of ended) console.log(`# ${line.split("\n")[0]}`);
plan();
