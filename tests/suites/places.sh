#!/bin/sh
# Imports by places that a file computes from its own, against the Node that is installed.
exec node "$ROOT/tests/resolution/places.mjs" "$TMPDIR/places"
