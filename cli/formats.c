#include "cli/formats.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "cli/render_github.h"
#include "cli/render_html.h"
#include "cli/render_json.h"
#include "cli/render_junit.h"
#include "cli/render_markdown.h"
#include "cli/render_sarif.h"
#include "cli/render_text.h"
#include "cli/term.h"

static void put_text(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    const struct text_options options = {
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
        .full = args_has(args, OPT_FULL),
        .quiet = args_has(args, OPT_QUIET),
    };

    render_text(scratch, out, r, &options);
}

static void put_json(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    (void)scratch;
    (void)args;
    render_json(out, r, NULL);
}

static void put_sarif(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    (void)args;
    render_sarif(scratch, out, r);
}

static void put_github(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    (void)args;
    render_github(scratch, out, r);
}

static void put_junit(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    (void)args;
    render_junit(scratch, out, r);
}

static void put_markdown(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    (void)args;
    render_markdown(scratch, out, r);
}

static void put_html(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args)
{
    (void)args;
    render_html(scratch, out, r);
}

static const struct report_format formats[] = {
    {"text", 0, put_text, NULL},
    {"json", 0, put_json, NULL},
    {"sarif", 0, put_sarif, NULL},
    {"github", 0, put_github, render_github_summary},
    {"junit", 0, put_junit, NULL},
    {"md", 0, put_markdown, NULL},
    {"html", REPORT_LINKS, put_html, NULL},
};

const struct report_format *formats_find(const struct args *args)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (args_is(args, OPT_REPORT_FORMAT, formats[i].name))
            return &formats[i];
    assert(!args_has(args, OPT_REPORT_FORMAT));
    return &formats[0];
}
