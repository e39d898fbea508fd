#!/bin/sh
# cordon graph imports, on the tree of odd cases of fixtures/resolution.
exec node "$ROOT/tests/resolution/graph.mjs" "$TMPDIR/odd"
