// Reports as others read them: reports.mjs FOLDER-WITH-NODE_MODULES. Prints TAP.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { finish, ok } from '../tools/lib/tap.mjs';
import { cordonProgram } from '../tools/lib/cordon.mjs';
import { hostileProgram, largeProgram } from './programs.mjs';

const require = createRequire(path.join(process.argv[2], 'x.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const root = process.env.ROOT;
const base = process.env.TMPDIR;
const logs = path.join(root, 'build', 'test-logs');
const program = cordonProgram(true);
const LARGE = 400;

function report(folder, format) {
  const done = spawnSync(program, ['check', '-q', '--cache', path.join(base, 'cache'), '--format', format, folder],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status === 2) throw new Error(done.stderr);
  return done.stdout;
}

// --- SARIF against its schema

function validator() {
  const Ajv = require('ajv-draft-04');
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }); // one of its patterns is no Unicode one
  require('ajv-formats')(ajv);
  const folder = path.dirname(require.resolve('@microsoft/jest-sarif'));
  return ajv.compile(JSON.parse(fs.readFileSync(path.join(folder, 'schemas', 'sarif-2.1.0-rtm.5.json'), 'utf8')));
}

// --- the page

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Opens the report of `folder`; what the page says, asks for or tries is in `seen`. */
async function open(folder, options = {}) {
  const file = path.join(base, `${path.basename(folder)}.html`);
  const seen = { troubles: [], requests: [] };
  const context = await browser.newContext({ viewport: { width: 1400, height: 950 }, ...options });
  const page = await context.newPage();
  fs.writeFileSync(file, report(folder, 'html'));
  await context.setOffline(true);
  page.on('pageerror', (error) => seen.troubles.push(String(error)));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) seen.troubles.push(message.text()); });
  page.on('dialog', (dialog) => { seen.troubles.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => seen.requests.push(request.url()));
  const started = Date.now();
  await page.goto(pathToFileURL(file).href);
  seen.millis = Date.now() - started;
  return { page, seen, context, url: pathToFileURL(file).href, json: JSON.parse(report(folder, 'json')) };
}

const rowsOf = (page) => page.locator('#rows tr').count();
const viewOf = async (page) => (await page.locator('#graph').getAttribute('viewBox')).split(' ').map(Number);

async function isQuiet({ seen, url }, name) {
  ok(seen.troubles.length === 0, `${name}: nothing is reported on the console`, seen.troubles.join('\n'));
  ok(seen.requests.every((each) => each === url), `${name}: nothing else is asked for`, seen.requests.join('\n'));
}

