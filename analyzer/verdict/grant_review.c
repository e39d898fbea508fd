#include "analyzer/verdict/grant_review.h"

#include "rules/effect.h"

/* A grant is not asked to name more packages or arguments than this: the narrower ones would be no better to read. */
enum { INSTEAD_MAX = 5 };

static bool has_star(struct str text)
{
    return str_find(text, STR("*"), 0) < text.len;
}

static struct str effect_part(struct str effect)
{
    return str_slice(effect, 0, str_find(effect, STR(":"), 0));
}

/* True when every use has an argument, and a grant could name it: a star would be taken for a pattern. */
static bool all_have_arguments(const struct report_grant *grant)
{
    for (uint32_t i = 0; i < grant->uses.len; i++) {
        struct str effect = grant->uses.items[i].effect;
        if (effect_part(effect).len == effect.len || has_star(effect))
            return false;
    }
    return true;
}

static void add_instead(struct arena *a, struct grant_problem *problem, struct str key, struct str effect)
{
    for (uint32_t i = 0; i < problem->instead.len; i++)
        if (str_eq(problem->instead.items[i].key, key) && str_eq(problem->instead.items[i].effect, effect))
            return;
    vec_push(a, &problem->instead, (struct report_use){key, effect});
}

/* A key "*" that fewer packages use: their own keys. Those that no key can name need it. */
static bool narrower_keys(const struct report_grant *grant)
{
    if (!str_eq(grant->key, STR("*")))
        return false;
    for (uint32_t i = 0; i < grant->uses.len; i++)
        if (str_eq(grant->uses.items[i].key, STR("*")))
            return false;
    return true;
}

/* What would do in place of the grant; nothing when it is as narrow as it can be said. */
static void narrow(struct arena *a, struct grant_problem *problem)
{
    const struct report_grant *grant = problem->grant;
    struct str name = effect_part(grant->text);
    enum effect effect = EFFECT_COUNT;
    bool has_pattern = name.len < grant->text.len;
    bool keys = narrower_keys(grant);
    bool arguments = !has_pattern && all_have_arguments(grant);
    bool family = !effect_parse(name, &effect);

    for (uint32_t i = 0; i < grant->uses.len; i++) {
        struct str used = grant->uses.items[i].effect;
        struct str text = has_pattern ? grant->text : effect_part(used);
        if (arguments)
            text = used;
        add_instead(a, problem, keys ? grant->uses.items[i].key : grant->key, text);
    }
    if ((!keys && !arguments && !family) || problem->instead.len > INSTEAD_MAX)
        problem->instead.len = 0;
    if (family && has_pattern && !keys) /* its pattern is for all of the family */
        problem->instead.len = 0;
}

struct grant_problems grant_review(struct arena *a, const struct report *r)
{
    struct grant_problems problems = {0};

    for (uint32_t i = 0; i < r->hosts.len; i++)
        if (!r->hosts.items[i].used)
            vec_push(
                a, &problems,
                (struct grant_problem){.trouble = r->hosts.items[i].installed ? GRANT_HOST_UNUSED : GRANT_HOST_MISSING,
                                       .host = &r->hosts.items[i]});
    for (uint32_t i = 0; i < r->grants.len; i++) {
        struct grant_problem problem = {.trouble = GRANT_TOO_WIDE, .grant = &r->grants.items[i]};
        if (problem.grant->expired)
            problem.trouble = GRANT_EXPIRED;
        else if (!problem.grant->used)
            problem.trouble = GRANT_STALE;
        else if (!problem.grant->locked)
            narrow(a, &problem);
        if (problem.trouble != GRANT_TOO_WIDE || problem.instead.len > 0)
            vec_push(a, &problems, problem);
    }
    return problems;
}
