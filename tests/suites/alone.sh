#!/bin/sh
# Every escape, packed as an archive, is refused by `cordon warm` too, which judges it alone.
set -u
CORDON=$CORDON_RELEASE exec node "$ROOT/tests/tools/alone.mjs" "$TMPDIR"
