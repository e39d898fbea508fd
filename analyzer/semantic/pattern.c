/*
 * pattern.c - regular expressions as automata: what they are made of, and which texts they give.
 */
#include "analyzer/semantic/pattern_internal.h"

#include <assert.h>
#include <string.h>

enum { STATES_MAX = 4096 };

bool charset_has(const struct charset *s, uint32_t c)
{
    return c < CHARSET_ASCII && (s->bits[c / 64] >> (c % 64) & 1) != 0;
}

static uint32_t state_new(struct pattern *in)
{
    if (in->states.len >= STATES_MAX)
        in->too_large = true;
    vec_push(in->arena, &in->states, (struct pattern_state){{0, 0}, {{0, 0}}, false});
    return in->states.len - 1;
}

static void link_states(struct pattern *in, uint32_t from, uint32_t to)
{
    struct pattern_state *s = &in->states.items[from];

    assert(s->next[1] == 0);
    s->next[s->next[0] != 0] = to + 1;
}

static uint32_t add_lengths(uint32_t a, uint32_t b)
{
    uint32_t sum = 0;

    return a == LENGTH_ANY || b == LENGTH_ANY || __builtin_add_overflow(a, b, &sum) ? LENGTH_ANY : sum;
}

static uint32_t multiply_length(uint32_t a, uint32_t times)
{
    uint32_t product = 0;

    if (a == 0 || times == 0)
        return 0;
    return a == LENGTH_ANY || times == LENGTH_ANY || __builtin_mul_overflow(a, times, &product) ? LENGTH_ANY : product;
}

struct pattern_part pattern_empty(struct pattern *in)
{
    uint32_t at = state_new(in);

    return (struct pattern_part){at, at, 0, 0};
}

struct pattern_part pattern_char(struct pattern *in, struct charset set)
{
    struct pattern_part p = {state_new(in), 0, 1, 1};

    p.end = state_new(in);
    in->states.items[p.start].set = set;
    in->states.items[p.start].takes = true;
    link_states(in, p.start, p.end);
    return p;
}

struct pattern_part pattern_anything(struct pattern *in)
{
    struct pattern_part p = {state_new(in), 0, 0, LENGTH_ANY};
    struct pattern_part one = pattern_char(in, CHARSET_EVERY);

    p.end = state_new(in);
    link_states(in, p.start, one.start);
    link_states(in, p.start, p.end);
    link_states(in, one.end, p.start);
    return p;
}

struct pattern_part pattern_sequence(struct pattern *in, struct pattern_part a, struct pattern_part b)
{
    link_states(in, a.end, b.start);
    return (struct pattern_part){a.start, b.end, add_lengths(a.least, b.least), add_lengths(a.most, b.most)};
}

struct pattern_part pattern_either(struct pattern *in, struct pattern_part a, struct pattern_part b)
{
    struct pattern_part p = {state_new(in), 0, a.least < b.least ? a.least : b.least,
                             a.most > b.most ? a.most : b.most};

    p.end = state_new(in);
    link_states(in, p.start, a.start);
    link_states(in, p.start, b.start);
    link_states(in, a.end, p.end);
    link_states(in, b.end, p.end);
    return p;
}

struct pattern_part pattern_repeat(struct pattern *in, struct pattern_part inner, uint32_t least, uint32_t most)
{
    struct pattern_part p = {state_new(in), 0, multiply_length(inner.least, least), multiply_length(inner.most, most)};
    uint32_t after = state_new(in);

    p.end = state_new(in);
    link_states(in, p.start, inner.start);
    if (least == 0)
        link_states(in, p.start, p.end);
    link_states(in, inner.end, after);
    link_states(in, after, p.end);
    if (most > 1)
        link_states(in, after, inner.start);
    return p;
}

uint32_t pattern_groups(const struct pattern *p)
{
    return p->group_count;
}

/* The states that one run is in, as a list and by number. */
struct states {
    uint32_t *list;
    uint32_t count;
    bool *in;
};

static void enter(struct states *s, uint32_t state)
{
    if (s->in[state])
        return;
    s->in[state] = true;
    s->list[s->count++] = state;
}

/* Adds all that is reached without a character, up to the end of the part. */
static void settle(const struct pattern *p, const struct pattern_part *part, struct states *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct pattern_state *at = &p->states.items[s->list[i]];
        if (s->list[i] == part->end || at->takes)
            continue;
        for (unsigned k = 0; k < 2; k++) {
            if (at->next[k] != 0)
                enter(s, at->next[k] - 1);
        }
    }
}

static struct states states_new(struct arena *a, const struct pattern *p)
{
    return (struct states){.list = arena_array(a, p->states.len, sizeof(uint32_t)),
                           .in = arena_array(a, p->states.len, sizeof(bool))};
}

bool pattern_has_names(const struct pattern *p)
{
    return p->has_names;
}

bool pattern_may_give(struct arena *scratch, const struct pattern *p, uint32_t group, struct str name)
{
    const struct pattern_part *part = &p->groups[group];
    struct states now;
    struct states next;

    if (name.len < part->least || name.len > part->most)
        return false;
    now = states_new(scratch, p);
    next = states_new(scratch, p);
    enter(&now, part->start);
    settle(p, part, &now);
    for (size_t c = 0; c < name.len; c++) {
        struct states swap = now;
        next.count = 0;
        memset(next.in, 0, p->states.len * sizeof(bool));
        for (uint32_t i = 0; i < now.count; i++) {
            const struct pattern_state *at = &p->states.items[now.list[i]];
            if (at->takes && charset_has(&at->set, (unsigned char)name.ptr[c]))
                enter(&next, at->next[0] - 1);
        }
        settle(p, part, &next);
        now = next;
        next = swap;
    }
    return now.in[part->end];
}
