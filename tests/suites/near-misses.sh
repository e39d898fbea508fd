#!/bin/sh
# Code that looks dangerous and holds no authority passes.
exec node "$ROOT/tests/tools/judge.mjs" near-misses own-near-misses --fast
