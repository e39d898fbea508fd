#include "cli/harmless.h"
#include "cli/render_diff.h"

/* A comment of a pull request holds 65,536 characters: what is longer is told as a number. */
enum { ROWS_SHOWN = 120, CHANGES_SHOWN = 10, PATHS_SHOWN = 30, EXPORTS_SHOWN = 60 };

static void put_changes(struct arena *scratch, struct strbuf *out, const struct diff_changes *changes, const char *word)
{
    uint32_t shown = changes->len <= CHANGES_SHOWN ? changes->len : CHANGES_SHOWN;

    for (uint32_t i = 0; i < shown; i++) {
        strbuf_put_c(out, i == 0 ? word : ", ");
        harmless_code(out, diff_phrase(scratch, &changes->items[i]));
    }
    if (shown < changes->len)
        strbuf_printf(out, " and %u more", changes->len - shown);
}

static void put_row(struct arena *scratch, struct strbuf *out, const struct diff_entry *entry)
{
    strbuf_put_c(out, "| ");
    harmless_code(out, entry->name);
    strbuf_put_c(out, " | ");
    harmless_code(out, diff_versions(scratch, entry));
    strbuf_put_c(out, " | ");
    put_changes(scratch, out, &entry->gains, "**gains** ");
    strbuf_put_c(out, entry->gains.len > 0 && entry->losses.len > 0 ? "; " : "");
    put_changes(scratch, out, &entry->losses, "loses ");
    if (entry->gained && entry->gains.len == 0)
        strbuf_put_c(out, entry->losses.len > 0 ? "; **exports gain**" : "**exports gain**");
    strbuf_put_c(out, " |\n");
}

/* Exports that changed in the same way are one line; true when there was room for all. */
static bool put_exports_of(struct arena *scratch, struct strbuf *out, const struct diff_entry *entry, uint32_t *lines)
{
    bool *told = arena_array(scratch, entry->exports.len + 1, sizeof(*told));

    for (uint32_t i = 0; i < entry->exports.len; i++) {
        const struct diff_export_change *change = &entry->exports.items[i];
        if (told[i])
            continue;
        if ((*lines)++ == EXPORTS_SHOWN)
            return false;
        strbuf_put_c(out, "- ");
        harmless_code(out, diff_exports_phrase(scratch, entry, told, i, CHANGES_SHOWN));
        strbuf_put_c(out, ": ");
        put_changes(scratch, out, &change->gains, change->is_new ? "" : "**gains** ");
        strbuf_put_c(out, change->gains.len > 0 && change->losses.len > 0 ? "; " : "");
        put_changes(scratch, out, &change->losses, "loses ");
        strbuf_put_c(out, "\n");
    }
    return true;
}

static void put_exports(struct arena *scratch, struct strbuf *out, const struct package_diff *diff)
{
    uint32_t lines = 0;
    bool all = true;

    for (uint32_t i = 0; i < diff->entries.len && all; i++) {
        const struct diff_entry *entry = &diff->entries.items[i];
        if (entry->exports.len == 0)
            continue;
        strbuf_put_c(out, lines == 0 ? "\n<details><summary>by export</summary>\n\n" : "\n");
        harmless_code(out, entry->name);
        strbuf_put_c(out, "\n\n");
        all = put_exports_of(scratch, out, entry, &lines);
    }
    if (!all)
        strbuf_put_c(out, "\nand more\n");
    if (lines > 0)
        strbuf_put_c(out, "\n</details>\n");
}

static void put_table(struct arena *scratch, struct strbuf *out, const struct package_diff *diff)
{
    uint32_t shown = diff->entries.len <= ROWS_SHOWN ? diff->entries.len : ROWS_SHOWN;

    for (uint32_t i = 0; i < shown; i++) {
        if (i == 0)
            strbuf_put_c(out, "\n| package | version | effects |\n| --- | --- | --- |\n");
        put_row(scratch, out, &diff->entries.items[i]);
    }
    if (shown < diff->entries.len)
        strbuf_printf(out, "\nand %u more packages\n", diff->entries.len - shown);
}

static void put_path(struct arena *scratch, struct strbuf *out, const struct diff_entry *entry,
                     const struct diff_change *change)
{
    strbuf_put_c(out, "\n");
    harmless_code(out, entry->name);
    strbuf_put_c(out, " ");
    harmless_code(out, diff_phrase(scratch, change));
    strbuf_put_c(out, "\n\n");
    for (uint32_t i = 0; i < change->finding->path.len; i++) {
        const struct report_step *step = &change->finding->path.items[i];
        strbuf_printf(out, "%u. ", i + 1);
        harmless_code(out, harmless_place(scratch, step));
        strbuf_put_c(out, " ");
        harmless_prose(out, step->text);
        strbuf_put_c(out, step->source.len > 0 ? ": " : "");
        harmless_code(out, step->source);
        strbuf_put_c(out, "\n");
    }
}

static void put_paths(struct arena *scratch, struct strbuf *out, const struct package_diff *diff)
{
    uint32_t shown = 0;

    for (uint32_t i = 0; i < diff->entries.len; i++) {
        const struct diff_entry *entry = &diff->entries.items[i];
        for (uint32_t k = 0; k < entry->gains.len; k++) {
            if (entry->gains.items[k].finding == NULL || shown++ >= PATHS_SHOWN)
                continue;
            if (shown == 1)
                strbuf_put_c(out, "\n<details><summary>the ways to what was gained</summary>\n");
            put_path(scratch, out, entry, &entry->gains.items[k]);
        }
    }
    if (shown > PATHS_SHOWN)
        strbuf_printf(out, "\nand %u more\n", shown - PATHS_SHOWN);
    if (shown > 0)
        strbuf_put_c(out, "\n</details>\n");
}

void render_diff_markdown(struct arena *scratch, struct strbuf *out, const struct package_diff *diff,
                          const struct diff_names *names)
{
    strbuf_put_c(out, diff->gained > 0 ? "## cordon: packages can do more than before\n\n"
                                       : "## cordon: no package can do more than before\n\n");
    harmless_code(out, names->before);
    strbuf_put_c(out, " → ");
    harmless_code(out, names->after);
    strbuf_printf(out, ": %u package%s with gains, %u with losses, %u new, %u removed\n", diff->gained,
                  diff->gained == 1 ? "" : "s", diff->lost, diff->added, diff->removed);
    put_table(scratch, out, diff);
    put_exports(scratch, out, diff);
    put_paths(scratch, out, diff);
}
