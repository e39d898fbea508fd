// How many real archives are refused, and whether the others are read as npm writes them:
//     node tests/tarball/census.mjs build/release-tests/tarball_dump [--extract] [NPM_CACHE]
// looks at every package archive in npm's cache (default: `npm config get cache`). Prints each refusal and each difference,
// then the numbers; exit 1 when more than 1 in 1,000 is refused or one is read differently.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pacote from 'pacote';
import { differences, dump, filesOnDisk } from './lib.mjs';

const words = process.argv.slice(2);
const extract = words.includes('--extract');
const [program, given] = words.filter((w) => w !== '--extract');
const cache = given ?? execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();

/** Archives by what they begin with; the cache holds registry answers too, which are JSON. */
function* archives(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* archives(file);
    else {
      const start = Buffer.alloc(2);
      const fd = fs.openSync(file);
      fs.readSync(fd, start);
      fs.closeSync(fd);
      if (start.equals(Buffer.from([0x1f, 0x8b]))) yield file;
    }
  }
}

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'cordon-census-'));
const files = [...archives(path.join(cache, '_cacache', 'content-v2'))].sort();
let refused = 0, different = 0, count = 0;
for (let at = 0; at < files.length; at += 50) {
  const some = files.slice(at, at + 50);
  for (const [i, answer] of dump(program, some).entries()) {
    count++;
    if (answer.outcome !== 'ok') {
      refused++;
      console.log(`refused: ${some[i]}: ${answer.entry || 'the archive'} ${answer.reason}`);
    } else if (extract) {
      const to = path.join(temporary, String(count));
      fs.symlinkSync(some[i], `${to}.tgz`); // pacote goes by the name
      await pacote.extract(`file:${to}.tgz`, to, { cache: path.join(temporary, 'cache') });
      const wrong = differences(answer.files, filesOnDisk(to));
      if (wrong.length > 0) different++;
      for (const line of wrong) console.log(`different: ${some[i]}: ${line}`);
      fs.rmSync(to, { recursive: true });
    }
  }
}
fs.rmSync(temporary, { recursive: true });
console.log(`${count} archives, ${refused} refused, ${extract ? `${different} read differently from npm` : 'not compared with npm'}`);
process.exitCode = count === 0 || refused * 1000 > count || different > 0 ? 1 : 0;
