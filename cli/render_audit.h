/*
 * render_audit.h - an audit for people and for other programs; cli/audit.schema.json is the schema of the JSON.
 */
#ifndef CORDON_CLI_RENDER_AUDIT_H
#define CORDON_CLI_RENDER_AUDIT_H

#include "analyzer/audit.h"
#include "analyzer/base/strbuf.h"
#include "cli/fail_on.h"

struct audit_view {
    bool color;
    bool full;    /* nothing shortened */
    bool quiet;   /* only the last line */
    bool scripts; /* only install scripts are of interest */
    const struct fail_on *fail_on;
};

void render_audit_text(struct arena *scratch, struct strbuf *out, const struct audit *audit,
                       const struct audit_view *view);
void render_audit_json(struct strbuf *out, const struct audit *audit, const struct audit_view *view);

/* True when npm runs some command of the package by itself. */
bool audit_runs_scripts(const struct audit_package *package);
/* The effects that a script may have, with all that it loads: sorted, each once. In `a`. */
struct audit_effects {
    VEC(struct str) items;
    uint32_t unknown; /* places in what it loads that are not understood */
};
struct audit_effects audit_script_effects(struct arena *a, const struct audit_script *script);
/* "node", "node-gyp", "shell" */
const char *audit_script_kind_name(enum audit_script_kind kind);

#endif
