/*
 * node_major.h - the majors of Node that a verdict can hold for.
 */
#ifndef CORDON_RULES_NODE_MAJOR_H
#define CORDON_RULES_NODE_MAJOR_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/str.h"

enum node_major {
#define X(id, number, checked) id,
#include "rules/node_major.def"
#undef X
    NODE_MAJOR_COUNT
};

/* A set of majors: bit n is major n of node_major.def. */
enum { NODE_MAJORS_ALL = (1 << NODE_MAJOR_COUNT) - 1 };

static inline uint32_t node_major_bit(enum node_major m)
{
    return (uint32_t)1 << m;
}

/* "22" */
const char *node_major_name(enum node_major m);
/* 22 */
uint32_t node_major_number(enum node_major m);
/* True and `*out` set when `name` is the number of a supported major ("22"). */
bool node_major_parse(struct str name, enum node_major *out);
/* The majors from `since` to `until` by number, both included; 0 leaves that end open. */
uint32_t node_majors_between(uint32_t since, uint32_t until);

#endif
