#!/bin/sh
# ./cordon runs from anywhere, says nothing of its own, costs little, and explains what it lacks.
set -u
. "$ROOT/tests/tools/check.sh"

# quiet FOLDER PROGRAM: from FOLDER, PROGRAM --version prints what the program itself prints, and no more.
quiet() {
    (cd "$1" && "$2" --version >"$TMPDIR/out" 2>"$TMPDIR/err") || return 1
    "$CORDON_RELEASE" --version | cmp - "$TMPDIR/out" && cmp /dev/null "$TMPDIR/err"
}

mkdir "$TMPDIR/a folder" "$TMPDIR/b"
ln -s "$ROOT/cordon" "$TMPDIR/a folder/link"
ln -s "../a folder/link" "$TMPDIR/b/link"
check "from another folder" quiet / "$ROOT/cordon"
check "by a relative path" quiet "$ROOT/tests" ../cordon
check "through a symbolic link" quiet / "$TMPDIR/a folder/link"
check "through a relative link to a link" quiet "$TMPDIR/b" ./link
check "found in PATH" env PATH="$TMPDIR/b:$PATH" link --version

passes_arguments() {
    "$ROOT/cordon" check "$TMPDIR/no such folder" >"$TMPDIR/out" 2>&1
    [ $? = 2 ] && grep -qF 'no such folder' "$TMPDIR/out"
}
check "arguments and exit code pass through" passes_arguments

# The time of 20 runs of the launcher, less that of the program alone, in milliseconds.
costs_little() {
    i=0
    before=$(date +%s%N)
    while [ $i -lt 20 ]; do "$ROOT/cordon" --version && i=$((i + 1)); done >/dev/null
    middle=$(date +%s%N)
    i=0
    while [ $i -lt 20 ]; do "$CORDON_RELEASE" --version && i=$((i + 1)); done >/dev/null
    after=$(date +%s%N)
    own=$(((middle - before - (after - middle)) / 20000000))
    echo "the launcher takes $own ms"
    [ "$own" -lt 50 ]
}
check "it costs less than 50 ms" costs_little

# A clone on a machine that has neither a compiler nor a package manager.
mkdir "$TMPDIR/bin" "$TMPDIR/clone"
for tool in sh mkdir find tr id cat rm mv tail flock touch; do
    ln -s "$(command -v "$tool")" "$TMPDIR/bin/$tool"
done
for part in cordon CMakeLists.txt CMakePresets.json package.json package-lock.json cmake analyzer rules cache cli npm; do
    cp -R "$ROOT/$part" "$TMPDIR/clone/"
done
names_what_it_lacks() {
    PATH=$TMPDIR/bin "$TMPDIR/clone/cordon" --version >"$TMPDIR/out" 2>"$TMPDIR/err"
    [ $? = 2 ] && cmp /dev/null "$TMPDIR/out" && grep 'gcc libc6-dev cmake ninja-build nodejs npm' "$TMPDIR/err"
}
check "without a compiler it names the packages" names_what_it_lacks
check_plan
