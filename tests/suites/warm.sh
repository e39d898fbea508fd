#!/bin/sh
# cordon warm: archives from every source, judged once, whatever happens meanwhile.
set -u
. "$ROOT/tests/tools/check.sh"
check_shows="out err"

cd "$TMPDIR" || exit 2
: >out >err

# pack FILE NAME VERSION CODE: an archive as npm would publish it.
pack() {
    mkdir -p package
    printf '{ "name": "%s", "version": "%s", "main": "index.js" }\n' "$2" "$3" >package/package.json
    printf '%s\n' "$4" >package/index.js
    echo "# read me" >package/README.md
    mkdir -p "$(dirname "$1")"
    tar --format=ustar --sort=name --mtime=@1700000000 -czf "$1" package
    rm -r package
}

# warm STATUS ARGUMENT...: cordon warm ends like that, and its JSON is in out.
warm() {
    wanted=$1
    shift
    timeout -k 5 200 "$CORDON_RELEASE" warm --cache c --format json "$@" >"$TMPDIR/out" 2>"$TMPDIR/err"
    [ $? = "$wanted" ]
}

# counts NAME=NUMBER...: members of the JSON.
counts() {
    node -e '
        const got = JSON.parse(require("fs").readFileSync("out"));
        for (const pair of process.argv.slice(1)) {
            const [name, value] = pair.split("=");
            if (got[name] !== Number(value)) { console.log(name, got[name], "not", value); process.exit(1); }
        }' "$@"
}

pack t/clean-1.0.0.tgz clean 1.0.0 'exports.add = (a, b) => a + b;'
pack t/clean-1.0.1.tgz clean 1.0.1 'exports.add = (a, b) => a + b;'
pack t/leaky-1.0.0.tgz leaky 1.0.0 'exports.read = () => require("fs").readFileSync("/etc/passwd");'
pack t/user-2.0.0.tgz user 2.0.0 'const { read } = require("leaky"); exports.all = () => read();'
pack t/unclear-1.0.0.tgz unclear 1.0.0 'exports.load = (name) => require(name);'

# A command that the "exports" do not offer is judged when that is asked for.
commands() {
    mkdir -p b package/bin
    echo '{ "name": "tool", "version": "1.0.0", "exports": "./index.js", "bin": { "tool": "bin/tool.js" } }' >package/package.json
    echo 'exports.add = (a, b) => a + b;' >package/index.js
    printf '#!/usr/bin/env node\nrequire("fs").rmSync(process.argv[2]);\n' >package/bin/tool.js
    tar --format=ustar --sort=name --mtime=@1700000000 -czf b/tool-1.0.0.tgz package
    rm -r package
    warm 0 b && counts done=1 pass=1 && warm 0 --commands b && counts done=1 fail=1 && warm 0 --commands b && counts cached=1 fail=1
}
check "commands are judged when that is asked for" commands

