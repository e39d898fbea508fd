#include "cli/render_why.h"

#include "cli/harmless.h"
#include "cli/json_out.h"
#include "cli/render_json.h"
#include "cli/report_view.h"
#include "cli/steps_text.h"
#include "cli/term.h"

/* What is shown of a long list without --full. */
enum { TARGETS_SHOWN = 8, FINDINGS_SHOWN = 4, WAYS_SHOWN = 3, CUTS_SHOWN = 12 };

struct answer {
    struct arena *scratch;
    struct strbuf *out;
    const struct report *report;
    const struct why *why;
    const struct text_options *options;
};

static uint32_t shown_of(const struct answer *w, uint32_t count, uint32_t max)
{
    return w->options->full || count <= max ? count : max;
}

static void put_rest(const struct answer *w, const char *indent, uint32_t count, const char *what)
{
    if (count == 0)
        return;
    strbuf_put_c(w->out, indent);
    term_style(w->out, w->options->color, STYLE_DIM);
    strbuf_printf(w->out, "… %u more %s%s (--full)", count, what, count == 1 ? "" : "s");
    term_style(w->out, w->options->color, STYLE_PLAIN);
    strbuf_put_char(w->out, '\n');
}

static void put_package(const struct answer *w, uint32_t package)
{
    term_style(w->out, w->options->color, STYLE_BOLD);
    strbuf_put(w->out, harmless_package(w->scratch, &w->report->packages.items[package]));
    term_style(w->out, w->options->color, STYLE_PLAIN);
}

static const char *unit_name(const struct answer *w, uint32_t count)
{
    if (w->why->by_file)
        return count == 1 ? "file" : "files";
    return count == 1 ? "package" : "packages";
}

/* A package, or, file by file, a file. */
static void put_node(const struct answer *w, uint32_t node)
{
    if (!w->why->by_file) {
        put_package(w, node);
        return;
    }
    term_style(w->out, w->options->color, STYLE_BOLD);
    term_put(w->out, w->report->file_list.items[node]);
    term_style(w->out, w->options->color, STYLE_PLAIN);
}

/* What the policy makes of it. */
static const char *standing_word(const struct report_finding *finding)
{
    if (finding->allowed)
        return "allowed";
    return finding->verdict == VERDICT_PASS ? "closed by a launch condition" : report_verdict_word(finding->verdict);
}

static void put_finding(const struct answer *w, const struct report_finding *finding)
{
    strbuf_put_c(w->out, "  ");
    strbuf_put(w->out, harmless_effect(w->scratch, finding));
    strbuf_printf(w->out, "  %s%s\n", standing_word(finding), finding->certain ? "" : ", not proven either way");
    strbuf_put_c(w->out, "    ");
    (void)term_put_cut(w->out, finding->message, w->options->full ? UINT32_MAX : STEPS_SENTENCE);
    strbuf_put_c(w->out, "  [");
    term_put(w->out, finding->rule);
    strbuf_put_c(w->out, "]\n");
    if (!finding->certain && finding->path.len > 0) {
        const struct report_step *last = &finding->path.items[finding->path.len - 1];
        strbuf_put_c(w->out, "    expression: ");
        (void)term_put_cut(w->out, last->source, w->options->full ? UINT32_MAX : STEPS_SENTENCE);
        strbuf_put_c(w->out, "\n");
    }
    if (!finding->certain && finding->fix.len > 0) {
        strbuf_put_c(w->out, "    what would prove or allow it: ");
        (void)term_put_cut(w->out, finding->fix, w->options->full ? UINT32_MAX : STEPS_SENTENCE);
        strbuf_put_c(w->out, "\n");
    }
    if (finding->more > 0)
        strbuf_printf(w->out, "    and at %u other place%s of this %s\n", finding->more, finding->more == 1 ? "" : "s",
                      unit_name(w, 1));
}

static void put_way(const struct answer *w, const struct why_way *way)
{
    const struct steps_style style = {.indent = "    ", .color = w->options->color, .full = w->options->full};

    strbuf_put_c(w->out, way->through == WHY_NONE ? "  from an entry of the program" : "  through ");
    if (way->through != WHY_NONE)
        put_node(w, way->through);
    strbuf_put_c(w->out, "\n");
    steps_text(w->out, &way->steps, &style);
}

