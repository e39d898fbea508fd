#include "cli/render_junit.h"

#include "cli/harmless.h"
#include "cli/report_view.h"

static void put_attribute(struct strbuf *out, const char *name, struct str value)
{
    strbuf_printf(out, " %s=\"", name);
    harmless_xml(out, value);
    strbuf_put_char(out, '"');
}

/* FAIL is a failed test; UNKNOWN, which could not be decided, is one that ended with an error. */
static void put_finding(struct arena *scratch, struct strbuf *out, const struct report_finding *finding)
{
    const char *element = finding->verdict == VERDICT_FAIL ? "failure" : "error";

    strbuf_printf(out, "      <%s", element);
    put_attribute(out, "type", harmless_effect(scratch, finding));
    put_attribute(out, "message", finding->message);
    strbuf_put_c(out, ">");
    for (uint32_t i = 0; i < finding->path.len; i++) {
        const struct report_step *step = &finding->path.items[i];
        strbuf_put_c(out, "\n");
        harmless_xml(out, harmless_place(scratch, step));
        strbuf_put_c(out, "  ");
        harmless_xml(out, step->text);
        strbuf_put_c(out, step->source.len > 0 ? "  " : "");
        harmless_xml(out, step->source);
    }
    if (finding->fix.len > 0) {
        strbuf_put_c(out, "\n");
        harmless_xml(out, finding->fix);
    }
    strbuf_printf(out, "\n      </%s>\n", element);
}

static void put_test(struct strbuf *out, const struct report_package *package, struct str name)
{
    strbuf_put_c(out, "    <testcase");
    put_attribute(out, "classname", package->path);
    put_attribute(out, "name", name);
}

/* A package that passes is one test; of any other one, each finding is, since many readers show one result a test. */
static void put_package(struct arena *scratch, struct strbuf *out, const struct report_package *package)
{
    if (package->verdict == VERDICT_PASS) {
        put_test(out, package, harmless_package(scratch, package));
        strbuf_put_c(out, "/>\n");
        return;
    }
    for (uint32_t i = 0; i < package->findings.len; i++) {
        const struct report_finding *finding = &package->findings.items[i];
        struct strbuf name;
        if (finding->verdict == VERDICT_PASS)
            continue;
        strbuf_init(&name, scratch);
        strbuf_printf(&name, "%.*s %.*s", STR_ARG(harmless_package(scratch, package)),
                      STR_ARG(harmless_effect(scratch, finding)));
        put_test(out, package, strbuf_text(&name));
        strbuf_put_c(out, ">\n");
        put_finding(scratch, out, finding);
        strbuf_put_c(out, "    </testcase>\n");
    }
}

static uint32_t count_findings(const struct report *r, enum verdict verdict)
{
    uint32_t count = 0;

    for (uint32_t p = 0; p < r->packages.len; p++)
        for (uint32_t i = 0; i < r->packages.items[p].findings.len; i++)
            count += r->packages.items[p].findings.items[i].verdict == verdict;
    return count;
}

void render_junit(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    struct report_counts counts = report_count(r);
    uint32_t failures = count_findings(r, VERDICT_FAIL);
    uint32_t errors = count_findings(r, VERDICT_UNKNOWN);

    strbuf_put_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    strbuf_printf(out, "  <testsuite name=\"cordon\" tests=\"%u\" failures=\"%u\" errors=\"%u\">\n",
                  counts.packages - counts.fail - counts.unknown + failures + errors, failures, errors);
    for (uint32_t i = 0; i < r->packages.len; i++)
        put_package(scratch, out, &r->packages.items[i]);
    strbuf_put_c(out, "  </testsuite>\n</testsuites>\n");
}
