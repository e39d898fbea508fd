#!/bin/sh
# cordon why: every way is told once, and the cuts are the smallest there are, as trying all of them shows.
exec node "$ROOT/tests/tools/why.mjs"
