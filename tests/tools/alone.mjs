// Escapes as packages: each program that reaches authority is packed as an archive, judged by `cordon warm`, and must not
// pass unless launch conditions close it. Near misses are counted too. Prints TAP.
//
//   node tests/tools/alone.mjs FOLDER      (CORDON is the program, FOLDER is for its files)
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;
const [folder] = process.argv.slice(2);
const cordon = process.env.CORDON;

// The archive of one case; its integrity.
function pack(set, entry, number) {
    const source = join(root, "fixtures", set, "cases", entry.case);
    const stage = join(folder, "package");
    rmSync(stage, { recursive: true, force: true });
    mkdirSync(stage, { recursive: true });
    if (statSync(source).isDirectory()) cpSync(source, stage, { recursive: true, dereference: true });
    else cpSync(source, join(stage, basename(source)));
    if (!existsSync(join(stage, "package.json"))) {
        const type = entry.mode === "esm" || source.endsWith(".mjs") ? "module" : "commonjs";
        writeFileSync(join(stage, "package.json"), JSON.stringify({ name: "case", version: "1.0.0", type, main: basename(source) }));
    }
    const archive = join(folder, "archives", `${set}-${number}.tgz`);
    execFileSync("tar", ["--format=ustar", "--sort=name", "--owner=0", "--group=0", "-czf", archive, "-C", folder, "package"]);
    return `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
}

function listed(set) {
    return JSON.parse(readFileSync(join(root, "fixtures", set, "manifest.json"), "utf8"));
}

mkdirSync(join(folder, "archives"), { recursive: true });
const cases = [];
for (const set of ["escapes", "own-escapes", "near-misses", "own-near-misses"])
    listed(set).forEach((entry, number) => cases.push({ set, entry, integrity: pack(set, entry, number) }));
try {
    execFileSync(cordon, ["warm", "--cache", join(folder, "c"), "-q", join(folder, "archives")], { stdio: "ignore" });
} catch (error) {
    if (error.status !== 1) throw error;
}
const lines = execFileSync(cordon, ["answer", "--cache", join(folder, "c"), "--format", "json"], {
    input: cases.map((one) => `${one.integrity}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 28,
}).trim().split("\n").map((line) => JSON.parse(line));

// What `check` is known not to refuse either, and why: but scripts that npm runs are looked at here.
function gapsOf(set) {
    const file = join(root, "fixtures", set, "known-gaps.tsv");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    return lines.map((line) => line.split("\t")[0]).filter((name) => !/install-script|binding-gyp/u.test(name));
}

// These go through a host library, which is judged with the program that has it; to a package alone it is one like others.
const withHost = new Set([
    "packaging/deep-import-host-internal.js", "packaging/host-internal-subpath.js", "tamper/host-export-laundered.js",
    "tamper/host-handed-to-file/", "tamper/host-member-deleted.js", "tamper/host-reexported/", "tamper/host-reexported-esm/",
    "tamper/own-global-host/",
]);
const gaps = new Map(["escapes", "own-escapes"].map((set) => [set, new Set(gapsOf(set))]));

// Under the default policy nothing is closed: an escape that passes got away.
const isEscape = (one) => one.set.endsWith("escapes");
const isGap = (one) => gaps.get(one.set).has(one.entry.case) || withHost.has(one.entry.case);
const escaped = cases.filter((one, i) => isEscape(one) && lines[i].verdict === "pass" && !isGap(one));
const misses = cases.map((one, i) => ({ one, answer: lines[i] })).filter(({ one }) => !isEscape(one));
const passed = misses.filter(({ answer }) => answer.verdict === "pass").length;
console.log(`${escaped.length === 0 ? "ok" : "not ok"} 1 - no escape passes when it is judged alone, as a package`);
for (const { set, entry } of escaped) console.log(`# ${set}/${entry.case}`);
const pending = lines.filter((line) => line.verdict === "pending").length;
console.log(`${pending === 0 ? "ok" : "not ok"} 2 - every case has an answer`);
console.log(`# ${cases.filter(isEscape).length} escapes; ${passed} of ${misses.length} near misses pass`);
if (process.env.SHOW_MISSES)
    for (const { one, answer } of misses)
        if (answer.verdict !== "pass") console.log(`# ${answer.verdict} ${one.set}/${one.entry.case}: ${answer.reasons?.[0]}`);
console.log("1..2");
