// Runs generated programs in Node, several in one process, and says which of them reached what they had no right to.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONDITIONS } from '../tools/lib/cases.mjs';
import { execute } from '../tools/lib/node_run.mjs';

const EMBED = path.join(path.dirname(fileURLToPath(import.meta.url)), 'embed.cjs');
const TOGETHER = 40;

function entryOf(root) {
  return ['index.js', 'index.mjs'].map((name) => path.join(root, name)).find((name) => fs.existsSync(name));
}

function evidence(result, cwd, server) {
  if (fs.existsSync(path.join(cwd, 'canary'))) return 'io';
  if (server.hits > 0) return 'net';
  if (/CANARY-STDOUT/.test(result.out)) return 'stdio';
  return /^REACHED (.*)$/m.exec(result.err)?.[1] ?? '';
}

/** One process for all of `roots`: what any of them reached ('' for nothing), and whether all had their turn. */
async function runTogether(roots, conditions, server) {
  const cwd = path.join(roots[0], '.run'), secret = crypto.randomBytes(8).toString('hex');
  fs.rmSync(cwd, { recursive: true, force: true });
  fs.mkdirSync(cwd);
  server.hits = 0;
  const flags = conditions.map((name) => CONDITIONS[name].flag);
  const env = { PATH: process.env.PATH, HOME: cwd, SECRET: secret, MODE: 'safe' };
  const result = await execute(process.execPath, [...flags, EMBED, secret, ...roots.map(entryOf)], { cwd, env }, 8000);
  return { reached: evidence(result, cwd, server), complete: /^COMPLETE$/m.test(result.err) };
}

/** What the program in the folder `root` reaches in Node under these launch conditions; '' for nothing. */
export async function reach(root, conditions, server) {
  return (await runTogether([root], conditions, server)).reached;
}

/**
 * The same for many: `[{ root, conditions }]` to what each reached. Programs under the same conditions share a process as long as
 * nothing is reached and all have their turn (one that ends the process, or hangs, takes the turn of others); else each is run alone.
 */
export async function reachAll(programs, server) {
  const reached = new Map(), groups = new Map();
  for (const one of programs) {
    const kind = `${path.extname(entryOf(one.root))} ${one.conditions}`;
    groups.set(kind, [...groups.get(kind) ?? [], one]);
  }
  for (const group of groups.values()) {
    for (let at = 0; at < group.length; at += TOGETHER) {
      const some = group.slice(at, at + TOGETHER), together = await runTogether(some.map(({ root }) => root), some[0].conditions, server);
      for (const { root, conditions } of some)
        reached.set(root, together.reached || !together.complete ? await reach(root, conditions, server) : '');
    }
  }
  return programs.map(({ root }) => reached.get(root));
}
