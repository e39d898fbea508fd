#!/bin/sh
# A sample of the escapes and near misses with the sanitizers' build: for its own errors, not for breadth.
exec node "$ROOT/tests/tools/judge.mjs" escapes own-escapes near-misses own-near-misses --every 9
