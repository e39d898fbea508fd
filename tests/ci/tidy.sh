#!/bin/sh
# clang-tidy over every source, with the flags of the preset ci, two at a time. One test per file.
set -u
cd "$ROOT" || exit 1
[ -f build/ci/compile_commands.json ] || { echo "not ok - tests/ci/builds.sh did not make build/ci" && exit 1; }

find analyzer rules cache cli npm -name '*.c' | sort | xargs -P 2 -n 1 sh -c '
    if said=$(clang-tidy --quiet -p build/ci "$0" 2>/dev/null); then
        echo "ok - clang-tidy accepts $0"
    else
        printf "not ok - clang-tidy accepts %s\n%s\n" "$0" \
            "$(printf "%s\n" "$said" | grep -E "error:|warning:" | sed "s/^/# /" | head -n 10)"
    fi'
