#!/bin/sh
# Module resolution against what real Nodes answered (fixtures/resolution, recorded by record.sh there): the tree of
# odd cases and the skeleton of a real tree. Not understanding is allowed where fixtures/resolution/unsure.tsv says so.
set -u
here=$ROOT/fixtures/resolution
driver=${CORDON%/*}/tests/resolve_driver
number=0
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$ROOT/rules/node_major.def")

# verdict NAME FILE: ok when FILE is empty, else its lines are the reason.
verdict() {
    number=$((number + 1))
    if [ ! -s "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        head -n 20 "$2" | cut -c 1-300 | sed 's/^/# /'
    fi
}

# recorded TABLE COLUMN: the questions of a table with the answers of one major; "=" means as the one before.
recorded() {
    awk -F '\t' -v last="$2" '{ for (i = 4; i <= last; i++) if ($i != "=") answer = $i
                                print $1 "\t" $2 "\t" $3 "\t" answer }' "$here/$1"
}

# answered COLUMN-OF-ANSWER: what the driver says to the questions on stdin, in the same form.
answered() {
    sed "s|@ROOT@|$tree|g" | awk -F '\t' -v major="$1" '{ print $1 "\t" $2 "\t" $3 "\t" major }' |
        "$driver" "$tree" "$here/builtins.tsv" | cut -f 1-3,5 | sed "s|$tree|@ROOT@|g; s|${tree%/root}|@BASE@|g"
}

# compare TABLE NAME: every answer of every major.
compare() {
    column=3
    for major in $majors; do
        column=$((column + 1))
        recorded "$1" "$column" >want
        answered "$major" <want >got
        paste want got | awk -F '\t' '$4 != $8 { print $1 "\t" $2 "\t" $3 "\t" $4 "\t" $8 }' >different
        grep -v '	?[^	]*$' different >wrong
        verdict "Node $major: $(wc -l <want) answers about $2, none is wrong" wrong
        grep '	?[^	]*$' different | cut -f 1-3 | diff - "$3" >unsure
        verdict "Node $major: what is not understood of $2 is known" unsure
    done
}

node "$here/generate.mjs" "$TMPDIR/odd" >questions
tree=$(cd odd/root && pwd -P)
cut -f 1-3 "$here/odd.tsv" >recorded-questions
diff questions recorded-questions >stale
verdict "the odd tree is the one that was recorded" stale
[ -z "${BLESS:-}" ] || {
    recorded odd.tsv 4 >want
    answered 20 <want | grep '	?[^	]*$' | cut -f 1-3 >"$here/unsure.tsv"
}
compare odd.tsv "the odd tree" "$here/unsure.tsv"
: >nothing
node "$here/skeleton.mjs" make "$TMPDIR/real" <"$here/skeleton.ndjson"
tree=$(cd real/root && pwd -P)
compare real.tsv "a real tree" nothing

# The format of files, against what loading them did: "A/B" is a text that runs either way, and one that only a
# module parses. A load that fails proves nothing, as long as we do not say that it must fail.
node "$here/formats.mjs" make "$TMPDIR/formats" >questions
cut -f 1-3 "$here/formats.tsv" | diff questions - >stale
verdict "the files of all formats are those that were recorded" stale
column=3
for major in $majors; do
    column=$((column + 1))
    recorded formats.tsv "$column" >want
    awk -F '\t' -v major="$major" '{ print $0 "\t" major }' questions |
        "$driver" --formats "$TMPDIR/formats/root" "$here/builtins.tsv" | cut -f 6 >got
    paste want got | awk -F '\t' '
        function fits(seen, goal, format) {
            if (seen ~ /^!/)
                return format !~ /^!/ || seen == format
            if (format == "wasm")
                return seen == "loaded"
            return format == "typescript" || seen == goal
        }
        BEGIN { goals["commonjs"] = "commonjs/"; goals["module"] = "module/module"; goals["detect"] = "commonjs/module" }
        { split($4, seen, "/"); split(goals[$5], goal, "/") }
        !fits(seen[1], goal[1], $5) || !fits(seen[2], goal[2], $5)' >wrong
    verdict "Node $major: $(wc -l <want) files are loaded as what they are taken for" wrong
done
echo "1..$number"
