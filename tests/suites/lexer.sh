#!/bin/sh
# The lexer for names of CommonJS modules against what those of real Nodes said (fixtures/resolution/record.sh).
here=$ROOT/fixtures/resolution
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")
node "$here/lexer_texts.mjs" 1 "$(wc -l <"$here/lexer.tsv")" >texts
CJS_DRIVER=${CORDON%/*}/tests/cjs_driver exec node "$ROOT/tests/resolution/lexer.mjs" texts "$here/lexer.tsv" $majors
