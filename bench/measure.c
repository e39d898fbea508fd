/*
 * measure: runs a command several times and prints its least CPU time, least wall time and largest memory.
 *
 *     measure RUNS COMMAND [ARGUMENT...]
 *
 * The output is one line: milliseconds of CPU time (user and system, all threads and children), of wall time,
 * KiB of resident memory, and the exit code. What the command prints is thrown away. The least of several runs
 * is the one that was disturbed least.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct result {
    double cpu_ms;
    double wall_ms;
    long memory_kib;
    int code;
};

static double now_ms(void)
{
    struct timespec now;

    return clock_gettime(CLOCK_MONOTONIC, &now) == 0 ? (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6 : 0;
}

static double time_ms(struct timeval t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static int run_once(char **command, struct result *out)
{
    double started = now_ms();
    struct rusage usage;
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        int null = open("/dev/null", O_RDWR);

        (void)dup2(null, STDIN_FILENO);
        (void)dup2(null, STDOUT_FILENO);
        (void)dup2(null, STDERR_FILENO);
        (void)execvp(command[0], command);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return -1;
    out->wall_ms = now_ms() - started;
    out->cpu_ms = time_ms(usage.ru_utime) + time_ms(usage.ru_stime);
    out->memory_kib = usage.ru_maxrss;
    out->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return 0;
}

int main(int argc, char **argv)
{
    long runs = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    struct result best = {0};

    if (runs < 1) {
        (void)fprintf(stderr, "usage: measure RUNS COMMAND [ARGUMENT...]\n");
        return 2;
    }
    for (long i = 0; i < runs; i++) {
        struct result one;

        if (run_once(argv + 2, &one) != 0 || one.code > 2) {
            (void)fprintf(stderr, "measure: %s could not be run\n", argv[2]);
            return 2;
        }
        if (i == 0 || one.cpu_ms < best.cpu_ms)
            best.cpu_ms = one.cpu_ms;
        if (i == 0 || one.wall_ms < best.wall_ms)
            best.wall_ms = one.wall_ms;
        if (one.memory_kib > best.memory_kib)
            best.memory_kib = one.memory_kib;
        best.code = one.code;
    }
    (void)printf("%.2f %.2f %ld %d\n", best.cpu_ms, best.wall_ms, best.memory_kib, best.code);
    return 0;
}
