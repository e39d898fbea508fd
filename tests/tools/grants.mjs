#!/usr/bin/env node
// Programs under a policy that grants effects with arguments only (fixtures/grants): those of `allowed` pass, those of
// `refused`, which lead such an effect elsewhere, do not; under grants without arguments they all pass.
import fs from 'node:fs';
import path from 'node:path';
import { cordon, cordonProgram, inParallel } from './lib/cordon.mjs';
import { REPO } from './lib/cases.mjs';
import { finish, ok } from './lib/tap.mjs';

const root = path.join(REPO, 'fixtures/grants');
const program = cordonProgram(true);
const wide = path.join(process.env.TMPDIR, 'wide.json');
const grants = JSON.parse(fs.readFileSync(path.join(root, 'cordon.json'), 'utf8')).allow['*'];
fs.writeFileSync(wide, JSON.stringify({ allow: { '*': [...new Set(grants.map((grant) => grant.split(':')[0]))] } }));

const files = ['allowed', 'refused'].flatMap((folder) => fs.readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`));
const check = (file, policy) => cordon(program, ['check', '--no-cache', '--root', root, '--policy', policy, '--format', 'json', path.join(root, file)], { cwd: root });
const runs = await inParallel(files, 2, async (file) => [await check(file, path.join(root, 'cordon.json')), await check(file, wide)]);
files.forEach((file, at) => {
  const [narrow, all] = runs[at];
  const expected = file.startsWith('allowed') ? 'pass' : 'unknown';
  ok(narrow.json?.verdict === expected, `${file} is ${expected} when arguments are granted`, narrow.json?.verdict ?? narrow.err);
  ok(all.json?.verdict === 'pass', `${file} passes when all arguments are`, all.json?.verdict ?? all.err);
});
finish();