folder() {
    warm 0 t && counts done=5 cached=0 failed=0 pass=3 && grep -q '^5 packages' err
}
check "a folder of archives" folder
again() {
    warm 0 t && counts done=0 cached=5 pass=3
}
check "what is known is not judged again" again
text() {
    "$CORDON" warm --cache c t >out 2>err && grep -q '^cached *5$' out && grep -q '^pass *3$' out
}
check "a table for people" text
policy() {
    echo '{ "allow": { "leaky": ["fs.read"] } }' >policy.json
    warm 0 --policy policy.json t && counts done=5 pass=4 && warm 0 --policy policy.json t && counts cached=5
}
check "another policy asks again, of the same facts" policy
no_hosts() {
    echo '{ "host": { "leaky": ["*"] } }' >hosts.json
    warm 2 --policy hosts.json t && grep -q 'names host libraries' err
}
check "a policy with host libraries is refused" no_hosts
twice() {
    mkdir same && cp t/clean-1.0.0.tgz same/a.tgz && cp t/clean-1.0.0.tgz same/b.tgz && cp t/clean-1.0.0.tgz same/c.tgz &&
        rm -rf c && warm 0 -j 3 same && counts done=1 cached=2 pass=3
}
check "the same archive under three names is judged once" twice
broken() {
    mkdir bad && cp t/clean-1.0.0.tgz bad/ && head -c 200 t/leaky-1.0.0.tgz >bad/cut.tgz && : >bad/empty.tgz &&
        head -c 3000 /dev/urandom >bad/noise.tgz && warm 1 bad && counts cached=1 && grep -q 'cut.tgz' out &&
        grep -q 'cut short' out
}
check "a broken archive costs itself alone, and says why" broken
odd() {
    mkdir -p package && echo '{ "name": "odd", "version": "1.0.0" }' >package/package.json && ln -s /etc/passwd package/x.js &&
        mkdir odd && tar --format=ustar -czf odd/odd.tgz package && rm -r package && warm 0 odd &&
        counts done=1 unknown=1 && warm 0 odd && counts cached=1 unknown=1
}
check "an archive that extractors read differently is unknown, and that is remembered" odd
nothing() {
    mkdir none && warm 2 none && grep -q 'no package archive' err && warm 2 no-such && warm 2
}
check "no archive is no success" nothing
list() {
    printf '# a list\n%s\n\nt/leaky-1.0.0.tgz\n' "$PWD/t/clean-1.0.0.tgz" >names && rm -rf c && warm 0 names &&
        counts done=2 && warm 0 - <names && counts cached=2
}
check "a list, from a file and from standard input" list
npm_cache() {
    npm_config_cache=$PWD/npm-cache npm cache add "$PWD/t/clean-1.0.0.tgz" "$PWD/t/leaky-1.0.0.tgz" >/dev/null 2>&1
    rm -rf c && warm 0 npm-cache && counts done=2 pass=1 fail=1
}
check "npm's own cache" npm_cache

# A registry on loopback with what is in t.
cat >registry.mjs <<'END'
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";

function packumentOf(wanted) {
    const found = { name: wanted, versions: {} };
    for (const file of readdirSync("t")) {
        const [, name, version] = file.match(/^(.*)-([0-9.]+)\.tgz$/);
        const integrity = `sha512-${createHash("sha512").update(readFileSync(`t/${file}`)).digest("base64")}`;
        if (name === wanted) found.versions[version] = { name, version, dist: { integrity, file } };
    }
    return Object.keys(found.versions).length > 0 ? found : undefined;
}
// The file "feed" has a name a line: a package that changed. The asked-for sequences are kept in "asked".
function changes(query) {
    const since = Number(query.get("since") ?? 0);
    appendFileSync("asked", `${since}\n`);
    const all = readFileSync("feed", "utf8").trim().split("\n").map((id, i) => ({ seq: i + 1, id, changes: [] }));
    const results = all.filter((change) => change.seq > since).slice(0, 2);
    return { results, last_seq: results.at(-1)?.seq ?? since };
}
const server = createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const path = decodeURIComponent(url.pathname.slice(1));
    if (path === "_changes") return response.end(JSON.stringify(changes(url.searchParams)));
    if (path.startsWith("-/")) return response.end(readFileSync(`t/${path.slice(2)}`));
    const found = packumentOf(path);
    if (found === undefined) return response.writeHead(404).end("{}");
    for (const version of Object.values(found.versions))
        version.dist.tarball = `http://127.0.0.1:${server.address().port}/-/${version.dist.file}`;
    response.setHeader("content-type", "application/json").end(JSON.stringify(found));
});
server.listen(0, "127.0.0.1", () => writeFileSync("port", String(server.address().port)));
END
# with_registry COMMAND...: runs it beside the registry.
with_registry() {
    rm -f port
    node registry.mjs &
    server=$!
    for _ in $(seq 100); do
        [ -s port ] && break
        sleep 0.1
    done
    npm_config_registry=http://127.0.0.1:$(cat port)/
    export npm_config_registry
    "$@"
    status=$?
    unset npm_config_registry
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    return $status
}
from_registry() {
    rm -rf c && warm 0 clean@1.0.0 leaky@1.0.0 && counts done=2 pass=1 fail=1 && warm 0 t && counts done=3 cached=2 &&
        warm 1 clean@9.9.9 && grep -q 'clean@9.9.9' out
}
check "NAME@VERSION from the registry" with_registry from_registry
from_feed() {
    feed=changes+${npm_config_registry}_changes
    rm -rf c && printf 'clean\ngone\nleaky\n_design/app\n' >feed && warm 0 "$feed" && counts done=3 failed=0 &&
        : >asked && warm 0 "$feed" && counts done=0 cached=0 && [ "$(sort -n asked | head -n 1)" = 4 ] &&
        echo user >>feed && : >asked && warm 0 "$feed" && counts done=1 cached=0 && [ "$(sort -n asked | head -n 1)" = 4 ] &&
        warm 2 "changes+${npm_config_registry}nothing" && grep -q 'answers 404' err
}
check "a change feed, from where the last run left it" with_registry from_feed

