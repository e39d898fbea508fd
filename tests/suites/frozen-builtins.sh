#!/bin/sh
# The launch condition frozen-builtins: what it closes, when it does not help, and what Node does under it.
exec node "$ROOT/tests/tools/frozen_builtins.mjs"
