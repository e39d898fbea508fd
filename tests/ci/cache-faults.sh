#!/bin/sh
# The cache's fault tests at full length: 200 writers killed at random moments, in the unit test and under whole
# programs, and a disk that is full. (The short versions: tests/unit/test_cache_writers.c, tests/suites/cache.sh.)
set -u
number=0

report() {
    number=$((number + 1))
    [ "$2" = 0 ] && echo "ok $number - $1" || echo "not ok $number - $1"
}

cd "$TMPDIR" || exit 2
unit=${CORDON%/*}/tests/test_cache_writers
CORDON_KILLS=200 timeout 600 "$unit" >unit.log 2>&1
report "200 killed writers, one after another, lose nothing that was committed" $?

mkdir app app/node_modules
echo '{ "name": "app", "main": "index.js" }' >app/package.json
for i in $(seq 60); do
    mkdir "app/node_modules/p$i"
    echo "{ \"name\": \"p$i\", \"version\": \"1.0.$i\" }" >"app/node_modules/p$i/package.json"
    echo "exports.f$i = (a, b) => a + b * $i;" >"app/node_modules/p$i/index.js"
    echo "require('p$i');" >>app/index.js
done
echo "require('fs').readFileSync('x');" >>app/node_modules/p7/index.js
"$CORDON_RELEASE" check --no-cache app >expected 2>/dev/null

# The program, with the process that writes for it, is killed after $1 milliseconds.
kill_after() {
    setsid "$CORDON_RELEASE" check --cache c app >/dev/null 2>&1 &
    group=$!
    sleep "0.$(printf %03d "$1")"
    kill -KILL "-$group" 2>/dev/null
    wait "$group" 2>/dev/null
}

kills() {
    for i in $(seq 200); do
        [ $((i % 10)) != 0 ] || rm -rf c
        kill_after $((i * 37 % 120))
        timeout 60 "$CORDON_RELEASE" check --cache c app >out 2>err
        [ $? = 1 ] && cmp expected out && [ "$(wc -l <err)" = 1 ] || return 1
    done
    "$CORDON_RELEASE" cache verify --cache c
}
kills
report "200 killed programs: the same report, no warning, no damaged record" $?

# A file system that is full: only root may make one, and not in every container.
full() {
    mkdir small
    mount -t tmpfs -o size=200k none small 2>/dev/null || { echo "# no file system could be mounted" && return 0; }
    timeout 60 "$CORDON_RELEASE" check --cache small/c app >out 2>err
    status=$?
    [ "$status" = 1 ] && cmp expected out && grep -q "no space left" err && [ "$(wc -l <err)" = 2 ] &&
        timeout 60 "$CORDON_RELEASE" check --cache small/c app >out 2>err && false
    [ $? = 1 ] && cmp expected out
    status=$?
    umount small
    return $status
}
full
report "a full disk: one warning, the same report" $?
echo "1..$number"
