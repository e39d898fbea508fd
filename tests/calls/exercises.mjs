// Small programs that use the main interface of real packages (of fixtures/packages/truth), by package.
export default {
  acorn: `const { parse, tokenizer } = require('acorn');
    parse('async function* f({ a, ...b }, [c] = []) { for await (const x of y) yield* x\`t\${a ?? b}\`; } class A extends B { #p = 1; static { } get x() { return super.x; } }', { ecmaVersion: 2022 });
    parse('import a, { b as c } from "x"; export default () => /a(?<n>b)[^c]/u.test(\`\${c}\`)', { ecmaVersion: 'latest', sourceType: 'module', onComment: [] });
    for (const token of tokenizer('var x = 1 + 0x2n; if (x) { y(); } else do { z--; } while (z)', { ecmaVersion: 2020 })) token.type;
    try { parse('let let = 1') } catch {}`,
  'js-yaml': `const yaml = require('js-yaml');
    yaml.load('a: &x [1, 2.5, true, null, "q", 2001-12-14]\\nb: *x\\nc: !!set {x, y}\\nd: |\\n  text\\n  more\\ne: >-\\n  folded\\n  text\\n? k\\n: v\\nf: {g: h}\\nbin: !!binary aGVsbG8=\\n');
    yaml.dump({ a: [1, 'two', { three: [true, null, undefined && 1] }], d: new Date(0), s: 'x: y\\nz', n: -0.5 }, { skipInvalid: true, sortKeys: true });
    try { yaml.load('a: [') } catch (e) { String(e) }`,
  marked: `const { marked } = require('marked');
    marked.parse('# T\\n\\npara *em* **strong** \\x60code\\x60 [l](u "t") ![i](u)\\n\\n- a\\n  - b\\n1. c\\n\\n> q\\n\\n\\x60\\x60\\x60js\\nx\\n\\x60\\x60\\x60\\n\\n| a | b |\\n|---|:-:|\\n| 1 | 2 |\\n\\n<b>h</b> ~~d~~ http://x.y\\n\\n---\\n[r]: /u\\n[r]');
    marked.use({ renderer: { heading(t) { return String(t.text ?? t); } } }); marked.lexer('## x'); marked.parseInline('*x*');`,
  pug: `const pug = require('pug');
    pug.render('doctype html\\nhtml\\n  head\\n    title= t\\n  body.a#b(x=1 y="z")\\n    each v, i in [1,2]\\n      p #{v} !{i}\\n    if t\\n      b yes\\n    else\\n      i no\\n    mixin m(a)\\n      span= a\\n      block\\n    +m(1)\\n      | text\\n    case t\\n      when 1\\n        p\\n      default\\n        q\\n    - var z = 1;\\n    // c\\n    script.\\n      x()\\n', { t: 'x', pretty: true });
    try { pug.render('p(') } catch {}`,
  qs: `const qs = require('qs');
    qs.parse('a[b][c]=1&d[]=2&d[]=3&e=%F0%9F&f.g=h&x[0]=1', { allowDots: true, charsetSentinel: true });
    qs.stringify({ a: { b: [1, { c: 'd' }] }, e: new Date(0), f: null, g: undefined }, { arrayFormat: 'brackets', encodeValuesOnly: true, skipNulls: true, sort: (a, b) => a < b ? -1 : 1, filter: (p, v) => v });`,
  debug: `const debug = require('debug'); debug.enable('a:*,-b'); const d = debug('a:b'); d('x %o %s %d %j %O', { a: 1 }, 's', 1, {}, []); d.extend('c')('y'); debug.disable(); debug('b')('z'); debug.enabled('a:b');`,
  semver: `const s = require('semver');
    s.satisfies('1.2.3', '^1.0.0 || >=2 <3 || 1.x - 2.y || ~1.2'); s.sort(['1.0.0', '2.0.0-a.1', '0.1.0']); s.inc('1.2.3', 'prerelease', 'b'); s.coerce('v1.2'); s.maxSatisfying(['1.0.0', '1.5.0'], '1.x'); s.diff('1.0.0', '2.0.0'); s.valid('x'); s.subset('>=1.2 <2', '^1'); s.intersects('^1', '>=1.5'); new s.Range('>1').toString(); s.minVersion('>1'); s.simplifyRange(['1.0.0', '1.1.0'], '1.x');`,
  rxjs: `const { of, from, interval, Subject, merge, concat, throwError } = require('rxjs'); const { map, filter, mergeMap, take, reduce, catchError, debounceTime, share, scan, toArray, switchMap } = require('rxjs/operators');
    of(1, 2, 3).pipe(map((x) => x * 2), filter((x) => x > 2), scan((a, b) => a + b), toArray()).subscribe((x) => x);
    from([1, 2]).pipe(mergeMap((x) => of(x, x)), reduce((a, b) => a + b, 0), share()).subscribe({ next() {}, complete() {} });
    const s = new Subject(); s.pipe(take(1), switchMap((x) => of(x))).subscribe(); s.next(1); s.complete();
    concat(merge(of(1), of(2)), throwError(() => 1)).pipe(catchError(() => of(2))).subscribe(); interval(1).pipe(take(2)).subscribe();`,
  redux: `const { createStore, combineReducers, applyMiddleware, compose, bindActionCreators } = require('redux');
    const store = createStore(combineReducers({ a: (s = 0, x) => x.type === 'i' ? s + 1 : s, b: (s = {}) => s }), applyMiddleware(({ dispatch, getState }) => (next) => (action) => next(action)));
    const stop = store.subscribe(() => store.getState()); store.dispatch({ type: 'i' }); bindActionCreators({ i: () => ({ type: 'i' }) }, store.dispatch).i(); stop(); store.replaceReducer((s) => s); compose((x) => x, (x) => x)(1);`,
  zod: `const { z } = require('zod');
    const S = z.object({ a: z.string().min(1).email().optional(), b: z.array(z.union([z.number().int(), z.literal('x')])), c: z.record(z.string(), z.boolean()).default({}), d: z.enum(['p', 'q']).nullable(), e: z.tuple([z.string()]), f: z.string().transform((x) => x.length).refine((x) => x > 0) }).strict();
    S.safeParse({ b: [1, 'x'], d: null, e: ['s'], f: 'f' }); S.safeParse({ a: 'no', b: [{}], z: 1 }).error?.format?.(); z.string().parse('x'); z.lazy(() => z.string()).safeParse(1); z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b') })]).safeParse({ t: 'b' });`,
  papaparse: `const P = require('papaparse'); P.parse('a,b\\n1,"x, ""y"""\\n2,z', { header: true, dynamicTyping: true, step: () => {}, skipEmptyLines: true }); P.parse('a;b\\r\\n1;2'); P.unparse([{ a: 1, b: 'x,y' }, { a: null, b: '"' }], { quotes: true });`,
  toml: `const toml = require('toml'); toml.parse('a = 1\\nb = "x\\\\n"\\n[t]\\nc = [1, 2]\\nd = 1979-05-27T07:32:00Z\\n[[l]]\\ne = true\\n[[l]]\\nf = 1.5\\n'); try { toml.parse('= 1') } catch {}`,
  'decimal.js': `const D = require('decimal.js'); new D('1.5').plus(2).times('3e2').div(7).pow(3).sqrt().toFixed(10); D.sin(1).toString(); D.max(1, 2, '3'); new D(255).toHex(); D.clone({ precision: 30 }).exp(1).ln().log(2).toFraction(); new D('-0').cmp(0); D.hypot(3, 4); new D(10).mod(3).toBinary();`,
  ramda: `const R = require('ramda'); R.pipe(R.map(R.add(1)), R.filter(R.gt(R.__, 2)), R.groupBy(String), R.toPairs)([1, 2, 3]); R.curry((a, b, c) => a + b + c)(1)(2, 3); R.over(R.lensPath(['a', 'b']), R.inc, { a: { b: 1 } }); R.transduce(R.compose(R.map(R.inc), R.take(2)), R.flip(R.append), [], [1, 2, 3]); R.equals({ a: [1] }, { a: [1] }); R.sortWith([R.ascend(R.prop('x'))], [{ x: 2 }, { x: 1 }]); R.evolve({ a: R.inc }, { a: 1 }); R.cond([[R.T, R.identity]])(1); R.memoizeWith(String, (x) => x)(1); R.toString({ a: [1, new Date(0)] });`,
  pako: `const pako = require('pako'); const z = pako.deflate(Buffer.from('hello hello hello'.repeat(50)), { level: 9 }); pako.inflate(z, { to: 'string' }); pako.ungzip(pako.gzip('x')); const d = new pako.Deflate(); d.push('abc', true); pako.inflateRaw(pako.deflateRaw('y'.repeat(1000), { strategy: 2 }));`,
  express: `const express = require('express'); const http = require('http'); const app = express(); const router = express.Router();
    app.use(express.json()); app.set('etag', 'strong'); app.param('id', (req, res, next, id) => next()); router.get('/:id', (req, res) => res.json({ id: req.params.id, q: req.query }));
    app.use('/r', router); app.get('/t', (req, res, next) => { res.cookie('a', 'b'); res.format({ text: () => res.send('t'), json: () => res.json(1) }); }); app.get('/e', () => { throw new Error('x'); }); app.use((err, req, res, next) => res.status(500).end());
    const server = app.listen(0, '127.0.0.1', async () => { const { port } = server.address(); const get = (p, o = {}, body) => new Promise((ok) => { const r = http.request({ port, host: '127.0.0.1', path: p, agent: false, ...o }, (res) => { res.resume(); res.on('end', ok); }); r.end(body); });
      await get('/r/1?a[b]=c'); await get('/t', { headers: { accept: 'application/json' } }); await get('/e'); await get('/none'); await get('/r/2', { method: 'POST', headers: { 'content-type': 'application/json' } }, '{"a":1}'); server.close(); });`,
  minimist: `const m = require('minimist'); m(['-abc', '--x=1', '--no-y', 'z', '--', 'w', '--d.e', '5'], { boolean: ['a'], string: 'x', alias: { b: 'bee' }, default: { q: 1 }, '--': true, unknown: () => true });`,
  argparse: `const { ArgumentParser } = require('argparse'); const p = new ArgumentParser({ description: 'd', exit_on_error: false }); p.add_argument('-f', '--foo', { help: 'h', type: 'int', default: 1 }); p.add_argument('bar', { nargs: '*' }); const g = p.add_mutually_exclusive_group(); g.add_argument('--x', { action: 'store_true' }); const s = p.add_subparsers && 0; p.parse_args(['-f', '2', 'a', 'b', '--x']); p.format_help(); try { p.parse_args(['--foo', 'z']) } catch {}`,
  'iconv-lite': `const i = require('iconv-lite'); for (const e of ['utf16', 'win1251', 'shift_jis', 'gbk', 'big5', 'utf7', 'utf-7-imap', 'latin1', 'utf32', 'base64', 'hex', 'eucjp', 'gb18030']) if (i.encodingExists(e)) i.decode(i.encode('\\u0416\\u65e5abc&+', e), e); const s = i.encodeStream ? i.encodeStream('utf16le') : null; if (s) { s.on('data', () => {}); s.write('x'); s.end(); }`,
  mathjs: null,
};
