// Prints TAP: each check is a line, a failed one is followed by what was seen.
let count = 0, failed = 0;

export function ok(condition, name, detail = '') {
  count++;
  if (!condition) failed++;
  console.log(`${condition ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!condition && detail) for (const line of String(detail).trimEnd().split('\n').slice(0, 40)) console.log(`  ${line}`);
  return Boolean(condition);
}

/** The plan goes last, so that a suite that dies half-way announces nothing and fails. */
export function finish() {
  console.log(`1..${count}`);
  process.exitCode = failed > 0 || count === 0 ? 1 : 0;
}