locked() {
    mkdir -p project && node -e '
        const { createHash } = require("node:crypto");
        const { readFileSync, writeFileSync } = require("node:fs");
        const packages = { "": { name: "project", version: "1.0.0", dependencies: { clean: "1.0.0", leaky: "1.0.0" } } };
        for (const name of ["clean", "leaky"])
            packages[`node_modules/${name}`] = { version: "1.0.0", integrity: "sha512-" +
                createHash("sha512").update(readFileSync(`t/${name}-1.0.0.tgz`)).digest("base64") };
        writeFileSync("project/package.json", JSON.stringify(packages[""]));
        writeFileSync("project/package-lock.json", JSON.stringify({ name: "project", version: "1.0.0",
            lockfileVersion: 3, requires: true, packages }));' &&
        rm -rf c && npm_config_cache=$PWD/none warm 0 project && counts done=2 pass=1 fail=1 &&
        warm 0 project/package-lock.json && counts cached=2
}
check "a lock file, through the registry" with_registry locked
offline() {
    rm -rf c && npm_config_cache=$PWD/npm-cache npm_config_registry=http://127.0.0.1:9/ warm 0 project && counts done=2 &&
        npm_config_cache=$PWD/none npm_config_registry=http://127.0.0.1:9/ warm 0 project && counts cached=2
}
check "a lock file, from npm's own cache" offline
answered() {
    "$CORDON" answer --cache c project >out 2>err
    [ $? = 1 ] && grep -q '^fail *leaky@1.0.0: index.js:1:' out && grep -q '^2 packages: 1 pass, 1 fail' out || return 1
    "$CORDON" answer --cache c --format json project/package-lock.json >out 2>err
    [ $? = 1 ] && grep -q '"place":"node_modules/clean","verdict":"pass"' out || return 1
    "$CORDON" answer --cache empty project >out 2>err
    [ $? = 1 ] && grep -q '2 pending$' out && ! "$CORDON" answer --cache c none 2>err && grep -q 'no lock file' err
}
check "a lock file is answered without opening a package" answered

slow() {
    mkdir slow && node -e 'let s = "";
        for (let i = 0; i < 400000; i++) s += `exports.f${i} = function (a) { return a.x${i} + ${i}; };\n`;
        process.stdout.write(s);' >code && pack slow/slow-1.0.0.tgz slow 1.0.0 "$(cat code)" && cp t/clean-1.0.0.tgz slow/ &&
        rm -rf c && warm 1 --timeout 1 slow && counts done=1 failed=1 && grep -q 'took longer than 1 s' out
}
check "a package that takes too long fails alone" slow
large() {
    warm 1 --memory 60M slow && counts cached=1 failed=1 && grep -q 'too much memory' out
}
check "a package that takes too much memory fails alone" large

# Many small packages, some of whose files are the same.
for i in $(seq 60); do
    pack "many/p$i-1.0.0.tgz" "p$i" 1.0.0 "exports.f = (a) => a * $((i % 50)); // $i"
