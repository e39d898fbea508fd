#include "cli/render_markdown.h"

#include "cli/harmless.h"
#include "cli/joined_findings.h"
#include "cli/report_view.h"

enum { BRIEF_PACKAGES = 200, EFFECTS_SHOWN = 12 };

static void put_heading(struct strbuf *out, const struct report *r)
{
    strbuf_put_c(out, "## cordon: ");
    strbuf_put_c(out, report_verdict_word(r->verdict));
    strbuf_put_c(out, "\n\n");
    report_put_last_line(out, r);
    strbuf_put_c(out, "\n");
}

/* The effects that the policy does not allow, each once. */
static void put_effects(struct arena *scratch, struct strbuf *out, const struct report_package *package)
{
    uint32_t shown = 0;
    uint32_t left = 0;

    for (uint32_t i = 0; i < package->findings.len; i++) {
        struct str effect = harmless_effect(scratch, &package->findings.items[i]);
        bool again = false;
        if (package->findings.items[i].verdict == VERDICT_PASS)
            continue;
        for (uint32_t k = 0; k < i && !again; k++)
            again = package->findings.items[k].verdict != VERDICT_PASS &&
                    str_eq(harmless_effect(scratch, &package->findings.items[k]), effect);
        if (again)
            continue;
        if (shown == EFFECTS_SHOWN) {
            left++;
            continue;
        }
        strbuf_put_c(out, shown++ > 0 ? ", " : "");
        harmless_code(out, effect);
    }
    if (left > 0)
        strbuf_printf(out, " and %u more", left);
}

static uint32_t put_table(struct arena *scratch, struct strbuf *out, const struct report *r, uint32_t max)
{
    static const enum verdict order[] = {VERDICT_FAIL, VERDICT_UNKNOWN};
    uint32_t rows = 0;

    for (size_t v = 0; v < ARRAY_LEN(order); v++) {
        for (uint32_t i = 0; i < r->packages.len; i++) {
            const struct report_package *package = &r->packages.items[i];
            if (package->verdict != order[v] || rows++ >= max)
                continue;
            if (rows == 1)
                strbuf_put_c(out, "\n| verdict | package | effects | where |\n| --- | --- | --- | --- |\n");
            strbuf_printf(out, "| %s | ", report_verdict_word(package->verdict));
            harmless_code(out, harmless_package(scratch, package));
            strbuf_put_c(out, " | ");
            put_effects(scratch, out, package);
            strbuf_put_c(out, " | ");
            harmless_code(out, package->path);
            strbuf_put_c(out, " |\n");
        }
    }
    return rows;
}

static void put_path(struct arena *scratch, struct strbuf *out, const struct report_finding *finding)
{
    for (uint32_t i = 0; i < finding->path.len; i++) {
        const struct report_step *step = &finding->path.items[i];
        strbuf_printf(out, "%u. ", i + 1);
        harmless_code(out, harmless_place(scratch, step));
        strbuf_put_c(out, " ");
        harmless_prose(out, step->text);
        if (step->source.len > 0) {
            strbuf_put_c(out, ": ");
            harmless_code(out, step->source);
        }
        strbuf_put_c(out, "\n");
    }
}

static void put_finding(struct arena *scratch, struct strbuf *out, const struct report_package *package,
                        const struct report_finding *finding)
{
    strbuf_printf(out, "\n#### %s ", report_verdict_word(finding->verdict));
    harmless_code(out, harmless_package(scratch, package));
    strbuf_put_c(out, " ");
    harmless_code(out, harmless_effect(scratch, finding));
    strbuf_put_c(out, "\n\n");
    harmless_prose(out, finding->message);
    strbuf_put_c(out, " (");
    harmless_code(out, finding->rule);
    strbuf_put_c(out, ")\n\n");
    put_path(scratch, out, finding);
    if (finding->more > 0)
        strbuf_printf(out, "\nand at %u other place%s of this package\n", finding->more, finding->more == 1 ? "" : "s");
    if (finding->fix.len > 0) {
        strbuf_put_c(out, "\n> ");
        harmless_code(out, finding->fix);
        strbuf_put_c(out, "\n");
    }
}

static void put_findings(struct arena *scratch, struct strbuf *out, const struct report *r, enum verdict verdict)
{
    for (uint32_t p = 0; p < r->packages.len; p++) {
        const struct report_package *package = &r->packages.items[p];
        struct joined_findings found = joined_findings(scratch, package, verdict, EFFECTS_SHOWN);
        for (uint32_t i = 0; i < found.len; i++)
            put_finding(scratch, out, package, &found.items[i].finding);
    }
}

static void put_notes(struct strbuf *out, const char *label, const struct report_note *notes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        strbuf_printf(out, "%s- %s: ", i == 0 ? "\n" : "", label);
        harmless_prose(out, notes[i].text);
        strbuf_put_c(out, "\n");
    }
}

void render_markdown(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    put_heading(out, r);
    if (put_table(scratch, out, r, UINT32_MAX) > 0) {
        strbuf_put_c(out, "\n<details><summary>every finding, with the way to it</summary>\n");
        put_findings(scratch, out, r, VERDICT_FAIL);
        put_findings(scratch, out, r, VERDICT_UNKNOWN);
        strbuf_put_c(out, "\n</details>\n");
    }
    put_notes(out, "warning", r->warnings.items, r->warnings.len);
    put_notes(out, "assumes", r->assumptions.items, r->assumptions.len);
}

void render_markdown_brief(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    uint32_t rows = 0;

    put_heading(out, r);
    rows = put_table(scratch, out, r, BRIEF_PACKAGES);
    if (rows > BRIEF_PACKAGES)
        strbuf_printf(out, "\nand %u more packages\n", rows - BRIEF_PACKAGES);
}
