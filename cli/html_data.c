#include "cli/html_data.h"

#include "analyzer/base/sym.h"
#include "cli/harmless.h"
#include "cli/json_out.h"
#include "cli/report_view.h"
#include "rules/effect.h"
#include "rules/launch.h"

struct page {
    struct arena *scratch;
    struct json_out j;
    const struct report *report;
    struct sym_table known;                /* the steps that were seen, as texts */
    VEC(const struct report_step *) steps; /* by symbol - 1 */
};

static void put(struct page *p, const char *key, struct str text)
{
    json_str(&p->j, key, harmless(p->scratch, text));
}

static const char *kind_of(const struct page *p, const struct report_package *package)
{
    if (package->host)
        return "host";
    return report_has_grants(p->report, package) ? "granted" : verdict_name(package->verdict);
}

/* Ways share their beginnings: a step is written once and named by its number. */
static uint32_t number_of(struct page *p, const struct report_step *step)
{
    struct strbuf text;
    uint32_t number = 0;

    strbuf_init(&text, p->scratch);
    strbuf_printf(&text, "%u:%u:", step->line, step->column);
    strbuf_put(&text, step->file);
    strbuf_put_char(&text, '\0');
    strbuf_put(&text, step->text);
    strbuf_put_char(&text, '\0');
    strbuf_put(&text, step->source);
    number = sym_intern(&p->known, strbuf_text(&text)).i;
    if (number > p->steps.len)
        vec_push(p->scratch, &p->steps, step);
    return number - 1;
}

/* Node's switches that would help, or nothing. */
static struct str launch_flags(struct page *p, uint32_t launch)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);
    struct strbuf text;

    strbuf_init(&text, p->scratch);
    for (uint32_t i = 0; i < count && (launch & LAUNCH_NONE_HELPS) == 0; i++)
        if ((launch & (uint32_t)infos[i].bit) != 0)
            strbuf_printf(&text, "%s%s", text.len > 0 ? " " : "", infos[i].flag);
    return strbuf_text(&text);
}

static void put_finding(struct page *p, const struct report_package *package, const struct report_finding *finding)
{
    struct report_step place = harmless_finding_step(p->scratch, package, finding);
    struct report_step *kept = arena_new(p->scratch, struct report_step);

    json_object(&p->j, NULL);
    put(p, "rule", finding->rule);
    put(p, "effect", finding->effect);
    put(p, "argument", finding->argument);
    json_c(&p->j, "verdict", verdict_name(finding->verdict));
    put(p, "message", finding->message);
    put(p, "fix", finding->fix);
    put(p, "launch", launch_flags(p, finding->launch));
    json_number(&p->j, "more", finding->more);
    json_array(&p->j, "path");
    for (uint32_t i = 0; i < finding->path.len; i++)
        json_number(&p->j, NULL, number_of(p, &finding->path.items[i]));
    if (finding->path.len == 0) {
        *kept = place;
        json_number(&p->j, NULL, number_of(p, kept));
    }
    json_close_array(&p->j);
    json_close_object(&p->j);
}

static void put_package(struct page *p, const struct report_package *package)
{
    json_object(&p->j, NULL);
    put(p, "name", package->name.len > 0 ? package->name : package->path);
    put(p, "version", package->version);
    put(p, "path", package->path);
    put(p, "key", package->key);
    json_c(&p->j, "kind", kind_of(p, package));
    json_array(&p->j, "effects");
    for (uint32_t i = 0; i < package->effects.len; i++) {
        json_array(&p->j, NULL);
        put(p, NULL, package->effects.items[i]);
        json_bool(&p->j, NULL,
                  package->verdict == VERDICT_PASS && report_is_granted(p->report, package, package->effects.items[i]));
        json_close_array(&p->j);
    }
    json_close_array(&p->j);
    json_array(&p->j, "findings");
    for (uint32_t i = 0; i < package->findings.len; i++)
        put_finding(p, package, &package->findings.items[i]);
    json_close_array(&p->j);
    json_close_object(&p->j);
}

static void put_links(struct page *p)
{
    json_array(&p->j, "links");
    for (uint32_t i = 0; i < p->report->links.len; i++) {
        const struct report_link *link = &p->report->links.items[i];
        json_array(&p->j, NULL);
        json_number(&p->j, NULL, link->from);
        json_number(&p->j, NULL, link->to);
        json_number(&p->j, NULL, link->count);
        json_close_array(&p->j);
    }
    json_close_array(&p->j);
}

static void put_steps(struct page *p)
{
    json_array(&p->j, "steps");
    for (uint32_t i = 0; i < p->steps.len; i++) {
        const struct report_step *step = p->steps.items[i];
        json_array(&p->j, NULL);
        put(p, NULL, step->file);
        json_number(&p->j, NULL, step->line);
        json_number(&p->j, NULL, step->column);
        put(p, NULL, step->text);
        put(p, NULL, step->source);
        json_close_array(&p->j);
    }
    json_close_array(&p->j);
}

/* The effects by tier, the worst first. */
static void put_tiers(struct page *p)
{
    static const struct {
        enum tier tier;
        const char *word;
    } order[] = {
        {TIER_X, "escape"},         {TIER_A, "authority"}, {TIER_I, "information"},
        {TIER_N, "nondeterminism"}, {TIER_R, "resources"},
    };

    json_array(&p->j, "tiers");
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        json_array(&p->j, NULL);
        json_c(&p->j, NULL, order[i].word);
        json_array(&p->j, NULL);
        for (uint32_t e = 0; e < EFFECT_COUNT; e++)
            if (effect_tier((enum effect)e) == order[i].tier)
                json_c(&p->j, NULL, effect_name((enum effect)e));
        json_close_array(&p->j);
        json_close_array(&p->j);
    }
    json_close_array(&p->j);
}

static void put_notes(struct page *p, const char *key, const struct report_note *notes, uint32_t count)
{
    json_array(&p->j, key);
    for (uint32_t i = 0; i < count; i++)
        put(p, NULL, notes[i].text);
    json_close_array(&p->j);
}

void html_data(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    struct page p = {.scratch = scratch, .report = r};
    struct strbuf text;
    struct str json = {0};

    sym_table_init(&p.known, scratch);
    strbuf_init(&text, scratch);
    json_begin_compact(&p.j, &text);
    json_object(&p.j, NULL);
    json_array(&p.j, "packages");
    for (uint32_t i = 0; i < r->packages.len; i++)
        put_package(&p, &r->packages.items[i]);
    json_close_array(&p.j);
    put_links(&p);
    put_steps(&p);
    put_tiers(&p);
    put_notes(&p, "assumptions", r->assumptions.items, r->assumptions.len);
    put_notes(&p, "warnings", r->warnings.items, r->warnings.len);
    json_close_object(&p.j);
    json_end(&p.j);
    json = strbuf_text(&text);
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] == '<')
            strbuf_put_c(out, "\\u003c");
        else if (json.ptr[i] != ' ' || i == 0 || (json.ptr[i - 1] != '\n' && json.ptr[i - 1] != ' '))
            strbuf_put_char(out, json.ptr[i]);
    }
}
