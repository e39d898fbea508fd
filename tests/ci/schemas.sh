#!/bin/sh
# The published schemas agree with the loaders on every table and on the policies of fixtures/rules.
set -eu
cd "$ROOT" # where ajv is installed
exec node tests/effects/schemas.mjs "$ROOT"
