#!/bin/sh
# Grants with an argument: what leads the effect elsewhere is not covered.
exec node "$ROOT/tests/tools/grants.mjs"
