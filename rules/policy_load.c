/*
 * policy_load.c - cordon.json, read strictly: every doubt is an error with file, line, column and JSON
 * pointer, because a policy that means something else than it says is worse than none.
 */
#include <assert.h>
#include <string.h>

#include "analyzer/base/compiler.h"
#include "analyzer/base/jdoc.h"
#include "rules/json_place.h"
#include "rules/policy.h"

enum { TRAIL_MAX = 6, NAME_MAX_LENGTH = 214 };

/* The way from the document to the value being read. */
struct trail {
    struct json_step steps[TRAIL_MAX];
    uint32_t count;
};

struct reading {
    struct arena *arena;
    struct str file;
    struct str text;
    struct str today;
    struct policy *policy;
    struct error *why;
};

static struct trail down_key(struct trail t, struct str key)
{
    assert(t.count < TRAIL_MAX);
    t.steps[t.count++] = (struct json_step){.key = {key.ptr != NULL ? key.ptr : "", key.len}};
    return t;
}

static struct trail down_index(struct trail t, uint32_t index)
{
    assert(t.count < TRAIL_MAX);
    t.steps[t.count++] = (struct json_step){.index = index};
    return t;
}

static struct str pointer_of(struct arena *a, const struct trail *t)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct json_step *step = &t->steps[i];

        strbuf_put_char(&out, '/');
        if (step->key.ptr == NULL)
            strbuf_printf(&out, "%u", step->index);
        for (size_t k = 0; step->key.ptr != NULL && k < step->key.len; k++) {
            char c = step->key.ptr[k];

            if (c == '~' || c == '/')
                strbuf_put_c(&out, c == '~' ? "~0" : "~1");
            else
                strbuf_put_char(&out, (unsigned char)c < 0x20 || c == 0x7f ? '?' : c);
        }
    }
    return strbuf_text(&out);
}

static enum err fail(const struct reading *r, struct trail t, const char *format, ...) PRINTF_LIKE(3, 4);
static enum err fail(const struct reading *r, struct trail t, const char *format, ...)
{
    struct strbuf message;
    struct str pointer = pointer_of(r->arena, &t);
    va_list args;
    uint32_t line = 0;
    uint32_t column = 0;

    strbuf_init(&message, r->arena);
    va_start(args, format);
    strbuf_vprintf(&message, format, args);
    va_end(args);
    if (json_place(r->text, t.steps, t.count, &line, &column))
        return error_set(r->why, ERR_FORMAT, "%.*s:%u:%u: %.*s: %.*s", STR_ARG(r->file), line, column, STR_ARG(pointer),
                         STR_ARG(strbuf_text(&message)));
    return error_set(r->why, ERR_FORMAT, "%.*s: %.*s: %.*s", STR_ARG(r->file), STR_ARG(pointer),
                     STR_ARG(strbuf_text(&message)));
}

/* `text` as it may be shown: control characters become "?". */
static struct str shown(const struct reading *r, struct str text)
{
    char *copy = str_to_c(r->arena, text);

    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
            copy[i] = '?';
    return (struct str){copy, text.len > 80 ? 80 : text.len};
}

static bool printable(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return false;
    return text.len > 0;
}

static enum err want_kind(const struct reading *r, const struct jdoc *doc, enum jkind kind, struct trail t)
{
    static const char *const names[] = {"null", "false", "true", "a number", "a text", "an array", "an object"};

    if (doc->kind == kind)
        return OK;
    return fail(r, t, "must be %s, not %s", names[kind], names[doc->kind]);
}

/* A text without control characters, at least one character long. */
static enum err want_text(const struct reading *r, const struct jdoc *doc, struct trail t, struct str *out)
{
    enum err e = want_kind(r, doc, JDOC_STRING, t);

    if (e != OK)
        return e;
    *out = doc->text;
    return printable(*out) ? OK : fail(r, t, "must not be empty or hold control characters");
}

VEC_TYPE(struct str, texts);

/* An array of different texts, at least one. */
static enum err want_texts(const struct reading *r, const struct jdoc *doc, struct trail t, struct texts *out)
{
    enum err e = want_kind(r, doc, JDOC_ARRAY, t);

    if (e == OK && doc->count == 0)
        return fail(r, t, "must not be empty");
    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str text = {0};

        e = want_text(r, &doc->items[i], down_index(t, i), &text);
        for (uint32_t k = 0; e == OK && k < out->len; k++)
            if (str_eq(out->items[k], text))
                e = fail(r, down_index(t, i), "\"%.*s\" is there twice", STR_ARG(shown(r, text)));
        vec_push(r->arena, out, text);
    }
    return e;
}

/* ---- node, profile, launch, entry ---- */

static enum err read_node(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = want_texts(r, doc, t, &texts);

    r->policy->majors = 0;
    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        enum node_major m = NODE_MAJOR_COUNT;

        if (node_major_parse(texts.items[i], &m))
            r->policy->majors |= node_major_bit(m);
        else
            e = fail(r, down_index(t, i), "\"%.*s\" is no supported major of Node; they are 20, 22, 24, 26",
                     STR_ARG(shown(r, texts.items[i])));
    }
    return e;
}