done
killed() {
    rm -rf c
    before=0
    for i in $(seq 12); do
        setsid "$CORDON_RELEASE" warm --cache c -j 2 many >/dev/null 2>&1 &
        group=$!
        sleep "0.$((i % 3))5"
        kill -KILL "-$group" 2>/dev/null
        wait "$group" 2>/dev/null
        known=$("$CORDON_RELEASE" cache stat --cache c --format json |
            node -pe 'JSON.parse(require("fs").readFileSync(0)).kinds.find((k) => k.kind === "aliases").records')
        [ "$known" -ge "$before" ] || { echo "lost: $known after $before" && return 1; }
        before=$known
    done
    warm 0 many && counts cached="$before" done=$((60 - before)) pass=60 && warm 0 many && counts cached=60 done=0 pass=60
}
check "killed twelve times: nothing is lost, nothing is done twice" killed
# What the workers of a run read is used: gc by age keeps it, and drops what none of them asked for.
used() {
    rm -rf c
    warm 0 many && counts done=60 && "${CORDON%/*}/tests/age_cache" c 864000 && warm 0 many && counts cached=60 &&
        "$CORDON_RELEASE" cache gc --cache c --max-age 5d >gc.log && warm 0 many && counts cached=60 &&
        "$CORDON_RELEASE" cache stat --cache c --format json |
        node -e '
            const kinds = JSON.parse(require("fs").readFileSync(0)).kinds;
            const records = Object.fromEntries(kinds.map((k) => [k.kind, k.records]));
            console.log(JSON.stringify(records));
            process.exit(records.verdicts === 60 && records.trees === 0 && records.summaries === 0 ? 0 : 1);'
}
check "what workers read counts as used" used
two_at_once() {
    rm -rf c
    for i in 1 2; do
        timeout 100 "$CORDON_RELEASE" warm --cache c --format json -j 2 many >"out$i" 2>"err$i" &
    done
    wait
    node -e '
        const all = [1, 2].map((i) => JSON.parse(require("fs").readFileSync(`out${i}`)));
        const sum = (name) => all.reduce((n, x) => n + x[name], 0);
        process.exit(sum("done") === 60 && sum("cached") === 60 && sum("pass") === 120 ? 0 : 1);'
}
check "two at once judge everything once" two_at_once
ended() {
    rm -rf c
    timeout 100 "$CORDON_RELEASE" warm --cache c --format json -j 1 many >out 2>err &
    sleep 0.3
    kill -TERM $!
    wait $!
    known=$(node -pe 'JSON.parse(require("fs").readFileSync("out")).done')
    warm 0 many && counts cached="$known"
}
check "told to end, it writes what it knows" ended

await() {
    for _ in $(seq 100); do
        "$CORDON_RELEASE" cache stat --cache c --format json >stat 2>/dev/null &&
            node -e 'const s = JSON.parse(require("fs").readFileSync("stat"));
                process.exit(s.kinds.find((k) => k.kind === "aliases").records >= Number(process.argv[1]) ? 0 : 1);' "$1" &&
            return 0
        sleep 0.2
    done
    return 1
}
watch() {
    rm -rf c && mkdir -p inbox/old && cp t/clean-1.0.0.tgz inbox/old/
    "$CORDON_RELEASE" warm --cache c --format json --watch inbox -j 1 >out 2>err &
    watcher=$!
    await 1 && cp t/leaky-1.0.0.tgz inbox/ && await 2 && mkdir inbox/new && cp t/user-2.0.0.tgz inbox/new/ && await 3 &&
        echo "$PWD/t/unclear-1.0.0.tgz" >x && mv x inbox/jobs.list && await 4
    status=$?
    kill -TERM "$watcher"
    wait "$watcher"
    [ $status = 0 ] && counts done=4 && [ ! -e inbox/jobs.list ]
}
check "--watch judges what arrives, in new folders too, and by list" watch
shared() {
    mkdir -p s && chmod 777 s && timeout 20 "$CORDON" warm --cache s t >out 2>err
    [ $? = 2 ] && grep -q 'others can write' err
}
check "a cache that others can write is refused" shared
full() {
    rm -rf c
    (ulimit -f 16 && warm 2 many) && grep -q 'no space left' err
}
check "a full disk ends the run" full
check_plan
