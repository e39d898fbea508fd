#include "rules/policy.h"

#include <string.h>

/* Longer arguments are not compared: Linux refuses such paths, and names are shorter. */
enum { ARGUMENT_MAX = 4096 };

void policy_default(struct policy *out)
{
    *out = (struct policy){.majors = NODE_MAJORS_ALL, .profile = PROFILE_CONFINED};
}

/* ---- conditions ---- */

static bool is_condition(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7f)
            return false;
    return name.len > 0 && name.ptr[0] != '.';
}

static bool has_condition(const struct policy *p, struct str name)
{
    for (uint32_t i = 0; i < p->conditions.len; i++)
        if (str_eq(p->conditions.items[i], name))
            return true;
    return false;
}

enum err policy_add_conditions(struct arena *a, struct str list, struct policy *p, struct str *bad)
{
    for (size_t at = 0; at <= list.len; at++) {
        size_t end = str_find(list, STR(","), at);
        struct str name = str_slice(list, at, end);

        if (!is_condition(name)) {
            *bad = name;
            return ERR_FORMAT;
        }
        if (!has_condition(p, name))
            vec_push(a, &p->conditions, name);
        at = end;
    }
    return OK;
}

/* ---- arguments ---- */

/* Without ".", empty and "x/.." segments; 0 when it does not fit. */
static size_t normalise(struct str path, char *out)
{
    bool absolute = path.len > 0 && path.ptr[0] == '/';
    size_t len = 0;
    size_t floor = 0; /* what ".." cannot take away */

    if (path.len >= ARGUMENT_MAX || memchr(path.ptr, '\0', path.len) != NULL)
        return 0;
    if (absolute)
        out[len++] = '/';
    floor = len;
    for (size_t at = 0; at < path.len; at++) {
        size_t end = str_find(path, STR("/"), at);
        struct str segment = str_slice(path, at, end);

        at = end;
        if (segment.len == 0 || str_eq(segment, STR(".")))
            continue;
        if (str_eq(segment, STR("..")) && len > floor) {
            struct str so_far = {out + floor, len - floor};
            size_t slash = str_find_last(so_far, '/');

            len = slash == so_far.len ? floor : floor + slash;
            continue;
        }
        if (str_eq(segment, STR("..")) && absolute)
            continue;
        if (len > 0 && out[len - 1] != '/')
            out[len++] = '/';
        memcpy(out + len, segment.ptr, segment.len);
        len += segment.len;
        if (str_eq(segment, STR("..")))
            floor = len;
    }
    if (len == 0)
        out[len++] = '.';
    return len;
}

/* A place to go back to: a star in the pattern, and how much of the text it has taken. */
struct star {
    size_t pattern;
    size_t text;
    bool set;
};

static bool glob(struct str pattern, struct str text)
{
    struct star one = {0}; /* `*` */
    struct star any = {0}; /* `**`, which makes every star before it irrelevant */
    size_t p = 0;
    size_t t = 0;

    while (t < text.len || p < pattern.len) {
        if (p + 1 < pattern.len && pattern.ptr[p] == '*' && pattern.ptr[p + 1] == '*') {
            p += 2;
            any = (struct star){p, t, true};
            one.set = false;
        } else if (p < pattern.len && pattern.ptr[p] == '*') {
            p++;
            one = (struct star){p, t, true};
        } else if (p < pattern.len && t < text.len && pattern.ptr[p] == text.ptr[t]) {
            p++;
            t++;
        } else if (one.set && one.text < text.len && text.ptr[one.text] != '/') {
            p = one.pattern;
            t = ++one.text;
        } else if (any.set && any.text < text.len) {
            p = any.pattern;
            t = ++any.text;
            one.set = false;
        } else {
            return false;
        }
    }
    return true;
}

/* How many ".." a normalised path starts with. */
static size_t count_ups(struct str path)
{
    size_t ups = 0;

    while (str_eq(path, STR("..")) || str_starts(path, STR("../"))) {
        ups++;
        path = str_slice(path, path.len == 2 ? 2 : 3, path.len);
    }
    return ups;
}

