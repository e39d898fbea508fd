#!/bin/sh
# The effect tables against what real Nodes of every supported major offer, as recorded in rules/members.tsv
# (tests/effects/record.sh; tests/ci/nodes.sh asks the Nodes themselves).
exec node "$ROOT/tests/effects/complete.mjs" "$ROOT/rules/effects" "$ROOT/rules/members.tsv"
