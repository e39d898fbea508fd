// What cordon says of pieces of JavaScript: the effects that it finds, and the rows of the tables that it found them by.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// What one package does to others, or another does to it, shows in both: where there is some of it, each is judged alone.
const SHARED = /^(tamper|reflect)\./;

function reading(findings) {
  const effects = new Set(findings.map((finding) => finding.effect).filter(Boolean));
  // Files without a known path are all files, descriptors among them (docs/effects.md).
  if (findings.some((finding) => /^fs\.(read|write)$/.test(finding.effect ?? "") && !finding.argument)) effects.add("fd");
  return {
    effects: [...effects],
    doubts: [...new Set(findings.filter((finding) => !finding.effect && !finding.rule.startsWith("resolve.")).map((finding) => finding.rule))],
    rows: new Set(findings.map((finding) => finding.message.match(/^[a-z ]+? ((?:new )?[\w$%@.:*/<>-]+)/)?.[1]).filter(Boolean)),
  };
}

// The findings of a program whose packages are the pieces, by piece.
function findingsOf(program, work, codes, major) {
  const folder = mkdtempSync(join(work, "check-"));
  writeFileSync(join(folder, "package.json"), '{"name":"probes","version":"1.0.0"}');
  writeFileSync(join(folder, "cordon.json"), JSON.stringify({ node: [String(major)], profile: "pure" }));
  writeFileSync(join(folder, "main.js"), codes.map((code, i) => `require("p${i}");\n`).join(""));
  for (const [i, code] of codes.entries()) {
    const piece = join(folder, "node_modules", `p${i}`);
    mkdirSync(piece, { recursive: true });
    writeFileSync(join(piece, "package.json"), `{"name":"p${i}","version":"1.0.0"}`);
    writeFileSync(join(piece, "index.js"), `module.exports = (async () => { ${code} })();\n`);
  }
  const run = spawnSync(program, ["check", "--no-cache", "--format", "json", "--root", folder, join(folder, "main.js")], { encoding: "utf8", maxBuffer: 1 << 28 });
  rmSync(folder, { recursive: true });
  if (run.stdout === "") throw new Error(`cordon ended with ${run.status ?? run.signal}: ${run.stderr}`);
  const packages = new Map(JSON.parse(run.stdout).packages.map((one) => [one.path, one.findings]));
  return codes.map((code, i) => {
    const findings = packages.get(`node_modules/p${i}`);
    if (findings === undefined) throw new Error(`cordon does not know of the package of: ${code}`);
    return findings;
  });
}

// One reading a piece: `doubts` are the rules that refuse it for another reason than an effect.
export function judged(program, work, codes, major) {
  const together = findingsOf(program, work, codes, major);
  return together.map((findings, i) => {
    const alone = findings.some((finding) => SHARED.test(finding.effect ?? "") || !finding.effect);
    return reading(alone ? findingsOf(program, work, [codes[i]], major)[0] : findings);
  });
}
