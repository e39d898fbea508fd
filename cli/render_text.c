#include "cli/render_text.h"

#include <assert.h>
#include <stdlib.h>

#include "cli/joined_findings.h"
#include "cli/report_view.h"
#include "cli/steps_text.h"
#include "cli/term.h"
#include "rules/launch.h"

/* What is shown of a long list without --full. */
enum {
    FINDINGS_SHOWN = 4, /* of one package */
    GRANTED_SHOWN = 8,
    EFFECTS_SHOWN = 6,
    NOTES_SHOWN = 3,
};

/* Columns. */
enum { WHAT_WIDTH = 44 };

struct text {
    struct arena *scratch;
    struct strbuf *out;
    const struct report *report;
    const struct text_options *options;
};

static const struct str not_claimed =
    STR_INIT("not claimed: termination, memory and CPU use, side channels, bugs in Node or in a host library");

static enum style style_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return STYLE_GOOD;
    case VERDICT_FAIL:
        return STYLE_BAD;
    case VERDICT_UNKNOWN:
        return STYLE_DOUBT;
    }
    assert(!"unreachable");
    return STYLE_DOUBT;
}

static void put(const struct text *t, const char *text)
{
    strbuf_put_c(t->out, text);
}

static void put_styled(const struct text *t, enum style style, struct str text)
{
    term_style(t->out, t->options->color, style);
    term_put(t->out, text);
    term_style(t->out, t->options->color, STYLE_PLAIN);
}

static void put_sentence(const struct text *t, struct str text)
{
    (void)term_put_cut(t->out, text, t->options->full ? UINT32_MAX : STEPS_SENTENCE);
}

static uint32_t shown_of(const struct text *t, uint32_t count, uint32_t max)
{
    return t->options->full || count <= max ? count : max;
}

/* "… 5 more findings (--full)" */
static void put_rest(const struct text *t, const char *indent, uint32_t count, const char *what)
{
    struct arena *a = t->scratch;
    struct strbuf line;

    if (count == 0)
        return;
    strbuf_init(&line, a);
    strbuf_printf(&line, "… %u more %s%s (--full)", count, what, count == 1 ? "" : "s");
    put(t, indent);
    put_styled(t, STYLE_DIM, strbuf_text(&line));
    put(t, "\n");
}

static void put_package_name(const struct text *t, const struct report_package *package)
{
    put_styled(t, STYLE_BOLD, package->name.len > 0 ? package->name : STR("(no name)"));
    if (package->version.len > 0) {
        put(t, "@");
        term_put(t->out, package->version);
    }
}

/* Node's switches of the conditions in the set: "--frozen-intrinsics --no-addons (frozen-intrinsics, no-addons)". */
static void put_launch_set(const struct text *t, uint32_t launch)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);
    const char *between = "";

    for (uint32_t i = 0; i < count; i++) {
        if ((launch & (uint32_t)infos[i].bit) == 0)
            continue;
        strbuf_printf(t->out, "%s%s", between, infos[i].flag);
        between = " ";
    }
    between = " (";
    for (uint32_t i = 0; i < count; i++) {
        if ((launch & (uint32_t)infos[i].bit) == 0)
            continue;
        strbuf_printf(t->out, "%s%s", between, infos[i].name);
        between = ", ";
    }
    put(t, ")");
}

/* --- a finding --- */

static void put_path(const struct text *t, const struct report_finding *finding)
{
    struct steps_style style = {.indent = "    ", .color = t->options->color, .full = t->options->full};

    /* At the place itself the message has said it already. */
    if (str_starts(finding->message, finding->path.items[finding->path.len - 1].text))
        style.last = STR("here");
    steps_text(t->out, &finding->path, &style);
}

static void put_place(const struct text *t, const struct report_package *package, const struct report_finding *finding)
{
    struct report_step step = {.file = finding->file, .line = finding->line, .column = finding->column};

    put(t, "    ");
    if (package->path.len > 0 && !str_eq(package->path, STR("."))) {
        term_put(t->out, package->path);
        put(t, "/");
    }
    term_put(t->out, steps_place(t->scratch, &step));
    put(t, "\n");
}

static void put_help(const struct text *t, const struct report_finding *finding)
{
    if (finding->fix.len > 0) {
        put(t, "  ");
        put_sentence(t, finding->fix);
        put(t, "\n");
    }
    if (finding->launch != 0 && (finding->launch & LAUNCH_NONE_HELPS) == 0) {
        put(t, finding->verdict == VERDICT_PASS ? "  closed by " : "  or start Node with ");
        put_launch_set(t, finding->launch);
        put(t, "\n");
    }
}

static void put_head(const struct text *t, const struct report_package *package, const struct report_finding *finding)
{
    put_styled(t, style_of(finding->verdict), str_from(report_verdict_word(finding->verdict)));
    put(t, "  ");
    put_package_name(t, package);
    if (finding->effect.len > 0) {
        put(t, "  ");
        put_styled(t, STYLE_BOLD, finding->effect);
        if (finding->argument.len > 0) {
            put(t, ":");
            (void)term_put_cut(t->out, finding->argument, WHAT_WIDTH);
        }
    }
    put(t, "\n");
}

static void put_finding(const struct text *t, const struct report_package *package, const struct joined_finding *joined)
{
    const struct report_finding *finding = &joined->finding;

    put_head(t, package, finding);
    for (uint32_t i = 0; i < joined->count; i++) {
        put(t, "  ");
        put_sentence(t, joined->causes[i].message);
        put(t, "  [");
        term_put(t->out, joined->causes[i].rule);
        put(t, "]\n");
    }
    if (finding->path.len > 0)
        put_path(t, finding);
    else
        put_place(t, package, finding);
    if (finding->more > 0)
        strbuf_printf(t->out, "    and at %u other place%s of this package\n", finding->more,
                      finding->more == 1 ? "" : "s");
    put_help(t, finding);
    put(t, "\n");
}

