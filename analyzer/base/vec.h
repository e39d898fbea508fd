/*
 * vec.h - a growable array in an arena.
 *
 *     VEC(struct use) uses = {0};
 *     vec_push(arena, &uses, (struct use){.at = 7});
 *     for (uint32_t i = 0; i < uses.len; i++)
 *         print(uses.items[i]);
 *
 * Growing copies; a pointer into `items` is good until the next push. The old array stays in the
 * arena until the arena is reset, so total waste is at most the final size.
 */
#ifndef CORDON_BASE_VEC_H
#define CORDON_BASE_VEC_H

#include <stdint.h>

#include "analyzer/base/arena.h"

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *items;                                                                                  \
        uint32_t len;                                                                              \
        uint32_t cap;                                                                              \
    }

/* A named vector type, for parameters: VEC_TYPE(struct use, uses) declares `struct uses`. */
#define VEC_TYPE(T, name)                                                                          \
    struct name {                                                                                  \
        T *items;                                                                                  \
        uint32_t len;                                                                              \
        uint32_t cap;                                                                              \
    }

/* `items` with room for one more item of `size` bytes than `len`; updates `*cap`. */
void *vec_grow(struct arena *a, void *items, uint32_t len, uint32_t *cap, size_t size) NODISCARD;

#define vec_push(arena, vec, ...)                                                                  \
    ((vec)->items = (vec)->len < (vec)->cap                                                        \
                        ? (vec)->items                                                             \
                        : vec_grow((arena), (vec)->items, (vec)->len, &(vec)->cap,                 \
                                   sizeof(*(vec)->items)),                                         \
     (void)((vec)->items[(vec)->len++] = (__VA_ARGS__)))

/* `to` becomes a copy of `from`, a vector of the same type, with room to grow. */
#define vec_copy(arena, to, from)                                                                                    \
    ((to)->items = vec_copied((arena), (from)->items, (from)->len, sizeof(*(from)->items)), (to)->len = (from)->len, \
     (void)((to)->cap = (from)->len * 2))

/* A copy of `len` items with room for as many again. */
void *vec_copied(struct arena *a, const void *items, uint32_t len, size_t size) NODISCARD;

#endif
