#include "cli/joined_findings.h"

#include "analyzer/base/jdoc.h"
#include "analyzer/base/strbuf.h"
#include "rules/effect.h"

/* How findings say that a grant would do. */
static const struct str GRANT = STR_INIT("grant it in the policy: ");

/* Findings of one place, which the order of reports puts side by side. */
struct place {
    const struct report_package *package;
    const struct report_finding *items;
    uint32_t count;
    uint32_t max; /* effects that are named */
};

static bool is_same_place(const struct report_finding *a, const struct report_finding *b)
{
    return a->verdict == b->verdict && a->line == b->line && a->column == b->column && str_eq(a->file, b->file);
}

/*
 * What happens, without what that means: "hands on globalThis" of "hands on globalThis, which perhaps makes code from
 * data". `*link` is the ", which perhaps " between them; the whole message and nothing when it is no such sentence.
 */
static struct str cause_of(const struct report_finding *finding, struct str *link)
{
    static const struct str links[] = {STR_INIT(", which perhaps "), STR_INIT(", which ")};
    enum effect effect = EFFECT_COUNT;

    *link = STR("");
    if (!effect_parse(finding->effect, &effect) || !str_ends(finding->message, str_from(effect_info(effect)->meaning)))
        return finding->message;
    for (size_t i = 0; i < ARRAY_LEN(links); i++) {
        struct str head =
            str_slice(finding->message, 0, finding->message.len - str_from(effect_info(effect)->meaning).len);
        if (!str_ends(head, links[i]))
            continue;
        *link = links[i];
        return str_slice(head, 0, head.len - links[i].len);
    }
    return finding->message;
}

/* How many findings of the place have the cause of `at`; 0 when an earlier one has it too. */
static uint32_t count_of_cause(const struct place *place, uint32_t at)
{
    struct str link = {0};
    struct str cause = cause_of(&place->items[at], &link);
    uint32_t count = 0;

    for (uint32_t i = 0; i < place->count; i++) {
        struct str other_link = {0};
        if (!str_eq(cause_of(&place->items[i], &other_link), cause) || !str_eq(link, other_link))
            continue;
        if (i < at)
            return 0;
        count++;
    }
    return count;
}

/* One sentence for the findings that have the cause of `first`. */
static struct str sentence_of(struct arena *a, const struct report_finding *first, uint32_t count, bool all)
{
    struct str link = {0};
    struct str cause = cause_of(first, &link);
    struct strbuf text;

    if (count == 1 || link.len == 0)
        return first->message;
    strbuf_init(&text, a);
    strbuf_printf(&text, "%.*s%.*shas ", STR_ARG(cause), STR_ARG(link));
    if (all)
        strbuf_put_c(&text, "these effects");
    else
        strbuf_printf(&text, "%u of these effects", count);
    return strbuf_text(&text);
}

static void put_causes(struct arena *a, const struct place *place, struct joined_finding *joined)
{
    struct joined_cause *causes = arena_array(a, place->count, sizeof(*causes));
    struct strbuf text;

    strbuf_init(&text, a);
    for (uint32_t i = 0; i < place->count; i++) {
        uint32_t count = count_of_cause(place, i);
        struct joined_cause *cause = &causes[joined->count];
        if (count == 0)
            continue;
        cause->rule = place->items[i].rule;
        cause->message = sentence_of(a, &place->items[i], count, count == place->count);
        strbuf_put_c(&text, joined->count++ > 0 ? "; " : "");
        strbuf_put(&text, cause->message);
    }
    joined->causes = causes;
    joined->finding.message = strbuf_text(&text);
}

static void put_effect(struct strbuf *text, const struct report_finding *finding)
{
    strbuf_put(text, finding->effect);
    if (finding->argument.len > 0)
        strbuf_printf(text, ":%.*s", STR_ARG(finding->argument));
}

/* True when an earlier finding of the place has the same effect and argument, so that it is named already. */
static bool is_named(const struct place *place, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (str_eq(place->items[i].effect, place->items[at].effect) &&
            str_eq(place->items[i].argument, place->items[at].argument))
            return true;
    return false;
}

static struct str effects_of(struct arena *a, const struct place *place)
{
    struct strbuf text;
    uint32_t named = 0;

