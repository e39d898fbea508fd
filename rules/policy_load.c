/*
 * policy_load.c - cordon.json, read strictly: every doubt is an error with file, line, column and JSON
 * pointer, because a policy that means something else than it says is worse than none.
 */
#include "rules/policy_reading.h"

static enum err read_node(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = reading_texts(r, doc, t, &texts);

    r->policy->majors = 0;
    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        enum node_major m = NODE_MAJOR_COUNT;

        if (node_major_parse(texts.items[i], &m))
            r->policy->majors |= node_major_bit(m);
        else
            e = reading_fail(r, trail_index(t, i), "\"%.*s\" is no supported major of Node; they are 20, 22, 24, 26",
                             STR_ARG(reading_shown(r, texts.items[i])));
    }
    return e;
}

static enum err read_profile(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct str text = {0};
    enum err e = reading_text(r, doc, t, &text);

    if (e == OK && !profile_parse(text, &r->policy->profile))
        e = reading_fail(r, t, "\"%.*s\" is no profile; they are pure, deterministic, confined, informed",
                         STR_ARG(reading_shown(r, text)));
    return e;
}

static enum err read_launch(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = doc->kind == JDOC_ARRAY && doc->count == 0 ? OK : reading_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        uint32_t bit = 0;

        if (launch_parse(texts.items[i], &bit))
            r->policy->launch |= bit;
        else
            e = reading_fail(
                r, trail_index(t, i),
                "\"%.*s\" is no launch condition; they are no-eval, frozen-intrinsics, no-proto, no-addons, "
                "strict, frozen-builtins",
                STR_ARG(reading_shown(r, texts.items[i])));
    }
    return e;
}

static enum err read_conditions(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = reading_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        struct str bad = {0};

        if (str_find(texts.items[i], STR(","), 0) < texts.items[i].len ||
            policy_add_conditions(r->arena, texts.items[i], r->policy, &bad) != OK)
            e = reading_fail(r, trail_index(t, i),
                             "\"%.*s\" is no condition: it must not start with a dot or hold a comma",
                             STR_ARG(reading_shown(r, texts.items[i])));
    }
    return e;
}

static enum err read_env(struct reading *r, const struct jdoc *doc, struct trail t)
{
    enum err e = reading_kind(r, doc, JDOC_OBJECT, t);

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        const struct jmember *member = &doc->members[i];
        struct trail here = trail_key(t, member->key);
        struct policy_variable v = {.name = member->key, .pointer = trail_pointer(r->arena, &here)};

        if (!policy_is_variable_name(v.name))
            return reading_fail(r, here, "is no name of an environment variable");
        e = reading_text(r, member->value, here, &v.value);
        vec_push(r->arena, &r->policy->env, v);
    }
    return e;
}

/* The path without "." and ".." segments; false when it is absolute or leaves the root. */
static bool normalise_entry(struct arena *a, struct str path, struct str *out)
{
    struct strbuf flat;

    if (path.ptr[0] == '/')
        return false;
    strbuf_init(&flat, a);
    for (size_t at = 0; at < path.len; at++) {
        size_t end = str_find(path, STR("/"), at);
        struct str segment = str_slice(path, at, end);

        at = end;
        if (segment.len == 0 || str_eq(segment, STR(".")))
            continue;
        if (!str_eq(segment, STR(".."))) {
            if (flat.len > 0)
                strbuf_put_char(&flat, '/');
            strbuf_put(&flat, segment);
            continue;
        }
        if (flat.len == 0)
            return false;
        flat.len = str_find_last(strbuf_text(&flat), '/') == flat.len ? 0 : str_find_last(strbuf_text(&flat), '/');
    }
    *out = flat.len > 0 ? str_dup(a, strbuf_text(&flat)) : STR(".");
    return true;
}

static enum err read_entry(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = reading_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        struct str entry = {0};

        if (!normalise_entry(r->arena, texts.items[i], &entry))
            return reading_fail(r, trail_index(t, i), "must be a path inside of the root, relative to it");
        for (uint32_t k = 0; k < r->policy->entries.len; k++)
            if (str_eq(r->policy->entries.items[k], entry))
                return reading_fail(r, trail_index(t, i), "\"%.*s\" is there twice", STR_ARG(entry));
        vec_push(r->arena, &r->policy->entries, entry);
    }
    return e;
}

static enum err read_schema(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct str text = {0};

    return reading_text(r, doc, t, &text);
}

static const struct {
    const char *key;
    enum err (*read)(struct reading *r, const struct jdoc *doc, struct trail t);
} keys[] = {
    {"$schema", read_schema},        {"node", read_node}, {"profile", read_profile}, {"launch", read_launch},
    {"conditions", read_conditions}, {"env", read_env},   {"entry", read_entry},     {"host", policy_read_host},
    {"allow", policy_read_allow},
};

static enum err read_member(struct reading *r, const struct jmember *member)
{
    struct trail t = trail_key((struct trail){0}, member->key);

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (str_eq(member->key, str_from(keys[i].key)))
            return keys[i].read(r, member->value, t);
    return reading_fail(r, t, "unknown key; known are node, profile, launch, conditions, env, entry, host, allow");
}

enum err policy_load(struct arena *a, struct str file, struct str text, struct str today, struct policy *out,
                     struct error *why)
{
    struct reading r = {.arena = a, .file = file, .text = text, .today = today, .policy = out, .why = why};
    const struct jdoc *doc = NULL;
    struct error parse = {0};
    enum err e = jdoc_parse(a, text, &doc, &parse);

    policy_default(out);
    out->file = file;
    if (e != OK)
        return error_set(why, e, "%.*s: %s", STR_ARG(file), parse.text);
    if (doc->kind != JDOC_OBJECT)
        return error_set(why, ERR_FORMAT, "%.*s:1:1: a policy is a JSON object", STR_ARG(file));
    for (uint32_t i = 0; e == OK && i < doc->count; i++)
        e = read_member(&r, &doc->members[i]);
    return e == OK ? policy_check_env(out, why) : e;
}
