#!/bin/sh
# The names that an import of a file sees, and links that fail, against what real Nodes said (fixtures/resolution/record.sh).
here=$ROOT/fixtures/resolution
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")
node "$here/names_tree.mjs" "$TMPDIR/names" >questions
cut -f 1-3 "$here/names.tsv" | diff -q - questions || exit 1
exec node "$ROOT/tests/resolution/names.mjs" "$TMPDIR/names/root" "$here/names.tsv" $majors
