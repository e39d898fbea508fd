#!/bin/sh
# cordon cache: what the commands say and do, as a whole program. (Their parts: tests/unit/test_bundle.c.)
set -u
. "$ROOT/tests/tools/check.sh"
check_shows=err

# gives STATUS ARGUMENT...: cordon cache with these ends like that.
gives() {
    wanted=$1
    shift
    timeout 60 "$CORDON" cache "$@" >"$TMPDIR/out" 2>"$TMPDIR/err"
    [ $? = "$wanted" ]
}

cd "$TMPDIR" || exit 2
mkdir app
echo '{ "name": "app", "main": "index.js" }' >app/package.json
echo "require('./a'); require('./b');" >app/index.js
echo "exports.a = 1;" >app/a.js
echo "exports.b = 2;" >app/b.js
judge() {
    timeout 60 "$CORDON" check --cache "$1" app >/dev/null 2>"$TMPDIR/err"
}

stat_counts() {
    judge c && judge c && gives 0 stat --cache c && grep -q '^summaries *3 ' out && grep -q '^runs *1 .* 50\.0 %$' out
}
check "stat counts records and hits" stat_counts
stat_json() {
    gives 0 stat --cache c --format json && node -e '
        const s = JSON.parse(require("fs").readFileSync("out"));
        const [facts, runs] = ["facts", "runs"].map((kind) => s.kinds.find((k) => k.kind === kind));
        const counted = facts.records === 3 && facts.misses === 3 && runs.hits === 1 && runs.misses === 1;
        process.exit(s.schema === 1 && counted ? 0 : 1);'
}
check "stat as JSON" stat_json
stat_empty() {
    gives 0 stat --cache new && grep -q '^summaries *0 ' out
}
check "stat of a cache that is not there yet" stat_empty
keys() {
    gives 0 keygen key && [ "$(stat -c %a key)" = 600 ] && grep -q '^cordon-public-key-1 [0-9a-f]*$' key.pub &&
        gives 2 keygen key && grep -q 'never overwritten' err
}
check "keygen makes two files, once" keys
travel() {
    gives 0 export bundle --cache c --key key && gives 0 verify bundle --key key.pub &&
        gives 0 import bundle --cache d --key key.pub && grep -q '^6 records imported' out && judge d &&
        tail -n 1 err | grep -q '^1 package, 1 cached'
}
check "a bundle takes a cache to another machine" travel
again() {
    gives 2 import bundle --cache d --key key.pub && grep -q 'was taken before' err
}
check "a bundle that was taken is not taken again" again
pipe() {
    "$CORDON" cache export - --cache c --key key 2>err | "$CORDON" cache import - --cache e --key key.pub >out 2>err &&
        grep -q '^6 records imported' out
}
check "a bundle through a pipe" pipe
no_key() {
    gives 2 import bundle --cache f && grep -q -- '--key FILE' err && gives 2 export x --cache c && [ ! -e x ]
}
check "no key, no bundle" no_key
changed() {
    sed 's/exports/exparts/' bundle >bad && ! cmp -s bundle bad && gives 2 import bad --cache g --key key.pub &&
        grep -q 'its signature is wrong' err && gives 0 stat --cache g && grep -q '^summaries *0 ' out
}
check "a changed bundle leaves nothing" changed
shared() {
    mkdir shared && chmod 777 shared && gives 2 import bundle --cache shared --key key.pub &&
        grep -q 'others can write' err && gives 2 stat --cache shared
}
check "a folder that others can write is refused" shared
collect() {
    gives 0 gc --cache e && grep -q '^7 records kept, 0 dropped' out && sleep 2 && gives 0 gc --max-age 1s --cache e &&
        grep -q '^1 records kept, 6 dropped' out && judge e
}
check "gc drops by age" collect
wrong_words() {
    gives 2 gc --max-size many --cache c && gives 2 gc --max-age 5 --cache c && gives 2 shrink && gives 2 stat x &&
        gives 2 export && gives 2
}
check "wrong words are errors" wrong_words
damage() {
    LC_ALL=C sed -i 's/cdnR/cdnX/g' c/cordon-2/data.mdb # all: which one a line has first depends on the clock
    gives 1 verify --cache c && grep -q ' [1-9][0-9]* damaged' out && gives 0 gc --cache c && gives 0 verify --cache c && judge c
}
check "verify finds damage and gc removes it" damage
check_plan
