/*
 * fixed_env.h - environment variables that the operator of a program promises not to change.
 */
#ifndef CORDON_SEMANTIC_FIXED_ENV_H
#define CORDON_SEMANTIC_FIXED_ENV_H

#include <stdint.h>

#include "analyzer/base/str.h"

struct fixed_variable {
    struct str name;
    struct str value;
};

/* Borrowed by all who have it. */
struct fixed_env {
    const struct fixed_variable *items;
    uint32_t count;
};

#endif
