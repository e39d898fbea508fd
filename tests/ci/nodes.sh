#!/bin/sh
# Asks the real Nodes of every supported major what they offer: nothing may have changed since it was recorded.
set -eu
"$ROOT/tests/effects/record.sh" "$TMPDIR/members.tsv"
if diff "$ROOT/rules/members.tsv" "$TMPDIR/members.tsv" >different; then
    echo "ok 1 - rules/members.tsv is what the Nodes offer"
else
    echo "not ok 1 - rules/members.tsv is what the Nodes offer"
    head -n 30 different | sed 's/^/# /'
    status=1
fi
echo "1..1"
exit "${status:-0}"
