#include "cli/processors.h"

#include <sched.h>

uint32_t processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) >= 1)
        return CPU_COUNT(&set) < JOBS_MAX ? (uint32_t)CPU_COUNT(&set) : JOBS_MAX;
    return 1;
}
