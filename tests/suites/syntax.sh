#!/bin/sh
# The parser against acorn: the programs in fixtures/syntax, the packages that are installed here, random
# programs, these against V8 too; and how a file's goal is found, against this Node.
set -u
driver=${CORDON%/*}/tests/syntax_dump
node "$ROOT/tests/syntax/hazards.mjs" "$driver" "$ROOT/fixtures/syntax/hazards" ${BLESS:+--bless} >hazards
grep -v '^1\.\.' hazards
number=$(grep -c '^\(not \)\{0,1\}ok ' hazards)

# check NAME COMMAND...: ok when the command succeeds; what it says is the reason.
check() {
    number=$((number + 1))
    name=$1
    shift
    if "$@" >out 2>&1; then
        echo "ok $number - $name: $(tail -n 1 out)"
    else
        echo "not ok $number - $name"
        tail -n 20 out | cut -c 1-300 | sed 's/^/# /'
    fi
}
check "installed packages read alike" node "$ROOT/tests/syntax/differential.mjs" "$driver" "$ROOT/node_modules/acorn" \
    "$ROOT/node_modules/tree-sitter-javascript" "$ROOT/tests" "$ROOT/fixtures/escapes"
for seed in 1 2 3; do
    check "random programs of seed $seed read alike" node --no-warnings --experimental-vm-modules "$ROOT/tests/syntax/fuzz.mjs" "$driver" --seed $seed --count 4000
done
check "what ends one statement and starts another reads alike" node "$ROOT/tests/syntax/pairs.mjs" "$driver" --every 5003
check "names are bound to the same declarations" node "$ROOT/tests/syntax/scopes.mjs" "${CORDON_RELEASE:-$CORDON}" --count 400
check "V8 stops at what was read as code" node --no-warnings "$ROOT/tests/syntax/v8.mjs" "$driver" --count 4000
check "goals are found as Node finds them" node --no-warnings --expose-internals "$ROOT/tests/syntax/detect.mjs" "$driver" \
    --count 3000
check "no input takes more than linear time" node "$ROOT/tests/syntax/growth.mjs" "$driver"
echo "1..$number"
