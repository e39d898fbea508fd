// What cordon says of a piece of JavaScript: the effects that it finds, and the rows of the tables that it found them by.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// `doubts` are the rules that refuse the text for another reason than an effect.
export function judged(program, work, code, major) {
  const folder = mkdtempSync(join(work, "check-"));
  writeFileSync(join(folder, "package.json"), '{"name":"probe","version":"1.0.0"}');
  writeFileSync(join(folder, "cordon.json"), JSON.stringify({ node: [String(major)], profile: "pure" }));
  writeFileSync(join(folder, "main.js"), `module.exports = (async () => { ${code} })();\n`);
  const run = spawnSync(program, ["check", "--no-cache", "--format", "json", "--root", folder, join(folder, "main.js")], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  if (run.stdout === "") throw new Error(`cordon ended with ${run.status ?? run.signal}: ${run.stderr}`);
  const findings = JSON.parse(run.stdout).packages.flatMap((one) => one.findings);
  const effects = new Set(findings.map((finding) => finding.effect).filter(Boolean));
  // Files without a known path are all files, descriptors among them (docs/effects.md).
  if (findings.some((finding) => /^fs\.(read|write)$/.test(finding.effect ?? "") && !finding.argument)) effects.add("fd");
  return {
    effects: [...effects],
    doubts: [...new Set(findings.filter((finding) => !finding.effect && !finding.rule.startsWith("resolve.")).map((finding) => finding.rule))],
    rows: new Set(findings.map((finding) => finding.message.match(/^[a-z ]+? ((?:new )?[\w$%@.:*/<>-]+)/)?.[1]).filter(Boolean)),
  };
}
