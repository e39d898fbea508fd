#!/bin/sh
# The published schemas agree with the loaders on every table and on the policies of fixtures/rules.
set -eu
npm install --ignore-scripts --no-audit --no-fund ajv@8.17.1 >/dev/null 2>&1
exec node "$ROOT/tests/effects/schemas.mjs" "$ROOT"
