#!/bin/sh
# The structure of the source tree, and that the check of it finds what it looks for.
set -u
"$ROOT/tests/check_layers.sh"

# A tree with one fault of each kind.
mkdir -p "$TMPDIR/bad/tests" "$TMPDIR/bad/cache" "$TMPDIR/bad/rules" "$TMPDIR/bad/cli" "$TMPDIR/bad/analyzer/base" \
    "$TMPDIR/bad/analyzer/syntax" "$TMPDIR/bad/analyzer/summary" "$TMPDIR/bad/build/release"
cp "$ROOT/tests/check_layers.sh" "$TMPDIR/bad/tests/"
cd "$TMPDIR/bad" || exit 1
printf '#include "analyzer/syntax/tree.h"\nstatic int count; int next(void); int next(void) { return ++count; }\n' >analyzer/base/up.c
printf '/* A sibling. */\n#include "rules/effect.h"\n' >analyzer/syntax/tree.h
printf '/* A cache. */\n#include <lmdb.h>\n#include <event2/event.h>\n' >cache/store.h
printf 'int x;\n' >rules/effect.h
printf '/* Twice. */\n' >cli/store.h
printf '/* TO%s: later; see /ro%s/notes */\n#include "cli/store.h"\n' DO ot >analyzer/summary/late.h
printf 'set(base_sources\n  analyzer/base/other.c)\n' >analyzer/base/sources.cmake
cc -c -x c - -o up.o <<'C' && ar rc build/release/libbase.a up.o
static int count;
static const char *const names[] = {"a"};
int next(void);
int next(void) { return ++count + names[0][0]; }
C
tests/check_layers.sh >out
number=100

# finds TEXT: the check of the bad tree said it.
finds() {
    number=$((number + 1))
    if grep -qF -e "$1" out; then
        echo "ok $number - a bad tree is caught: $1"
    else
        echo "not ok $number - a bad tree is caught: $1"
        sed 's/^/# | /' out
    fi
}
finds "analyzer/base/up.c:1: base may not see analyzer/syntax/tree.h"
finds "analyzer/syntax/tree.h:2: syntax may not see rules/effect.h"
finds "analyzer/summary/late.h:2: summary may not see cli/store.h"
finds "cache/store.h includes lmdb.h, which belongs to cache/lmdb_env.h"
finds "cache/store.h includes event2/event.h, which is not known here"
finds "#   store.h"
finds "analyzer/base/up.c is not in analyzer/base/sources.cmake"
finds "rules/effect.h does not open with a comment"
finds "./analyzer/summary/late.h:1:"
finds "libbase.a: count in .bss"
number=$((number + 1))
if grep -q ': names in' out; then
    echo "not ok $number - constant tables of pointers are no globals"
else
    echo "ok $number - constant tables of pointers are no globals"
fi