static void put_target(const struct answer *w, const struct why_target *target)
{
    uint32_t findings = shown_of(w, target->findings.len, FINDINGS_SHOWN);
    uint32_t ways = shown_of(w, target->ways.len, WAYS_SHOWN);

    put_package(w, target->package);
    strbuf_put_c(w->out, "  ");
    term_put(w->out, target->file.len > 0 ? target->file : w->report->packages.items[target->package].path);
    strbuf_put_c(w->out, "\n");
    for (uint32_t i = 0; i < findings; i++)
        put_finding(w, target->findings.items[i]);
    put_rest(w, "  ", target->findings.len - findings,
             w->why->by_file ? "of the kind in this file" : "of the kind in this package, at another place");
    for (uint32_t i = 0; i < ways; i++)
        put_way(w, &target->ways.items[i]);
    put_rest(w, "  ", target->ways.len - ways, "way");
    strbuf_put_c(w->out, "\n");
}

static void put_cut_imports(const struct answer *w)
{
    uint32_t count = w->why->imports.links.len;
    uint32_t shown = shown_of(w, count, CUTS_SHOWN);

    strbuf_printf(w->out, "%s %u import%s between %s: without %s nothing of this is reached\n",
                  count == 1 ? "cut" : "cut these", count, count == 1 ? "" : "s", unit_name(w, 2),
                  count == 1 ? "it" : "them");
    for (uint32_t i = 0; i < shown; i++) {
        const struct report_link *link = &w->report->links.items[w->why->imports.links.items[i]];
        strbuf_put_c(w->out, "    ");
        put_node(w, link->from);
        strbuf_put_c(w->out, " imports ");
        put_node(w, link->to);
        strbuf_printf(w->out, "  at ");
        term_put(w->out, steps_place(w->scratch, &link->path.items[link->path.len - 1]));
        if (link->count > 1)
            strbuf_printf(w->out, " and %u other place%s", link->count - 1, link->count == 2 ? "" : "s");
        strbuf_put_c(w->out, "\n");
    }
    put_rest(w, "    ", count - shown, "import");
}

static void put_cut_packages(const struct answer *w)
{
    uint32_t count = w->why->packages.packages.len;
    uint32_t shown = shown_of(w, count, CUTS_SHOWN);

    strbuf_printf(w->out, "or do without %u %s: ", count, unit_name(w, count));
    for (uint32_t i = 0; i < shown; i++) {
        strbuf_put_c(w->out, i > 0 ? ", " : "");
        put_node(w, w->why->packages.packages.items[i]);
    }
    strbuf_put_c(w->out, "\n");
    put_rest(w, "    ", count - shown, unit_name(w, 1));
}

static void put_cuts(const struct answer *w)
{
    if (w->why->own) {
        strbuf_put_c(w->out, "no import brings all of this: the program does some of it itself\n");
        return;
    }
    if (w->why->imports.links.len > 0)
        put_cut_imports(w);
    else
        strbuf_printf(w->out, "no cut of at most %u imports ends this\n", WHY_CUT_MAX);
    if (w->why->packages.packages.len > 0)
        put_cut_packages(w);
}

void render_why_text(struct arena *scratch, struct strbuf *out, const struct report *r, const struct why *why,
                     const struct why_asked *asked, const struct text_options *options)
{
    const struct answer w = {.scratch = scratch, .out = out, .report = r, .why = why, .options = options};
    uint32_t shown = shown_of(&w, why->targets.len, TARGETS_SHOWN);

    for (uint32_t i = 0; i < shown && !options->quiet; i++)
        put_target(&w, &why->targets.items[i]);
    if (!options->quiet)
        put_rest(&w, "", why->targets.len - shown, unit_name(&w, 1));
    if (why->targets.len > 0)
        put_cuts(&w);
    term_put(out, asked->effect);
    if (why->targets.len == 0)
        strbuf_put_c(out, ": nothing was found that has it");
    else
        strbuf_printf(out, ": %u %s", why->targets.len, unit_name(&w, why->targets.len));
    if (asked->package.len > 0) {
        strbuf_put_c(out, ", asked only of ");
        term_put(out, asked->package);
    }
    strbuf_put_c(out, "\n");
}

