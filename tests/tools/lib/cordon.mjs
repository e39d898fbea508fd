// Runs the cordon program and reads its JSON.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { REPO } from './cases.mjs';

/** The program under test: $CORDON_RELEASE when `fast`, else $CORDON, else ./cordon of the repository. */
export function cordonProgram(fast) {
  const named = (fast && process.env.CORDON_RELEASE) || process.env.CORDON;
  const program = named || path.join(REPO, 'cordon');
  if (!fs.existsSync(program)) throw new Error(`no cordon program at ${program}: build it, or set CORDON`);
  return program;
}

/**
 * Runs cordon. `{ code, signal, json, out, err, millis }`: `json` is null unless standard output is
 * one JSON value; a run that is ended by the time limit has the signal SIGKILL.
 */
export function cordon(program, args, { cwd, limitMs = 60000, env = process.env } = {}) {
  return new Promise((done) => {
    const started = process.hrtime.bigint();
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [], errors = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.stdout.on('data', (bytes) => chunks.push(bytes));
    child.stderr.on('data', (bytes) => errors.push(bytes));
    child.on('error', (error) => { clearTimeout(timer); done({ code: -1, signal: null, json: null, out: '', err: String(error), millis: 0 }); });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const out = Buffer.concat(chunks).toString('utf8');
      let json = null;
      try { json = JSON.parse(out); } catch { /* the caller sees null */ }
      done({ code, signal, json, out, err: Buffer.concat(errors).toString('utf8'), millis: Number(process.hrtime.bigint() - started) / 1e6 });
    });
  });
}

/** Every finding of a report that is not passed, with its package: [{ rule, effect, file, line, message, package }]. */
export function openFindings(report) {
  const found = [];
  for (const pkg of report.packages ?? [])
    for (const finding of pkg.findings ?? [])
      if (finding.verdict !== 'pass') found.push({ ...finding, package: pkg.path });
  return found;
}

/** Runs `task` over items, `width` at a time; the results stand in the order of the items. */
export async function inParallel(items, width, task) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => { while (next < items.length) { const at = next++; results[at] = await task(items[at], at); } };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
