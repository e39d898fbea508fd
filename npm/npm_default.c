#include "npm/npm_default.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_BYTES = 4096 };

/* Starts npm with its standard output in a pipe, of which `*out` is the other end. */
static int start_npm(pid_t *child, int *out)
{
    char words[][10] = {"npm", "config", "get", "registry"};
    char *const arguments[] = {words[0], words[1], words[2], words[3], NULL};
    posix_spawn_file_actions_t actions;
    int ends[2];
    int failed = 0;

    if (pipe2(ends, 0) != 0)
        return -1;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    (void)posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    (void)posix_spawn_file_actions_addclose(&actions, ends[0]);
    (void)posix_spawn_file_actions_addclose(&actions, ends[1]);
    failed = posix_spawnp(child, "npm", &actions, NULL, arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(ends[1]);
    *out = ends[0];
    if (failed != 0)
        (void)close(ends[0]);
    return failed;
}

enum err npm_default_registry(struct arena *a, struct str *out, struct error *why)
{
    char answer[ANSWER_BYTES];
    size_t len = 0;
    ssize_t got = 0;
    pid_t child = 0;
    int pipe_end = 0;
    int status = 0;

    if (start_npm(&child, &pipe_end) != 0)
        return error_set(why, ERR_NOT_FOUND, "no npmrc names a registry, and npm cannot be asked for its own");
    while (len < sizeof(answer) && (got = read(pipe_end, answer + len, sizeof(answer) - len)) > 0)
        len += (size_t)got;
    (void)close(pipe_end);
    if (waitpid(child, &status, 0) != child || status != 0 || len == 0 || len == sizeof(answer))
        return error_set(why, ERR_NOT_FOUND, "no npmrc names a registry, and `npm config get registry` does not say");
    *out = str_dup(a, str_slice((struct str){answer, len}, 0, str_find((struct str){answer, len}, STR("\n"), 0)));
    return OK;
}
