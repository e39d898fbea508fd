// fixtures/ledger.tsv: for each listed package whether it passes, because of what not, and whether it is
// *rightly refused* or *cannot be proven yet*. Columns: list, package, passes (yes, no, or launch conditions),
// because (effects of failures and rules of doubts), judgement, note. The last two are written by people.
import fs from 'node:fs';
import path from 'node:path';
import { FIXTURES } from './cases.mjs';

const FILE = path.join(FIXTURES, 'ledger.tsv');
const HEAD = 'list\tpackage\tpasses\tbecause\tjudgement\tnote';

export function readLedger() {
  if (!fs.existsSync(FILE)) return new Map();
  const lines = fs.readFileSync(FILE, 'utf8').split('\n').slice(1).filter(Boolean).map((line) => line.split('\t'));
  return new Map(lines.map(([list, name, passes, because, judgement = '', note = '']) => [`${list}\t${name}`, { passes, because, judgement, note }]));
}

/** Rewrites the lines of `rows`; judgement and note stay until the package passes: read them again when the reason changes. */
export function writeLedger(rows, before) {
  const merged = new Map(before);
  for (const row of rows) {
    const kept = before.get(row.key) ?? { judgement: '', note: '' };
    merged.set(row.key, { passes: row.passes, because: row.because, judgement: row.passes === 'yes' ? '' : kept.judgement, note: kept.note });
  }
  const lines = [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, v]) => [key, v.passes, v.because, v.judgement, v.note].join('\t'));
  fs.writeFileSync(FILE, `${HEAD}\n${lines.join('\n')}\n`);
}
