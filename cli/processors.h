/*
 * processors.h - how many threads a command uses unless it is told.
 */
#ifndef CORDON_CLI_PROCESSORS_H
#define CORDON_CLI_PROCESSORS_H

#include <stdint.h>

enum { JOBS_MAX = 256 };

/* The processors that this process may use: 1 to JOBS_MAX. */
uint32_t processors(void);

#endif
