#!/bin/sh
# The command line: exit codes, help, errors, output on terminals and off, and input that is bad in every way
# that could be thought of. Every run has a time limit.
set -u
validate="node $ROOT/tests/tools/validate.mjs"
. "$ROOT/tests/tools/check.sh"
check_shows="out err"

# exits CODE ARGUMENT...: the program ends with CODE; what it prints is in out and err.
exits() {
    expected=$1
    shift
    timeout -k 5 "${limit:-60}" "${program:-$CORDON}" "$@" >"$TMPDIR/out" 2>"$TMPDIR/err"
    status=$?
    [ "$status" = "$expected" ] || { echo "ended with $status, not $expected: $*" && return 1; }
}

# complains TEXT ARGUMENT...: exit code 2, nothing on standard output, one sentence with TEXT on standard error.
complains() {
    text=$1
    shift
    exits 2 "$@" || return 1
    [ ! -s "$TMPDIR/out" ] || { echo "printed something" && return 1; }
    [ "$(wc -l <"$TMPDIR/err")" = 1 ] || { echo "not one line" && return 1; }
    grep -qF -- "$text" "$TMPDIR/err" || { echo "no \"$text\"" && return 1; }
}

# says VERDICT TEXT ARGUMENT...: exit code 0 or 1 as fits VERDICT, which starts the last line, and TEXT somewhere.
says() {
    verdict=$1 text=$2
    shift 2
    case $verdict in
    PASS) exits 0 "$@" ;;
    *) exits 1 "$@" ;;
    esac || return 1
    tail -n 1 "$TMPDIR/out" | grep -q "^$verdict · " || { echo "the last line is no $verdict" && return 1; }
    grep -qF -- "$text" "$TMPDIR/out" || { echo "no \"$text\"" && return 1; }
}

