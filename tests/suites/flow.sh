#!/bin/sh
# The annotated fixtures of fixtures/flow.
exec node "$ROOT/tests/tools/flow.mjs"
