// Programs whose reports are looked at: a hostile one and a large one, written into a folder.
import fs from 'node:fs';
import path from 'node:path';

const HOSTILE = '</script><img src=x onerror=alert(1)><a href="//evil.example">&amp;"\'`\u202e\u001b[31m\u2028';

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** One package with hostile texts wherever a report takes one from it. */
export function hostileProgram(folder) {
  const dependency = path.join(folder, 'node_modules', 'dep');
  write(path.join(folder, 'package.json'), JSON.stringify({ name: HOSTILE, version: HOSTILE, main: 'index.js' }));
  write(path.join(folder, 'index.js'), "require('dep');\n");
  write(path.join(dependency, 'package.json'), JSON.stringify({ name: HOSTILE, version: HOSTILE, main: '<b>&.js' }));
  write(path.join(dependency, '<b>&.js'), `exports.x = () => require('fs').readFileSync(${JSON.stringify(HOSTILE)}); // ${HOSTILE}\n`);
  return folder;
}

/** `count` packages that import each other three deep; every tenth one reads files. */
export function largeProgram(folder, count) {
  const name = (i) => `package-${i}`;
  const requires = (list) => list.map((i) => `require('${name(i)}');\n`).join('');
  write(path.join(folder, 'package.json'), JSON.stringify({ name: 'large', version: '1.0.0', main: 'index.js' }));
  write(path.join(folder, 'index.js'), requires(Array.from({ length: 20 }, (_, i) => i)));
  for (let i = 0; i < count; i++) {
    const at = path.join(folder, 'node_modules', name(i));
    const next = [i * 3 + 20, i * 3 + 21, i * 3 + 22].filter((each) => each < count);
    write(path.join(at, 'package.json'), JSON.stringify({ name: name(i), version: `1.${i}.0`, main: 'index.js' }));
    write(path.join(at, 'index.js'), `${requires(next)}${i % 10 === 0 ? "exports.read = (f) => require('fs').readFileSync(f);\n" : ''}`);
  }
  return folder;
}
