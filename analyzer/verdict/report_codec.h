/*
 * report_codec.h - a report as bytes, and back.
 *
 *   report = texts body
 *   texts  = u32 count, u32 length of each, the bytes of all
 *   body   = the fields of report.h in their order; a text is its number, a list a u32 count and its items
 *
 * Every text stands in a record once: the steps of findings repeat them.
 */
#ifndef CORDON_VERDICT_REPORT_CODEC_H
#define CORDON_VERDICT_REPORT_CODEC_H

#include "analyzer/base/bytes.h"
#include "analyzer/verdict/report.h"

void report_encode(const struct report *report, struct arena *scratch, struct strbuf *out);
/*
 * The report in `a`; its texts borrow the record's bytes. NULL for a bad record: then the reader has failed.
 * Numbers are checked where they choose something: texts, verdicts, packages.
 */
struct report *report_decode(struct arena *a, struct reader *r);

#endif
