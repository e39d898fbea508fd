#include "analyzer/audit_face.h"

#include "analyzer/package/path.h"

static bool is_code_name(struct str path)
{
    static const struct str endings[] = {STR_INIT(".js"), STR_INIT(".cjs"), STR_INIT(".mjs"), STR_INIT(".node"),
                                         STR_INIT(".wasm")};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (str_ends(path, endings[i]))
            return true;
    return false;
}

bool audit_is_way_in(const struct client_file *file)
{
    bool resolved = file->found.outcome == RESOLVED_FILE;

    if (str_eq(file->subpath, STR(".")) || is_code_name(resolved ? file->found.path : file->subpath))
        return true;
    return !resolved && str_find(path_name(file->subpath), STR("."), 1) >= path_name(file->subpath).len;
}
