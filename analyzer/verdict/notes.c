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

void notes_assumptions(struct arena *run, const struct program *p, struct report *report)
{
    uint32_t count = notes_sort_unique(p->assumptions.items, p->assumptions.len);

    vec_push(run, &report->assumptions,
             (struct report_note){STR("Node runs without NODE_PATH, NODE_OPTIONS, loader hooks, --conditions and "
                                      "--preserve-symlinks, and finds nothing in ~/.node_modules, ~/.node_libraries "
                                      "and $PREFIX/lib/node")});
    for (uint32_t i = 0; i < count; i++)
        vec_push(run, &report->assumptions, (struct report_note){p->assumptions.items[i]});
}

static void warn_hosts(struct arena *run, const struct program *p, struct report *report)
{
    for (uint32_t i = 0; i < p->hosts.len; i++) {
        const struct host_package *host = &p->hosts.items[i];
        struct strbuf text;
        if (host->used)
            continue;
        strbuf_init(&text, run);
        strbuf_printf(&text, "the host library %.*s is %s", STR_ARG(host->host->name),
                      host->package == NULL ? "not installed" : "imported by nothing");
        vec_push(run, &report->warnings, (struct report_note){strbuf_text(&text)});
    }
}

static void warn_grant(struct arena *run, const struct policy *policy, const struct policy_grant *grant,
                       struct report *report)
{
    struct strbuf text;

    strbuf_init(&text, run);
    strbuf_printf(&text, "%.*s:%u:%u: the grant %.*s for %.*s ", STR_ARG(policy->file), (unsigned)grant->line,
                  (unsigned)grant->column, STR_ARG(grant->text), STR_ARG(grant->key));
    if (grant->expired)
        strbuf_printf(&text, "expired after %.*s", STR_ARG(grant->until));
    else
        strbuf_put_c(&text, "is used by nothing");
    vec_push(run, &report->warnings, (struct report_note){strbuf_text(&text)});
}

void notes_warnings(struct arena *run, const struct program *p, const bool *used, struct report *report)
{
    warn_hosts(run, p, report);
    for (uint32_t i = 0; i < p->policy->grants.len; i++)
        if (!used[i] || p->policy->grants.items[i].expired)
            warn_grant(run, p->policy, &p->policy->grants.items[i], report);
}
