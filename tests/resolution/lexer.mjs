// The lexer for names of CommonJS modules against what those of real Nodes said.
//
//     node lexer.mjs TEXTS TABLE MAJOR...      TEXTS: of fixtures/resolution/lexer_texts.mjs; TABLE: the merged answers of lexer.cjs
//
// CJS_DRIVER is the program that is tested. A text at which Node itself dies has no right answer.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

const [, , texts, table, ...majors] = process.argv;
const rows = fs.readFileSync(table, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t').slice(3));
const found = ['0', '1'].map((lexer) => execFileSync(process.env.CJS_DRIVER, [lexer], { input: fs.readFileSync(texts), maxBuffer: 2 ** 31 - 1 })
  .toString().split('\n').filter(Boolean).map((line) => JSON.parse(line)));

majors.forEach((major, column) => {
  const wrong = [];
  let names = 0;
  let unsure = 0;
  rows.forEach((said, i) => {
    const want = said.slice(0, column + 1).findLast((one) => one !== '=');
    const got = found[Number(major) < 24 ? 0 : 1][i];
    if (got === null) {
      unsure++;
      return;
    }
    const answer = JSON.stringify(got.map((list) => [...new Set(list)]));
    names += want === '!' ? 0 : JSON.parse(want)[0].length;
    if (want !== '!' && answer !== want) wrong.push(`text ${i + 1}: ${answer}, Node ${want}`);
  });
  const few = unsure * 1000 < rows.length;
  console.log(`${wrong.length === 0 && few ? 'ok' : 'not ok'} ${column + 1} - Node ${major}: ${names} names in ${rows.length} texts, ${wrong.length} wrong, ${unsure} not told`);
  for (const line of wrong.slice(0, 20)) console.log(`# ${line.slice(0, 300)}`);
});
console.log(`1..${majors.length}`);
