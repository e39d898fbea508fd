#!/bin/sh
# cordon graph calls, on small programs.
exec node "$ROOT/tests/calls/graph.mjs" "$TMPDIR/calls"
