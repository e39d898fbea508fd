#!/usr/bin/env node
// Every format of `cordon check`, read back by a small reader of that format: formats.mjs PROGRAM-THAT-FAILS
//
// The second program is hostile: its packages, paths, specifiers and source lines hold whatever ends a text, a
// line, a tag or a cell in one of the formats, and control characters.
import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cordonProgram } from './lib/cordon.mjs';
import { finish, ok } from './lib/tap.mjs';

const program = cordonProgram(false);
const leaky = process.argv[2];
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

const NASTY = 'x]]>--></script><script>alert(1)</script>%0A::error::,:|`*_[a](//b)@me&amp;"\'\u202e\u001b[31m';

/** A program whose one dependency reads files, with hostile texts wherever cordon takes one from a package. */
function hostileProgram(folder) {
  const dependency = path.join(folder, 'node_modules', 'dep');
  fs.mkdirSync(path.join(dependency, 'a,b %:\'"&<x>`|'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({
    name: NASTY, version: NASTY, main: 'index.js', dependencies: { zero: '1.0.0', dep: '1.0.0' } }, null, 2));
  fs.writeFileSync(path.join(folder, 'index.js'), `require('dep');\nrequire(${JSON.stringify(`./${NASTY}`)});\n`);
  fs.writeFileSync(path.join(dependency, 'package.json'), JSON.stringify({
    name: NASTY, version: NASTY, main: 'a,b %:\'"&<x>`|/m.js' }));
  fs.writeFileSync(path.join(dependency, 'a,b %:\'"&<x>`|', 'm.js'),
    `exports.x = () => require('fs').readFileSync(${JSON.stringify(NASTY)}); // ${NASTY}\nexports.y = (k) => require(k);\n`);
  return folder;
}

function run(folder, format, environment = {}) {
  const done = spawnSync(program, ['check', '-q', '--no-cache', '--format', format, folder],
    { encoding: 'utf8', env: { ...process.env, GITHUB_STEP_SUMMARY: '', GITHUB_WORKSPACE: '', ...environment } });
  ok(done.status === 1, `${format}: ends with 1`, `exit ${done.status}: ${done.stderr.slice(0, 300)}`);
  ok(!CONTROL.test(done.stdout), `${format}: no control characters`);
  return done.stdout;
}

// --- SARIF

function sarifResults(text) {
  const log = JSON.parse(text);
  ok(log.version === '2.1.0' && log.runs.length === 1, 'sarif: one run of version 2.1.0');
  return log.runs[0];
}

function allRegions(value, out = []) {
  if (Array.isArray(value)) value.forEach((each) => allRegions(each, out));
  else if (value && typeof value === 'object') {
    if (value.region) out.push(value.region);
    Object.values(value).forEach((each) => allRegions(each, out));
  }
  return out;
}

function checkSarif(folder, results) {
  const sarif = sarifResults(run(folder, 'sarif'));
  ok(sarif.results.length === results, `sarif: ${results} results`, String(sarif.results.length));
  ok(allRegions(sarif).every((r) => r.startLine >= 1 && (r.startColumn ?? 1) >= 1), 'sarif: regions count from 1');
  ok(sarif.results.every((r) => sarif.tool.driver.rules[r.ruleIndex].id === r.ruleId), 'sarif: every result has its rule');
  const prints = sarif.results.map((r) => r.partialFingerprints['cordonFinding/v1']);
  ok(new Set(prints).size === prints.length, 'sarif: fingerprints differ');
  const uris = sarif.results.flatMap((r) => r.locations.map((l) => l.physicalLocation.artifactLocation.uri));
  ok(uris.every((uri) => !uri.includes('node_modules')), 'sarif: results are shown in files of the project', uris.join(' '));
  for (const result of sarif.results) {
    const { uri } = result.locations[0].physicalLocation.artifactLocation;
    const { startLine } = result.locations[0].physicalLocation.region;
    const line = fs.readFileSync(path.join(folder, uri), 'utf8').split('\n')[startLine - 1];
    const real = result.relatedLocations?.[0].physicalLocation.artifactLocation.uri;
    if (real) ok(line.includes(JSON.stringify(path.basename(decodeURIComponent(real.split('node_modules/').pop().split('/')[0]))).slice(1, -1)),
      `sarif: line ${startLine} of ${uri} brings the package`, line);
    const steps = result.codeFlows?.[0].threadFlows[0].locations ?? [];
    ok(steps.length > 0 && steps.every((s) => fs.existsSync(path.join(folder, decodeURIComponent(s.location.physicalLocation.artifactLocation.uri)))),
      'sarif: the code flow goes through files that exist');
  }
  return prints;
}

// --- GitHub

const unescapeProperty = (s) => s.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

function checkGithub(folder, results, summary) {
  fs.writeFileSync(summary, 'before\n');
  const lines = run(folder, 'github', { GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: path.dirname(folder) }).trimEnd().split('\n');
  const commands = lines.map((line) => /^::(error|warning) ([^:]*)::(.*)$/u.exec(line)).filter(Boolean);
  ok(commands.length === results && lines.length === results + 1, `github: ${results} annotations and the last line`, lines.join('\n').slice(0, 2000));
  for (const [, , properties] of commands) {
    const parts = Object.fromEntries(properties.split(',').map((each) => [each.slice(0, each.indexOf('=')), unescapeProperty(each.slice(each.indexOf('=') + 1))]));
    ok(Object.keys(parts).join() === 'file,line,col,title', 'github: file, line, col, title and nothing else', Object.keys(parts).join());
    ok(parts.file.startsWith(`${path.basename(folder)}/`), 'github: files are named from the workspace', parts.file);
  }
  const written = fs.readFileSync(summary, 'utf8');
  ok(written.startsWith('before\n## cordon: ') && !CONTROL.test(written), 'github: the summary of the step is appended');
}

// --- JUnit

/** Throws unless `text` is a sequence of well-formed, nested elements; returns [name, attributes] of each. */
function readXml(text) {
  const found = [];
  const open = [];
  let rest = text.replace(/^<\?xml[^>]*\?>/u, '');
  while (rest !== '') {
    const tag = /^<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/u.exec(rest);
    const chars = /^[^<]+/u.exec(rest);
    if (chars) {
      if (/&(?!amp;|lt;|gt;|quot;|#39;)/u.test(chars[0]) || /\]\]>/u.test(chars[0])) throw new Error(`text ${chars[0].slice(0, 100)}`);
      rest = rest.slice(chars[0].length);
    } else if (tag) {
      if (tag[1] && open.pop() !== tag[2]) throw new Error(`end of ${tag[2]}`);
      if (!tag[1] && !tag[4]) open.push(tag[2]);
      if (!tag[1]) found.push([tag[2], tag[3]]);
      rest = rest.slice(tag[0].length);
    } else throw new Error(`at ${rest.slice(0, 100)}`);
  }
  if (open.length > 0) throw new Error('not closed');
  return found;
}

function checkJunit(folder, results) {
  const text = run(folder, 'junit');
  let found = [];
  try {
    found = readXml(text);
    ok(true, 'junit: well-formed');
  } catch (e) {
    ok(false, 'junit: well-formed', e.message);
  }
  const count = (name) => found.filter(([each]) => each === name).length;
  ok(count('failure') + count('error') === results, `junit: ${results} tests do not pass`);
  const suite = /tests="(\d+)" failures="(\d+)" errors="(\d+)"/u.exec(text);
  ok(Number(suite[1]) === count('testcase') && Number(suite[2]) === count('failure') && Number(suite[3]) === count('error'), 'junit: the totals are right');
}

// --- Markdown

/** The text outside of code spans, which are taken out as readers of Markdown do. */
function outsideCode(line) {
  let out = '';
  for (let at = 0; at < line.length;) {
    const ticks = /^`+/u.exec(line.slice(at))?.[0];
    if (line[at] === '\\') { out += line.slice(at, at + 2); at += 2; continue; }
    if (!ticks) { out += line[at]; at += 1; continue; }
    const end = new RegExp(`(?<!\`)${ticks}(?!\`)`, 'u').exec(line.slice(at + ticks.length));
    if (!end) { out += ticks; at += ticks.length; continue; }
    at += ticks.length + end.index + ticks.length;
  }
  return out;
}

function checkMarkdown(folder, results) {
  const text = run(folder, 'md');
  const lines = text.split('\n');
  ok(lines.filter((line) => line.startsWith('#### ')).length === results, `md: ${results} findings`);
  const plain = lines.map(outsideCode).filter((line) => !/^<\/?details/u.test(line)).join('\n').replaceAll(/\\./gu, '');
  ok(!/[<`@[]|<script/u.test(plain), 'md: no markup of a package outside of code', plain.split('\n').filter((l) => /[<`@[]/u.test(l)).join('\n'));
  const cells = lines.filter((line) => line.startsWith('| ')).map((line) => line.replaceAll('\\|', '').split('|').length);
  ok(cells.length > 2 && cells.every((n) => n === 6), 'md: every row of the table has four cells', cells.join());
}

// --- HTML

function checkHtml(folder) {
  const text = run(folder, 'html');
  ok(text.split(/<\/script/iu).length === 3 && text.split(/<script/iu).length === 3, 'html: two scripts and no more');
  const data = /<script type="application\/json" id="data">([^]*?)<\/script>/u.exec(text)[1];
  ok(JSON.parse(data).packages.length >= 2 && !data.includes('<'), 'html: its data is JSON without a tag');
  const [, style] = /<style>([^]*?)<\/style>/u.exec(text);
  const [, script] = /<script>([^]*?)<\/script>/u.exec(text);
  const sha = (part) => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
  ok(text.includes(`style-src ${sha(style)}; script-src ${sha(script)}`), 'html: the policy names what the page may run');
  ok(!/\b(src|href)="(?!#)/u.test(text.replace(data, '')), 'html: nothing is loaded from elsewhere');
}

const base = process.env.TMPDIR;
const hostile = hostileProgram(path.join(base, 'hostile'));
const findings = (folder) => JSON.parse(run(folder, 'json')).packages.flatMap((p) => p.findings.map((f) => ({ ...f, package: p.path }))).filter((f) => f.verdict !== 'pass');
for (const folder of [leaky, hostile]) {
  const found = findings(folder);
  const count = found.length;
  const places = new Set(found.map((f) => JSON.stringify([f.package, f.verdict, f.file, f.line, f.column]))).size;
  ok(count >= 3 && places >= 2, `${path.basename(folder)} has findings`, `${count} at ${places} places`);
  checkSarif(folder, count);
  checkGithub(folder, places, path.join(base, 'summary.md'));
  checkJunit(folder, count);
  checkMarkdown(folder, places);
  checkHtml(folder);
}

// --- audits

function audit(folder, format) {
  const done = spawnSync(program, ['audit', '-q', '--no-cache', '--format', format, folder], { encoding: 'utf8', maxBuffer: 1 << 26,
    env: { ...process.env, GITHUB_STEP_SUMMARY: '', GITHUB_WORKSPACE: '' } });
  ok(done.status === 0 && !CONTROL.test(done.stdout), `audit, ${format}: printed, without control characters`, done.stderr);
  return done.stdout;
}
const scripted = path.join(base, 'scripted');
fs.mkdirSync(scripted);
fs.writeFileSync(path.join(scripted, 'package.json'), JSON.stringify({ name: 'scripted', version: '1.0.0', scripts: { postinstall: `echo ${NASTY}` }, dependencies: { other: '1' } }));
fs.writeFileSync(path.join(scripted, 'index.js'), "exports.x = () => require('fs').readFileSync('x');\n");
const audited = sarifResults(audit(scripted, 'sarif'));
ok(audited.results.map((r) => r.ruleId).sort().join() === 'script.shell,source.import', 'audit, sarif: install scripts are results too', audited.results.map((r) => r.ruleId).join());
ok(readXml(audit(scripted, 'junit')).filter(([name]) => name === 'failure').length === 2, 'audit, junit: well-formed');
ok(audit(scripted, 'md').includes('dependencies of scripted are no part of this'), 'audit, md: what is not covered is said');
audit(scripted, 'html');
const linked = path.join(base, 'linked');
const at = (name, code) => {
  fs.mkdirSync(path.join(linked, 'node_modules', name), { recursive: true });
  fs.writeFileSync(path.join(linked, 'node_modules', name, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  fs.writeFileSync(path.join(linked, 'node_modules', name, 'index.js'), code);
};
at('zz', "require('aa');\n");
at('aa', "require('mm');\n");
at('mm', '');
const page = JSON.parse(/<script[^>]*type="application\/json"[^>]*>(.*?)<\/script>/su.exec(audit(linked, 'html'))[1]);
const edges = page.links.map(([from, to]) => `${page.packages[from].name}>${page.packages[to].name}`).join();
ok(edges === 'aa>mm,zz>aa', 'audit, html: who imports whom', edges);
ok(/^::error file=package\.json,title=FAIL scripted@1\.0\.0 script\.shell::/mu.test(audit(scripted, 'github')), 'audit, github: an annotation');

// --- fingerprints

const moved = path.join(base, 'moved');
fs.cpSync(hostile, moved, { recursive: true });
const file = path.join(moved, 'node_modules', 'dep', 'a,b %:\'"&<x>`|', 'm.js');
const prints = checkSarif(moved, findings(moved).length);
fs.writeFileSync(file, `// a line more\n\n${fs.readFileSync(file, 'utf8')}`);
ok(checkSarif(moved, findings(moved).length).join() === prints.join(), 'sarif: fingerprints survive that lines move');
fs.writeFileSync(file, 'exports.x = () => require("fs").readFileSync("other");');
ok(!checkSarif(moved, 2).some((each) => prints.slice(1).includes(each)), 'sarif: another finding has another fingerprint');

// --- lock files

function placed(name, text, line) {
  const folder = path.join(base, 'lock');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(hostile, folder, { recursive: true });
  if (name) fs.writeFileSync(path.join(folder, name), text);
  const { results } = JSON.parse(run(folder, 'sarif')).runs[0];
  const of = results.find((each) => each.relatedLocations)?.locations[0].physicalLocation;
  ok(of?.artifactLocation.uri === (name || 'package.json') && of.region.startLine === line, `sarif: line ${line} of ${name || 'package.json'}`, JSON.stringify(of));
}
placed('', '', 7);
placed('package-lock.json', '{\n  "lockfileVersion": 1,\n  "dependencies": {\n    "zero": {}, \n    "dep": {}\n  }\n}\n', 5);
placed('npm-shrinkwrap.json', '{\n  "lockfileVersion": 3,\n  "packages": {\n    "node_modules/dep": {}\n  }\n}\n', 4);
placed('yarn.lock', '# yarn lockfile v1\n\n\nzero@1.0.0:\n  version "1.0.0"\n\n"dep@^1.0.0":\n  version "1.0.0"\n', 7);
finish();
