// Odd archives: for each its name, its bytes, and what the reader must say: a part of the refusal's reason, or null
// when it must read exactly what npm writes. The classes follow what extractors are known to disagree about.
import zlib from 'node:zlib';

const octal = (value, width) => value.toString(8).padStart(width - 1, '0') + '\0';

/** One header. `fields` overrides the bytes of a field: { size: '...' }; `sum` is added to the checksum. */
export function header(name, { size = 0, type = '0', link = '', prefix = '', magic = 'ustar\x0000', sum = 0, fields = {} } = {}) {
  const block = Buffer.alloc(512);
  const put = (at, value) => Buffer.from(value, typeof value === 'string' ? 'utf8' : undefined).copy(block, at);
  put(0, Buffer.from(name).subarray(0, 100));
  put(100, octal(0o644, 8)); put(108, octal(0, 8)); put(116, octal(0, 8));
  put(124, fields.size ?? octal(size, 12)); put(136, octal(0, 12)); put(148, ' '.repeat(8));
  put(156, type); put(157, link); put(257, magic); put(345, prefix);
  put(476, fields.times ?? '');
  put(148, fields.sum ?? (block.reduce((a, b) => a + b, sum).toString(8).padStart(6, '0') + '\0 '));
  return block;
}
const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((512 - bytes.length % 512) % 512)]);
export function file(name, text, more = {}) {
  const bytes = Buffer.from(text);
  return Buffer.concat([header(name, { size: bytes.length, ...more }), padded(bytes)]);
}
const folder = (name, more = {}) => header(name, { type: '5', ...more });
function pax(records, type = 'x') {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.from(` ${key}=${value}\n`);
    let length = rest.length + 1;
    while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
    return Buffer.concat([Buffer.from(String(length)), rest]);
  });
  return file('PaxHeader', Buffer.concat(lines), { type });
}
const rawPax = (text, type = 'x') => file('PaxHeader', text, { type });
const gnuLong = (name, type = 'L') => file('././@LongLink', `${name}\0`, { type });
export const END = Buffer.alloc(1024);
export const gzip = (...parts) => zlib.gzipSync(Buffer.concat(parts), { level: 9 });

const A = 'module.exports = "A";\n', B = 'module.exports = "B";\n';
const INDEX = 'package/index.js';
const manifest = (name) => file('package/package.json', JSON.stringify({ name: `odd-${name.toLowerCase()}`, version: '1.0.0' }));
const inner = file(INDEX, B);

