#include "analyzer/audit_script.h"

#include <string.h>

#include "analyzer/package/path.h"

/* Nothing that any shell treats in a way of its own; words are separated by single spaces. */
static bool is_plain(struct str command)
{
    for (size_t i = 0; i < command.len; i++) {
        char c = command.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr("./_-+@:,= ", c) == NULL))
            return false;
    }
    return command.len > 0;
}

/* Takes the next word off `rest`; empty at the end. */
static struct str take_word(struct str *rest)
{
    struct str word;

    while (str_starts(*rest, STR(" ")))
        *rest = str_slice(*rest, 1, rest->len);
    word = str_slice(*rest, 0, str_find(*rest, STR(" "), 0));
    *rest = str_slice(*rest, word.len, rest->len);
    return word;
}

bool audit_script_file(struct arena *a, struct resolver *r, struct str folder, struct str command, struct str *file)
{
    struct resolution found;
    struct str rest = command;
    struct str name;

    if (!is_plain(command) || !str_eq(take_word(&rest), STR("node")))
        return false;
    name = take_word(&rest);
    /* An option of Node may load or run something else; "-" is standard input. */
    if (name.len == 0 || name.ptr[0] == '-')
        return false;
    resolve_main(r, path_resolve(a, folder, name), NODE_22, &found);
    if (found.outcome != RESOLVED_FILE || !str_starts(found.path, path_join(a, folder, STR(""))) ||
        str_find(str_slice(found.path, folder.len, found.path.len), STR("/node_modules/"), 0) <
            found.path.len - folder.len)
        return false;
    *file = str_dup(a, path_resolve(a, folder, name));
    return true;
}
