#include "cli/git_file.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "cli/file_out.h"

extern char **environ;

bool git_file_is(const char *operand)
{
    const char *colon = strchr(operand, ':');

    return colon != NULL && colon != operand && colon[1] != '\0' && *operand != '-' &&
           fs_kind_followed(operand) == FS_MISSING;
}

static struct str join(struct arena *a, struct str folder, const char *name)
{
    struct strbuf path;

    strbuf_init(&path, a);
    strbuf_printf(&path, "%.*s/%s", STR_ARG(folder), name);
    return strbuf_text(&path);
}

/* git show OBJECT > `path`. `quiet`: git says nothing when there is no such object. */
static enum err show(const char *object, const char *path, bool quiet, struct error *why)
{
    char program[] = "git";
    char task[] = "show";
    char end[] = "--end-of-options";
    char *words[] = {program, task, end, NULL, NULL};
    struct arena scratch = {0};
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int status = 0;
    int trouble = posix_spawn_file_actions_init(&actions);

    words[3] = str_to_c(&scratch, str_from(object));
    if (trouble == 0) {
        trouble = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (trouble == 0 && quiet)
            trouble = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        if (trouble == 0)
            trouble = posix_spawnp(&child, program, &actions, NULL, words, environ);
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    arena_reset(&scratch);
    if (trouble != 0)
        return error_set(why, ERR_IO, "git cannot be started: %s", strerror(trouble));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return error_sys(why, "wait for git");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return error_set(why, ERR_NOT_FOUND, "%s: git has no such file in such a revision", object);
    return OK;
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

/* The registry is the one that the project is configured for today. */
static enum err copy_npmrc(struct arena *a, struct str folder, struct error *why)
{
    struct str text = {0};
    enum err e = OK;

    if (fs_kind(".npmrc") == FS_MISSING)
        return OK;
    e = fs_read(a, ".npmrc", LIMIT_MANIFEST_BYTES, &text, why);
    return e == OK ? file_replace(join(a, folder, ".npmrc").ptr, text, why) : e;
}

enum err git_file_fetch(struct arena *a, const char *operand, struct str *folder, struct str *file, struct error *why)
{
    const char *parent = getenv("TMPDIR");
    struct str text = str_from(operand);
    size_t slash = str_find_last(text, '/');
    size_t colon = str_find(text, STR(":"), 0);
    size_t name = slash < text.len && slash > colon ? slash + 1 : colon + 1;
    struct str template = join(a, str_from(parent != NULL && *parent != '\0' ? parent : "/tmp"), "cordon-XXXXXX");
    char *made = mkdtemp(str_to_c(a, template));
    struct str manifest = {0};
    enum err e = OK;

    if (made == NULL)
        return error_sys(why, "a temporary folder");
    *folder = str_from(made);
    *file = join(a, *folder, operand + name);
    e = show(operand, file->ptr, true, why);
    if (e != OK)
        return e;
    manifest = join(a, *folder, "package.json");
    if (show(beside(a, operand, "package.json").ptr, manifest.ptr, true, NULL) != OK)
        (void)unlink(manifest.ptr);
    return copy_npmrc(a, *folder, why);
}

void git_file_remove(struct str folder)
{
    struct arena scratch = {0};
    struct fs_entries entries = {0};

    if (fs_list(&scratch, str_to_c(&scratch, folder), LIMIT_FOLDER_ENTRIES, &entries, NULL) == OK)
        for (uint32_t i = 0; i < entries.len; i++)
            (void)unlink(join(&scratch, folder, str_to_c(&scratch, entries.items[i].name)).ptr);
    (void)rmdir(str_to_c(&scratch, folder));
    arena_reset(&scratch);
}
