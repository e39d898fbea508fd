# Functions shared by ./cordon and tests/run: bring a fresh clone to a built program. Needs $root.
# Everything they say goes to standard error, everything that tools say to build/setup.log.

setup_say() {
    printf 'cordon: %s\n' "$*" >&2
}

setup_fail() {
    setup_say "$*"
    return 1
}

# True when build/$1 holds a program at least as new as every file it is made from and was built in this
# place. Compares times of change, so files that were copied here with an old date count as new.
setup_is_current() {
    [ -x "$root/build/$1/cordon" ] && [ -f "$root/build/$1/stamp" ] || return 1
    IFS= read -r setup_place <"$root/build/$1/stamp" && [ "$setup_place" = "$root" ] || return 1
    setup_apps_are_current || return 1
    setup_newer=$(cd -- "$root" && find CMakeLists.txt CMakePresets.json package-lock.json cmake analyzer \
        rules cache cli npm warm ! -name '*.json' ! -name '*.md' -cnewer "build/$1/stamp" -print -quit) || return 1
    [ "$1" = release ] || setup_newer=$setup_newer$(cd -- "$root" && find tests \( -name '*.[ch]' -o -name '*.cmake' \
        -o -name CMakeLists.txt \) -cnewer "build/$1/stamp" -print -quit) || return 1
    [ -z "$setup_newer" ]
}

setup_apps_are_current() {
    for setup_lock in "$root"/fixtures/apps/*/package-lock.json; do
        [ -f "$setup_lock" ] || continue
        setup_app_is_current "${setup_lock%/package-lock.json}" || return 1
    done
}

setup_app_is_current() {
    [ -d "$1/node_modules" ] && [ -f "$root/build/apps/${1##*/}" ] &&
        [ ! "$1/package-lock.json" -nt "$root/build/apps/${1##*/}" ]
}

# Everything for the build $2 (a preset) of the tree $1; a second process waits for the first.
setup_locked() (
    root=$1
    preset=$2
    mkdir -p -- "$root/build" || setup_fail "cannot write to $root/build" || exit 1
    exec 9>"$root/build/setup.lock" || exit 1
    if command -v flock >/dev/null 2>&1; then
        flock 9 || exit 1
    fi
    setup_is_current "$preset" && exit 0
    setup_everything "$preset" </dev/null 9>&-
)

setup_everything() {
    cd -- "$root" || return 1
    log=$root/build/setup.log
    : >"$log" || return 1
    setup_environment
    setup_packages "$1" && setup_npm && setup_apps && setup_build "$1"
}

# npm writes to a home folder, which a CI machine may not have.
setup_environment() {
    LC_ALL=C.UTF-8
    export LC_ALL
    if [ ! -d "${HOME:-/nonexistent}" ] || [ ! -w "${HOME:-/nonexistent}" ]; then
        HOME=$root/build/home
        mkdir -p "$HOME"
        export HOME
    fi
}

# Names the Debian packages that are missing for the preset $1.
setup_missing() {
    command -v cc >/dev/null 2>&1 && printf '#include <stdlib.h>\n' | cc -E -x c - >/dev/null 2>&1 ||
        echo gcc libc6-dev
    command -v cmake >/dev/null 2>&1 || echo cmake
    command -v ninja >/dev/null 2>&1 || echo ninja-build
    command -v npm >/dev/null 2>&1 || echo nodejs npm ca-certificates
    [ "$1" != ci ] || command -v clang >/dev/null 2>&1 || echo clang
    [ "$1" != ci ] || command -v clang-tidy >/dev/null 2>&1 || echo clang-tidy
    [ "$1" != ci ] || command -v chromium >/dev/null 2>&1 || echo chromium
    if ! command -v pkg-config >/dev/null 2>&1; then
        echo pkg-config libjansson-dev liblmdb-dev libsodium-dev libutf8proc-dev zlib1g-dev \
            libcurl4-openssl-dev libmd-dev libyaml-dev
        [ "$1" = release ] || echo libcmocka-dev
        return
    fi
    pkg-config --exists jansson || echo libjansson-dev
    pkg-config --exists lmdb || echo liblmdb-dev
    pkg-config --exists libsodium || echo libsodium-dev
    pkg-config --exists libutf8proc || echo libutf8proc-dev
    pkg-config --exists zlib || echo zlib1g-dev
    pkg-config --exists libcurl || echo libcurl4-openssl-dev
    pkg-config --exists libmd || echo libmd-dev
    pkg-config --exists yaml-0.1 || echo libyaml-dev
    [ "$1" = release ] || pkg-config --exists cmocka || echo libcmocka-dev
}

setup_packages() {
    missing=$(setup_missing "$1" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    as_root=
    if ! command -v apt-get >/dev/null 2>&1; then
        setup_fail "please install what these Debian packages contain: $missing"
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        as_root="sudo -n"
        if ! sudo -n true 2>/dev/null; then
            setup_fail "please install these packages first: apt-get install $missing"
            return 1
        fi
    fi
    setup_say "installing Debian packages: $missing"
    # shellcheck disable=SC2086 # lists of words
    if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y \
        --no-install-recommends $missing; } >>"$log" 2>&1; then
        setup_fail "apt-get could not install $missing; see $log"
        return 1
    fi
}

# Runs npm ci in the folder $1, which the sentence of a failure calls $2.
setup_npm_ci() {
    setup_say "installing npm packages of $2"
    if ! (cd -- "$1" && npm ci --ignore-scripts --no-audit --no-fund) >>"$log" 2>&1; then
        setup_fail "npm could not install the packages of $2; see $log"
        return 1
    fi
}

setup_npm() {
    installed=node_modules/.package-lock.json
    [ -f "$installed" ] && [ ! package-lock.json -nt "$installed" ] && return 0
    setup_npm_ci . "the build" && touch "$installed"
}

setup_apps() {
    mkdir -p build/apps || return 1
    for lock in "$root"/fixtures/apps/*/package-lock.json; do
        [ -f "$lock" ] || continue
        app=${lock%/package-lock.json}
        setup_app_is_current "$app" && continue
        setup_npm_ci "$app" "fixtures/apps/${app##*/}" || return 1
        mkdir -p "$app/node_modules" && : >"build/apps/${app##*/}" || return 1
    done
}

setup_build() {
    setup_place=
    [ -f "build/$1/stamp" ] && IFS= read -r setup_place <"build/$1/stamp"
    # CMake's files hold absolute paths: those of a tree that was moved are of no use.
    if [ -d "build/$1" ] && [ "$setup_place" != "$root" ]; then
        rm -rf "build/$1"
    fi
    setup_say "building ($1)"
    mkdir -p "build/$1" || return 1
    # The time before the build, so that what changes meanwhile is seen next time.
    printf '%s\n' "$root" >"build/$1/stamp.new" || return 1
    if ! { cmake --preset "$1" && cmake --build --preset "$1"; } >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        setup_fail "the build failed; see $log"
        return 1
    fi
    mv "build/$1/stamp.new" "build/$1/stamp"
}
