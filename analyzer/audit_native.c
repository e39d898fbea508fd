/* Machine code that a package brings along. */
#include "analyzer/auditor.h"
#include "analyzer/base/limits.h"
#include "analyzer/package/path.h"

/* True when the file begins as programs and libraries of Linux, macOS and Windows do; also when it is too large to
 * tell. */
static bool is_program(struct auditor *a, struct arena *scratch, struct str path)
{
    static const struct str starts[] = {STR_INIT("\x7f"
                                                 "ELF"),
                                        STR_INIT("MZ"), STR_INIT("\xcf\xfa\xed\xfe"), STR_INIT("\xca\xfe\xba\xbe")};
    struct str bytes = {0};
    enum err e = file_tree_read(a->input.tree, scratch, path, LIMIT_SOURCE_BYTES, &bytes, NULL);

    if (e != OK)
        return e == ERR_LIMIT;
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        if (str_starts(bytes, starts[i]))
            return true;
    return false;
}

static bool is_native(struct auditor *a, struct arena *scratch, struct str path)
{
    static const struct str endings[] = {STR_INIT(".node"), STR_INIT(".so"), STR_INIT(".dll"), STR_INIT(".dylib"),
                                         STR_INIT(".exe")};
    struct str name = path_name(path);

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (str_ends(name, endings[i]))
            return true;
    if (str_eq(name, STR("binding.gyp")))
        return true;
    return str_find(name, STR("."), 0) == name.len && is_program(a, scratch, path);
}

void audit_find_native(struct auditor *a, struct str folder, struct audit_package *out)
{
    VEC(struct str) todo = {0};
    struct arena scratch = {0};

    vec_push(&scratch, &todo, folder);
    for (uint32_t i = 0; i < todo.len; i++) {
        struct fs_entries entries = {0};
        struct str at = todo.items[i];
        if (file_tree_list(a->input.tree, &scratch, at, &entries, NULL) != OK)
            continue;
        for (uint32_t k = 0; k < entries.len; k++) {
            struct str path = path_join(&scratch, at, entries.items[k].name);
            if (entries.items[k].kind == FS_DIR && !str_eq(entries.items[k].name, STR("node_modules")))
                vec_push(&scratch, &todo, path);
            else if (entries.items[k].kind == FS_FILE && is_native(a, &scratch, path))
                vec_push(a->run, &out->native,
                         str_dup(a->run, str_slice(path, folder.len + (folder.len > 1), path.len)));
        }
    }
    arena_reset(&scratch);
}
