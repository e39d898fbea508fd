#include "rules/api_loader.h"

bool api_index_read(const struct jdoc *doc, uint32_t *out)
{
    if (doc->kind != JDOC_NUMBER || doc->number < 0 || doc->number > 9 || doc->number != (uint32_t)doc->number)
        return false;
    *out = (uint32_t)doc->number;
    return true;
}

static bool read_indices(const struct jdoc *value, struct detail *d)
{
    if (value->kind != JDOC_ARRAY) {
        d->count = 1;
        return api_index_read(value, &d->indices[0]);
    }
    if (value->count == 0 || value->count > DETAIL_INDICES)
        return false;
    for (uint32_t i = 0; i < value->count; i++)
        if (!api_index_read(&value->items[i], &d->indices[i]))
            return false;
    d->count = value->count;
    return true;
}

static enum err read_detail(struct loader *l, const struct jdoc *doc, uint32_t trail, struct details *out)
{
    if (doc->kind != JDOC_OBJECT || doc->count > ARRAY_LEN(out->items))
        return api_fail(l, trail, "must be an object with at most %zu members", ARRAY_LEN(out->items));
    for (uint32_t i = 0; i < doc->count; i++) {
        struct detail *d = &out->items[out->count];
        struct str text = {0};
        bool is_text = jdoc_text(doc->members[i].value, &text);

        if (!effect_parse(doc->members[i].key, &d->effect))
            return api_fail(l, trail, "unknown effect \"%.*s\"", STR_ARG(doc->members[i].key));
        if (effect_info(d->effect)->argument == ARGUMENT_NONE)
            return api_fail(l, trail, "%s has no argument", effect_name(d->effect));
        d->by_name = is_text && str_eq(text, STR("name"));
        if (!d->by_name && (is_text || !read_indices(doc->members[i].value, d)))
            return api_fail(l, trail, "%s must be \"name\", an index below 10 or up to %d of them",
                            effect_name(d->effect), DETAIL_INDICES);
        out->count++;
    }
    return OK;
}

enum err api_details_read(struct loader *l, const struct jdoc *row, uint32_t trail, struct details *out)
{
    const struct jdoc *detail = jdoc_member(row, "detail");
    const struct jdoc *plain = jdoc_member(row, "plain");

    out->object = jdoc_member(row, "object") != NULL;
    if (plain != NULL && !jdoc_text(plain, &out->plain))
        return api_fail(l, api_trail_key(l, trail, STR("plain")), "must be a text");
    if (detail == NULL && (plain != NULL || out->object))
        return api_fail(l, trail, "says something about the argument, but not where it is");
    return detail == NULL ? OK : read_detail(l, detail, trail, out);
}

static void push_fact(struct loader *l, struct api_fact fact)
{
    struct fact_list *list = &l->facts;
    uint32_t at = list->len;

    vec_push(&l->scratch, list, fact);
    for (; at > 0 && list->items[at - 1].effect > fact.effect; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = fact;
}

/* The facts of effect `e`, with these options only, in a list of kind `kind`, given what `detail` says. */
static void push_detailed(struct loader *l, enum list_kind kind, enum effect e, struct str options,
                          const struct details *details)
{
    bool called = kind == LIST_CALL || kind == LIST_NEW || kind == LIST_NEW_WITH;

    for (uint32_t i = 0; i < details->count; i++) {
        const struct detail *d = &details->items[i];

        if (d->effect != e || (called && d->by_name) || (!called && (!d->by_name || kind == LIST_LOAD)))
            continue;
        if (d->by_name)
            push_fact(l, (struct api_fact){.effect = e, .detail = API_DETAIL_STEP, .options = options});
        for (uint32_t k = 0; k < d->count; k++)
            push_fact(l, (struct api_fact){.effect = e,
                                           .detail = API_DETAIL_ARG,
                                           .index = d->indices[k],
                                           .options = options,
                                           .plain = details->plain,
                                           .object = details->object});
        return;
    }
    push_fact(l, (struct api_fact){.effect = e, .options = options});
}

static enum err read_word(struct loader *l, struct str word, enum list_kind kind, const struct details *details,
                          uint32_t trail)
{
    size_t mark = str_find(word, STR("?"), 0);
    struct str options = mark < word.len ? str_slice(word, mark + 1, word.len) : STR("");
    size_t colon = str_find(word, STR(":"), 0);
    struct str name = str_slice(word, 0, mark < colon ? mark : colon);
    enum effect e = EFFECT_COUNT;

    if (!effect_parse(name, &e))
        return api_fail(l, trail, "unknown effect \"%.*s\"", STR_ARG(name));
    if (colon == word.len) {
        for (uint32_t i = 0; i < l->facts.len; i++)
            if (l->facts.items[i].effect == e)
                return api_fail(l, trail, "%s is there twice", effect_name(e));
        if (mark < word.len && (options.len == 0 || (kind != LIST_CALL && kind != LIST_NEW)))
            return api_fail(l, trail, "only calls have options, and a name must follow the \"?\"");
        push_detailed(l, kind, e, options, details);
        return OK;
    }
    if (effect_info(e)->argument == ARGUMENT_NONE)
        return api_fail(l, trail, "%s has no argument", effect_name(e));
    push_fact(l,
              (struct api_fact){.effect = e, .detail = API_DETAIL_TEXT, .text = str_slice(word, colon + 1, word.len)});
    return OK;
}

enum err api_list_read(struct loader *l, const struct jdoc *value, enum list_kind kind, const struct details *details,
                       uint32_t trail, struct effect_list *out)
{
    struct api_fact *facts = NULL;
    struct str text = {0};
    enum err e = OK;

    l->facts.len = 0;
    if (!jdoc_text(value, &text))
        return api_fail(l, trail, "must be a text: \"pure\" or effects");
    for (size_t at = 0; e == OK && !str_eq(text, STR("pure")); at++) {
        size_t end = str_find(text, STR(" "), at);

        e = read_word(l, str_slice(text, at, end), kind, details, trail);
        at = end;
        if (end == text.len)
            break;
    }
    if (e != OK || l->facts.len == 0)
        return e;
    facts = arena_array(l->table->arena, l->facts.len, sizeof(*facts));
    for (uint32_t i = 0; i < l->facts.len; i++) {
        facts[i] = l->facts.items[i];
        out->set |= effect_bit(facts[i].effect);
    }
    out->facts = facts;
    out->count = l->facts.len;
    return OK;
}
