#!/bin/sh
# cordon audit: projects with every kind of lock file, archives, a registry on loopback that may lie or be down; and lock
# files that are damaged.
set -u
node "$ROOT/tests/audit/audit_test.mjs" "$CORDON" "$TMPDIR" "$ROOT" >audit.log || failed=1
grep -v '^1\.\.' audit.log
number=$(grep -c '^\(ok\|not ok\) ' audit.log)
for folder in "$ROOT"/fixtures/locks/*/; do
    number=$((number + 1))
    kind=${folder%/}
    kind=${kind##*/}
    mkdir -p "damaged/$kind/packages/w"
    cp "$folder"* "damaged/$kind"
    printf '{ "name": "project", "workspaces": ["packages/*"], "dependencies": { "pure-a": "^1.0.0" } }' >"damaged/$kind/package.json"
    printf '{ "name": "w", "dependencies": { "pure-b": "^2.0.0" } }' >"damaged/$kind/packages/w/package.json"
    if "${CORDON%/*}/tests/lock_damage" 1000 "$number" "damaged/$kind" "$(ls "$folder")" >damage.log 2>&1; then
        echo "ok $number - $kind, damaged: $(cat damage.log)"
    else
        echo "not ok $number - $kind, damaged"
        tail -n 30 damage.log | sed 's/^/# /'
        failed=1
    fi
done
echo "1..$number"
exit "${failed:-0}"