/* ---- JSON ---- */

static void put_json_package(struct json_out *j, const char *key, const struct report *r, uint32_t package)
{
    const struct report_package *p = &r->packages.items[package];

    json_object(j, key);
    json_str(j, "name", p->name);
    json_str(j, "version", p->version);
    json_str(j, "path", p->path);
    json_close_object(j);
}

/* A package, or, file by file, the file's name. */
static void put_json_node(struct json_out *j, const char *key, const struct report *r, const struct why *why,
                          uint32_t node)
{
    if (why->by_file)
        json_str(j, key, r->file_list.items[node]);
    else
        put_json_package(j, key, r, node);
}

static void put_json_finding(struct json_out *j, const struct report_finding *finding)
{
    const struct report_step *last = finding->path.len > 0 ? &finding->path.items[finding->path.len - 1] : NULL;

    json_object(j, NULL);
    render_json_finding(j, finding);
    json_str(j, "source", last == NULL ? STR("") : last->source);
    json_c(j, "verdict", verdict_name(finding->verdict));
    json_bool(j, "allowed", finding->allowed);
    json_bool(j, "certain", finding->certain);
    json_str(j, "message", finding->message);
    json_str(j, "fix", finding->fix);
    json_number(j, "more", finding->more);
    json_close_object(j);
}

static void put_json_target(struct json_out *j, const struct report *r, const struct why *why,
                            const struct why_target *target)
{
    json_object(j, NULL);
    put_json_package(j, "package", r, target->package);
    if (why->by_file)
        json_str(j, "file", target->file);
    json_array(j, "findings");
    for (uint32_t i = 0; i < target->findings.len; i++)
        put_json_finding(j, target->findings.items[i]);
    json_close_array(j);
    json_array(j, "ways");
    for (uint32_t i = 0; i < target->ways.len; i++) {
        const struct why_way *way = &target->ways.items[i];
        json_object(j, NULL);
        if (way->through == WHY_NONE)
            json_null(j, "through");
        else
            put_json_node(j, "through", r, why, way->through);
        render_json_path(j, &way->steps);
        json_close_object(j);
    }
    json_close_array(j);
    json_close_object(j);
}

static void put_json_cuts(struct json_out *j, const struct report *r, const struct why *why)
{
    json_array(j, "cutImports");
    for (uint32_t i = 0; i < why->imports.links.len; i++) {
        const struct report_link *link = &r->links.items[why->imports.links.items[i]];
        const struct report_step *place = &link->path.items[link->path.len - 1];
        json_object(j, NULL);
        put_json_node(j, "from", r, why, link->from);
        put_json_node(j, "to", r, why, link->to);
        json_str(j, "file", place->file);
        json_number(j, "line", place->line);
        json_number(j, "column", place->column);
        json_number(j, "imports", link->count);
        json_close_object(j);
    }
    json_close_array(j);
    json_array(j, why->by_file ? "cutFiles" : "cutPackages");
    for (uint32_t i = 0; i < why->packages.packages.len; i++)
        put_json_node(j, NULL, r, why, why->packages.packages.items[i]);
    json_close_array(j);
}

void render_why_asked(struct json_out *j, const struct why_asked *asked, const char *by)
{
    json_object(j, NULL);
    json_number(j, "schema", 1);
    json_str(j, "asked", asked->effect);
    json_str(j, "askedOf", asked->package);
    json_c(j, "by", by);
}

void render_why_json(struct strbuf *out, const struct report *r, const struct why *why, const struct why_asked *asked)
{
    struct json_out j;

    json_begin(&j, out);
    render_why_asked(&j, asked, why->by_file ? "file" : "package");
    json_array(&j, "found");
    for (uint32_t i = 0; i < why->targets.len; i++)
        put_json_target(&j, r, why, &why->targets.items[i]);
    json_close_array(&j);
    json_bool(&j, "own", why->own);
    put_json_cuts(&j, r, why);
    json_close_object(&j);
    json_end(&j);
}