/* The findings of one package that have the verdict: one for each place. */
static void put_findings(const struct text *t, const struct report_package *package, enum verdict verdict)
{
    struct joined_findings found = {0};
    uint32_t shown = 0;

    if (verdict == VERDICT_PASS && !t->options->full)
        return;
    found = joined_findings(t->scratch, package, verdict, t->options->full ? UINT32_MAX : EFFECTS_SHOWN);
    shown = shown_of(t, found.len, FINDINGS_SHOWN);
    for (uint32_t i = 0; i < shown; i++)
        put_finding(t, package, &found.items[i]);
    if (shown < found.len) {
        put_styled(t, style_of(verdict), str_from(report_verdict_word(verdict)));
        put(t, "  ");
        put_package_name(t, package);
        put_rest(t, "  ", found.len - shown, "finding");
        put(t, "\n");
    }
}

/* A package with findings, and the steps to the nearest one. */
struct near_package {
    const struct report_package *package;
    uint32_t steps;
    uint32_t index;
};

static struct near_package near_of(const struct report *r, uint32_t index, enum verdict verdict)
{
    struct near_package near = {.package = &r->packages.items[index], .steps = UINT32_MAX, .index = index};

    for (uint32_t i = 0; i < near.package->findings.len; i++) {
        const struct report_finding *finding = &near.package->findings.items[i];
        if (finding->verdict == verdict && finding->path.len < near.steps)
            near.steps = finding->path.len;
    }
    return near;
}

static int compare_near(const void *left, const void *right)
{
    const struct near_package *a = left;
    const struct near_package *b = right;

    if (a->steps != b->steps)
        return a->steps < b->steps ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/*
 * What certainly happens comes before what perhaps does, and what the program does itself before what it does through
 * packages: the nearest can be changed or left out first.
 */
static void put_all_findings(const struct text *t)
{
    static const enum verdict order[] = {VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_PASS};
    uint32_t count = t->report->packages.len;
    struct near_package *packages = arena_array(t->scratch, count, sizeof(*packages));

    for (size_t v = 0; v < ARRAY_LEN(order); v++) {
        for (uint32_t i = 0; i < count; i++)
            packages[i] = near_of(t->report, i, order[v]);
        if (count > 0)
            qsort(packages, count, sizeof(*packages), compare_near);
        for (uint32_t i = 0; i < count; i++)
            put_findings(t, packages[i].package, order[v]);
    }
}

/* --- what else there is to say --- */

static void put_granted_package(const struct text *t, const struct report_package *package)
{
    uint32_t total = 0;
    uint32_t printed = 0;

    for (uint32_t i = 0; i < package->effects.len; i++)
        total += report_is_granted(t->report, package, package->effects.items[i]);
    put(t, "granted: ");
    put_package_name(t, package);
    for (uint32_t i = 0; i < package->effects.len && printed < shown_of(t, total, EFFECTS_SHOWN); i++) {
        if (!report_is_granted(t->report, package, package->effects.items[i]))
            continue;
        put(t, "  ");
        (void)term_put_cut(t->out, package->effects.items[i], t->options->full ? UINT32_MAX : WHAT_WIDTH);
        printed++;
    }
    put(t, "\n");
    put_rest(t, "  ", total - printed, "effect");
}

static void put_granted(const struct text *t)
{
    struct report_counts counts = report_count(t->report);
    uint32_t printed = 0;

    for (uint32_t i = 0; i < t->report->packages.len && printed < shown_of(t, counts.granted, GRANTED_SHOWN); i++) {
        const struct report_package *package = &t->report->packages.items[i];

        if (report_has_grants(t->report, package)) {
            put_granted_package(t, package);
            printed++;
        }
    }
    put_rest(t, "", counts.granted - printed, "package with grants");
}

static void put_launch_line(const struct text *t)
{
    uint32_t launch = t->report->launch;

    if (launch == 0 || (launch & LAUNCH_NONE_HELPS) != 0)
        return;
    put(t, t->report->verdict == VERDICT_PASS ? "launch: holds when Node is started, as the policy says, with "
                                              : "launch: would pass if the policy kept, and Node were started with, ");
    put_launch_set(t, launch);
    put(t, "\n");
}

static void put_notes(const struct text *t, const char *label, const struct report_note *notes, uint32_t count,
                      uint32_t max, const char *what)
{
    uint32_t shown = shown_of(t, count, max);

    for (uint32_t i = 0; i < shown; i++) {
        put(t, label);
        put_sentence(t, notes[i].text);
        put(t, "\n");
    }
    put_rest(t, "  ", count - shown, what);
}

static void put_last_line(const struct text *t)
{
    put_styled(t, style_of(t->report->verdict), str_from(report_verdict_word(t->report->verdict)));
    report_put_counts(t->out, t->report);
    put(t, "\n");
}

void render_text(struct arena *scratch, struct strbuf *out, const struct report *r, const struct text_options *options)
{
    const struct text t = {.scratch = scratch, .out = out, .report = r, .options = options};

    if (!options->quiet) {
        put_all_findings(&t);
        put_granted(&t);
        put_notes(&t, "warning: ", r->warnings.items, r->warnings.len, UINT32_MAX, "warning");
        put_notes(&t, "assumes: ", r->assumptions.items, r->assumptions.len, NOTES_SHOWN, "assumption");
        put_launch_line(&t);
        put_styled(&t, STYLE_DIM, not_claimed);
        put(&t, "\n");
    }
    put_last_line(&t);
}