bool policy_argument_matches(enum effect_argument kind, struct str pattern, struct str text)
{
    char pattern_buffer[ARGUMENT_MAX];
    char text_buffer[ARGUMENT_MAX];
    struct str flat_pattern = {pattern_buffer, 0};
    struct str flat_text = {text_buffer, 0};

    if (pattern.len >= ARGUMENT_MAX || text.len >= ARGUMENT_MAX || text.len == 0)
        return false;
    if (kind != ARGUMENT_PATH && kind != ARGUMENT_PROGRAM)
        return glob(pattern, text);
    flat_pattern.len = normalise(pattern, pattern_buffer);
    flat_text.len = normalise(text, text_buffer);
    return flat_pattern.len > 0 && flat_text.len > 0 && count_ups(flat_pattern) == count_ups(flat_text) &&
           (flat_pattern.ptr[0] == '/') == (flat_text.ptr[0] == '/') && glob(flat_pattern, flat_text);
}

/* ---- grants ---- */

static bool names_match(const struct policy_name *name, const struct policy_link *link)
{
    struct semver version = {0};

    if (!str_eq(name->name, link->name))
        return false;
    if (name->range == NULL)
        return true;
    return semver_parse(link->version, &version) && semver_satisfies(name->range, &version);
}

/* One name means the package wherever it stands; several are the whole way from the root. */
static bool key_matches(const struct policy_grant *g, const struct policy_link *chain, uint32_t count)
{
    if (g->anyone)
        return true;
    if (g->names.len == 0)
        return count == 0;
    if (g->names.len == 1 && !g->locked)
        return count > 0 && names_match(&g->names.items[0], &chain[count - 1]);
    if (g->names.len != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!names_match(&g->names.items[i], &chain[i]))
            return false;
    return true;
}

static bool covers_argument(const struct policy_grant *g, enum effect effect, struct str argument)
{
    if (g->locked)
        return str_eq(g->argument, argument);
    return policy_argument_matches(effect_info(effect)->argument, g->argument, argument);
}

uint32_t policy_grants(const struct policy *p, const struct policy_link *chain, uint32_t count, enum effect effect,
                       struct str argument, uint32_t from)
{
    for (uint32_t i = from; i < p->grants.len; i++) {
        const struct policy_grant *g = &p->grants.items[i];

        if (g->expired || (g->effects & effect_bit(effect)) == 0 || !key_matches(g, chain, count))
            continue;
        if (g->argument.len == 0 || covers_argument(g, effect, argument))
            return i;
    }
    return POLICY_NO_GRANT;
}

/* ---- host libraries ---- */

const struct policy_host *policy_host_find(const struct policy *p, struct str name)
{
    for (uint32_t i = 0; i < p->hosts.len; i++)
        if (str_eq(p->hosts.items[i].name, name))
            return &p->hosts.items[i];
    return NULL;
}

bool policy_host_exports(const struct policy_host *host, struct str name)
{
    if (host->all)
        return true;
    for (uint32_t i = 0; i < host->exports.len; i++)
        if (str_eq(host->exports.items[i], name))
            return true;
    return false;
}

bool policy_is_variable_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return name.len > 0;
}

/* The grant that lets a package change the variable, or NULL. */
static const struct policy_grant *grant_of_change(const struct policy *p, const struct policy_variable *v)
{
    for (uint32_t i = 0; i < p->grants.len; i++) {
        const struct policy_grant *grant = &p->grants.items[i];
        bool writes = (grant->effects & effect_bit(EFFECT_ENV_WRITE)) != 0;
        if (writes && !grant->expired &&
            (grant->argument.len == 0 || policy_argument_matches(ARGUMENT_NAME, grant->argument, v->name)))
            return grant;
    }
    return NULL;
}

enum err policy_check_env(const struct policy *p, struct error *why)
{
    for (uint32_t i = 0; i < p->env.len; i++) {
        const struct policy_variable *v = &p->env.items[i];
        const struct policy_grant *grant = grant_of_change(p, v);
        if (grant != NULL)
            return error_set(
                why, ERR_FORMAT,
                "%.*s: %.*s: \"env\" fixes the variable, and \"%.*s\" may change it (%.*s): take one of them out",
                STR_ARG(p->file), STR_ARG(v->pointer), STR_ARG(grant->key), STR_ARG(grant->text));
    }
    return OK;
}
