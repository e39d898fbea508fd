#!/bin/sh
# cordon check on programs that Node refuses to link.
exec node "$ROOT/tests/resolution/unlinked.mjs" "$TMPDIR/unlinked"