/** name -> [archive, reason or null] */
export function oddArchives() {
  const all = new Map();
  const raw = (name, bytes, reason) => all.set(name, [bytes, reason]);
  const odd = (name, reason, ...parts) => raw(name, gzip(manifest(name), ...parts, END), reason);
  const fine = (name, ...parts) => odd(name, null, ...parts);

  fine('plain', file(INDEX, A));
  fine('folders', folder('package/'), folder('package/lib'), file('package/lib/x.js', B), file(INDEX, A));
  fine('empty-folder', folder('package/none/'), file(INDEX, A));
  raw('other-root', gzip(file('pkg-1.0/package.json', '{"name":"odd-other-root","version":"1.0.0"}'), file('pkg-1.0/index.js', A), END), null);
  raw('dot-root', gzip(folder('./'), file('./package.json', '{"name":"odd-dot-root","version":"1.0.0"}'), file('./lib/x.js', A), END), null);
  fine('dot-inside', file('package/./lib/./x.js', A));
  fine('pax-path', pax({ path: 'package/a-longer-name.js' }), file('package/short.js', A));
  fine('pax-long-path', pax({ path: `package/${'d/'.repeat(90)}x.js` }), file('package/short.js', A));
  fine('pax-size', pax({ size: A.length }), file(INDEX, A));
  fine('pax-times', pax({ mtime: '1.5', atime: '2', ctime: '3' }), file(INDEX, A));
  fine('pax-comment-for-all', pax({ comment: '0123456789abcdef' }, 'g'), file(INDEX, A));
  fine('pax-unicode', pax({ path: 'package/\u00e9\u4e16.js' }), file('package/x.js', A));
  fine('ustar-prefix', file('index.js', A, { prefix: 'package' }));
  fine('v7-magic', file(INDEX, A, { magic: '\0'.repeat(8) }));
  fine('gnu-magic', file(INDEX, A, { magic: 'ustar  \0' }));
  fine('type-nul', file(INDEX, A, { type: '\0' }));
  fine('spaces-in-size', file(INDEX, A, { fields: { size: `${A.length.toString(8).padStart(11, ' ')} ` } }));
  fine('name-of-100', file(`package/${'n'.repeat(92)}`, A));
  fine('empty-file', file('package/empty.js', ''));
  fine('gitignore', file('package/.gitignore', 'x'), file('package/sub/.npmignore', 'n'), file('package/sub/.gitignore', 'g'));
  fine('gitignore-first', file('package/.gitignore', 'g'), file('package/.npmignore', 'n'), file(INDEX, A));
  fine('npmrc', file('package/.npmrc', 'a=b'), file('package/node_modules/x/index.js', B), file('package/package-lock.json', '{}'));
  fine('control-in-name', file('package/a\tb.js', A));
  fine('many-zeros', file(INDEX, A), Buffer.alloc(20 * 512));
  fine('odd-padding', header(INDEX, { size: A.length }), Buffer.concat([Buffer.from(A), Buffer.alloc(512 - A.length, 'x')]));
  fine('names-that-look-alike', file('package/a.js', A), file('package/\u0430.js', B));

  fine('twice-same', file(INDEX, A), file('package/./index.js', A));
  fine('pax-of-old-npm', pax({ path: 'package/x.js', 'NODETAR.depth': '1', 'NODETAR.package.name': 'x' }), file('package/x.js', A));
  fine('times-behind-prefix', file(INDEX, A, { fields: { times: `${octal(1, 12)}${octal(2, 12)}` } }));
  odd('prefix-with-more', 'after the end of its prefix', file(INDEX, A, { prefix: 'package\0x' }));
  odd('twice', 'is there twice', file(INDEX, A), file(INDEX, B));
  odd('twice-by-dot', 'is there twice', file(INDEX, A), file('package/./index.js', B));
  odd('twice-manifest', 'is there twice', file('package/package.json', '{"main":"b.js"}'));
  odd('twice-by-pax', 'is there twice', file(INDEX, A), pax({ path: INDEX }), file('package/harmless.txt', B));
  odd('twice-by-prefix', 'is there twice', file(INDEX, A), file('index.js', B, { prefix: 'package' }));
  odd('two-roots', 'another root folder', file(INDEX, A), file('other/index.js', B));
  odd('two-roots-dot', 'another root folder', file(INDEX, A), file('./package/index.js', B));
  odd('no-root', 'stands outside the root', file('index.js', A));
  odd('absolute', 'has an absolute path', file('/package/index.js', A));
  odd('climbs', 'climbs out', file('package/../../x.js', A));
  odd('climbs-inside', 'climbs out', file('package/lib/../index.js', A));
  odd('climbs-by-pax', 'climbs out', pax({ path: 'package/../../x.js' }), file('package/x.js', A));
  odd('double-slash', 'an empty segment', file('package//index.js', A));
  odd('slash-at-end', 'an empty segment', file('package/index.js/', A));
  odd('backslash', 'has a backslash', file('package\\index.js', A));
  odd('drive', 'names a drive', file('package/C:/x.js', A));
  odd('drive-root', 'names a drive', file(INDEX, A), file('x:package/index.js', A));
  odd('case', 'only in case', file(INDEX, A), file('package/INDEX.js', B));
  odd('case-of-folder', 'only in case', file('package/lib/a.js', A), file('package/Lib/b.js', B));
  odd('case-sharp-s', 'only in case', file('package/\u00df.js', A), file('package/ss.js', B));
  odd('case-kelvin', 'only in case', file('package/k.js', A), file('package/\u212a.js', B));
  odd('unicode-form', 'only in case', file('package/\u00e9.js', A), file('package/e\u0301.js', B));
  odd('unicode-width', 'only in case', file('package/a.js', A), file('package/\uff41.js', B));
  odd('unicode-invisible', 'only in case', file('package/a.js', A), file('package/a\u200d.js', B));
  odd('not-utf8', 'not UTF-8', file(Buffer.from('package/\xff.js', 'latin1'), A));
  odd('nul-in-name', 'after the end of its name', file('package/index.js\0.txt', A));
  odd('nul-in-pax', 'has a NUL', pax({ path: 'package/index.js\0x' }), file(INDEX, A));
  odd('name-too-long', 'more than 255 bytes', pax({ path: `package/${'n'.repeat(256)}` }), file(INDEX, A));
  odd('path-too-long', 'more than 4,095 bytes', pax({ path: `package/${'d/'.repeat(2048)}x` }), file(INDEX, A));
  odd('no-name', 'has no name', file('', A));
  odd('file-and-folder', 'is a file and a folder', file('package/a', A), file('package/a/b.js', B));
  odd('folder-and-file', 'is a file and a folder', file('package/a/b.js', A), file('package/a', B));
  odd('folder-entry-and-file', 'is a file and a folder', folder('package/a'), file('package/a', B));
  odd('symbolic-link', 'is a symbolic link', header('package/l.js', { type: '2', link: '/etc/hosts' }));
  odd('hard-link', 'is a hard link', file('package/b.js', B), header(INDEX, { type: '1', link: 'package/b.js' }));
  odd('device', 'is a device', header('package/d', { type: '3' }));
  odd('block-device', 'is a device', header('package/d', { type: '4' }));
  odd('pipe', 'is a pipe', header('package/p', { type: '6' }));
  odd('contiguous', 'of a type', file(INDEX, A, { type: '7' }));
  odd('unknown-type', 'of a type', file(INDEX, A, { type: '9' }));
  odd('dump-folder', 'of a type', file(INDEX, A, { type: 'D' }));
  odd('sparse', 'of a type', file(INDEX, A, { type: 'S' }));
  odd('gnu-long-name', 'long name', gnuLong(INDEX), file('package/x.js', A));
  odd('gnu-long-link', 'long name', gnuLong(INDEX, 'K'), file('package/x.js', A));
  odd('folder-with-size', 'is a folder with a size', header('package/d/', { size: inner.length, type: '5' }), inner);
  odd('link-with-size', 'is a symbolic link', header('package/s', { size: inner.length, type: '2', link: 'x' }), inner);
  odd('pax-size-larger', 'has two sizes', pax({ size: inner.length }), header('package/blob.bin'), inner);
  odd('pax-size-smaller', 'has two sizes', pax({ size: 0 }), header('package/blob.bin', { size: inner.length }), inner);
  odd('pax-twice', 'after a pax header', pax({ path: 'package/x.js' }), pax({ path: INDEX }), file('package/y.js', A));
  odd('pax-record-twice', 'record twice', rawPax('21 path=package/x.js\n21 path=package/y.js\n'), file(INDEX, A));
  odd('pax-for-all', 'for all entries', pax({ path: INDEX }, 'g'), file('package/x.js', A));
  odd('pax-link', 'readers take differently', pax({ linkpath: 'x' }), file(INDEX, A));
  odd('pax-sparse', 'readers take differently', pax({ 'GNU.sparse.name': 'x' }), file(INDEX, A));
  odd('pax-charset', 'readers take differently', pax({ hdrcharset: 'BINARY' }), file(INDEX, A));
  odd('pax-short-record', 'not well-formed', rawPax('99 path=x\n'), file(INDEX, A));
  odd('pax-no-equals', 'not well-formed', rawPax('7 path\n'), file(INDEX, A));
  odd('pax-zero-length', 'not well-formed', rawPax('0 path=x\n'), file(INDEX, A));
  odd('pax-bad-size', 'no plain number', pax({ size: '-1' }), file(INDEX, A));
  odd('pax-empty-path', 'an empty path', pax({ path: '' }), file(INDEX, A));
  odd('pax-at-end', 'without an entry', file(INDEX, A), pax({ path: 'package/x.js' }));
  odd('wrong-checksum', 'wrong header checksum', file(INDEX, A, { sum: 1 }));
  odd('checksum-no-number', 'wrong header checksum', file(INDEX, A, { fields: { sum: '!!!!!!\0 ' } }));
  odd('base-256', 'no plain octal', header(INDEX, { fields: { size: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, B.length]) } }), padded(Buffer.from(B)));
  odd('negative-size', 'no plain octal', header(INDEX, { fields: { size: '-0000000001\0' } }));
  odd('size-with-more', 'no plain octal', header(INDEX, { fields: { size: '0000 000001\0' } }));
  odd('unknown-magic', 'of an unknown kind', file(INDEX, A, { magic: 'ustaR\x0000' }));
  odd('prefix-in-gnu', 'fields of GNU tar', file('index.js', A, { prefix: 'package', magic: 'ustar  \0' }));
  odd('after-end', 'data after the end', file(INDEX, A), END, file(INDEX, B));
  odd('one-zero-block', 'data after the end', file(INDEX, A), Buffer.alloc(512), file('package/x.js', B));
  raw('no-end', gzip(manifest('no-end'), file(INDEX, A)), 'no end');
  raw('half-an-end', gzip(manifest('half-an-end'), file(INDEX, A), Buffer.alloc(512)), 'no end marker');
  raw('cut-file', gzip(manifest('cut-file'), header(INDEX, { size: 5000 }), Buffer.from(A)), 'cut short');
  raw('no-file', gzip(folder('package/'), END), 'without a file');
  raw('two-members', Buffer.concat([gzip(manifest('two-members'), file(INDEX, A)), gzip(file(INDEX, B), END)]), 'after the end of the gzip member');
  raw('bytes-after', Buffer.concat([gzip(manifest('bytes-after'), file(INDEX, A), END), Buffer.from('garbage!')]), 'after the end of the gzip member');
  raw('zeros-after', Buffer.concat([gzip(manifest('zeros-after'), file(INDEX, A), END), Buffer.alloc(512)]), 'after the end of the gzip member');
  const good = gzip(manifest('wrong-crc'), file(INDEX, A), END);
  const changed = (at, value) => Buffer.concat([good.subarray(0, good.length + at), Buffer.from(value), good.subarray(good.length + at + value.length)]);
  raw('wrong-crc', changed(-8, [1, 2, 3, 4]), 'checksum does not match');
  raw('wrong-length', Buffer.concat([good.subarray(0, -4), Buffer.from([1, 0, 0, 0])]), 'length does not match');
  raw('cut-gzip', good.subarray(0, -12), 'ends too early');
  raw('not-packed', Buffer.concat([manifest('not-packed'), file(INDEX, A), END]), 'not gzip');
  raw('zlib-not-gzip', zlib.deflateSync(Buffer.concat([manifest('zlib'), file(INDEX, A), END])), 'not gzip');
  raw('empty', Buffer.alloc(0), 'it is empty');
  raw('bomb', gzip(manifest('bomb'), header('package/b', { size: 64 << 20 }), Buffer.alloc(64 << 20), END), 'many times its size');
  return all;
}
