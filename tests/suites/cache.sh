#!/bin/sh
# The cache as a whole program sees it: whatever happens to its folder, the verdict is the same, the exit code is
# the same, and at most one line says that something is wrong. (The cache alone: tests/unit/test_cache*.c.)
set -u
. "$ROOT/tests/tools/check.sh"
check_shows=err

cd "$TMPDIR" || exit 2
data=c/cordon-2/data.mdb
mkdir app app/node_modules
echo '{ "name": "app", "main": "index.js" }' >app/package.json
for i in $(seq 60); do
    mkdir "app/node_modules/p$i"
    echo "{ \"name\": \"p$i\", \"version\": \"1.0.$i\" }" >"app/node_modules/p$i/package.json"
    echo "exports.f$i = (a, b) => a + b * $i;" >"app/node_modules/p$i/index.js"
    echo "require('p$i');" >>app/index.js
done
echo "require('fs').readFileSync('x');" >>app/node_modules/p7/index.js
timeout 60 "$CORDON" check --no-cache app >expected 2>err
[ $? = 1 ] || { echo "not ok 1 - a report without a cache" && exit 1; }

# run [ARGUMENT...]: one more check with the cache c; the report must be the expected one.
run() {
    timeout -k 5 120 "$CORDON" check --cache c "$@" app >out 2>err
    status=$?
    [ "$status" = 1 ] || { echo "ended with $status" && return 1; }
    cmp expected out
}

# told [TEXT]: nothing was said but the line about the run itself, or one more line with TEXT.
told() {
    if [ $# = 0 ]; then
        [ "$(wc -l <err)" = 1 ]
    else
        [ "$(wc -l <err)" = 2 ] && grep -qF -- "$1" err
    fi
}

is_cached() {
    tail -n 1 err | grep -q '^61 packages, 61 cached, '
}

cold_and_warm() {
    run && told && tail -n 1 err | grep -q ', 0 cached, ' && run && told && is_cached
}
check "the second run reads everything from the cache" cold_and_warm
private() {
    [ "$(stat -c %a c)" = 700 ] && [ "$(stat -c %a $data)" = 600 ]
}
check "nobody else can read it" private

# sees COMMAND...: after it, a warm run says what a run without a cache says, which is not what was said before it.
sees() {
    "$@" && timeout 60 "$CORDON" check --no-cache app >fresh 2>err
    timeout 60 "$CORDON" check --cache c app >out 2>err
    cmp fresh out && ! cmp -s out before && cp out before &&
        timeout 60 "$CORDON" check --cache c app >out 2>err
    cmp fresh out && tail -n 1 err | grep -q '^\([0-9]*\) packages, \1 cached, '
}
change() {
    # A package that shadows another, a file before a folder, a link, a manifest, a file that is gone, a policy.
    cp -rp app kept
    echo "require('p3'); require('./part'); require('linked');" >>app/node_modules/p9/index.js
    mkdir -p app/node_modules/p9/part && echo "require('os').hostname();" >app/node_modules/p9/part/index.js
    ln -s p4 app/node_modules/linked
    timeout 60 "$CORDON" check --cache c app >before 2>err
    sees sh -c "echo \"require('net').connect(1);\" >>app/node_modules/p8/index.js" || return 1
    sees sh -c "mkdir -p app/node_modules/p9/node_modules/p3 &&
        echo \"require('dns').lookup('x');\" >app/node_modules/p9/node_modules/p3/index.js" || return 1
    sees sh -c "echo \"require('vm').runInThisContext('1');\" >app/node_modules/p9/part.js" || return 1
    sees sh -c "ln -sfn p8 app/node_modules/linked" || return 1
    sees sh -c "echo \"require('fs').rmdirSync('x');\" >app/node_modules/p5/other.js &&
        echo '{ \"name\": \"p5\", \"version\": \"2.0.0\", \"main\": \"other.js\" }' >app/node_modules/p5/package.json" ||
        return 1
    sees rm app/node_modules/p6/index.js || return 1
    sees sh -c "echo '{ \"allow\": { \"p7\": [\"fs.read\"] } }' >app/cordon.json" || return 1
    rm -rf app && mv kept app && run
}
check "a warm run sees every change" change

# flip OFFSET: changes the byte there.
flip() {
    byte=$(od -An -tu1 -j "$1" -N 1 "$data" | tr -d ' ')
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %o $((byte ^ 255)))" | dd of="$data" bs=1 seek="$1" conv=notrunc 2>/dev/null
}

