// Runs what CI services run: ci_files.mjs FOLDER-WITH-NODE_MODULES. The scripts of action.yml with the environment that
// GitHub gives them, and the entries of .pre-commit-hooks.yaml. Prints TAP.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { finish, ok } from '../tools/lib/tap.mjs';

const YAML = createRequire(path.join(process.argv[2], 'x.js'))('yaml');
const root = process.env.ROOT;
const base = process.env.TMPDIR;
const read = (file) => YAML.parse(fs.readFileSync(path.join(root, file), 'utf8'), { strict: true });
const action = read('action.yml');

/** Runs the steps of the action with `inputs`; the exit code of the first that fails, and what they wrote. */
function runAction(inputs) {
  const all = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, inputs[name] ?? input.default]));
  const output = path.join(base, 'output'), summary = path.join(base, 'summary');
  fs.writeFileSync(output, '');
  fs.writeFileSync(summary, '');
  let code = 0, out = '', err = '';
  for (const step of action.runs.steps) {
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) =>
      [name, value.replace(/\$\{\{ inputs\.(\w+) \}\}/gu, (_, input) => { if (!(input in all)) throw new Error(`no input ${input}`); return all[input]; })]));
    if (/\$\{\{/u.test(step.run)) throw new Error('an expression in a script is open to injection');
    const done = spawnSync(step.shell, ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], { cwd: base, encoding: 'utf8',
      env: { ...process.env, ...env, GITHUB_ACTION_PATH: root, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: base } });
    out += done.stdout;
    err += done.stderr;
    code = done.status;
    if (code !== 0) break;
  }
  return { code, out, err, output: fs.readFileSync(output, 'utf8'), summary: fs.readFileSync(summary, 'utf8') };
}

function program(name, code) {
  const folder = path.join(base, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0' }));
  fs.writeFileSync(path.join(folder, 'index.js'), code);
  return name;
}

const good = program('good', 'module.exports = 1;\n');
const bad = program('it is; "bad" $(touch reached)', "require('fs').readFileSync('x');\n");

const passed = runAction({ path: good });
ok(passed.code === 0 && passed.output === 'verdict=pass\n' && passed.summary.includes('## cordon: PASS'), 'the action passes what passes', passed.err);
const failed = runAction({ path: bad, sarif: 'r.sarif', html: 'r.html' });
ok(failed.code === 1 && failed.output === 'verdict=not-passed\n', 'and fails what does not', failed.out + failed.err);
ok(/^::error file=it is; "bad" \$\(touch reached\)\/index\.js,line=1,/mu.test(failed.out), 'with an annotation', failed.out);
ok(JSON.parse(fs.readFileSync(path.join(base, 'r.sarif'), 'utf8')).runs[0].results.length === 1 && fs.readFileSync(path.join(base, 'r.html'), 'utf8').startsWith('<!DOCTYPE html>'), 'SARIF and the page are written');
ok(!fs.existsSync(path.join(base, 'reached')), 'an input is no command');
ok(runAction({ path: bad, fail: 'false' }).code === 0, 'a report alone does not fail the step');
ok(runAction({ path: 'nowhere' }).code === 2 && runAction({ path: 'nowhere', fail: 'false' }).code === 2, 'work that could not be done does');
ok(Object.values(action.inputs).every((input) => input.description && typeof input.default === 'string'), 'every input is described and has a default');

const hooks = read('.pre-commit-hooks.yaml');
ok(hooks.every((hook) => hook.language === 'script' && hook.pass_filenames === false && new RegExp(hook.files, 'u')), 'the hooks of pre-commit are complete');
const touched = (hook, file) => new RegExp(hook.files, 'u').test(file);
ok(['index.js', 'lib/a.mjs', 'package-lock.json', 'sub/yarn.lock', 'cordon.json', 'cordon.lock.json'].every((file) => touched(hooks[0], file)) && !['readme.md', 'a.json', 'x.jsx.map'].some((file) => touched(hooks[0], file)), 'they run when something of theirs has changed');
for (const [folder, expected] of [[good, 0], [bad, 1]]) {
  const [entry, ...words] = hooks[0].entry.split(' ');
  const done = spawnSync(path.join(root, entry), words, { cwd: path.join(base, folder), encoding: 'utf8' });
  ok(done.status === expected, `the hook ends with ${expected}`, done.stdout + done.stderr);
}
finish();
