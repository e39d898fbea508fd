#include <assert.h>

#include "cli/render_diff.h"
#include "cli/steps_text.h"
#include "cli/term.h"

/* What is shown of a long list without --full. */
enum { CHANGES_SHOWN = 12, QUIET_SHOWN = 20, NAMES_SHOWN = 6 };

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

/* "send of ./x", "loading it", "module.exports" */
static struct str export_phrase(struct arena *a, const struct diff_export_change *change)
{
    struct strbuf text;
    bool has_subpath = !str_eq(change->subpath, STR("."));

    strbuf_init(&text, a);
    if (change->load)
        strbuf_put_c(&text, has_subpath ? "loading " : "loading it");
    else if (change->name.len == 0)
        strbuf_put_c(&text, "module.exports");
    else if (str_eq(change->name, STR("*")))
        strbuf_put_c(&text, "its exports");
    else
        term_put(&text, change->name);
    if (!change->load && has_subpath)
        strbuf_put_c(&text, " of ");
    if (has_subpath)
        term_put(&text, change->subpath);
    return strbuf_text(&text);
}

static void put_signed(const struct writing *w, const struct diff_changes *changes, const char *sign, enum style style)
{
    uint32_t shown = w->options->full || changes->len <= CHANGES_SHOWN ? changes->len : CHANGES_SHOWN;

    for (uint32_t i = 0; i < shown; i++) {
        strbuf_put_c(w->out, "  ");
        term_style(w->out, w->options->color, style);
        strbuf_put_c(w->out, sign);
        strbuf_put(w->out, diff_phrase(w->scratch, &changes->items[i]));
        term_style(w->out, w->options->color, STYLE_PLAIN);
    }
    if (shown < changes->len)
        strbuf_printf(w->out, "  … %u more (--full)", changes->len - shown);
}

static bool same_changes(const struct diff_changes *a, const struct diff_changes *b)
{
    if (a->len != b->len)
        return false;
    for (uint32_t i = 0; i < a->len; i++)
        if (a->items[i].kind != b->items[i].kind || a->items[i].unproven != b->items[i].unproven ||
            !str_eq(a->items[i].text, b->items[i].text))
            return false;
    return true;
}

struct str diff_exports_phrase(struct arena *a, const struct diff_entry *entry, bool *told, uint32_t from, uint32_t max)
{
    const struct diff_export_change *first = &entry->exports.items[from];
    uint32_t count = 0;
    struct strbuf text;

    strbuf_init(&text, a);
    for (uint32_t i = from; i < entry->exports.len; i++) {
        const struct diff_export_change *other = &entry->exports.items[i];
        if (told[i] || other->is_new != first->is_new || !same_changes(&other->gains, &first->gains) ||
            !same_changes(&other->losses, &first->losses))
            continue;
        told[i] = true;
        if (count++ < max) {
            strbuf_put_c(&text, count > 1 ? ", " : "");
            strbuf_put(&text, export_phrase(a, other));
        }
    }
    if (count > max)
        strbuf_printf(&text, " and %u more", count - max);
    strbuf_put_c(&text, first->is_new ? " (new)" : "");
    return strbuf_text(&text);
}

static void put_exports(const struct writing *w, const struct diff_entry *entry)
{
    bool *told = arena_array(w->scratch, entry->exports.len + 1, sizeof(*told));
    uint32_t lines = 0;

    for (uint32_t i = 0; i < entry->exports.len; i++) {
        const struct diff_export_change *change = &entry->exports.items[i];
        if (told[i])
            continue;
        if (lines++ == CHANGES_SHOWN && !w->options->full) {
            strbuf_put_c(w->out, "  … more exports (--full)\n");
            return;
        }
        strbuf_put_c(w->out, "  by ");
        strbuf_put(w->out,
                   diff_exports_phrase(w->scratch, entry, told, i, w->options->full ? UINT32_MAX : NAMES_SHOWN));
        strbuf_put_c(w->out, ":");
        put_signed(w, &change->gains, "+ ", STYLE_BAD);
        put_signed(w, &change->losses, "- ", STYLE_GOOD);
        strbuf_put_c(w->out, "\n");
    }
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
    put_exports(w, entry);
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
        if (!entry->gained && !entry->lost && entry->exports.len == 0 && quiet++ >= QUIET_SHOWN && !options->full)
            continue;
        put_entry(&w, entry);
    }
    if (quiet > QUIET_SHOWN && !options->full)
        strbuf_printf(out, "… %u more packages of another version, or new or removed, without effects (--full)\n",
                      quiet - QUIET_SHOWN);
    put_last_line(&w, diff, names);
}
