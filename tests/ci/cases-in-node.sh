#!/bin/sh
# Every escape reaches its canary in Node, no near miss does. One test a collection.
number=0
status=0
for collection in escapes own-escapes near-misses own-near-misses; do
    number=$((number + 1))
    if node "$ROOT/tests/tools/run_cases.mjs" "$collection" >"$TMPDIR/$collection.log"; then
        echo "ok $number - $collection in Node"
    else
        echo "not ok $number - $collection in Node"
        sed 's/^/  /' "$TMPDIR/$collection.log"
        status=1
    fi
done
echo "1..$number"
exit $status
