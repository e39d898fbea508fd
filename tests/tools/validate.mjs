// Checks JSON documents against a JSON schema: validate.mjs SCHEMA FILE...
//
// Knows the parts of draft 7 that this project's schemas use, and refuses a schema with any other part, so
// that nothing is silently not checked. Prints one line per error; exit code 0 when there is none.
import fs from 'node:fs';

const KNOWN = new Set(['$schema', '$id', '$ref', 'title', 'description', 'definitions', '$comment', 'default', 'examples',
  'type', 'const', 'enum', 'oneOf', 'anyOf', 'allOf', 'not', 'required', 'properties', 'patternProperties', 'additionalProperties',
  'propertyNames', 'minProperties', 'items', 'minItems', 'maxItems', 'uniqueItems', 'minimum', 'maximum', 'pattern', 'minLength', 'format']);

const kindOf = (value) => value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The errors of `value` under `schema`, as texts that start with the place. */
export function validate(root, value) {
  const resolve = (ref) => ref.slice(2).split('/').reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], root);
  const isType = (type, v) => type === 'integer' ? Number.isInteger(v) : kindOf(v) === type;

  function check(schema, v, at) {
    if (schema === true) return [];
    if (schema === false) return [`${at}: not allowed`];
    for (const key of Object.keys(schema)) if (!KNOWN.has(key)) throw new Error(`the schema uses ${key}, which is not known here`);
    const errors = [];
    const say = (text) => errors.push(`${at || '/'}: ${text}`);
    if (schema.$ref) {
      const target = resolve(schema.$ref);
      if (!target) throw new Error(`the schema refers to ${schema.$ref}, which does not exist`);
      errors.push(...check(target, v, at));
    }
    if (schema.type && ![schema.type].flat().some((type) => isType(type, v))) say(`is ${kindOf(v)}, not ${schema.type}`);
    if ('const' in schema && !same(schema.const, v)) say(`is not ${JSON.stringify(schema.const)}`);
    if (schema.enum && !schema.enum.some((each) => same(each, v))) say(`${JSON.stringify(v)} is none of ${JSON.stringify(schema.enum)}`);
    const good = (list) => list.filter((each) => check(each, v, at).length === 0).length;
    if (schema.oneOf && good(schema.oneOf) !== 1) say('does not match exactly one form');
    if (schema.anyOf && good(schema.anyOf) === 0) say('matches no form');
    for (const each of schema.allOf ?? []) errors.push(...check(each, v, at));
    if (schema.not && check(schema.not, v, at).length === 0) say('matches what it must not');
    if (kindOf(v) === 'object') checkObject(schema, v, at, errors, say);
    if (kindOf(v) === 'array') {
      if (schema.minItems > v.length || schema.maxItems < v.length) say(`has ${v.length} items`);
      if (schema.uniqueItems && new Set(v.map((each) => JSON.stringify(each))).size !== v.length) say('has an item twice');
      if (schema.items) v.forEach((each, i) => errors.push(...check(schema.items, each, `${at}/${i}`)));
    }
    if (typeof v === 'number' && (v < schema.minimum || v > schema.maximum)) say('is out of range');
    if (typeof v === 'string') {
      if (schema.pattern && !new RegExp(schema.pattern, 'u').test(v)) say(`${JSON.stringify(v)} does not match ${schema.pattern}`);
      if (v.length < schema.minLength) say('is too short');
    }
    return errors;
  }

  function checkObject(schema, v, at, errors, say) {
    for (const key of schema.required ?? []) if (!Object.hasOwn(v, key)) say(`has no ${key}`);
    if (Object.keys(v).length < schema.minProperties) say('has too few members');
    for (const [key, member] of Object.entries(v)) {
      const place = `${at}/${key}`;
      let known = false;
      if (schema.propertyNames) errors.push(...check(schema.propertyNames, key, place));
      if (Object.hasOwn(schema.properties ?? {}, key)) { known = true; errors.push(...check(schema.properties[key], member, place)); }
      for (const [pattern, each] of Object.entries(schema.patternProperties ?? {}))
        if (new RegExp(pattern, 'u').test(key)) { known = true; errors.push(...check(each, member, place)); }
      if (!known && schema.additionalProperties !== undefined) errors.push(...check(schema.additionalProperties, member, place));
    }
  }
  return check(root, value, '');
}

function main([schemaFile, ...files]) {
  const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
  let failed = false;
  for (const file of files) {
    for (const error of validate(schema, JSON.parse(fs.readFileSync(file, 'utf8')))) {
      console.log(`${file}: ${error}`);
      failed = true;
    }
  }
  return failed ? 1 : 0;
}

if (process.argv[1]?.endsWith('validate.mjs')) process.exitCode = main(process.argv.slice(2));
