#include "cli/render_github.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "cli/harmless.h"
#include "cli/joined_findings.h"
#include "cli/package_place.h"
#include "cli/render_markdown.h"
#include "cli/report_view.h"

/* GitHub shows a summary of at most 1 MiB; a little is left for what is there already. */
enum { SUMMARY_BYTES = 1000 * 1000 };

/* Effects that one annotation names. */
enum { EFFECTS_SHOWN = 6 };

struct github {
    struct arena *scratch;
    struct strbuf *out;
    struct package_places *places;
    struct str prefix; /* from the checked out repository to the root, with a slash at the end, or empty */
};

/* Characters that a workflow command gives a meaning; in properties two more have one. */
static void put_escaped(struct strbuf *out, struct str text, bool property)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
            strbuf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        else
            strbuf_put_char(out, c);
    }
}

/* Annotations name files as the repository does, and the program may be in a folder of it. */
static struct str prefix_of(struct arena *a, const struct report *r)
{
    const char *workspace = getenv("GITHUB_WORKSPACE");
    struct str real = {0};
    struct strbuf prefix;

    if (workspace == NULL || *workspace == '\0' || fs_realpath(a, workspace, &real, NULL) != OK)
        return STR("");
    if (!str_starts(r->root, real) || r->root.len <= real.len || r->root.ptr[real.len] != '/')
        return STR("");
    strbuf_init(&prefix, a);
    strbuf_put(&prefix, str_slice(r->root, real.len + 1, r->root.len));
    strbuf_put_char(&prefix, '/');
    return strbuf_text(&prefix);
}

static struct str details_of(struct github *g, const struct report_finding *finding)
{
    struct strbuf text;

    strbuf_init(&text, g->scratch);
    strbuf_put(&text, harmless(g->scratch, finding->message));
    for (uint32_t i = 0; i < finding->path.len; i++) {
        const struct report_step *step = &finding->path.items[i];
        strbuf_printf(&text, "\n  %.*s  %.*s", STR_ARG(harmless_place(g->scratch, step)),
                      STR_ARG(harmless(g->scratch, step->text)));
    }
    if (finding->fix.len > 0)
        strbuf_printf(&text, "\n%.*s", STR_ARG(harmless(g->scratch, finding->fix)));
    return strbuf_text(&text);
}

static void put_annotation(struct github *g, const struct report_package *package, const struct report_finding *finding)
{
    struct report_step place = harmless_finding_step(g->scratch, package, finding);
    struct package_place brought = {0};
    struct strbuf title;
    struct strbuf file;

    if (package_place_of(g->places, package, &brought))
        place = (struct report_step){.file = brought.file, .line = brought.line, .column = brought.column};
    strbuf_init(&file, g->scratch);
    strbuf_printf(&file, "%.*s%.*s", STR_ARG(g->prefix), STR_ARG(place.file));
    strbuf_init(&title, g->scratch);
    strbuf_printf(&title, "%s %.*s %.*s", finding->verdict == VERDICT_FAIL ? "FAIL" : "UNKNOWN",
                  STR_ARG(harmless_package(g->scratch, package)), STR_ARG(harmless_effect(g->scratch, finding)));
    strbuf_put_c(g->out, finding->verdict == VERDICT_FAIL ? "::error file=" : "::warning file=");
    put_escaped(g->out, harmless(g->scratch, strbuf_text(&file)), true);
    if (place.line > 0)
        strbuf_printf(g->out, ",line=%u,col=%u", place.line, place.column);
    strbuf_put_c(g->out, ",title=");
    put_escaped(g->out, strbuf_text(&title), true);
    strbuf_put_c(g->out, "::");
    put_escaped(g->out, details_of(g, finding), false);
    strbuf_put_char(g->out, '\n');
}

/* Those that certainly happen first, one for each place: GitHub shows ten of each kind. */
static void put_annotations(struct github *g, const struct report *r, enum verdict verdict)
{
    for (uint32_t p = 0; p < r->packages.len; p++) {
        const struct report_package *package = &r->packages.items[p];
        struct joined_findings found = joined_findings(g->scratch, package, verdict, EFFECTS_SHOWN);
        for (uint32_t i = 0; i < found.len; i++)
            put_annotation(g, package, &found.items[i].finding);
    }
}

void render_github(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    struct github g = {
        .scratch = scratch, .out = out, .places = package_places_new(scratch, r), .prefix = prefix_of(scratch, r)};

    put_annotations(&g, r, VERDICT_FAIL);
    put_annotations(&g, r, VERDICT_UNKNOWN);
    report_put_last_line(out, r);
    strbuf_put_char(out, '\n');
}

enum err render_github_summary(struct arena *scratch, const struct report *r, struct error *why)
{
    const char *name = getenv("GITHUB_STEP_SUMMARY");
    struct strbuf text;
    struct str written = {0};
    FILE *file = NULL;
    enum err e = OK;

    if (name == NULL || *name == '\0')
        return OK;
    strbuf_init(&text, scratch);
    render_markdown(scratch, &text, r);
    written = strbuf_text(&text);
    if (written.len > SUMMARY_BYTES) {
        strbuf_init(&text, scratch);
        render_markdown_brief(scratch, &text, r);
        written = strbuf_text(&text);
    }
    file = fopen(name, "ab");
    if (file == NULL)
        return error_sys(why, "open %s", name);
    if (fwrite(written.ptr, 1, written.len, file) != written.len)
        e = error_sys(why, "write %s", name);
    if (fclose(file) != 0 && e == OK)
        e = error_sys(why, "write %s", name);
    return e;
}
