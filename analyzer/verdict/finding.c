#include "analyzer/verdict/finding.h"

#include <stdlib.h>

#include "analyzer/base/jdoc.h"
#include "analyzer/base/strbuf.h"

struct str finding_effect(struct arena *a, const struct program *p, const struct fact *fact)
{
    struct str argument = program_text_of(p, fact->argument);
    struct strbuf text;

    strbuf_init(&text, a);
    strbuf_put_c(&text, effect_name((enum effect)fact->effect));
    if (argument.len > 0)
        strbuf_printf(&text, ":%.*s", STR_ARG(argument));
    return strbuf_text(&text);
}

/* What happens, and what that means: "calls fs.readFileSync, which reads the contents of files or folders". */
static struct str message_of(struct arena *a, const struct program *p, const struct fact *fact)
{
    struct strbuf text;

    if (fact->message != 0)
        return program_text_of(p, fact->message);
    strbuf_init(&text, a);
    strbuf_put(&text, program_text_of(p, fact->text));
    if (fact->effect != FACT_NO_EFFECT)
        strbuf_printf(&text, fact->certainty == CERTAIN ? ", which %s" : ", which perhaps %s",
                      effect_info((enum effect)fact->effect)->meaning);
    return strbuf_text(&text);
}

/* The entry of "allow" that would permit the effect. */
static struct str grant_of(struct arena *a, const struct program *p, const struct fact *fact,
                           const struct standing *standing)
{
    struct str argument = program_text_of(p, fact->argument);
    struct strbuf text;

    /* Who wrote the code chose the stars: pasted into a policy they would grant more than this. */
    if (str_find(argument, STR("*"), 0) < argument.len)
        return STR("allow it with cordon policy update: a grant would take the stars of its argument for a pattern");
    strbuf_init(&text, a);
    strbuf_put_c(&text, "grant it in the policy: \"allow\": { ");
    jdoc_write_str(&text, standing_key(a, standing));
    strbuf_put_c(&text, ": [");
    jdoc_write_str(&text, finding_effect(a, p, fact));
    strbuf_put_c(&text, "] }");
    return strbuf_text(&text);
}

struct report_finding finding_of(struct arena *a, const struct program *p, const struct fact *fact,
                                 const struct standing *standing)
{
    struct report_finding finding = {.rule = program_text_of(p, fact->rule),
                                     .argument = program_text_of(p, fact->argument),
                                     .message = message_of(a, p, fact),
                                     .fix = program_text_of(p, fact->fix),
                                     .more = fact->more};

    if (fact->effect != FACT_NO_EFFECT) {
        finding.effect = str_from(effect_name((enum effect)fact->effect));
        if (finding.fix.len == 0)
            finding.fix = grant_of(a, p, fact, standing);
    }
    return finding;
}

/* FAIL first: it is what must be looked at. */
static int rank_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_FAIL:
        return 0;
    case VERDICT_UNKNOWN:
        return 1;
    case VERDICT_PASS:
        break;
    }
    return 2;
}

static int compare_numbers(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_findings(const void *left, const void *right)
{
    const struct report_finding *a = left;
    const struct report_finding *b = right;
    int order = rank_of(a->verdict) - rank_of(b->verdict);

    if (order == 0)
        order = str_cmp(a->file, b->file);
    if (order == 0)
        order = compare_numbers(a->line, b->line);
    if (order == 0)
        order = compare_numbers(a->column, b->column);
    if (order == 0)
        order = str_cmp(a->rule, b->rule);
    if (order == 0)
        order = str_cmp(a->effect, b->effect);
    if (order == 0)
        order = str_cmp(a->argument, b->argument);
    return order == 0 ? str_cmp(a->message, b->message) : order;
}

void findings_sort(struct report_finding *items, uint32_t count)
{
    if (count > 0)
        qsort(items, count, sizeof(*items), compare_findings);
}