async function isAccessible({ page }, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  ok(found.violations.length === 0, `${name}: axe finds nothing`,
    found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`).join('\n'));
}

async function lookAtLeaky() {
  const opened = await open(path.join(root, 'fixtures/apps/bookshop-leaky'), { bypassCSP: true });
  const { page, json } = opened;
  ok(await rowsOf(page) === json.packages.length, 'every package has a row');
  ok(await page.locator('.node').count() === json.packages.length, 'and a node in the graph');
  await page.locator('#kinds button', { hasText: 'fail' }).click();
  ok(await rowsOf(page) === json.summary.fail, 'the filter shows those that fail');
  ok((await page.locator('.node').count()) === 7, 'the graph follows it, with the ways to them', String(await page.locator('.node').count()));
  await page.locator('#kinds button', { hasText: 'fail' }).click();
  await page.locator('#search').fill('tiny fetchr');
  ok(await rowsOf(page) === 1, 'the search finds words anywhere');
  await page.locator('#search').fill('');
  await page.locator('#effects button', { hasText: 'net.dns' }).click();
  ok(await rowsOf(page) === 1 && await page.locator('#effects button[aria-pressed=true]').count() === 1, 'an effect is a filter');
  await page.locator('#effects button', { hasText: 'net.dns' }).click();
  await page.locator('#rows button', { hasText: 'tiny-fetchr' }).click();
  const finding = json.packages.find((p) => p.name === 'tiny-fetchr').findings[0];
  const detail = await page.locator('#detail').innerText();
  ok(finding.path.every((s) => detail.includes(`${s.file}:${s.line}:${s.column}`) && detail.includes(s.source.slice(0, 40))), 'a finding shows its path and source', detail);
  ok(detail.includes(finding.fix), 'and what would allow it');
  ok(await page.locator('.edge.way').count() === finding.path.length - 1, 'the way to it is drawn');
  ok(page.url().endsWith('#node_modules%2Ftiny-fetchr'), 'the address names the package', page.url());
  const before = await viewOf(page);
  await page.locator('#zoom-in').click();
  const after = await viewOf(page);
  ok(after[2] < before[2], 'the graph zooms');
  await page.locator('#graph').focus();
  await page.keyboard.press('ArrowRight');
  ok((await viewOf(page))[0] > after[0], 'arrow keys move it');
  const box = await page.locator('#graph').boundingBox();
  const still = await viewOf(page);
  await page.mouse.move(box.x + 30, box.y + box.height - 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 130, box.y + box.height - 60, { steps: 4 });
  await page.mouse.up();
  ok((await viewOf(page))[0] < still[0], 'dragging moves it');
  await isAccessible(opened, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await isAccessible(opened, 'dark');
  await page.screenshot({ path: path.join(logs, 'report-dark.png') });
  await isQuiet(opened, 'leaky');
  await opened.context.close();
}

async function lookAtHostile() {
  const opened = await open(hostileProgram(path.join(base, 'hostile')));
  const { page } = opened;
  ok(await page.locator('script').count() === 2, 'hostile: two scripts, as written');
  ok(await page.locator('img, a:not(.skip), iframe').count() === 0, 'hostile: no element of a package');
  ok(await rowsOf(page) === 2, 'hostile: the list is there');
  const text = await page.locator('body').innerText();
  ok(text.includes('</script><img src=x') && text.includes('\\u{202e}') && text.includes('\\x1b[31m'), 'hostile: its texts are shown as they are, controls escaped');
  const violation = await page.evaluate(() => new Promise((done) => {
    document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.reached = 1';
    document.body.append(script);
    setTimeout(() => done('nothing'), 2000);
  }));
  ok(violation === 'script-src-elem' && await page.evaluate(() => globalThis.reached === undefined), 'hostile: the policy of the page lets no other script run', violation);
  await opened.context.close();
}

async function lookAtLarge() {
  const opened = await open(largeProgram(path.join(base, 'large'), LARGE));
  const { page, seen } = opened;
  ok(seen.millis < 10000, `large: the page is there in time (${seen.millis} ms)`);
  ok(await rowsOf(page) === LARGE + 1, 'large: every package has a row');
  const nodes = await page.locator('.node').count();
  ok(nodes > 40 && nodes < 200, 'large: the graph shows those that do not pass, and the ways to them', String(nodes));
  const width = (await page.locator('.node rect').first().boundingBox()).width;
  ok(width > 120, 'large: a node can be read', String(width));
  await page.locator('#all').check();
  ok(await page.locator('.node').count() === LARGE + 1, 'large: all are there when asked for');
  await page.locator('#zoom-all').click();
  const frame = await page.locator('.graph-frame').boundingBox();
  const boxes = await page.locator('.node rect').evaluateAll((all) => all.map((each) => each.getBoundingClientRect()).map(({ left, right, top, bottom }) => ({ left, right, top, bottom })));
  ok(boxes.every((b) => b.left >= frame.x - 1 && b.right <= frame.x + frame.width + 1 && b.top >= frame.y - 1 && b.bottom <= frame.y + frame.height + 1), 'large: "all" shows all');
  await page.screenshot({ path: path.join(logs, 'report-large.png') });
  await isQuiet(opened, 'large');
  await opened.context.close();
}

async function lookAtNarrow() {
  const opened = await open(path.join(root, 'fixtures/apps/bookshop-leaky'), { viewport: { width: 480, height: 900 } });
  const wide = await opened.page.evaluate(() => document.documentElement.scrollWidth);
  ok(wide <= 480, 'narrow: the page does not scroll sideways', String(wide));
  await opened.context.close();
}

try {
  const validate = validator();
  for (const folder of [path.join(root, 'fixtures/apps/bookshop-leaky'), path.join(root, 'fixtures/apps/bookshop'), hostileProgram(path.join(base, 'hostile')), largeProgram(path.join(base, 'large'), LARGE)])
    ok(validate(JSON.parse(report(folder, 'sarif'))), `SARIF of ${path.basename(folder)} follows the official schema`, JSON.stringify(validate.errors?.slice(0, 5)));
  await lookAtLeaky();
  await lookAtHostile();
  await lookAtLarge();
  await lookAtNarrow();
} finally {
  await browser.close();
}
finish();
