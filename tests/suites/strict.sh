#!/bin/sh
# The launch condition strict: what it closes, when it does not help, and what Node does under it.
exec node "$ROOT/tests/tools/strict.mjs"