heals() {
    run && run && run && run && told && is_cached
}
each_page() {
    pages=$(($(stat -c %s $data) / 4096))
    for page in $(seq 0 $((pages / 12 + 1)) $((pages - 1))); do
        for at in 0 10 12 16 40 200 2000; do
            flip $((page * 4096 + at))
            run || return 1
            [ "$(wc -l <err)" -le 2 ] || return 1
        done
        heals || return 1
    done
}
check "a changed byte in each part of the file" each_page

cut_to() {
    truncate -s "$1" $data && run && heals
}
check "an empty file" cut_to 0
check "a file of one byte" cut_to 1
check "a file cut within its first page" cut_to 100
check "a file cut in the middle" cut_to 20480
check "a file with a tail of zeros" cut_to 5M
zeros() {
    size=$(stat -c %s $data)
    truncate -s 0 $data && truncate -s "$size" $data && run && told "made anew" && heals
}
check "a file of zeros" zeros
foreign() {
    cp "$CORDON_RELEASE" $data && run && told "made anew" && heals
}
check "a file of another kind" foreign
future() {
    flip 20 && flip 4116 && run && told "made anew" && heals
}
check "a file of a future format" future
lock_file() {
    head -c 100 /dev/urandom >c/cordon-2/lock.mdb && run && heals
}
check "a damaged lock file" lock_file
no_lock_file() {
    rm c/cordon-2/lock.mdb && run && told && is_cached
}
check "no lock file" no_lock_file

refused() {
    chmod "$1" c && run && told "others can write"
    status=$?
    chmod 700 c
    return $status
}
check "a folder that its group can write" refused 770
check "a folder that everybody can write" refused 707
another_user() {
    [ "$(id -u)" = 0 ] || return 0
    chown 4711 c && run && told "another user"
    status=$?
    chown 0 c
    return $status
}
check "a folder of another user" another_user
no_folder() {
    mv c kept && : >c && run && told "Not a directory"
    status=$?
    rm c && mv kept c
    return $status
}
check "a file in place of the folder" no_folder
read_only() {
    # A user who may read the folder and nothing else; the program must be reachable for that user.
    [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --clear-groups test -x "$CORDON" || return 0
    cp -r c ro && chown -R 65534 ro && chmod 500 ro ro/cordon-2 && chmod 400 ro/cordon-2/* && chmod 755 .
    timeout 60 setpriv --reuid=65534 --clear-groups "$CORDON" check --cache "$TMPDIR/ro" "$TMPDIR/app" >out 2>err
    [ $? = 1 ] && cmp expected out && is_cached
}
check "a folder that can only be read" read_only
no_home() {
    env -u XDG_CACHE_HOME -u HOME timeout 60 "$CORDON" check app >out 2>err
    [ $? = 1 ] && cmp expected out && told "no place for the cache"
}
check "no place for a cache" no_home
full_disk() {
    rm -rf c
    (ulimit -f 8 && run) && told "no space left"
}
check "no space" full_disk

killed() {
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        [ $((i % 4)) != 0 ] || rm -rf c
        timeout -s KILL "0.0$i" "$CORDON_RELEASE" check --cache c app >out 2>err
        run || return 1
    done
    run && told && is_cached
}
check "processes killed at any moment" killed

at_once() {
    rm -rf c
    for i in 1 2 3 4; do
        (timeout 100 "$CORDON_RELEASE" check --cache c app >"out$i" 2>"err$i") &
    done
    wait
    for i in 1 2 3 4; do
        cmp expected "out$i" && [ "$(wc -l <"err$i")" = 1 ] || return 1
    done
    run && told && is_cached
}
check "four processes at once" at_once
check_plan
