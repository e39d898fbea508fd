#include "analyzer/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One malloc; the usable bytes follow the header. */
struct arena_block {
    struct arena_block *older;
    size_t size;
    max_align_t data[];
};

/* Large enough that malloc is rare, small enough that a tiny file does not pay for it. */
enum { BLOCK_SIZE = 64 * 1024, ALIGNMENT = _Alignof(max_align_t) };

static NORETURN void out_of_memory(void)
{
    (void)fputs("cordon: out of memory\n", stderr);
    abort();
}

static void add_block(struct arena *a, size_t size)
{
    size_t usable = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct arena_block *block = NULL;

    if (usable > SIZE_MAX - sizeof(*block))
        out_of_memory();
    block = malloc(sizeof(*block) + usable);
    if (block == NULL)
        out_of_memory();
    block->older = a->blocks;
    block->size = usable;
    a->blocks = block;
    a->next = (char *)block->data;
    a->end = a->next + usable;
}

void *arena_raw(struct arena *a, size_t size)
{
    char *start = NULL;

    if (size > SIZE_MAX - ALIGNMENT)
        out_of_memory();
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size > (size_t)(a->end - a->next))
        add_block(a, size);
    start = a->next;
    a->next += size;
    a->used += size;
    return start;
}

void *arena_alloc(struct arena *a, size_t size)
{
    void *start = arena_raw(a, size);

    if (size > 0)
        memset(start, 0, size);
    return start;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes = 0;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory();
    return arena_alloc(a, bytes);
}

void arena_reset(struct arena *a)
{
    struct arena_block *block = a->blocks;

    while (block != NULL) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    a->blocks = NULL;
    a->next = NULL;
    a->end = NULL;
    a->used = 0;
}
