#!/bin/sh
# A real tree of some thirty popular packages; with the fast build, which users have.
exec node "$ROOT/tests/tools/real_tree.mjs" --fast
