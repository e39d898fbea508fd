#include "cli/scratch_folder.h"

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

struct str scratch_folder_file(struct arena *a, struct str folder, const char *name)
{
    struct strbuf path;

    strbuf_init(&path, a);
    strbuf_printf(&path, "%.*s/%s", STR_ARG(folder), name);
    return strbuf_text(&path);
}

/* The registry is the one that the project is configured for today. */
static enum err copy_npmrc(struct arena *a, struct str folder, struct error *why)
{
    struct str text = {0};
    enum err e = OK;

    if (fs_kind(".npmrc") == FS_MISSING)
        return OK;
    e = fs_read(a, ".npmrc", LIMIT_MANIFEST_BYTES, &text, why);
    return e == OK ? file_replace(scratch_folder_file(a, folder, ".npmrc").ptr, text, why) : e;
}

enum err scratch_folder_new(struct arena *a, struct str *folder, struct error *why)
{
    const char *parent = getenv("TMPDIR");
    struct str template =
        scratch_folder_file(a, str_from(parent != NULL && *parent != '\0' ? parent : "/tmp"), "cordon-XXXXXX");
    char *made = mkdtemp(str_to_c(a, template));

    if (made == NULL)
        return error_sys(why, "a temporary folder");
    *folder = str_from(made);
    return copy_npmrc(a, *folder, why);
}

void scratch_folder_remove(struct str folder)
{
    struct arena scratch = {0};
    struct fs_entries entries = {0};

    if (folder.len == 0)
        return;
    if (fs_list(&scratch, str_to_c(&scratch, folder), LIMIT_FOLDER_ENTRIES, &entries, NULL) == OK)
        for (uint32_t i = 0; i < entries.len; i++)
            (void)unlink(scratch_folder_file(&scratch, folder, str_to_c(&scratch, entries.items[i].name)).ptr);
    (void)rmdir(str_to_c(&scratch, folder));
    arena_reset(&scratch);
}

static int redirect(posix_spawn_file_actions_t *actions, int fd, const char *path)
{
    return posix_spawn_file_actions_addopen(actions, fd, path == NULL ? "/dev/null" : path,
                                            O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

enum err scratch_run(char *const words[], const char *out, const char *errors, bool *success, struct error *why)
{
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int status = 0;
    int trouble = posix_spawn_file_actions_init(&actions);

    if (trouble == 0) {
        trouble = redirect(&actions, STDOUT_FILENO, out);
        if (trouble == 0)
            trouble = redirect(&actions, STDERR_FILENO, errors);
        if (trouble == 0)
            trouble = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    if (trouble != 0)
        return error_set(why, ERR_IO, "%s cannot be started: %s", words[0], strerror(trouble));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return error_sys(why, "wait for %s", words[0]);
    *success = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return OK;
}
