#include "analyzer/verdict/notes.h"

#include <stdlib.h>

#include "analyzer/base/strbuf.h"

static int compare_texts(const void *left, const void *right)
{
    const struct str *a = left;
    const struct str *b = right;

    return str_cmp(*a, *b);
}

uint32_t notes_sort_unique(struct str *items, uint32_t count)
{
    uint32_t kept = 0;

    if (count > 0)
        qsort(items, count, sizeof(*items), compare_texts);
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || !str_eq(items[kept - 1], items[i]))
            items[kept++] = items[i];
    return kept;
}

/* How Node is started: with exactly these conditions, because "exports" may lead elsewhere under others. */
static struct str assume_start(struct arena *run, const struct policy *policy)
{
    struct strbuf text;

    strbuf_init(&text, run);
    strbuf_put_c(&text, "Node runs ");
    for (uint32_t i = 0; i < policy->conditions.len; i++)
        strbuf_printf(&text, "%s--conditions=%.*s", i == 0 ? "with " : " ", STR_ARG(policy->conditions.items[i]));
    strbuf_printf(&text, "%swithout NODE_PATH, NODE_OPTIONS, loader hooks, %s--conditions and ",
                  policy->conditions.len > 0 ? ", " : "", policy->conditions.len > 0 ? "other " : "");
    strbuf_put_c(&text, "--preserve-symlinks, ");
    for (uint32_t i = 0; i < policy->env.len; i++)
        strbuf_printf(&text, "with the variable %.*s=%.*s, ", STR_ARG(policy->env.items[i].name),
                      STR_ARG(policy->env.items[i].value));
    strbuf_put_c(&text, "and finds nothing in ~/.node_modules, ~/.node_libraries "
                        "and $PREFIX/lib/node");
    return strbuf_text(&text);
}

void notes_assumptions(struct arena *run, const struct program *p, struct report *report)
{
    uint32_t count = notes_sort_unique(p->assumptions.items, p->assumptions.len);

    vec_push(run, &report->assumptions, (struct report_note){assume_start(run, p->policy)});
    for (uint32_t i = 0; i < count; i++)
        vec_push(run, &report->assumptions, (struct report_note){p->assumptions.items[i]});
}

void notes_add_first(struct arena *run, struct report *report, struct str assumption)
{
    vec_push(run, &report->assumptions, (struct report_note){assumption});
    for (uint32_t i = report->assumptions.len; i-- > 1;)
        report->assumptions.items[i] = report->assumptions.items[i - 1];
    report->assumptions.items[0] = (struct report_note){assumption};
}

static void warn_hosts(struct arena *run, struct report *report)
{
    for (uint32_t i = 0; i < report->hosts.len; i++) {
        const struct report_host *host = &report->hosts.items[i];
        struct strbuf text;
        if (host->used)
            continue;
        strbuf_init(&text, run);
        strbuf_printf(&text, "the host library %.*s is %s", STR_ARG(host->name),
                      host->installed ? "imported by nothing" : "not installed");
        vec_push(run, &report->warnings, (struct report_note){strbuf_text(&text)});
    }
}

static void warn_grant(struct arena *run, const struct report_grant *grant, struct report *report)
{
    struct strbuf text;

    strbuf_init(&text, run);
    strbuf_printf(&text, "%.*s:%u:%u: the grant %.*s for %.*s ", STR_ARG(grant->file), (unsigned)grant->line,
                  (unsigned)grant->column, STR_ARG(grant->text), STR_ARG(grant->key));
    if (grant->expired)
        strbuf_printf(&text, "expired after %.*s", STR_ARG(grant->until));
    else
        strbuf_put_c(&text, "is used by nothing");
    vec_push(run, &report->warnings, (struct report_note){strbuf_text(&text)});
}

/* Lines of the lock file are many and generated: they are told as one. */
static void warn_lock(struct arena *run, struct report *report, uint32_t stale)
{
    struct strbuf text;

    strbuf_init(&text, run);
    strbuf_printf(&text, "%u line%s of the lock file %s used by nothing: cordon policy update takes %s out",
                  (unsigned)stale, stale == 1 ? "" : "s", stale == 1 ? "is" : "are", stale == 1 ? "it" : "them");
    vec_push(run, &report->warnings, (struct report_note){strbuf_text(&text)});
}

void notes_warnings(struct arena *run, struct report *report)
{
    uint32_t stale = 0;

    warn_hosts(run, report);
    for (uint32_t i = 0; i < report->grants.len; i++) {
        const struct report_grant *grant = &report->grants.items[i];
        if (grant->used && !grant->expired)
            continue;
        if (grant->locked)
            stale++;
        else
            warn_grant(run, grant, report);
    }
    if (stale > 0)
        warn_lock(run, report, stale);
}
