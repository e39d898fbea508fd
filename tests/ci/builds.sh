#!/bin/sh
# The other builds: clang with warnings as errors, and ThreadSanitizer. Unit tests run in both.
set -u
root=$ROOT
. "$ROOT/cmake/setup.sh"

number=0
for preset in ci tsan; do
    number=$((number + 1))
    if setup_is_current "$preset" || setup_locked "$ROOT" "$preset"; then
        echo "ok $number - the preset $preset builds"
    else
        echo "not ok $number - the preset $preset builds"
    fi
done

# Runs the unit tests of the preset $1; a program that fails is one failure.
units() {
    while IFS= read -r program; do
        number=$((number + 1))
        if "$program" >"$TMPDIR/out" 2>&1; then
            echo "ok $number - ${program##*/} passes in the preset $1"
        else
            echo "not ok $number - ${program##*/} passes in the preset $1"
            sed 's/^/# /' "$TMPDIR/out"
        fi
    done <"$ROOT/build/$1/unit_tests.txt"
}
units ci
units tsan

# Threads race where many files are read at once: a whole program, with more threads than there are cores.
for app in bookshop bookshop-leaky; do
    number=$((number + 1))
    "$ROOT/build/release/cordon" check --no-cache "$ROOT/fixtures/apps/$app" >"$TMPDIR/expected" 2>&1
    expected=$?
    "$ROOT/build/tsan/cordon" check --no-cache "$ROOT/fixtures/apps/$app" >"$TMPDIR/got" 2>"$TMPDIR/err"
    if [ $? = "$expected" ] && [ "$expected" -le 1 ] && ! grep -q ThreadSanitizer "$TMPDIR/err"; then
        echo "ok $number - $app is judged without a data race"
    else
        echo "not ok $number - $app is judged without a data race"
        head -n 40 "$TMPDIR/err" | sed 's/^/# /'
    fi
done
