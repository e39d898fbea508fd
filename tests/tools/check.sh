# check.sh - for suites in sh: one test is one command. Sourced; needs $TMPDIR.
#
#     . "$ROOT/tests/tools/check.sh"
#     check_shows="out err"          # files of $TMPDIR that are shown too when a test fails
#     check "gives a list" gives 0 list
#     ...
#     check_plan
number=0
check_shows=

# check NAME COMMAND...: passes when the command does. What it printed is shown when it does not.
check() {
    number=$((number + 1))
    name=$1
    shift
    if "$@" >"$TMPDIR/log" 2>&1; then
        echo "ok $number - $name"
        return
    fi
    echo "not ok $number - $name"
    for shown in log $check_shows; do
        [ ! -s "$TMPDIR/$shown" ] || { [ "$shown" = log ] || echo "$shown:"; tail -n 20 "$TMPDIR/$shown"; }
    done | cut -c 1-300 | sed 's/^/# /'
}

# The plan, after the last test.
check_plan() {
    echo "1..$number"
}
