#include "cli/audit_report.h"

#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/package/path.h"
#include "cli/render_audit.h"
#include "rules/effect.h"

static void add_finding(struct arena *a, struct report_package *out, enum verdict verdict, struct str rule,
                        struct str message)
{
    struct report_finding finding = {.rule = rule,
                                     .file = STR("package.json"),
                                     .verdict = verdict,
                                     .launch = LAUNCH_NONE_HELPS,
                                     .message = message,
                                     .certain = verdict == VERDICT_FAIL};

    vec_push(a, &out->findings, finding);
    out->verdict = verdict_worse(out->verdict, verdict);
}

static void add_script(struct arena *a, struct report_package *out, const struct audit_script *script)
{
    struct audit_effects effects = audit_script_effects(a, script);
    struct strbuf rule;
    struct strbuf message;

    strbuf_init(&rule, a);
    strbuf_printf(&rule, "script.%s", script->kind == AUDIT_SCRIPT_GYP ? "gyp" : audit_script_kind_name(script->kind));
    strbuf_init(&message, a);
    strbuf_printf(&message, "npm runs %.*s when it installs the package: %.*s", STR_ARG(script->name),
                  STR_ARG(script->command));
    for (uint32_t i = 0; i < effects.items.len; i++)
        strbuf_printf(&message, "%s%.*s", i == 0 ? ", which reaches " : ", ", STR_ARG(effects.items.items[i]));
    add_finding(a, out, VERDICT_FAIL, strbuf_text(&rule), strbuf_text(&message));
}

static void add_needs(struct arena *a, struct report *r, const struct audit_package *package)
{
    struct strbuf text;

    if (package->needs.len == 0)
        return;
    strbuf_init(&text, a);
    strbuf_printf(&text, "dependencies of %.*s are no part of this:", STR_ARG(package->all.record.name));
    for (uint32_t i = 0; i < package->needs.len; i++)
        strbuf_printf(&text, "%s %.*s", i == 0 ? "" : ",", STR_ARG(package->needs.items[i]));
    vec_push(a, &r->assumptions, (struct report_note){strbuf_text(&text)});
}

static void add_package(struct arena *a, struct report *r, const struct audit_package *package)
{
    struct report_package out = package->all.record;
    bool has_rule = package->not_analysed_rule.len > 0;

    if (out.findings.len > 0) { /* the audit keeps its own list */
        out.findings.items = arena_array(a, out.findings.len, sizeof(*out.findings.items));
        for (uint32_t i = 0; i < out.findings.len; i++)
            out.findings.items[i] = package->all.record.findings.items[i];
        out.findings.cap = out.findings.len;
    }
    if (package->not_analysed.len > 0)
        add_finding(a, &out, VERDICT_UNKNOWN, has_rule ? package->not_analysed_rule : STR("audit.not-analysed"),
                    package->not_analysed);
    for (uint32_t i = 0; i < package->scripts.len; i++)
        if (package->scripts.items[i].install)
            add_script(a, &out, &package->scripts.items[i]);
    add_needs(a, r, package);
    r->verdict = verdict_worse(r->verdict, out.verdict);
    vec_push(a, &r->packages, out);
}

static int compare_packages(const void *left, const void *right)
{
    const struct report_package *a = left;
    const struct report_package *b = right;
    int order = str_cmp(a->path, b->path);

    return order == 0 ? str_cmp(a->name, b->name) : order;
}

static uint32_t index_at(const struct report *r, struct str path)
{
    uint32_t low = 0;
    uint32_t high = r->packages.len;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(r->packages.items[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->packages.len && str_eq(r->packages.items[low].path, path) ? low : UINT32_MAX;
}

static int compare_links(const void *left, const void *right)
{
    const struct report_link *a = left;
    const struct report_link *b = right;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* Who imports whom, by where the packages are in this report. */
static void add_links(struct arena *a, const struct report *judged, struct report *r)
{
    for (uint32_t i = 0; judged != NULL && i < judged->links.len; i++) {
        struct report_link link = judged->links.items[i];
        link.from = index_at(r, judged->packages.items[link.from].path);
        link.to = index_at(r, judged->packages.items[link.to].path);
        if (link.from != UINT32_MAX && link.to != UINT32_MAX)
            vec_push(a, &r->links, link);
    }
    if (r->links.len > 0)
        qsort(r->links.items, r->links.len, sizeof(*r->links.items), compare_links);
}

/* The folder in which the files of the project are; empty for what is no file. */
static struct str root_of(struct arena *a, const char *operand)
{
    struct str real = {0};

    if (fs_realpath(a, operand == NULL ? "." : operand, &real, NULL) != OK)
        return STR("");
    return fs_kind(str_to_c(a, real)) == FS_DIR ? real : path_folder(real);
}

struct report *audit_report(struct arena *a, const struct audit *audit, const char *operand)
{
    struct report *r = arena_new(a, struct report);

    r->root = root_of(a, operand);
    r->profile = str_from(profile_name(PROFILE_CONFINED));
    for (uint32_t i = 0; i < audit->majors.len; i++)
        vec_push(a, &r->majors, audit->majors.items[i]);
    for (uint32_t i = 0; i < audit->warnings.len; i++)
        vec_push(a, &r->warnings, audit->warnings.items[i]);
    for (uint32_t i = 0; i < audit->assumptions.len; i++)
        vec_push(a, &r->assumptions, audit->assumptions.items[i]);
    for (uint32_t i = 0; i < audit->packages.len; i++)
        add_package(a, r, &audit->packages.items[i]);
    if (r->packages.len > 0)
        qsort(r->packages.items, r->packages.len, sizeof(*r->packages.items), compare_packages);
    add_links(a, audit->judged, r);
    r->files = audit->judged == NULL ? 0 : audit->judged->files;
    return r;
}