# package FOLDER MANIFEST [INDEX]: a package with an index.js.
package() {
    mkdir -p "$1"
    printf '%s\n' "$2" >"$1/package.json"
    [ $# -lt 3 ] || printf '%s\n' "$3" >"$1/index.js"
}

cd "$TMPDIR" || exit 2
: >out
: >err
package good '{ "name": "good", "version": "1.2.3" }' 'module.exports = (a, b) => a + b;'
package leak '{ "name": "leak" }' 'module.exports = () => require("fs").readFileSync("secret.txt");'

# --- arguments

has_out() {
    exits "$1" "$2" ${3:+"$3"} && grep -q -- "$4" out
}
check "--version names the version" has_out 0 --version "" '^cordon [0-9]'
check "--help lists the commands" has_out 0 --help "" '^  check '
check "help COMMAND is COMMAND --help" has_out 0 help check 'usage: cordon check'
no_command() {
    exits 2 && [ ! -s out ] && grep -q 'usage: cordon' err
}
check "without a command the help goes to standard error" no_command
check "an unknown command names the nearest" complains "did you mean cordon check?" chekc
check "a hopeless command points to the help" complains "see cordon --help" frobnicate
check "an unknown option names the nearest" complains "did you mean --policy?" check --polciy x
check "an unknown letter points to the help" complains "check has no option -z" check -z
check "an option without its value" complains "--policy needs a value" check --policy
check "a value for an option without one" complains "--quiet takes no value" check --quiet=yes
check "a value that is none of those allowed" complains "--format is text|json|sarif|github|junit|md|html, not yaml" check --format=yaml
check "an option twice" complains "--root is given twice" check --root . --root=.
check "too many operands" complains "does not know what to do with b" check a b
check "no threads" complains "--jobs is a number from 1 to 256, not 0" check -j 0
check "threads that are no number" complains "not 1x" check -j1x
check "more threads than a number holds" complains "not 99999999999999999999" check -j99999999999999999999
check "--cache and --no-cache" complains "exclude each other" check --cache c --no-cache
check "-- ends the options" complains "--help: No such file" check -- --help
check "an unknown stage" complains "not flow" dump flow good/index.js
check "an unknown rule names the nearest" complains "did you mean amplifier.with?" explain amplifier.wiht
check "an effect that is none" complains "is called frobnicate" effects frobnicate
check "a name that is nearly one" complains "did you mean fs.readFile or fs.readdir" effects fs.readFil
check "a member without its module" complains "did you mean fs.promises.readFile, fs.readFile or fs/promises.readFile" effects readFile
check "a name of other majors" complains "it is in Node 22, 24, 26" effects --node 20 fs.globSync
answers() {
    asked=$1
    shift
    exits 0 effects "$asked" || return 1
    for words; do
        grep -qF -- "$words" out || { sed 's/^/# /' out && return 1; }
    done
}
check "arguments, options and proof of a member" answers node:fs.readFile "fs.read (argument 1)" "with option flag" "proof: experiment"
check "a module as a member of another" answers fs.promises.open "by fs/promises.open"
check "a method of the language" answers Date.prototype.getHours "call: locale" "by Date.prototype"
check "what is called back" answers Array.prototype.map "pure" "calls argument 1"
check "what Node calls back" answers fs.copyFile "calls argument 3 and 4"
check "functions in options" answers fs.cpSync "calls filter of argument 3"
check "arguments from one on" answers stream.pipeline "calls argument 1 and all behind it" "calls @@asyncIterator, @@iterator, then of argument 1 and all behind it"
check "what a method calls back" answers 'events#on' "calls argument 2" "by events"
check "what methods of a class call back" answers net.Server "methods close getConnections:  calls argument 1"
check "what a function calls back in newer majors" answers fs.globSync "calls exclude of argument 2" "(Node 22, 24, 26)"
arguments_as_json() {
    exits 0 effects stream.pipeline --format json && node -e '
        const [row] = JSON.parse(require("fs").readFileSync("out", "utf8"));
        process.exit(row.callbacks.join() === "0+" && row.options["0+"].includes("then") && row.changes.length === 0 ? 0 : 1)' &&
        exits 0 effects net.Server --format json && node -e '
        const row = JSON.parse(require("fs").readFileSync("out", "utf8")).find((one) => one.name === "net.Server");
        const { names, callbacks, own } = row.methods[0];
        process.exit(names.join() === "close,getConnections" && callbacks.join() === "0" && !own && row.callbacks.join() === "0,1" ? 0 : 1)'
}
check "arguments as JSON" arguments_as_json
check "a method in the short form" answers 'Date#getTime' "pure"
check "a member under a symbol" answers 'Array.prototype[Symbol.iterator]' "pure"
check "a method of a class with authority" answers net.Socket.prototype.connect "net.connect" "by net.Socket"
check "a variable of the environment" answers process.env.HOME "env.read" "process.env.*"
check "members that nobody lists" answers process.stdout.write "stdio.out"
check "what is given" answers module.createRequire "gives cjs:require"
check "what depends on the major" answers async_hooks.AsyncLocalStorage "(Node 20, 22)" "(Node 24, 26)"
effects_as_json() {
    exits 0 effects fs.readFile --format json && node -e '
        const [row, ...rest] = JSON.parse(require("fs").readFileSync("out", "utf8"));
        const write = row.facts.find((fact) => fact.effect === "fs.write");
        process.exit(rest.length === 0 && row.how === "experiment" && row.call.join() === "fs.read,fs.write" &&
            write.argument === 0 && write.options === "flag" && row.node.length === 4 ? 0 : 1)'
}
check "the same as JSON" effects_as_json
check "a major that is not supported" complains "not supported" effects --node 12
check "a shell without completion" complains "only for bash, zsh and fish" completion tcsh
check "no manual page of no command" complains "no command chekc" man chekc

every_command_has_help() {
    exits 0 --help || return 1
    for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' out); do
        exits 0 "$command" --help && grep -q "^usage: cordon $command" out && grep -q -- "-h, --help" out || return 1
    done
}
check "every command has help" every_command_has_help

man_page_is_complete() {
    exits 0 --help || return 1
    for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' out); do
        grep -q "$command" "$ROOT/docs/cordon.1" || { echo "no $command" && return 1; }
        exits 0 "$command" --help || return 1
        for option in $(sed -n 's/^  .*--\([a-z-]*\).*/\1/p' out); do
            sed 's/\\-/-/g' "$ROOT/docs/cordon.1" | grep -q -- "--$option" || { echo "no --$option" && return 1; }
        done
    done
}
check "the man page has every command and option" man_page_is_complete

completion_completes() {
    exits 0 completion bash || return 1
    bash -c '. ./out; COMP_WORDS=(cordon check --fo); COMP_CWORD=2; _cordon; [ "${COMPREPLY[*]}" = "--format" ]
        COMP_WORDS=(cordon che); COMP_CWORD=1; _cordon; [ "${COMPREPLY[*]}" = check ]'
}
command -v bash >/dev/null && check "completion completes" completion_completes
bash_completes_values() {
    exits 0 completion bash || return 1
    bash -c '. ./out; COMP_WORDS=(cordon check --format sa); COMP_CWORD=3; _cordon; [ "${COMPREPLY[*]}" = sarif ] || exit 1
        COMP_WORDS=(cordon check --format = sa); COMP_CWORD=4; _cordon; [ "${COMPREPLY[*]}" = sarif ] || exit 1
        COMP_WORDS=(cordon policy up); COMP_CWORD=2; _cordon; [ "${COMPREPLY[*]}" = update ] || exit 1
        COMP_WORDS=(cordon why net.co); COMP_CWORD=2; _cordon; [ "${COMPREPLY[*]}" = net.connect ]'
}
command -v bash >/dev/null && check "completion completes values and operands" bash_completes_values
fish_completes() {
    exits 0 completion fish && cp out completion.fish || return 1
    [ "$(HOME=$TMPDIR fish -c 'source completion.fish; complete -C "cordon check --fo"' | cut -f 1)" = --format ] || return 1
    [ "$(HOME=$TMPDIR fish -c 'source completion.fish; complete -C "cordon check --format sa"' | cut -f 1)" = sarif ] || return 1
    HOME=$TMPDIR fish -c 'source completion.fish; complete -C "cordon pol"' | grep -q '^policy'
}
! command -v fish >/dev/null || check "completion completes in fish" fish_completes
zsh_reads_it() {
    exits 0 completion zsh && zsh -n out
}
! command -v zsh >/dev/null || check "zsh reads its completion" zsh_reads_it

completion_is_complete() {
    exits 0 --help || return 1
    for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' out); do
        for shell in bash zsh fish; do
            exits 0 completion $shell && cp out script || return 1
            grep -q -- "$command" script || { echo "no $command in $shell" && return 1; }
            exits 0 "$command" --help || return 1
            for option in $(sed -n 's/^  .*--\([a-z-]*\).*/\1/p' out); do
                grep -qE -- "(--|-l )$option" script || { echo "no --$option in $shell" && return 1; }
            done
        done
    done
}
check "the completions have every command and option" completion_is_complete

manual_pages_are_clean() {
    exits 0 --help || return 1
    for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' out); do
        exits 0 man "$command" && cp out page.1 && grep -q "^.TH CORDON" page.1 || return 1
        ! command -v groff >/dev/null || [ -z "$(groff -man -ww -z page.1 2>&1)" ] || { groff -man -ww -z page.1 && return 1; }
    done
}
check "every command has a manual page that troff reads" manual_pages_are_clean

every_rule_is_explained() {
    rules=$(cd "$ROOT/analyzer" && grep -rhoE '"(source|resolve|manifest|host|limit|syntax|amplifier)\.[a-z-]+"' \
        link verdict semantic/amplifier.def | tr -d '"' | sort -u)
    [ -n "$rules" ] || return 1
    for rule in $rules; do
        exits 0 explain "$rule" && [ "$(wc -l <out)" -gt 1 ] || return 1
    done
}
check "every rule is explained" every_rule_is_explained

# --- output

check "a pass" says PASS "1 package: 1 pass" check good
check "a fail, with the path" says FAIL "index.js:1:24" check leak
package wide '{ "name": "wide" }' 'require("dep"); module.exports = [globalThis]; exports.x = () => require("https").get("https://a.b");'
package wide/node_modules/dep '{ "name": "dep", "version": "1.0.0" }' 'module.exports = () => process.exit(1);'
# What is handed on once is told once, however many effects that has; JSON tells each of them.
one_place_once() {
    exits 1 check wide || return 1
    [ "$(grep -c "index.js:1:.* here " out)" = "$(grep -cE "^(FAIL|UNKNOWN)  (wide|dep)" out)" ] || return 1
    [ "$(grep -c 'hands on globalThis, which perhaps has these effects' out)" = 1 ] || return 1
    grep -q '^UNKNOWN  wide  argv  code.eval .* … [0-9]* more$' out || return 1
    exits 1 check --format json wide && [ "$(grep -o 'hands on globalThis' out | wc -l)" -gt 20 ]
}
check "findings of one place are one for people" one_place_once
check "one entry of allow grants what one place needs" says FAIL '"allow": { ".": ["net.connect:a.b:443", "net.dns:a.b:443"] }' check wide
near_first() {
    exits 1 check wide && grep -E '^FAIL' out | head -n 1 | grep -q '^FAIL  wide  net.connect:a.b:443  net.dns:a.b:443$'
}
check "what the program does itself comes before what its packages do" near_first
quiet_is_one_line() {
    exits 1 check -q leak && [ "$(wc -l <out)" = 1 ] && [ ! -s err ]
}
check "--quiet is one line" quiet_is_one_line
status_line() {
    exits 0 check --cache c1 good && exits 0 check --cache c1 good && tail -n 1 err | grep -q '^1 package, 1 cached, [0-9.]* s$'
}
check "the second run says what was cached" status_line
json_is_valid() {
    exits "$1" check --format json "$2" && $validate "$ROOT/cli/report.schema.json" out
}
check "JSON of a pass follows its schema" json_is_valid 0 good
check "JSON of a fail follows its schema" json_is_valid 1 leak
lists_files() {
    exits 0 check --list-files good && echo index.js | cmp - out
}
check "--list-files lists them" lists_files
escapes_in() {
    grep -q "$(printf '\033')" "$1"
}
never_colours() {
    exits 1 check leak && ! escapes_in out && ! escapes_in err
}
check "no colour off a terminal" never_colours
always_colours() {
    exits 1 check --color=always leak && escapes_in out
}
check "colour on demand" always_colours
on_terminal() {
    script -qec "$1" /dev/null >out 2>err </dev/null
}
terminal_colours() {
    on_terminal "TERM=xterm $CORDON check leak" && return 1
    escapes_in out || return 1
    on_terminal "TERM=xterm NO_COLOR=1 $CORDON check leak" && return 1
    ! escapes_in out
}
! command -v script >/dev/null || check "colour on a terminal, not with NO_COLOR" terminal_colours
full_disk() {
    timeout 60 "$CORDON" check good >/dev/full 2>err
    [ $? = 2 ] && grep -q "cannot write the output" err
}
[ ! -c /dev/full ] || check "output that cannot be written" full_disk

package evil "$(printf '{ "name": "\\u001b[31mred\\u202e", "version": "\\u009b2J", "main": "a.js" }')"
printf 'require("fs").readFileSync("\033]0;title\007\342\200\256x\\u001b[2J");\n' >evil/a.js
harmless() {
    exits 1 check --format "$1" evil && ! escapes_in out && ! grep -q "$(printf '\342\200\256')" out
}
check "what a package wrote does not steer the terminal" harmless text
check "nor in JSON" harmless json

same_bytes() {
    exits 1 check "$1" --no-cache -j1 --format json && cp out one || return 1
    exits 1 check "$1" --no-cache -j8 --format json && cmp one out || return 1
    exits 1 check "$1" --cache c2 -j2 --format json && cmp one out || return 1
    exits 1 check "$1" --cache c2 -j2 --format json && cmp one out || return 1
    exits 1 check "$1" --no-cache -j1 && cp out one || return 1
    exits 1 check "$1" --cache c2 -j8 && cmp one out
}
check "the same bytes with any number of threads, cold and warm" same_bytes "$ROOT/fixtures/apps/bookshop-leaky"

# --- bad input

check "a folder that is missing" complains "nowhere: No such file" check nowhere
mkdir bare
check "a folder without anything to run" complains "nothing to run" check bare
check "a root that is missing" complains "nowhere" check --root nowhere good
check "a policy that is missing" complains "nowhere" check --policy nowhere good
check "a policy that is a folder" complains "bare" check --policy bare good
echo '{ "profle": "pure" }' >typo.json
check "a policy with a typing error" complains "profle" check --policy typo.json good

package absent '{ "name": "a" }' 'require("nope");'
check "an import that leads to nothing" says UNKNOWN "nope" check absent
package wrong '{ "name": "a" }' "$(printf 'let x = 1;\nlet = = 2;')"
check "a syntax error, with its place" says UNKNOWN "index.js:2:" check wrong
package bytes '{ "name": "a" }' "$(printf 'const a = "\377\376"; // \300\nmodule.exports = a;')"
check "invalid UTF-8 is decoded as Node does" says PASS "1 pass" check bytes
package nul '{ "name": "a" }'
printf 'module.exports = "a\000b";\n' >nul/index.js
check "NUL in a string" exits 0 check nul
for manifest in '[1]' 'null' '"x"' '7' '' '{' '{ "name": nope }' '{ "main": "index.js", "main": "./index.js" }'; do
    rm -rf odd
    package odd "$manifest" 'module.exports = 1;'
    check "a package.json that is: $manifest" says UNKNOWN "package.json" check odd
done
package types '{ "name": 5, "version": [], "main": "index.js", "exports": null, "type": {} }' 'module.exports = 1;'
check "a package.json with fields of wrong types" says UNKNOWN "package.json" check types
package links '{ "name": "a", "main": "a.js" }'
ln -s b.js links/a.js
ln -s a.js links/b.js
ln -s . links/self
check "a loop of symbolic links as the entry" says UNKNOWN "leads to nothing" check links
check "a loop of symbolic links as the operand" complains "symbolic links" check links/a.js
check "a folder in itself" exits 1 check links/self/self/self
package folder '{ "name": "a", "main": "x.js" }'
mkdir folder/x.js
check "a folder in place of a file" says UNKNOWN "main" check folder
package pipe '{ "name": "a", "main": "x.js" }'
mkfifo pipe/x.js
check "a pipe in place of a file" says UNKNOWN "pipe" check pipe
check "a pipe as the operand" complains "pipe/x.js" check pipe/x.js
package secret '{ "name": "a" }' 'module.exports = 1;'
chmod 000 secret/index.js
unreadable() {
    if [ "$(id -u)" = 0 ]; then
        chmod 755 . secret
        setpriv --reuid=65534 --clear-groups test -x "$CORDON" || return 0
        program=setpriv says UNKNOWN "index.js" --reuid=65534 --clear-groups "$CORDON" check --no-cache "$TMPDIR/secret"
    else
        says UNKNOWN "index.js" check secret
    fi
}
check "a file that may not be read" unreadable

# --- large input, with the program as users run it

program=$CORDON_RELEASE
package many '{ "name": "a" }' 'module.exports = 1;'
(mkdir many/lib && cd many/lib && seq 100000 | xargs -n 5000 touch)
limit=30
check "a folder of 100,000 files" says PASS "1 package" check many
package deep '{ "name": "a" }'
{ printf 'x = ' && head -c 200000 /dev/zero | tr '\0' '[' && head -c 200000 /dev/zero | tr '\0' ']'; } >deep/index.js
limit=120
check "200,000 nested brackets" says UNKNOWN "nest deeper" check deep
package parens '{ "name": "a" }'
{ printf 'x = ' && head -c 100000 /dev/zero | tr '\0' '(' && printf 1 && head -c 100000 /dev/zero | tr '\0' ')'; } >parens/index.js
check "100,000 nested parentheses" says UNKNOWN "nest deeper" check parens
# minified BYTES FILE: so many bytes of one line of code.
minified() {
    awk -v bytes="$1" 'BEGIN { for (i = 0; size < bytes; i++) {
        s = "var a" i "=function(b,c){return b+c*" i "};if(a" i "(1,2)>3){a" i "(4,5)};"
        size += length(s)
        printf "%s", s } }' >"$2"
}
package wide '{ "name": "a" }'
minified 8000000 wide/index.js
limit=300
check "a minified file of 8 MB" says PASS "1 pass" check wide
package wider '{ "name": "a" }'
minified 50000000 wider/index.js
check "a minified file of 50 MB, which is beyond the limit" says UNKNOWN "index.js" check wider
package huge '{ "name": "a" }'
truncate -s 300M huge/index.js
check "a file of 300 MB" says UNKNOWN "index.js" check huge
outside_the_root() {
    (cd / && exits 2 check --no-cache --root "$TMPDIR") && grep -qF 'the current folder is not inside the root' "$TMPDIR/err"
}
check "a root elsewhere, without a program" outside_the_root

check_plan
