// Every odd archive is read as npm writes it, or refused with the right reason: odd_test.mjs TARBALL_DUMP FOLDER
import fs from 'node:fs';
import path from 'node:path';
import pacote from 'pacote';
import { finish, ok } from '../tools/lib/tap.mjs';
import { differences, dump, filesOnDisk } from './lib.mjs';
import { oddArchives } from './odd.mjs';

const [program, folder] = process.argv.slice(2);
const cases = [...oddArchives()].map(([name, [bytes, reason]]) => ({ name, bytes, reason, file: path.join(folder, `${name}.tgz`) }));
for (const c of cases) fs.writeFileSync(c.file, c.bytes);
const answers = dump(program, cases.map((c) => c.file));
for (const [i, c] of cases.entries()) {
  const answer = answers[i];
  if (c.reason !== null) {
    ok(answer.reason?.includes(c.reason) && answer.files === undefined, `${c.name}: refused, ${c.reason}`, JSON.stringify(answer));
    continue;
  }
  const to = path.join(folder, c.name);
  await pacote.extract(`file:${c.file}`, to, { cache: path.join(folder, 'cache') });
  const wrong = answer.files ? differences(answer.files, filesOnDisk(to)) : [JSON.stringify(answer)];
  ok(wrong.length === 0, `${c.name}: read as npm writes it`, wrong.join('\n'));
}
finish();
