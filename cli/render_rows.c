#include "cli/render_rows.h"

#include "analyzer/base/jdoc.h"
#include "cli/term.h"

static const struct graph_file *file_of(const struct effect_rows *rows, uint32_t file)
{
    return &rows->files->files.items[file];
}

static struct str package_name(const struct package *package)
{
    struct str name = package->installed.len > 0 ? package->installed : package->name;

    return name.len > 0 ? name : package->path;
}

static void put_member(struct strbuf *out, const char *key, struct str text)
{
    strbuf_printf(out, ",\"%s\":", key);
    jdoc_write_str(out, text);
}

static void put_effects(struct strbuf *out, const struct effect_rows *rows, const struct export_row *row, bool doubts)
{
    bool first = true;

    strbuf_printf(out, ",\"%s\":[", doubts ? "doubts" : "effects");
    for (uint32_t i = 0; i < row->effects.len; i++) {
        const struct row_effect *effect = &row->effects.items[i];

        if (effect->doubt != doubts)
            continue;
        strbuf_printf(out, "%s{\"%s\":", first ? "" : ",", doubts ? "rule" : "effect");
        jdoc_write_str(out, effect->effect);
        put_member(out, "file", file_of(rows, effect->file)->name);
        strbuf_printf(out, ",\"line\":%u,\"column\":%u}", effect->line, effect->column);
        first = false;
    }
    strbuf_put_char(out, ']');
}

void render_rows_ndjson(struct strbuf *out, const struct effect_rows *rows)
{
    for (uint32_t i = 0; i < rows->rows.len; i++) {
        const struct export_row *row = &rows->rows.items[i];
        const struct graph_file *file = file_of(rows, row->file);

        strbuf_put_c(out, "{\"file\":");
        jdoc_write_str(out, file->name);
        put_member(out, "package", package_name(file->package));
        put_member(out, "version", file->package->version);
        if (row->load)
            strbuf_put_c(out, ",\"load\":true");
        else
            put_member(out, "export", row->name);
        put_effects(out, rows, row, false);
        put_effects(out, rows, row, true);
        strbuf_put_c(out, "}\n");
    }
}

static void put_row_name(struct strbuf *out, const struct export_row *row)
{
    if (row->load)
        strbuf_put_c(out, "(load)");
    else if (row->name.len == 0)
        strbuf_put_c(out, "(module.exports)");
    else if (str_eq(row->name, STR("*")))
        strbuf_put_c(out, "(all exports)");
    else
        term_put(out, row->name);
}

/* An effect of the package's own code, with its place. */
static void put_own(struct strbuf *out, const struct effect_rows *rows, const struct row_effect *effect, bool color)
{
    strbuf_put_c(out, "    ");
    term_style(out, color, effect->doubt ? STYLE_DOUBT : STYLE_PLAIN);
    strbuf_put_c(out, effect->doubt ? "not understood: " : "");
    term_put(out, effect->effect);
    term_style(out, color, STYLE_DIM);
    strbuf_put_c(out, "  ");
    term_put(out, file_of(rows, effect->file)->name);
    strbuf_printf(out, ":%u:%u", effect->line, effect->column);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_char(out, '\n');
}

/* What the code of another package does, in one line; `from` is its first effect. */
static void put_through(struct strbuf *out, const struct effect_rows *rows, const struct export_row *row, uint32_t from)
{
    const struct package *package = file_of(rows, row->effects.items[from].file)->package;
    bool first = true;

    strbuf_put_c(out, "    through ");
    term_put(out, package_name(package));
    strbuf_put_c(out, ": ");
    for (uint32_t i = from; i < row->effects.len; i++) {
        if (file_of(rows, row->effects.items[i].file)->package != package)
            continue;
        strbuf_put_c(out, first ? "" : ", ");
        term_put(out, row->effects.items[i].effect);
        first = false;
    }
    strbuf_put_char(out, '\n');
}

static void put_row_effects(struct strbuf *out, const struct effect_rows *rows, const struct export_row *row,
                            bool color)
{
    const struct package *own = file_of(rows, row->file)->package;

    for (uint32_t i = 0; i < row->effects.len; i++)
        if (file_of(rows, row->effects.items[i].file)->package == own)
            put_own(out, rows, &row->effects.items[i], color);
    for (uint32_t i = 0; i < row->effects.len; i++) {
        const struct package *package = file_of(rows, row->effects.items[i].file)->package;
        bool seen = package == own;

        for (uint32_t k = 0; k < i && !seen; k++)
            seen = file_of(rows, row->effects.items[k].file)->package == package;
        if (!seen)
            put_through(out, rows, row, i);
    }
}

void render_rows_text(struct strbuf *out, const struct effect_rows *rows, bool color)
{
    uint32_t shown = UINT32_MAX;

    for (uint32_t i = 0; i < rows->rows.len; i++) {
        const struct export_row *row = &rows->rows.items[i];
        const struct graph_file *file = file_of(rows, row->file);

        if (row->file != shown) {
            shown = row->file;
            term_style(out, color, STYLE_BOLD);
            term_put(out, package_name(file->package));
            term_style(out, color, STYLE_PLAIN);
            strbuf_put_c(out, "  ");
            term_put(out, file->name);
            strbuf_put_char(out, '\n');
        }
        strbuf_put_c(out, "  ");
        put_row_name(out, row);
        strbuf_put_c(out, row->effects.len == 0 ? "  nothing\n" : "\n");
        put_row_effects(out, rows, row, color);
    }
}
