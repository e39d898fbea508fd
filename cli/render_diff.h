/*
 * render_diff.h - what two sides of `cordon diff` have different, for people, pull requests and programs.
 */
#ifndef CORDON_CLI_RENDER_DIFF_H
#define CORDON_CLI_RENDER_DIFF_H

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/package_diff.h"
#include "cli/render_text.h"

/* What the two sides are called. */
struct diff_names {
    struct str before;
    struct str after;
};

void render_diff_text(struct arena *scratch, struct strbuf *out, const struct package_diff *diff,
                      const struct diff_names *names, const struct text_options *options);
void render_diff_markdown(struct arena *scratch, struct strbuf *out, const struct package_diff *diff,
                          const struct diff_names *names);
/* cli/diff.schema.json describes it. */
void render_diff_json(struct strbuf *out, const struct package_diff *diff, const struct diff_names *names);

/* "fs.read:./a (unproven)", "needs no-eval", "install script postinstall: x": a change as a phrase. In `a`. */
struct str diff_phrase(struct arena *a, const struct diff_change *change);
/* "1.0.0 -> 1.1.0", "new, 1.0.0", "removed, 1.0.0". In `a`. */
struct str diff_versions(struct arena *a, const struct diff_entry *entry);
/*
 * "send, mime of ./x (new)": the exports of `entry` from `from` on that changed in the same way and are not `told` yet,
 * as a phrase; at most `max` names. They are told then. In `a`.
 */
struct str diff_exports_phrase(struct arena *a, const struct diff_entry *entry, bool *told, uint32_t from,
                               uint32_t max);

#endif
