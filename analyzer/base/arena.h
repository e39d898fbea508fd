/*
 * arena.h - memory with one lifetime: process, run, package or file.
 *
 * Things are never freed one by one; the arena is. When memory runs out the process ends (docs/conventions.md): a
 * cut-short analysis must not look finished. What works on hostile sizes has limits of its own.
 */
#ifndef CORDON_BASE_ARENA_H
#define CORDON_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/compiler.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    char *next;                 /* first free byte of the newest block */
    char *end;                  /* one past its last byte */
    size_t used;                /* bytes handed out since the last reset */
};

/* Zeroed memory of `size` bytes, aligned for any object; never NULL (ends the process instead). */
void *arena_alloc(struct arena *a, size_t size) NODISCARD;

/* The same, but the memory holds anything: for those who write all of it before they read it. */
void *arena_raw(struct arena *a, size_t size) NODISCARD;

/* As arena_alloc for `count` items of `size` bytes; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size) NODISCARD;

/* Frees everything the arena ever handed out; the arena can be used again. */
void arena_reset(struct arena *a);

/* A zeroed object of type T. */
#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))

#endif
