/*
 * joined_findings.h - the findings of a package as a person reads them: one for each place.
 *
 * Handing on `globalThis` once has two dozen effects, and each is a finding of its own, for policies grant effects. A
 * reader has one line of code to look at. JSON and SARIF keep them apart.
 */
#ifndef CORDON_CLI_JOINED_FINDINGS_H
#define CORDON_CLI_JOINED_FINDINGS_H

#include "analyzer/base/arena.h"
#include "analyzer/verdict/report.h"

/* What is said of a place, with the rule that says it. */
struct joined_cause {
    struct str message;
    struct str rule;
};

struct joined_finding {
    struct report_finding finding; /* its message is that of all causes, with semicolons between them */
    const struct joined_cause *causes;
    uint32_t count; /* of causes, at least 1 */
};

struct joined_findings {
    struct joined_finding *items;
    uint32_t len;
};

/*
 * Those of `verdict`, in the order of the report, but first what no launch condition closes. Findings of one place are
 * one: `effect` has up to `max` effects of it with their arguments ("code.eval  fs.read:./a  … 20 more"), `rule` the
 * rules, `fix` what each says, and `launch` what closes all. In `a`, which also lends texts of the report.
 */
struct joined_findings joined_findings(struct arena *a, const struct report_package *package, enum verdict verdict,
                                       uint32_t max);

#endif
