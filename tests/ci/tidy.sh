#!/bin/sh
# clang-tidy over every source, with the flags of the preset ci.
cd "$ROOT" || exit 1
[ -f build/ci/compile_commands.json ] || { echo "not ok - tests/ci/builds.sh did not make build/ci" && exit 1; }
find analyzer rules cache cli npm warm -name '*.c' | sort | xargs node tests/tools/tidy.mjs build/ci
