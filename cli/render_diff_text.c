#include <assert.h>

#include "cli/render_diff.h"
#include "cli/steps_text.h"
#include "cli/term.h"

/* What is shown of a long list without --full. */
enum { CHANGES_SHOWN = 12, QUIET_SHOWN = 20 };

struct writing {
    struct arena *scratch;
    struct strbuf *out;
    const struct text_options *options;
};

struct str diff_phrase(struct arena *a, const struct diff_change *change)
{
    struct strbuf text;

    strbuf_init(&text, a);
    switch (change->kind) {
    case DIFF_EFFECT:
        term_put(&text, change->text);
        strbuf_put_c(&text, change->unproven ? " (not proven either way)" : "");
        break;
    case DIFF_SCRIPT_EFFECT:
        strbuf_put_c(&text, "install scripts reach ");
        term_put(&text, change->text);
        strbuf_put_c(&text, change->unproven ? " (not proven either way)" : "");
        break;
    case DIFF_CONDITION:
        strbuf_put_c(&text, "needs ");
        term_put(&text, change->text);
        break;
    case DIFF_SCRIPT:
        strbuf_put_c(&text, "install script ");
        term_put(&text, change->text);
        break;
    case DIFF_NOT_ANALYSED:
        strbuf_put_c(&text, "is not analysed: ");
        term_put(&text, change->text);
        break;
    }
    return strbuf_text(&text);
}

struct str diff_versions(struct arena *a, const struct diff_entry *entry)
{
    struct strbuf text;

    strbuf_init(&text, a);
    if (!entry->was_there)
        strbuf_put_c(&text, "new");
    else if (!entry->is_there)
        strbuf_put_c(&text, "removed");
    if (!entry->was_there || !entry->is_there) {
        struct str version = entry->was_there ? entry->before : entry->after;
        strbuf_put_c(&text, version.len > 0 ? ", " : "");
        term_put(&text, version);
        return strbuf_text(&text);
    }
    term_put(&text, entry->before);
    if (!str_eq(entry->before, entry->after)) {
        strbuf_put_c(&text, " -> ");
        term_put(&text, entry->after);
    }
    return strbuf_text(&text);
}

static void put_changes(const struct writing *w, const struct diff_changes *changes, const char *sign, enum style style)
{
    uint32_t shown = w->options->full || changes->len <= CHANGES_SHOWN ? changes->len : CHANGES_SHOWN;

    for (uint32_t i = 0; i < shown; i++) {
        const struct diff_change *change = &changes->items[i];
        strbuf_put_c(w->out, "  ");
        term_style(w->out, w->options->color, style);
        strbuf_put_c(w->out, sign);
        strbuf_put(w->out, diff_phrase(w->scratch, change));
        term_style(w->out, w->options->color, STYLE_PLAIN);
        strbuf_put_c(w->out, "\n");
        if (style == STYLE_BAD && change->finding != NULL) {
            const struct steps_style steps = {.indent = "      ", .color = w->options->color, .full = w->options->full};
            steps_text(w->out, &change->finding->path, &steps);
        }
    }
    if (shown < changes->len)
        strbuf_printf(w->out, "  … %u more (--full)\n", changes->len - shown);
}

static void put_entry(const struct writing *w, const struct diff_entry *entry)
{
    term_style(w->out, w->options->color, STYLE_BOLD);
    term_put(w->out, entry->name);
    term_style(w->out, w->options->color, STYLE_PLAIN);
    strbuf_put_c(w->out, "  ");
    strbuf_put(w->out, diff_versions(w->scratch, entry));
    if (!entry->was_there && entry->via.len > 0) {
        strbuf_put_c(w->out, "  through ");
        term_put(w->out, entry->via);
    }
    strbuf_put_c(w->out, "\n");
    put_changes(w, &entry->gains, "+ ", STYLE_BAD);
    put_changes(w, &entry->losses, "- ", STYLE_GOOD);
}

static void put_last_line(const struct writing *w, const struct package_diff *diff, const struct diff_names *names)
{
    strbuf_put_c(w->out, diff->gained > 0 ? "GAINS" : "NO GAINS");
    strbuf_printf(w->out, " · %u package%s with gains, %u with losses, %u new, %u removed · ", diff->gained,
                  diff->gained == 1 ? "" : "s", diff->lost, diff->added, diff->removed);
    term_put(w->out, names->before);
    strbuf_put_c(w->out, " -> ");
    term_put(w->out, names->after);
    strbuf_put_c(w->out, "\n");
}

void render_diff_text(struct arena *scratch, struct strbuf *out, const struct package_diff *diff,
                      const struct diff_names *names, const struct text_options *options)
{
    const struct writing w = {.scratch = scratch, .out = out, .options = options};
    uint32_t quiet = 0;

    for (uint32_t i = 0; i < diff->entries.len && !options->quiet; i++) {
        const struct diff_entry *entry = &diff->entries.items[i];
        if (entry->gains.len == 0 && entry->losses.len == 0 && quiet++ >= QUIET_SHOWN && !options->full)
            continue;
        put_entry(&w, entry);
    }
    if (quiet > QUIET_SHOWN && !options->full)
        strbuf_printf(out, "… %u more packages of another version, or new or removed, without effects (--full)\n",
                      quiet - QUIET_SHOWN);
    put_last_line(&w, diff, names);
}
