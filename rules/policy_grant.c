/*
 * policy_grant.c - the member "allow" of cordon.json: who is granted which effect, why, and until when.
 */
#include "rules/policy_reading.h"

/* Where the first name of a key ends: a ">" that does not belong to a version range. */
static size_t name_end(struct str key)
{
    for (size_t i = 1; i < key.len; i++) {
        char before = key.ptr[i - 1];
        bool in_range = before == '@' || before == ' ' || before == '|' || (i + 1 < key.len && key.ptr[i + 1] == '=');

        if (key.ptr[i] == '>' && !in_range)
            return i;
    }
    return key.len;
}

static enum err read_name(struct reading *r, struct str text, struct trail t, struct policy_grant *g)
{
    size_t at = text.len > 0 ? str_find(text, STR("@"), 1) : 0;
    struct policy_name name = {.name = str_slice(text, 0, at)};

    if (!policy_is_package_name(name.name))
        return reading_fail(r, t, "\"%.*s\" is no package name", STR_ARG(reading_shown(r, name.name)));
    if (at < text.len) {
        struct str range = str_slice(text, at + 1, text.len);

        name.range = range.len > 0 ? semver_range_parse(r->arena, range) : NULL;
        if (name.range == NULL)
            return reading_fail(r, t, "\"%.*s\" is no version range", STR_ARG(reading_shown(r, range)));
    }
    vec_push(r->arena, &g->names, name);
    return OK;
}

/* "*", "." (the root), "name", "name@range", "a>b". */
static enum err read_grant_key(struct reading *r, struct str key, struct trail t, struct policy_grant *g)
{
    enum err e = OK;

    g->key = key;
    g->anyone = str_eq(key, STR("*"));
    if (g->anyone || str_eq(key, STR(".")))
        return OK;
    for (;;) {
        size_t end = name_end(key);

        e = read_name(r, str_slice(key, 0, end), t, g);
        if (e != OK || end == key.len)
            return e;
        key = str_slice(key, end + 1, key.len);
    }
}

/* The one kind of argument that all effects of the set have; ARGUMENT_NONE when there is none. */
static enum effect_argument common_argument(effect_set set)
{
    enum effect_argument kind = ARGUMENT_NONE;
    bool first = true;

    for (uint32_t e = 0; e < EFFECT_COUNT; e++) {
        enum effect_argument one = effect_info((enum effect)e)->argument;

        if ((set & effect_bit((enum effect)e)) == 0)
            continue;
        if (!first && one != kind)
            return ARGUMENT_NONE;
        kind = one;
        first = false;
    }
    return kind;
}

static enum err read_effect(struct reading *r, struct str text, struct trail t, struct policy_grant *g)
{
    size_t colon = str_find(text, STR(":"), 0);
    struct str name = str_slice(text, 0, colon);

    g->text = text;
    g->effects = effect_family(name);
    if (g->effects == 0)
        return reading_fail(r, t, "unknown effect \"%.*s\"; `cordon effects` lists them",
                            STR_ARG(reading_shown(r, name)));
    if (colon == text.len)
        return OK;
    g->argument = str_slice(text, colon + 1, text.len);
    if (g->argument.len == 0)
        return reading_fail(r, t, "the argument of %.*s is empty", STR_ARG(name));
    if (common_argument(g->effects) == ARGUMENT_NONE)
        return reading_fail(r, t, "%.*s takes no argument", STR_ARG(name));
    return OK;
}

static bool is_date(struct str s)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int parts[3] = {0};
    int part = 0;
    bool leap = false;

    for (size_t i = 0; i < s.len; i++) {
        if ((i == 4 || i == 7) && s.ptr[i] == '-')
            part++;
        else if (i == 4 || i == 7 || s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        else
            parts[part] = parts[part] * 10 + (s.ptr[i] - '0');
    }
    leap = (parts[0] % 4 == 0 && parts[0] % 100 != 0) || parts[0] % 400 == 0;
    return s.len == 10 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 &&
           parts[2] <= days[parts[1] - 1] + (parts[1] == 2 && leap);
}

static enum err read_grant_object(struct reading *r, const struct jdoc *doc, struct trail t, struct policy_grant *g)
{
    const struct jdoc *effect = jdoc_member(doc, "effect");
    enum err e = OK;

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str key = doc->members[i].key;
        struct trail at = trail_key(t, key);
        struct str text = {0};

        e = reading_text(r, doc->members[i].value, at, &text);
        if (str_eq(key, STR("effect")))
            e = e == OK ? read_effect(r, text, at, g) : e;
        else if (str_eq(key, STR("why")))
            g->why = text;
        else if (str_eq(key, STR("by")))
            g->by = text;
        else if (str_eq(key, STR("until")))
            g->until = text;
        else
            return reading_fail(r, at, "unknown key; known are effect, why, by, until");
        if (e == OK && str_eq(key, STR("until")) && !is_date(text))
            e = reading_fail(r, at, "must be a date like 2027-03-01");
    }
    if (e == OK && effect == NULL)
        e = reading_fail(r, t, "needs \"effect\"");
    g->expired = g->until.len > 0 && str_cmp(g->until, r->today) < 0;
    return e;
}

static enum err read_grant(struct reading *r, const struct jdoc *doc, struct trail t, struct str key, uint32_t first)
{
    struct policy_grant g = {.pointer = trail_pointer(r->arena, &t)};
    struct trail key_at = t;
    struct str text = {0};
    enum err e = OK;

    key_at.count--;
    e = read_grant_key(r, key, key_at, &g);
    if (e == OK && doc->kind == JDOC_OBJECT)
        e = read_grant_object(r, doc, t, &g);
    else if (e == OK && doc->kind == JDOC_STRING)
        e = reading_text(r, doc, t, &text) == OK ? read_effect(r, text, t, &g) : ERR_FORMAT;
    else if (e == OK)
        e = reading_fail(r, t, "must be an effect, or an object with \"effect\"");
    for (uint32_t i = first; e == OK && i < r->policy->grants.len; i++)
        if (str_eq(r->policy->grants.items[i].text, g.text))
            e = reading_fail(r, t, "%.*s is granted twice", STR_ARG(reading_shown(r, g.text)));
    (void)json_place(r->text, t.steps, t.count, &g.line, &g.column);
    vec_push(r->arena, &r->policy->grants, g);
    return e;
}

enum err policy_read_allow(struct reading *r, const struct jdoc *doc, struct trail t)
{
    enum err e = reading_kind(r, doc, JDOC_OBJECT, t);

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        const struct jdoc *grants = doc->members[i].value;
        struct str key = doc->members[i].key;
        struct trail at = trail_key(t, key);
        uint32_t first = r->policy->grants.len;

        e = reading_kind(r, grants, JDOC_ARRAY, at);
        if (e == OK && grants->count == 0)
            e = reading_fail(r, at, "must not be empty");
        for (uint32_t k = 0; e == OK && k < grants->count; k++)
            e = read_grant(r, &grants->items[k], trail_index(at, k), key, first);
    }
    return e;
}
