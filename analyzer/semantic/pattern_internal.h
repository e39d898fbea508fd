/*
 * pattern_internal.h - the automaton of a regular expression, for its two files: every part has a state where it begins
 * and one where it ends.
 */
#ifndef CORDON_SEMANTIC_PATTERN_INTERNAL_H
#define CORDON_SEMANTIC_PATTERN_INTERNAL_H

#include "analyzer/base/vec.h"
#include "analyzer/semantic/pattern.h"

enum { PATTERN_GROUPS_MAX = 32, CHARSET_ASCII = 128 };
#define LENGTH_ANY UINT32_MAX

/* Characters of ASCII: no name has any other. */
struct charset {
    uint64_t bits[2];
};

#define CHARSET_EVERY ((struct charset){{UINT64_MAX, UINT64_MAX}})

/* True for a character of the set; none beyond ASCII is one. */
bool charset_has(const struct charset *s, uint32_t c);

/* A state: it goes on to two others, without a character, or to the first of them with one of `set`. */
struct pattern_state {
    uint32_t next[2]; /* numbers + 1 */
    struct charset set;
    bool takes;
};

/* A part of the pattern, and how long what it matches can be. */
struct pattern_part {
    uint32_t start;
    uint32_t end;
    uint32_t least;
    uint32_t most;
};

struct pattern {
    struct arena *arena;
    VEC(struct pattern_state) states;
    struct pattern_part groups[PATTERN_GROUPS_MAX + 1]; /* the whole match first */
    uint32_t group_count;
    bool has_names; /* some group has one */
    bool too_large; /* more states than anybody needs: it says nothing */
};

/* Parts of `in`: nothing, one character of a set, any text at all. */
struct pattern_part pattern_empty(struct pattern *in);
struct pattern_part pattern_char(struct pattern *in, struct charset set);
struct pattern_part pattern_anything(struct pattern *in);
/* a and then b; a or b */
struct pattern_part pattern_sequence(struct pattern *in, struct pattern_part a, struct pattern_part b);
struct pattern_part pattern_either(struct pattern *in, struct pattern_part a, struct pattern_part b);
/* `inner` from `least` to `most` times: as often as one likes, and no more than the length says. */
struct pattern_part pattern_repeat(struct pattern *in, struct pattern_part inner, uint32_t least, uint32_t most);

#endif
