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

static bool all_are_safe(struct flow *f, const struct pattern *p)
{
    for (uint32_t i = 0; i <= pattern_groups(p); i++) {
        if (may_be_shared_name(f, p, i))
            return false;
    }
    return true;
}

/* What the pattern gives at the position: flags. */
static unsigned given_at(struct flow *f, const struct pattern *p, uint32_t position)
{
    if (p == NULL)
        return MATCHED_TEXT;
    if (position == MATCH_ALL)
        return (all_are_safe(f, p) ? FLAG_SAFE : FLAG_STRING) | FLAG_UNDEFINED;
    if (position <= pattern_groups(p))
        return (may_be_shared_name(f, p, position) ? FLAG_STRING : FLAG_SAFE) | FLAG_UNDEFINED;
    return position == pattern_groups(p) + 1 ? FLAG_NUMBER : MATCHED_TEXT;
}

void match_value(struct flow *f, uint32_t site, value v)
{
    const struct site s = f->sites.items[site];
    const struct pattern *p = NULL;
    node_id node = NODE_NONE;

    if (VALUE_KIND(v) == VALUE_OBJECT && f->objects.items[VALUE_INDEX(v)].kind == OBJECT_REGEXP)
        node = f->objects.items[VALUE_INDEX(v)].node;
    if (node != NODE_NONE && tree_kind(f->tree, node) == KIND_REGEX)
        p = pattern_parse(f->arena, tree_text(f->tree, node));
    cell_add_flags(f, s.result, given_at(f, p, s.args));
    /* Who has it may compile another pattern into it (Annex B.2.4.1). */
    if (p != NULL)
        cell_edge(f, object_unknown(f, VALUE_INDEX(v)), s.result);
}

void match_flags(struct flow *f, uint32_t site, unsigned flags)
{
    if (flags != 0)
        cell_add_flags(f, f->sites.items[site].result, MATCHED_TEXT);
}
