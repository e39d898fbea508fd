// The archive reader as users' programs would see it, and npm's own extractor beside it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** What build/dev/tests/tarball_dump says about each of the archives. */
export function dump(program, files) {
  const run = spawnSync(program, { input: files.map((f) => `${f}\n`).join(''), encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`tarball_dump ended with ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** The regular files below `folder`, in the same form: path -> [length, CRC-32]. */
export function filesOnDisk(folder, below = '', out = {}) {
  for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) filesOnDisk(folder, name, out);
    else {
      const bytes = fs.readFileSync(path.join(folder, name));
      out[name] = [bytes.length, zlib.crc32(bytes)];
    }
  }
  return out;
}

/** The first few differences between two such lists, as text. */
export function differences(read, written) {
  const names = new Set([...Object.keys(read), ...Object.keys(written)]);
  return [...names].filter((n) => String(read[n]) !== String(written[n])).sort().slice(0, 5)
    .map((n) => `${JSON.stringify(n)}: read ${read[n] ?? 'nothing'}, npm wrote ${written[n] ?? 'nothing'}`);
}
