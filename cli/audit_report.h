/*
 * audit_report.h - an audit as a report, for the formats that print reports.
 */
#ifndef CORDON_CLI_AUDIT_REPORT_H
#define CORDON_CLI_AUDIT_REPORT_H

#include "analyzer/audit.h"

/*
 * A report in `a` that borrows from the audit. Install scripts and packages that were not analysed are findings of
 * their own; dependencies that the audit does not cover are assumptions. `operand` is what was audited, NULL for the
 * current folder; the report's root is that folder, or the one of that file.
 */
struct report *audit_report(struct arena *a, const struct audit *audit, const char *operand);

#endif
