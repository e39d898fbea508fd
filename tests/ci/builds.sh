#!/bin/sh
# The other builds: clang with warnings as errors, and ThreadSanitizer.
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

# Unit tests with the second compiler, optimised; a program that fails is one failure.
while IFS= read -r program; do
    number=$((number + 1))
    if "$program" >"$TMPDIR/out" 2>&1; then
        echo "ok $number - ${program##*/} passes when clang compiled it"
    else
        echo "not ok $number - ${program##*/} passes when clang compiled it"
        sed 's/^/# /' "$TMPDIR/out"
    fi
done <"$ROOT/build/ci/unit_tests.txt"

# Threads race where many files are read at once: whole programs, without a cache, filling one, and reading it.
# judge NAME PROGRAM APP OPTION...: keeps what the program says of the app.
judge() {
    kept=$TMPDIR/$1
    program=$2
    app=$3
    shift 3
    "$program" check "$@" --jobs 4 "$ROOT/fixtures/apps/$app" >"$kept" 2>"$kept.err"
    echo "exit $?" >>"$kept"
}
for app in bookshop bookshop-leaky; do
    judge expected "$ROOT/build/release/cordon" "$app" --no-cache
    for options in --no-cache "--cache $TMPDIR/cold" "--cache $TMPDIR/cold"; do
        number=$((number + 1))
        # shellcheck disable=SC2086 # an option and its value
        judge got "$ROOT/build/tsan/cordon" "$app" $options
        if cmp "$TMPDIR/expected" "$TMPDIR/got" >"$TMPDIR/differ" && ! grep -q ThreadSanitizer "$TMPDIR/got.err"; then
            echo "ok $number - $app is judged without a data race ($options)"
        else
            echo "not ok $number - $app is judged without a data race ($options)"
            head -n 40 "$TMPDIR/differ" "$TMPDIR/got.err" | sed 's/^/# /'
        fi
    done
done