static enum err read_profile(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct str text = {0};
    enum err e = want_text(r, doc, t, &text);

    if (e == OK && !profile_parse(text, &r->policy->profile))
        e = fail(r, t, "\"%.*s\" is no profile; they are pure, deterministic, confined, informed",
                 STR_ARG(shown(r, text)));
    return e;
}

static enum err read_launch(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = doc->kind == JDOC_ARRAY && doc->count == 0 ? OK : want_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        uint32_t bit = 0;

        if (launch_parse(texts.items[i], &bit))
            r->policy->launch |= bit;
        else
            e = fail(r, down_index(t, i),
                     "\"%.*s\" is no launch condition; they are no-eval, frozen-intrinsics, no-proto, no-addons, "
                     "strict, frozen-builtins",
                     STR_ARG(shown(r, texts.items[i])));
    }
    return e;
}

static enum err read_conditions(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct texts texts = {0};
    enum err e = want_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        struct str bad = {0};

        if (str_find(texts.items[i], STR(","), 0) < texts.items[i].len ||
            policy_add_conditions(r->arena, texts.items[i], r->policy, &bad) != OK)
            e = fail(r, down_index(t, i), "\"%.*s\" is no condition: it must not start with a dot or hold a comma",
                     STR_ARG(shown(r, texts.items[i])));
    }
    return e;
}

static enum err read_env(struct reading *r, const struct jdoc *doc, struct trail t)
{
    enum err e = want_kind(r, doc, JDOC_OBJECT, t);

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        const struct jmember *member = &doc->members[i];
        struct trail here = down_key(t, member->key);
        struct policy_variable v = {.name = member->key, .pointer = pointer_of(r->arena, &here)};

        if (!policy_is_variable_name(v.name))
            return fail(r, here, "is no name of an environment variable");
        e = want_text(r, member->value, here, &v.value);
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
    enum err e = want_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        struct str entry = {0};

        if (!normalise_entry(r->arena, texts.items[i], &entry))
            return fail(r, down_index(t, i), "must be a path inside of the root, relative to it");
        for (uint32_t k = 0; k < r->policy->entries.len; k++)
            if (str_eq(r->policy->entries.items[k], entry))
                return fail(r, down_index(t, i), "\"%.*s\" is there twice", STR_ARG(entry));
        vec_push(r->arena, &r->policy->entries, entry);
    }
    return e;
}

/* ---- names of packages ---- */

static bool name_part(struct str part)
{
    assert(part.len == 0 || part.ptr != NULL);
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!plain && (c == '\0' || strchr("-_.~!'()", c) == NULL))
            return false;
    }
    return part.len > 0 && part.ptr[0] != '.';
}

bool policy_is_package_name(struct str name)
{
    size_t slash = str_find(name, STR("/"), 0);

    if (name.len > NAME_MAX_LENGTH)
        return false;
    if (!str_starts(name, STR("@")))
        return slash == name.len && name_part(name);
    return slash < name.len && name_part(str_slice(name, 1, slash)) && name_part(str_slice(name, slash + 1, name.len));
}

/* ---- host ---- */

static enum err read_exports(struct reading *r, const struct jdoc *doc, struct trail t, struct policy_host *host)
{
    struct texts texts = {0};
    enum err e = want_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        if (str_eq(texts.items[i], STR("*"))) {
            host->all = true;
            e = texts.len == 1 ? OK : fail(r, down_index(t, i), "\"*\" stands for all exports and must be alone");
        } else if (str_find(texts.items[i], STR("*"), 0) < texts.items[i].len) {
            e = fail(r, down_index(t, i), "an export is named in full; only \"*\" alone stands for all");
        } else {
            vec_push(r->arena, &host->exports, texts.items[i]);
        }
    }
    return e;
}

static enum err read_host_object(struct reading *r, const struct jdoc *doc, struct trail t, struct policy_host *host)
{
    const struct jdoc *exports = jdoc_member(doc, "exports");
    enum err e = OK;

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str key = doc->members[i].key;
        struct trail at = down_key(t, key);
        struct str text = {0};

        if (str_eq(key, STR("exports")))
            e = read_exports(r, doc->members[i].value, at, host);
        else if (!str_eq(key, STR("digest")))
            return fail(r, at, "unknown key; known are exports, digest");
        else {
            e = want_text(r, doc->members[i].value, at, &text);
            host->pinned = e == OK && digest_from_hex(text, &host->digest);
            if (e == OK && !host->pinned)
                e = fail(r, at, "must be 64 hexadecimal digits");
        }
    }
    return e == OK && exports == NULL ? fail(r, t, "needs \"exports\"") : e;
}

static enum err read_host(struct reading *r, const struct jdoc *doc, struct trail t)
{
    enum err e = want_kind(r, doc, JDOC_OBJECT, t);

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        const struct jdoc *value = doc->members[i].value;
        struct policy_host host = {.name = doc->members[i].key};
        struct trail at = down_key(t, host.name);

