#!/bin/sh
# The structure that docs/conventions.md promises, checked on the source text: layers point one way, one
# file owns each foreign library, file names are unique, nothing names the machine it was written on.
# Prints TAP; `# note` lines are advice.
set -u
LC_ALL=C
export LC_ALL
cd -- "${0%/*}/.." || exit 2
number=0

# Reports the check $1: it failed when $2, the list of what is wrong, is not empty.
report() {
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/#   /'
    fi
}

sources() {
    find analyzer rules cache cli npm warm -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | sort
}

# Every text file of the project itself: nothing that was built or installed.
project_files() {
    find . \( -path ./.git -o -path ./build -o -path ./node_modules -o -path './fixtures/apps/*/node_modules' \
        -o -path './tests/*/node_modules' \) -prune \
        -o -type f -print | sort
}

# "file:line: included header" for each include of a project header that the file's layer may not see.
wrong_includes() {
    sources | xargs grep -Hn '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' | awk '
        BEGIN {
            rank["base"] = 1
            rank["rules"] = rank["cache"] = rank["syntax"] = 2
            rank["semantic"] = rank["npm"] = 3; rank["summary"] = 4; rank["package"] = 5
            rank["link"] = 6; rank["verdict"] = 7; rank["analyzer"] = 8; rank["warm"] = 9; rank["cli"] = 10
        }
        function layer(path,    parts, n) {
            n = split(path, parts, "/")
            if (parts[1] == "analyzer")
                return n == 2 ? "analyzer" : parts[2]
            return n == 2 ? parts[1] : ""
        }
        {
            split($0, part, ":")
            match($0, /"[^"]*"/)
            header = substr($0, RSTART + 1, RLENGTH - 2)
            from = layer(part[1]); to = layer(header)
            if (!(from in rank) || !(to in rank))
                print part[1] ":" part[2] ": " header " is in no layer"
            else if (from != to && rank[to] >= rank[from])
                print part[1] ":" part[2] ": " from " may not see " header
        }'
}

# Foreign headers and their one owner; any other header in angle brackets must be of the C library or POSIX.
wrong_foreign_includes() {
    sources | xargs grep -H '^[[:space:]]*#[[:space:]]*include[[:space:]]*<' | sed 's/:[^<]*</ /; s/>.*//' | awk '
        BEGIN {
            owner["tree_sitter/api.h"] = "analyzer/syntax/tree.c"
            owner["tree_sitter/parser.h"] = "analyzer/syntax/scanner.c"
            owner["jansson.h"] = "analyzer/base/jdoc.c"
            owner["lmdb.h"] = "cache/lmdb_env.h"
            owner["sodium.h"] = "analyzer/base/digest.c"
            owner["utf8proc.h"] = "analyzer/base/name_fold.c"
            owner["curl/curl.h"] = "npm/http.c"
            owner["sha1.h"] = owner["sha2.h"] = "npm/integrity.c"
            owner["yaml.h"] = "npm/ydoc.c"
            owner["zlib.h"] = "analyzer/package/gunzip.c"
            second_owner["sodium.h"] = "analyzer/base/signature.c"
            n = split("assert ctype dirent dlfcn endian errno fcntl inttypes libgen limits locale math poll pthread sched " \
                "signal spawn stdarg stdatomic stdbool stddef stdint stdio stdlib string strings time unistd wchar " \
                "sys/file sys/inotify sys/ioctl sys/mman sys/resource sys/random sys/signalfd sys/socket sys/stat sys/time sys/types sys/utsname " \
                "sys/wait sys/auxv langinfo getopt fnmatch", names, " ")
            for (i = 1; i <= n; i++)
                known[names[i] ".h"] = 1
        }
        ($2 in owner) && owner[$2] != $1 && second_owner[$2] != $1 { print $1 " includes " $2 ", which belongs to " owner[$2] }
        !($2 in owner) && !($2 in known) { print $1 " includes " $2 ", which is not known here" }'
}

repeated_names() {
    { sources; find tests -name node_modules -prune -o -name '*.[ch]' -print; } | sed 's/.*\///' | sort | uniq -d
}

# What .c files do not name in their layer's list would never be compiled.
unlisted_sources() {
    for file in $(sources | grep '\.c$'); do
        grep -q "[[:space:](]$file\([[:space:])]\|\$\)" "${file%/*}/sources.cmake" 2>/dev/null ||
            echo "$file is not in ${file%/*}/sources.cmake"
    done
}

headers_without_purpose() {
    for file in $(sources | grep '\.h$'); do
        case $(head -n 1 "$file") in
        '/*'*) ;;
        *) echo "$file does not open with a comment" ;;
        esac
    done
}

# Places that only exist on one machine, and hosts that only one network has.
machine_words() {
    words='registry\.npm''js\|registry\.yarn''pkg\|"resolved": *"http\|/ro''ot/\|/wo''rk/\(main\|shared\|scratch\)'
    project_files | grep -v '^\./fixtures/.*/\(src\|lib\)/' | xargs -d '\n' grep -nI -e "$words" | cut -c 1-160 | head -n 20
}

unfinished_words() {
    sources | xargs grep -nw -e 'TO''DO' -e 'FIX''ME' -e 'X''XX' -e 'HA''CK' | cut -c 1-160
}

# State that outlives a call: objects in the writable sections of our libraries.
mutable_globals() {
    for library in build/release/lib*.a; do
        case $library in
        *libtreesitter.a | *'*'*) continue ;;
        esac
        objdump -t "$library" | awk -v library="${library##*/}" '
            { section = ""; for (i = 2; i <= NF; i++) if ($i ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/) section = $i }
            section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)($|\.[^r])/ && $0 ~ / O / { print library ": " $NF " in " section }'
    done
}

long_files() {
    sources | grep -v '\.def$' | xargs wc -l | awk '$2 != "total" && $1 > 500 { print "# note " $2 " has " $1 " lines" }'
}

report "each file includes only its own layer and those to the left" "$(wrong_includes)"
report "each foreign library is included by its owner alone" "$(wrong_foreign_includes)"
report "file names are unique" "$(repeated_names)"
report "every source is in its layer's list" "$(unlisted_sources)"
report "every header opens with what it is for" "$(headers_without_purpose)"
report "no file names a machine or a registry" "$(machine_words)"
report "nothing is left unfinished" "$(unfinished_words)"
[ ! -f build/release/libbase.a ] || ! command -v objdump >/dev/null ||
    report "no library has mutable globals" "$(mutable_globals)"
long_files
