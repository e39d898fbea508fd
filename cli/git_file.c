#include "cli/git_file.h"

#include <string.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"
#include "cli/scratch_folder.h"

bool git_file_is(const char *operand)
{
    const char *colon = strchr(operand, ':');

    return colon != NULL && colon != operand && colon[1] != '\0' && *operand != '-' &&
           fs_kind_followed(operand) == FS_MISSING;
}

/* git show OBJECT > `path` */
static enum err show(const char *object, const char *path, struct error *why)
{
    char program[] = "git";
    char task[] = "show";
    char end[] = "--end-of-options";
    struct arena scratch = {0};
    char *words[] = {program, task, end, str_to_c(&scratch, str_from(object)), NULL};
    bool success = false;
    enum err e = scratch_run(words, path, NULL, &success, why);

    arena_reset(&scratch);
    if (e == OK && !success)
        e = error_set(why, ERR_NOT_FOUND, "%s: git has no such file in such a revision", object);
    return e;
}

/* "HEAD:sub/package.json" for "HEAD:sub/package-lock.json". */
static struct str beside(struct arena *a, const char *operand, const char *name)
{
    struct str text = str_from(operand);
    size_t slash = str_find_last(text, '/');
    size_t colon = str_find(text, STR(":"), 0);
    size_t end = slash < text.len && slash > colon ? slash + 1 : colon + 1;
    struct strbuf object;

    strbuf_init(&object, a);
    strbuf_put(&object, str_slice(text, 0, end));
    strbuf_put_c(&object, name);
    return strbuf_text(&object);
}

enum err git_file_fetch(struct arena *a, const char *operand, struct str *folder, struct str *file, struct error *why)
{
    struct str text = str_from(operand);
    size_t slash = str_find_last(text, '/');
    size_t colon = str_find(text, STR(":"), 0);
    size_t name = slash < text.len && slash > colon ? slash + 1 : colon + 1;
    struct str manifest = {0};
    enum err e = scratch_folder_new(a, folder, why);

    if (e != OK)
        return e;
    *file = scratch_folder_file(a, *folder, operand + name);
    e = show(operand, file->ptr, why);
    if (e != OK)
        return e;
    manifest = scratch_folder_file(a, *folder, "package.json");
    if (show(beside(a, operand, "package.json").ptr, manifest.ptr, NULL) != OK)
        (void)unlink(manifest.ptr);
    return OK;
}
