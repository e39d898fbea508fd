#!/bin/sh
# --conditions and the policy's "conditions", against the Node that is installed.
exec node "$ROOT/tests/resolution/conditions.mjs" "$TMPDIR/conditions"
