#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 500, INTERVAL_MS = 100 };

static uint64_t now_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_begin(struct progress *p, bool wanted)
{
    *p = (struct progress){.wanted = wanted && isatty(STDERR_FILENO), .started_ms = now_ms()};
}

bool progress_is_due(const struct progress *p)
{
    uint64_t now = p->wanted ? now_ms() : 0;

    return p->wanted && now - p->started_ms >= QUIET_MS && now - p->updated_ms >= INTERVAL_MS;
}

void progress_show(struct progress *p, const char *line)
{
    p->updated_ms = now_ms();
    p->shown = true;
    (void)fprintf(stderr, "\r%s\x1b[K", line);
    (void)fflush(stderr);
}

void progress_update(void *payload, uint32_t done, uint32_t known)
{
    char line[64];

    if (!progress_is_due(payload))
        return;
    (void)snprintf(line, sizeof(line), "%u of %u files", done, known);
    progress_show(payload, line);
}

void progress_end(struct progress *p)
{
    if (p->shown)
        (void)fprintf(stderr, "\r\x1b[K");
    p->shown = false;
}

uint64_t progress_elapsed_ms(const struct progress *p)
{
    return now_ms() - p->started_ms;
}