        host.pointer = pointer_of(r->arena, &at);
        (void)json_place(r->text, at.steps, at.count, &host.line, &host.column);
        if (!policy_is_package_name(host.name))
            return fail(r, at, "\"%.*s\" is no package name", STR_ARG(shown(r, host.name)));
        if (value->kind == JDOC_OBJECT)
            e = read_host_object(r, value, at, &host);
        else if (value->kind == JDOC_ARRAY)
            e = read_exports(r, value, at, &host);
        else
            e = fail(r, at, "must be an array of exports, or an object with exports and digest");
        vec_push(r->arena, &r->policy->hosts, host);
    }
    return e;
}

/* ---- allow ---- */

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
        return fail(r, t, "\"%.*s\" is no package name", STR_ARG(shown(r, name.name)));
    if (at < text.len) {
        struct str range = str_slice(text, at + 1, text.len);

        name.range = range.len > 0 ? semver_range_parse(r->arena, range) : NULL;
        if (name.range == NULL)
            return fail(r, t, "\"%.*s\" is no version range", STR_ARG(shown(r, range)));
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
        return fail(r, t, "unknown effect \"%.*s\"; `cordon effects` lists them", STR_ARG(shown(r, name)));
    if (colon == text.len)
        return OK;
    g->argument = str_slice(text, colon + 1, text.len);
    if (g->argument.len == 0)
        return fail(r, t, "the argument of %.*s is empty", STR_ARG(name));
    if (common_argument(g->effects) == ARGUMENT_NONE)
        return fail(r, t, "%.*s takes no argument", STR_ARG(name));
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
        struct trail at = down_key(t, key);
        struct str text = {0};

        e = want_text(r, doc->members[i].value, at, &text);
        if (str_eq(key, STR("effect")))
            e = e == OK ? read_effect(r, text, at, g) : e;
        else if (str_eq(key, STR("why")))
            g->why = text;
        else if (str_eq(key, STR("by")))
            g->by = text;
        else if (str_eq(key, STR("until")))
            g->until = text;
        else
            return fail(r, at, "unknown key; known are effect, why, by, until");
        if (e == OK && str_eq(key, STR("until")) && !is_date(text))
            e = fail(r, at, "must be a date like 2027-03-01");
    }
    if (e == OK && effect == NULL)
        e = fail(r, t, "needs \"effect\"");
    g->expired = g->until.len > 0 && str_cmp(g->until, r->today) < 0;
    return e;
}

static enum err read_grant(struct reading *r, const struct jdoc *doc, struct trail t, struct str key, uint32_t first)
{
    struct policy_grant g = {.pointer = pointer_of(r->arena, &t)};
    struct trail key_at = t;
    struct str text = {0};
    enum err e = OK;

    key_at.count--;
    e = read_grant_key(r, key, key_at, &g);
    if (e == OK && doc->kind == JDOC_OBJECT)
        e = read_grant_object(r, doc, t, &g);
    else if (e == OK && doc->kind == JDOC_STRING)
        e = want_text(r, doc, t, &text) == OK ? read_effect(r, text, t, &g) : ERR_FORMAT;
    else if (e == OK)
        e = fail(r, t, "must be an effect, or an object with \"effect\"");
    for (uint32_t i = first; e == OK && i < r->policy->grants.len; i++)
        if (str_eq(r->policy->grants.items[i].text, g.text))
            e = fail(r, t, "%.*s is granted twice", STR_ARG(shown(r, g.text)));
    (void)json_place(r->text, t.steps, t.count, &g.line, &g.column);
    vec_push(r->arena, &r->policy->grants, g);
    return e;
}

static enum err read_allow(struct reading *r, const struct jdoc *doc, struct trail t)
{
    enum err e = want_kind(r, doc, JDOC_OBJECT, t);

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        const struct jdoc *grants = doc->members[i].value;
        struct str key = doc->members[i].key;
        struct trail at = down_key(t, key);
        uint32_t first = r->policy->grants.len;

        e = want_kind(r, grants, JDOC_ARRAY, at);
        if (e == OK && grants->count == 0)
            e = fail(r, at, "must not be empty");
        for (uint32_t k = 0; e == OK && k < grants->count; k++)
            e = read_grant(r, &grants->items[k], down_index(at, k), key, first);
    }
    return e;
}

/* ---- the file ---- */

static enum err read_schema(struct reading *r, const struct jdoc *doc, struct trail t)
{
    struct str text = {0};

    return want_text(r, doc, t, &text);
}

static const struct {
    const char *key;
    enum err (*read)(struct reading *r, const struct jdoc *doc, struct trail t);
} keys[] = {
    {"$schema", read_schema},        {"node", read_node}, {"profile", read_profile}, {"launch", read_launch},
    {"conditions", read_conditions}, {"env", read_env},   {"entry", read_entry},     {"host", read_host},
    {"allow", read_allow},
};

static enum err read_member(struct reading *r, const struct jmember *member)
{
    struct trail t = down_key((struct trail){0}, member->key);

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (str_eq(member->key, str_from(keys[i].key)))
            return keys[i].read(r, member->value, t);
    return fail(r, t, "unknown key; known are node, profile, launch, conditions, env, entry, host, allow");
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
