/*
 * flow_match.c - the texts that a regular expression finds. Of a literal that only this file has, they are what it can
 * match: a key that it took out of a text may be none of the names that lead to shared objects.
 */
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/pattern.h"

/* A replacer gets the match, its groups, where it begins, the whole text and the named groups. */
enum { MATCHED_TEXT = FLAG_STRING | FLAG_NUMBER | FLAG_UNDEFINED };

void match_watch(struct flow *f, const struct site *s, cell_id regexp, uint32_t position, cell_id to)
{
    uint32_t site = site_new(f, SITE_FILTER, s->node, s->func);

    f->sites.items[site].object = TYPE_MATCHED;
    f->sites.items[site].args = position;
    site_set_result(f, site, to);
    cell_watch(f, regexp, site);
}

static bool may_be_shared_name(struct flow *f, const struct pattern *p, uint32_t part)
{
    struct str name = {0};

    for (size_t i = 0; (name = text_shared_name_at(i)).len > 0; i++) {
        if (pattern_may_give(f->arena, p, part, name))
            return true;
    }
    for (size_t i = 0; (name = member_internal_at(i)).len > 0; i++) {
        if (pattern_may_give(f->arena, p, part, name))
            return true;
    }
    return false;
}

/* What is known of the regular expression literal `node`, found out once: a hostile one takes milliseconds. */
static struct known_pattern known_at(struct flow *f, node_id node)
{
    struct known_pattern known = {0};
    uint32_t index = f->patterns.len;

    if (!map_claim(&f->pattern_index, node, &index))
        return f->patterns.items[index];
    known.pattern = pattern_parse(f->arena, tree_text(f->tree, node));
    for (uint32_t i = 0; known.pattern != NULL && i <= pattern_groups(known.pattern); i++) {
        if (may_be_shared_name(f, known.pattern, i))
            known.unsafe |= (uint64_t)1 << i;
    }
    vec_push(f->arena, &f->patterns, known);
    return known;
}

/* The least position at which a replacer may get the object of the named groups, of which there is at least one. */
enum { NAMED_GROUPS_MIN = 4 };

/* What the pattern gives at the position: flags. */
static unsigned given_at(const struct known_pattern *known, uint32_t position)
{
    if (known->pattern == NULL)
        return MATCHED_TEXT | (position >= NAMED_GROUPS_MIN && position != MATCH_ALL ? FLAG_ANY : 0);
    if (position == MATCH_ALL)
        return (known->unsafe == 0 ? FLAG_SAFE : FLAG_STRING) | FLAG_UNDEFINED;
    if (position > pattern_groups(known->pattern) + 2)
        return MATCHED_TEXT | (pattern_has_names(known->pattern) ? FLAG_ANY : 0);
    if (position <= pattern_groups(known->pattern))
        return ((known->unsafe >> position & 1) != 0 ? FLAG_STRING : FLAG_SAFE) | FLAG_UNDEFINED;
    return position == pattern_groups(known->pattern) + 1 ? FLAG_NUMBER : MATCHED_TEXT;
}

void match_value(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];
    struct known_pattern known = {0};
    node_id node = NODE_NONE;

    if (VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_REGEXP)
        node = f->objects.items[VALUE_INDEX(v)].node;
    if (node != NODE_NONE && tree_kind(f->tree, node) == KIND_REGEX)
        known = known_at(f, node);
    cell_add_flags(f, s.result, given_at(&known, s.args));
    /* Who has it may compile another pattern into it (Annex B.2.4.1). */
    if (known.pattern != NULL)
        cell_edge(f, object_unknown(f, VALUE_INDEX(v)), s.result);
}

void match_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct known_pattern unknown = {0};

    if (flags != 0)
        cell_add_flags(f, f->sites.items[site].result, given_at(&unknown, f->sites.items[site].args));
}
