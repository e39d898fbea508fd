#!/bin/sh
# cordon's resolver against real Nodes, live:
#
#     tests/resolution/compare.sh NODES real TREE        every static import of the packages below TREE
#     tests/resolution/compare.sh NODES random FROM TO   trees of random package.json shapes, by seed
#     tests/resolution/compare.sh NODES shapes FROM TO   trees of random folders, links and names, by seed
#     tests/resolution/compare.sh NODES names TREE       the names that each JavaScript file below TREE has (writes there)
#     tests/resolution/compare.sh NODES lexer FROM TO    texts for the lexers of CommonJS names, by seed
#     tests/resolution/compare.sh NODES files TREE       the same lexers on each JavaScript file below TREE
#
# NODES is a folder for fixtures/resolution/nodes.sh; DRIVER the resolve_driver to test (default: that of build/dev;
# CJS_DRIVER and CORDON are the others).
# Prints a line per tree and major; differences go to standard error, and make the exit code 1.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
here=$root/fixtures/resolution
driver=${DRIVER:-$root/build/dev/tests/resolve_driver}
CORDON=${CORDON:-$root/build/release/cordon}
CJS_DRIVER=${CJS_DRIVER:-$root/build/dev/tests/cjs_driver}
export CORDON CJS_DRIVER
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$root/rules/node_major.def")
"$here/nodes.sh" "$1"
nodes=$(CDPATH='' cd -- "$1" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# compare NAME TREE: the questions in $work/questions about TREE.
compare() {
    for major in $majors; do
        "$nodes/node$major" --experimental-import-meta-resolve "$here/answer.mjs" "$2" <"$work/questions" >"$work/want"
        awk -F '\t' -v major="$major" '{ print $0 "\t" major }' "$work/questions" |
            "$driver" "$2" "$here/builtins.tsv" | cut -f 5 >"$work/got"
        paste "$work/want" "$work/got" | awk -F '\t' -v name="$1" -v major="$major" '
            $4 == $5 { next }
            $5 ~ /^\?/ { unsure++; next }
            { wrong++; print > "/dev/stderr" }
            END { printf "%s, Node %s: %d answers, %d wrong, %d not understood\n", name, major, NR, wrong, unsure; exit wrong > 0 }' ||
            status=1
    done
}

# lexers: $work/texts.
lexers() {
    asked=''
    for major in $majors; do
        "$nodes/node$major" "$here/lexer.cjs" <"$work/texts" >"$work/lexer$major"
        asked="$asked $work/lexer$major"
    done
    node "$here/merge.mjs" $asked >"$work/table"
    node "$root/tests/resolution/lexer.mjs" "$work/texts" "$work/table" $majors || status=1
}

case $2 in
real)
    node "$here/edges.mjs" "$3" >"$work/questions"
    compare "$3" "$3"
    ;;
random | shapes)
    seed=$3
    [ "$2" = random ] && count=120 || count=600
    while [ "$seed" -le "$4" ]; do
        node "$here/$2.mjs" "$work/tree" "$seed" "$count" >"$work/questions"
        compare "seed $seed" "$work/tree/root"
        seed=$((seed + 1))
    done
    ;;
lexer)
    seed=$3
    while [ "$seed" -le "$4" ]; do
        node "$here/lexer_texts.mjs" "$seed" 20000 >"$work/texts"
        lexers
        seed=$((seed + 1))
    done
    ;;
files)
    find "$3" -type f \( -name '*.js' -o -name '*.cjs' -o -name '*.mjs' \) | sort | node "$here/lexer_texts.mjs" --files >"$work/texts"
    lexers
    ;;
names)
    (cd "$3" && find . -type f \( -name '*.js' -o -name '*.cjs' -o -name '*.mjs' \)) | sed 's|^\./||; s|$|	names	*|' |
        LC_ALL=C sort >"$work/questions"
    asked=''
    for major in $majors; do
        # A process for some files each: what they import stays in memory.
        rm -f "$work"/part.*
        split -l 1500 "$work/questions" "$work/part."
        for part in "$work"/part.*; do
            "$nodes/node$major" --expose-internals --no-warnings "$here/names.cjs" "$3" <"$part"
        done >"$work/names$major"
        asked="$asked $work/names$major"
    done
    node "$here/merge.mjs" $asked >"$work/table"
    node "$root/tests/resolution/names.mjs" "$3" "$work/table" $majors || status=1
    ;;
*)
    echo "compare.sh: real, random, shapes, names, lexer or files, not $2" >&2
    exit 2
    ;;
esac
exit $status
