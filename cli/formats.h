/*
 * formats.h - the formats in which a report can be printed, as a table: a command asks for one by name.
 */
#ifndef CORDON_CLI_FORMATS_H
#define CORDON_CLI_FORMATS_H

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/report.h"
#include "cli/args.h"

struct report_format {
    const char *name;
    uint32_t detail; /* set of enum report_detail that it needs */
    void (*render)(struct arena *scratch, struct strbuf *out, const struct report *r, const struct args *args);
    /* What it writes elsewhere, if anything; ERR_IO when that fails. NULL = nothing. */
    enum err (*also)(struct arena *scratch, const struct report *r, struct error *why);
};

/* The format that OPT_REPORT_FORMAT asks for; text when it does not. */
const struct report_format *formats_find(const struct args *args);

#endif
