/*
 * progress.h - a line on a terminal's standard error while a long run goes on.
 */
#ifndef CORDON_CLI_PROGRESS_H
#define CORDON_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown;          /* the line is on the screen */
    bool wanted;         /* standard error is a terminal */
    uint64_t started_ms; /* of a clock that never goes back */
    uint64_t updated_ms;
};

/* Starts the clock; `wanted` is false when nothing must ever be shown. */
void progress_begin(struct progress *p, bool wanted);
/* For struct analysis_request; `payload` is a struct progress. */
void progress_update(void *payload, uint32_t done, uint32_t known);
/* True when a new line is worth showing: not too early, and not too often. */
bool progress_is_due(const struct progress *p);
/* Shows `line` (text of our own) in place of the last one. */
void progress_show(struct progress *p, const char *line);
/* Takes the line away. */
void progress_end(struct progress *p);
/* Milliseconds since progress_begin. */
uint64_t progress_elapsed_ms(const struct progress *p);

#endif
