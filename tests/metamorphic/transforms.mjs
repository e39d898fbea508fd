// Programs that rewrite JavaScript without changing what it does: NAME -> async (text, { esm }) -> text. One that
// cannot read a file throws. Loaded from the folder where package-lock.json beside this file was installed.
import { createRequire } from 'node:module';
import path from 'node:path';

/** The transforms, from `folder`/node_modules. */
export function transforms(folder) {
  const require = createRequire(path.join(folder, 'index.js'));
  const terser = require('terser'), esbuild = require('esbuild'), babel = require('@babel/core'), obfuscator = require('javascript-obfuscator');

  const minify = async (text, esm, options) => {
    const made = await terser.minify(text, { module: esm, ecma: 2020, ...options });
    return made.code;
  };
  const withEsbuild = async (text, esm, options) => (await esbuild.transform(text, { loader: 'js', platform: 'node', format: esm ? 'esm' : undefined, ...options })).code;
  const withBabel = async (text, esm, targets, modules) => {
    const preset = [require.resolve('@babel/preset-env'), { targets, modules }];
    const made = await babel.transformAsync(text, { configFile: false, babelrc: false, compact: false, comments: false, presets: [preset], parserOpts: { allowReturnOutsideFunction: true, errorRecovery: false }, sourceType: esm ? 'module' : 'script' });
    return made.code;
  };
  const obfuscate = (text, esm, options) => obfuscator.obfuscate(text, { seed: 1, target: 'node', sourceType: esm ? 'module' : 'script', ...options }).getObfuscatedCode();

  return new Map(Object.entries({
    'terser-mangle': (text, { esm }) => minify(text, esm, { compress: false, mangle: { toplevel: true } }),
    'terser-compress': (text, { esm }) => minify(text, esm, { compress: { passes: 2, unsafe: false } }),
    'esbuild-minify': (text, { esm }) => withEsbuild(text, esm, { minify: true }),
    'esbuild-es2016': (text, { esm }) => withEsbuild(text, esm, { target: 'es2016' }),
    'esbuild-cjs': (text, { esm }) => withEsbuild(text, esm, { format: 'cjs' }),
    'babel-es5': (text, { esm }) => withBabel(text, esm, 'ie 11', false),
    'babel-cjs': (text, { esm }) => withBabel(text, esm, 'node 20', esm ? 'commonjs' : false),
    'obfuscate-strings': (text, { esm }) => obfuscate(text, esm, { compact: true, stringArray: true, stringArrayThreshold: 1, stringArrayEncoding: ['base64'], splitStrings: true, splitStringsChunkLength: 3, transformObjectKeys: true, unicodeEscapeSequence: true }),
    'obfuscate-flow': (text, { esm }) => obfuscate(text, esm, { controlFlowFlattening: true, controlFlowFlatteningThreshold: 1, deadCodeInjection: false, stringArray: true, stringArrayThreshold: 1, stringArrayCallsTransform: true, stringArrayRotate: true, stringArrayWrappersType: 'function', stringArrayWrappersCount: 2 }),
  }));
}

/** Transforms whose output of an ECMAScript module is CommonJS. */
export const TO_COMMONJS = new Set(['esbuild-cjs', 'babel-cjs']);

/** Transforms that hide the names of modules and members, so that one effect may stand for another. */
export const HIDES_NAMES = new Set(['obfuscate-strings', 'obfuscate-flow']);
