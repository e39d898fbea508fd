#!/bin/sh
# An installed cordon needs nothing of the source tree it was built from.
set -u
. "$ROOT/tests/tools/check.sh"

# exits STATUS COMMAND...: true when the command ends with that status.
exits() {
    expected=$1
    shift
    "$@"
    status=$?
    [ "$status" = "$expected" ] || { echo "status $status, expected $expected" && false; }
}

# A copy of the tree without what was built, so that moving it away breaks whatever still points at it.
tree=$TMPDIR/tree
prefix="$TMPDIR/a prefix"
mkdir "$tree"
for part in CMakeLists.txt CMakePresets.json LICENSE NOTICE analyzer cache cli cmake docs node_modules npm rules tests warm; do
    cp -R "$ROOT/$part" "$tree/" || exit 1
done
check "a copy of the tree builds" sh -c "cd '$tree' && cmake --preset release && cmake --build --preset release"
check "it installs" cmake --install "$tree/build/release" --prefix "$prefix"
mv "$tree" "$TMPDIR/moved"
mkdir "$TMPDIR/elsewhere" "$TMPDIR/program"
cd "$TMPDIR/elsewhere" || exit 1
printf '{ "name": "program", "main": "main.js" }\n' >"$TMPDIR/program/package.json"
printf '"use strict";\nmodule.exports = 1 + 1;\n' >"$TMPDIR/program/main.js"
cordon=$prefix/bin/cordon
check "the program says its version" "$cordon" --version
check "it passes a pure program" exits 0 "$cordon" check "$TMPDIR/program"
printf '"use strict";\nrequire("fs").unlinkSync("x");\n' >"$TMPDIR/program/main.js"
check "it fails one that deletes files" exits 1 "$cordon" check "$TMPDIR/program"
for file in share/man/man1/cordon.1 share/man/man1/cordon-check.1 share/man/man1/cordon-why.1 \
    share/bash-completion/completions/cordon share/zsh/site-functions/_cordon \
    share/fish/vendor_completions.d/cordon.fish share/doc/cordon/LICENSE share/doc/cordon/NOTICE share/cordon/rules \
    share/cordon/schema/report.schema.json share/cordon/schema/why.schema.json share/cordon/schema/cordon.schema.json; do
    check "$file is installed" test -e "$prefix/$file"
done
check "nothing installed names the source tree" sh -c "! grep -rlF '$tree' '$prefix/share'"
rm -rf "$prefix/share/cordon"
check "without its rules it says so and does no work" exits 2 "$cordon" check "$TMPDIR/program"
check_plan
