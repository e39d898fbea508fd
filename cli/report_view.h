/*
 * report_view.h - what all renderers ask about a report.
 */
#ifndef CORDON_CLI_REPORT_VIEW_H
#define CORDON_CLI_REPORT_VIEW_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"

struct report_counts {
    uint32_t packages;
    uint32_t pass; /* not counting granted and host */
    uint32_t granted;
    uint32_t fail;
    uint32_t unknown;
    uint32_t host;
};

struct report_counts report_count(const struct report *r);

/*
 * True when only a grant lets the package have `effect` ("fs.read:./a"): the profile does not allow it to
 * everybody, and no launch condition that the deployment keeps closes it.
 */
bool report_is_granted(const struct report *r, const struct report_package *package, struct str effect);

/* True when the package passes because the policy grants it something. */
bool report_has_grants(const struct report *r, const struct report_package *package);

/* " · 12 packages: 10 pass, 1 granted, 1 host · 340 files · confined · Node 22, 24". */
void report_put_counts(struct strbuf *out, const struct report *r);
/* The same after the verdict: the last line of text. */
void report_put_last_line(struct strbuf *out, const struct report *r);

/* "PASS", "FAIL", "UNKNOWN" */
const char *report_verdict_word(enum verdict verdict);
/* The word for a verdict: "pass", "fail", "unknown". */
const char *verdict_name(enum verdict verdict);

#endif
