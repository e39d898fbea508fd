#!/bin/sh
# The figures of docs/effects.md are those of the tables and of the recorded Nodes; --bless writes them.
CORDON=$CORDON_RELEASE
export CORDON
exec node "$ROOT/tests/effects/counts.mjs" "$ROOT"