    strbuf_init(&text, a);
    for (uint32_t i = 0; i < place->count; i++) {
        if (place->items[i].effect.len == 0 || is_named(place, i) || named++ >= place->max)
            continue;
        strbuf_put_c(&text, named > 1 ? "  " : "");
        put_effect(&text, &place->items[i]);
    }
    if (named > place->max)
        strbuf_printf(&text, "  … %u more", named - place->max);
    return strbuf_text(&text);
}

static struct str rules_of(struct arena *a, const struct place *place)
{
    struct strbuf text;

    strbuf_init(&text, a);
    for (uint32_t i = 0; i < place->count; i++) {
        bool named = false;
        for (uint32_t k = 0; k < i && !named; k++)
            named = str_eq(place->items[k].rule, place->items[i].rule);
        if (named)
            continue;
        strbuf_put_c(&text, i > 0 ? ", " : "");
        strbuf_put(&text, place->items[i].rule);
    }
    return strbuf_text(&text);
}

/* One entry of "allow" for all that can be granted; pasted as it is, so it names every effect or none. */
static void put_grants(struct arena *a, struct strbuf *text, const struct place *place)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < place->count; i++)
        count += str_starts(place->items[i].fix, GRANT) && !is_named(place, i);
    if (count == 0)
        return;
    if (count > place->max) {
        strbuf_printf(text, "use only the members that are needed; cordon policy update would grant all %u", count);
        return;
    }
    strbuf_put_c(text,
                 count == 1 ? "grant it in the policy: \"allow\": { " : "grant them in the policy: \"allow\": { ");
    jdoc_write_str(text, place->package->key);
    strbuf_put_c(text, ": [");
    for (uint32_t i = 0, written = 0; i < place->count; i++) {
        struct strbuf effect;
        if (!str_starts(place->items[i].fix, GRANT) || is_named(place, i))
            continue;
        strbuf_init(&effect, a);
        put_effect(&effect, &place->items[i]);
        strbuf_put_c(text, written++ > 0 ? ", " : "");
        jdoc_write_str(text, strbuf_text(&effect));
    }
    strbuf_put_c(text, "] }");
}

static struct str fixes_of(struct arena *a, const struct place *place)
{
    struct strbuf text;

    strbuf_init(&text, a);
    put_grants(a, &text, place);
    for (uint32_t i = 0; i < place->count; i++) {
        struct str fix = place->items[i].fix;
        bool said = fix.len == 0 || str_starts(fix, GRANT);
        for (uint32_t k = 0; k < i && !said; k++)
            said = str_eq(place->items[k].fix, fix);
        if (said)
            continue;
        strbuf_put_c(&text, strbuf_text(&text).len > 0 ? "; " : "");
        strbuf_put(&text, fix);
    }
    return strbuf_text(&text);
}

static struct joined_finding join(struct arena *a, const struct place *place)
{
    struct joined_finding joined = {.finding = place->items[0]};
    struct report_finding *one = &joined.finding;

    put_causes(a, place, &joined);
    if (place->count == 1)
        return joined;
    one->rule = rules_of(a, place);
    one->effect = effects_of(a, place);
    one->argument = STR("");
    one->fix = fixes_of(a, place);
    for (uint32_t i = 1; i < place->count; i++) {
        one->launch |= place->items[i].launch;
        one->more = place->items[i].more > one->more ? place->items[i].more : one->more;
    }
    return joined;
}

/* Those that no condition closes when `closed` is false, the others when it is true. */
static void put_joined(struct arena *a, struct place place, bool closed, struct joined_findings *out)
{
    struct joined_finding joined = join(a, &place);

    if (((joined.finding.launch & LAUNCH_NONE_HELPS) == 0) == closed)
        out->items[out->len++] = joined;
}

struct joined_findings joined_findings(struct arena *a, const struct report_package *package, enum verdict verdict,
                                       uint32_t max)
{
    struct joined_findings out = {.items = arena_array(a, package->findings.len, sizeof(*out.items))};

    for (int closed = 0; closed <= 1; closed++) {
        uint32_t end = 0;
        for (uint32_t i = 0; i < package->findings.len; i = end) {
            const struct report_finding *first = &package->findings.items[i];
            for (end = i + 1; end < package->findings.len && is_same_place(first, &package->findings.items[end]);)
                end++;
            if (first->verdict == verdict)
                put_joined(a, (struct place){package, first, end - i, max}, closed == 1, &out);
        }
    }
    return out;
}
