#!/bin/sh
# What "imports" of a package.json renames is judged as under its real name.
exec node "$ROOT/tests/resolution/renamed.mjs" "$TMPDIR/renamed"
