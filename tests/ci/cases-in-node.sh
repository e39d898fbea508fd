#!/bin/sh
# Every escape reaches its canary in Node, no near miss does. One test a collection, two at a time, the largest first.
collections='own-escapes escapes own-near-misses near-misses'
number=0
status=0
# shellcheck disable=SC2086 # a list of words
printf '%s\n' $collections |
    xargs -P 2 -I % sh -c 'node "$ROOT/tests/tools/run_cases.mjs" % >"$TMPDIR/%.log" 2>&1; echo $? >"$TMPDIR/%.status"'
for collection in $collections; do
    number=$((number + 1))
    if [ "$(cat "$TMPDIR/$collection.status")" = 0 ]; then
        echo "ok $number - $collection in Node"
    else
        echo "not ok $number - $collection in Node"
        sed 's/^/  /' "$TMPDIR/$collection.log"
        status=1
    fi
done
echo "1..$number"
exit $status
