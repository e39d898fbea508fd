#!/bin/sh
# Which arguments of the interface of Node are functions: an eighth of its members, on the Node that is installed (tests/ci/truth.sh asks all).
exec node "$ROOT/tests/effects/arguments.mjs" "$ROOT" --part 0/8
