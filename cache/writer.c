#include "cache/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WALL_SECONDS = 120, /* longer than any batch takes, even behind another writer */
    CPU_SECONDS = 10,   /* a batch takes one; LMDB may go round for ever in a damaged file */
};

/* Every second writes more than this many bytes more. */
static const uint64_t bytes_per_second = (uint64_t)1024 * 1024;

/* A file size limit must be an error and not a signal, and a crash is expected and leaves nothing behind. */
static void prepare_child(uint64_t bytes)
{
    rlim_t seconds = CPU_SECONDS + bytes / bytes_per_second;
    struct rlimit no_core = {0, 0};
    struct rlimit cpu = {seconds, seconds + 1};
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)signal(SIGXFSZ, SIG_IGN);
    (void)signal(SIGALRM, SIG_DFL);
    (void)signal(SIGSEGV, SIG_DFL);
    (void)signal(SIGBUS, SIG_DFL);
    (void)signal(SIGFPE, SIG_DFL);
    (void)signal(SIGXCPU, SIG_DFL);
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)setrlimit(RLIMIT_CPU, &cpu);
    if (null >= 0)
        (void)dup2(null, STDERR_FILENO);
    (void)alarm((unsigned)(WALL_SECONDS + 10 * (bytes / bytes_per_second)));
}

pid_t writer_start(const struct writer_job *job)
{
    pid_t child = fork();

    if (child != 0)
        return child;
    prepare_child(job->bytes);
    _exit(job->work(job->payload));
}

static enum outcome outcome_of_signal(int number)
{
    switch (number) {
    case SIGALRM:
        return OUTCOME_BUSY;
    case SIGKILL:
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
        return OUTCOME_FAILED;
    default:
        return OUTCOME_DAMAGED;
    }
}

enum outcome writer_wait(pid_t writer)
{
    int status = 0;
    pid_t got = -1;

    do
        got = waitpid(writer, &status, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0) /* somebody made children vanish unseen (SIGCHLD ignored) */
        return OUTCOME_DONE;
    if (WIFSIGNALED(status))
        return outcome_of_signal(WTERMSIG(status));
    switch (WEXITSTATUS(status)) {
    case OUTCOME_DONE:
    case OUTCOME_FULL:
    case OUTCOME_DENIED:
    case OUTCOME_BUSY:
    case OUTCOME_FAILED:
        return (enum outcome)WEXITSTATUS(status);
    default: /* also what a sanitizer says about a crash */
        return OUTCOME_DAMAGED;
    }
}

enum outcome writer_run(const struct writer_job *job)
{
    pid_t child = writer_start(job);

    return child < 0 ? OUTCOME_FAILED : writer_wait(child);
}
