#!/bin/sh
# The examples of docs/output.md, as the program prints them today.
exec node "$ROOT/tests/tools/examples.mjs" "$ROOT" "$TMPDIR"
