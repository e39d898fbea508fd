#!/bin/sh
# cordon graph effects, on small programs.
exec node "$ROOT/tests/calls/rows.mjs" "$TMPDIR/rows"
