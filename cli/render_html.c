#include "cli/render_html.h"

#include "analyzer/base/digest.h"
#include "cli/embedded.h"
#include "cli/harmless.h"
#include "cli/html_data.h"
#include "cli/report_view.h"

static void put(struct strbuf *out, const char *text)
{
    strbuf_put_c(out, text);
}

/* The browser runs and applies only what has these digests, whatever else may be in the page. */
static void put_policy(struct strbuf *out)
{
    char css[DIGEST_SHA256_SIZE];
    char js[DIGEST_SHA256_SIZE];

    digest_sha256_base64(embedded_report_css, css);
    digest_sha256_base64(embedded_report_js, js);
    strbuf_printf(out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
                  "script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                  css, js);
}

static void put_head(struct strbuf *out, const struct report *r)
{
    put(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(out);
    put(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>cordon: ");
    put(out, report_verdict_word(r->verdict));
    put(out, "</title>\n<style>");
    strbuf_put(out, embedded_report_css);
    put(out, "</style>\n</head>\n");
}

static void put_header(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    struct strbuf counts;

    strbuf_init(&counts, scratch);
    report_put_counts(&counts, r);
    put(out, "<body>\n<a class=\"skip\" href=\"#rows\">to the list of packages</a>\n<header>\n<h1>cordon <span "
             "class=\"badge ");
    put(out, verdict_name(r->verdict));
    put(out, "\">");
    put(out, report_verdict_word(r->verdict));
    put(out, "</span> <span class=\"quiet\">");
    for (uint32_t i = 0; i < r->packages.len; i++)
        if (str_eq(r->packages.items[i].path, STR(".")))
            harmless_xml(out, harmless_package(scratch, &r->packages.items[i]));
    put(out, "</span></h1>\n<p>");
    harmless_xml(out, str_slice(strbuf_text(&counts), sizeof(" · ") - 1, counts.len));
    put(out,
        "</p>\n</header>\n<noscript><p>This page draws itself with a program of its own, which is switched off here; "
        "<code>cordon check --format md</code> needs none.</p></noscript>\n");
}

static const char body[] =
    "<main>\n"
    "<section aria-labelledby=\"list-title\">\n"
    "<h2 id=\"list-title\">Packages</h2>\n"
    "<div class=\"filters\"><input type=\"search\" id=\"search\" placeholder=\"name, path, effect, rule\" "
    "aria-label=\"search packages\"></div>\n"
    "<div class=\"filters\" id=\"kinds\" role=\"group\" aria-label=\"verdicts\"></div>\n"
    "<div class=\"tiers\" id=\"effects\" role=\"group\" aria-label=\"effects\"></div>\n"
    "<p class=\"quiet\" id=\"count\" role=\"status\"></p>\n"
    "<div class=\"list\"><table><thead><tr><th scope=\"col\">verdict</th><th scope=\"col\">package</th>"
    "<th scope=\"col\">effects</th></tr></thead><tbody id=\"rows\"></tbody></table></div>\n"
    "</section>\n"
    "<div class=\"right\">\n"
    "<section aria-labelledby=\"graph-title\">\n"
    "<h2 id=\"graph-title\">Who imports whom</h2>\n"
    "<div class=\"graph-frame\"><svg id=\"graph\" tabindex=\"0\" role=\"application\" aria-label=\"import graph of "
    "packages; "
    "arrow keys move it, plus and minus zoom, 0 shows all; the list has the same packages\"></svg>\n"
    "<div class=\"zoom\"><button type=\"button\" id=\"zoom-in\" aria-label=\"zoom in\">+</button>"
    "<button type=\"button\" id=\"zoom-out\" aria-label=\"zoom out\">−</button>"
    "<button type=\"button\" id=\"zoom-all\">all</button></div></div>\n"
    "<p class=\"legend\"><label><input type=\"checkbox\" id=\"all\"> every package, not only those that do not pass "
    "and the "
    "ways to them</label> <span id=\"graph-count\"></span></p>\n"
    "<p class=\"legend\"><span><span class=\"mark fail\">✗</span>fail</span> <span><span class=\"mark "
    "unknown\">?</span>unknown</span> "
    "<span><span class=\"mark granted\">✓</span>granted</span> <span><span class=\"mark host\">⌂</span>host "
    "library</span> "
    "<span><span class=\"mark pass\">✓</span>pass</span></p>\n"
    "</section>\n"
    "<section aria-labelledby=\"detail-title\">\n<h2 id=\"detail-title\">Package</h2>\n"
    "<div class=\"detail\" id=\"detail\" tabindex=\"0\" aria-live=\"polite\"></div>\n</section>\n"
    "</div>\n</main>\n"
    "<footer>\n<div id=\"warnings-part\"><h2>Warnings</h2><ul id=\"warnings\"></ul></div>\n"
    "<div id=\"assumptions-part\"><h2>Assumes</h2><ul id=\"assumptions\"></ul></div>\n"
    "<p class=\"quiet\">Not claimed: termination, memory and CPU use, side channels, bugs in Node or in a host "
    "library.</p>\n"
    "</footer>\n";

void render_html(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    put_head(out, r);
    put_header(scratch, out, r);
    put(out, body);
    put(out, "<script type=\"application/json\" id=\"data\">");
    html_data(scratch, out, r);
    put(out, "</script>\n<script>");
    strbuf_put(out, embedded_report_js);
    put(out, "</script>\n</body>\n</html>\n");
}
