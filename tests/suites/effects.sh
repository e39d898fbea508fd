#!/bin/sh
# The effect tables against what real Nodes of every supported major offer, as recorded in rules/members.tsv
# (tests/effects/record.sh; tests/ci/nodes.sh asks the Nodes themselves), and the analysis' own list of names against the same.
node "$ROOT/tests/effects/complete.mjs" "$ROOT/rules/effects" "$ROOT/rules/members.tsv" >complete || status=1
node "$ROOT/tests/effects/language_names.mjs" "$ROOT/analyzer/semantic/language_member.def" "$ROOT/analyzer/semantic/flow_path.c" \
    "$ROOT/rules/members.tsv" >names || status=1
count=$(grep -c '^\(ok\|not ok\) ' complete)
grep -v '^1\.\.' complete
sed "/^1\.\./d; s/^\(ok\|not ok\) \([0-9]*\) -/\1 -/" names
echo "1..$((count + $(grep -c '^\(ok\|not ok\) ' names)))"
exit "${status:-0}"
