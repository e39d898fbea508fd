#!/bin/sh
# The archive reader: odd archives beside what npm writes of them, and damaged ones.
set -u
. "$ROOT/tests/tarball/install.sh"
tarball_packages || { cat "$TMPDIR/npm.log" && exit 1; }
programs=${CORDON%/*}/tests
mkdir "$TMPDIR/odd" || exit 1
node "$ROOT/tests/tarball/odd_test.mjs" "$programs/tarball_dump" "$TMPDIR/odd" >odd.log || failed=1
grep -v '^1\.\.' odd.log
number=$(grep -c '^\(ok\|not ok\) ' odd.log)
for name in plain pax-path gitignore ustar-prefix; do
    number=$((number + 1))
    if "$programs/tarball_damage" 2000 "$number" "$TMPDIR/odd/$name.tgz" >damage.log 2>&1; then
        echo "ok $number - $name, damaged: $(cat damage.log)"
    else
        echo "not ok $number - $name, damaged"
        tail -n 30 damage.log | sed 's/^/# /'
        failed=1
    fi
done
echo "1..$number"
exit "${failed:-0}"
