'use strict';
// The launch condition `strict`: node --require=./strict.cjs APP
//
// Node compiles every CommonJS module from then on as strict code (ECMAScript section 11.2.2): `this` of a plain call
// is undefined instead of the global object, and no function is found through `caller` or `arguments` of another.
const Module = require('node:module');

const [start, end] = Module.wrapper;
// A file's first line may be a hashbang, which is one only at the very start of a text.
Module.wrap = (text) => `${start}"use strict";${text.replace(/^#!/, '//')}${end}`;
