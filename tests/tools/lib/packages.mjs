// Installed npm packages to be judged: fixtures/packages/NAME holds package.json and a lock file, the
// installation goes to $CORDON_PACKAGES/NAME (default build/packages) and is kept between runs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { FIXTURES, REPO } from './cases.mjs';

const STAMP = '.installed-lock';

/** What is there already stays: another suite may be reading it. */
function copyChanged(from, to) {
  const text = fs.readFileSync(from);
  if (!fs.existsSync(to) || !fs.readFileSync(to).equals(text)) fs.writeFileSync(to, text);
}

/** The folder with node_modules of fixtures/packages/NAME, installed when its lock file has changed. */
export function installedPackages(name) {
  const from = path.join(FIXTURES, 'packages', name);
  const to = path.join(process.env.CORDON_PACKAGES || path.join(REPO, 'build/packages'), name);
  const lock = fs.readFileSync(path.join(from, 'package-lock.json'), 'utf8');
  const stamp = path.join(to, STAMP);

  fs.mkdirSync(to, { recursive: true });
  for (const file of fs.readdirSync(from)) copyChanged(path.join(from, file), path.join(to, file));
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return to;
  // Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which a registry may
  // lack. `npm install` takes the same versions and checks the same digests; it works on a copy of the lock.
  const run = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: to, encoding: 'utf8', timeout: 600000 });
  if (run.status !== 0) throw new Error(`npm could not install fixtures/packages/${name}: ${run.stderr.slice(-500)}`);
  fs.writeFileSync(stamp, lock);
  return to;
}
