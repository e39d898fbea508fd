#include "cli/render_why_exports.h"

#include "cli/json_out.h"
#include "cli/term.h"

static const struct graph_file *file_of(const struct effect_rows *rows, uint32_t file)
{
    return &rows->files->files.items[file];
}

static struct str name_of(const struct package *package)
{
    return package->installed.len > 0 ? package->installed : package->name.len > 0 ? package->name : package->path;
}

/* True when the row's package is asked about. */
static bool is_asked(const struct why_rows *w, const struct export_row *row)
{
    const struct package *package = file_of(w->rows, row->file)->package;

    if (w->question->package.len == 0)
        return true;
    for (uint32_t i = 0; i < w->report->packages.len; i++)
        if (str_eq(w->report->packages.items[i].path, package->path))
            return why_is_package(&w->report->packages.items[i], w->question->package);
    return false;
}

/* "fs.read:./a" of an effect, the rule of a doubt, or what a doubt may be. */
static bool is_meant(const struct why_question *q, const struct row_effect *effect)
{
    struct str text = effect->doubt ? effect->possible : effect->effect;
    size_t colon = str_find(text, STR(":"), 0);
    enum effect id = EFFECT_COUNT;

    if (q->rule.len > 0)
        return effect->doubt && str_eq(effect->effect, q->rule);
    if (!effect_parse(str_slice(text, 0, colon), &id) || (q->effects & effect_bit(id)) == 0)
        return false;
    return q->argument.len == 0 || (colon < text.len && str_eq(q->argument, str_slice(text, colon + 1, text.len)));
}

static bool has_it(const struct why_question *q, const struct export_row *row)
{
    for (uint32_t i = 0; i < row->effects.len; i++)
        if (is_meant(q, &row->effects.items[i]))
            return true;
    return false;
}

/* ---- text ---- */

static void put_part(struct strbuf *out, struct str name, bool load)
{
    if (load)
        strbuf_put_c(out, "loading it");
    else if (name.len == 0)
        strbuf_put_c(out, "module.exports");
    else if (str_eq(name, STR("*")))
        strbuf_put_c(out, "all exports");
    else
        term_put(out, name);
}

static void put_way(struct strbuf *out, const struct effect_rows *rows, const struct row_effect *effect, bool color)
{
    strbuf_put_c(out, "    ");
    term_style(out, color, effect->doubt ? STYLE_DOUBT : STYLE_PLAIN);
    strbuf_put_c(out, effect->doubt ? "not understood: " : "");
    term_put(out, effect->effect);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_c(out, "  ");
    term_put(out, file_of(rows, effect->file)->name);
    strbuf_printf(out, ":%u:%u\n", effect->line, effect->column);
    for (uint32_t i = 1; i < effect->way.len; i++) {
        strbuf_put_c(out, "      through ");
        term_put(out, file_of(rows, effect->way.items[i].file)->name);
        strbuf_put_c(out, "  ");
        put_part(out, effect->way.items[i].name, effect->way.items[i].load);
        strbuf_put_char(out, '\n');
    }
}

static void put_row(struct strbuf *out, const struct effect_rows *rows, const struct export_row *row,
                    const struct why_question *q, bool color)
{
    strbuf_put_c(out, "  ");
    put_part(out, row->name, row->load);
    strbuf_put_char(out, '\n');
    for (uint32_t i = 0; i < row->effects.len; i++)
        if (is_meant(q, &row->effects.items[i]))
            put_way(out, rows, &row->effects.items[i], color);
}

/* The rows of one file from `from` on; returns the first of another file. */
static uint32_t put_file(struct strbuf *out, const struct why_rows *w, uint32_t from,
                         const struct text_options *options, uint32_t *found)
{
    const struct effect_rows *rows = w->rows;
    const struct why_question *q = w->question;
    const struct graph_file *file = file_of(rows, rows->rows.items[from].file);
    uint32_t end = from;
    uint32_t with = 0;
    const char *before = "  not: ";

    for (; end < rows->rows.len && rows->rows.items[end].file == rows->rows.items[from].file; end++)
        with += has_it(q, &rows->rows.items[end]);
    if (with == 0 || !is_asked(w, &rows->rows.items[from]))
        return end;
    *found += with;
    if (options->quiet)
        return end;
    term_style(out, options->color, STYLE_BOLD);
    term_put(out, name_of(file->package));
    term_style(out, options->color, STYLE_PLAIN);
    strbuf_put_c(out, "  ");
    term_put(out, file->name);
    strbuf_put_char(out, '\n');
    for (uint32_t i = from; i < end; i++)
        if (has_it(q, &rows->rows.items[i]))
            put_row(out, rows, &rows->rows.items[i], q, options->color);
    for (uint32_t i = from; i < end; i++) {
        if (has_it(q, &rows->rows.items[i]))
            continue;
        strbuf_put_c(out, before);
        put_part(out, rows->rows.items[i].name, rows->rows.items[i].load);
        before = ", ";
    }
    strbuf_put_c(out, with < end - from ? "\n\n" : "\n");
    return end;
}

void render_why_exports_text(struct strbuf *out, const struct why_rows *w, const struct why_asked *asked,
                             const struct text_options *options)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < w->rows->rows.len;)
        i = put_file(out, w, i, options, &found);
    term_put(out, asked->effect);
    if (found == 0)
        strbuf_put_c(out, ": no export was found that comes to have it");
    else
        strbuf_printf(out, ": %u export%s or loaded module%s", found, found == 1 ? "" : "s", found == 1 ? "" : "s");
    if (asked->package.len > 0) {
        strbuf_put_c(out, ", asked only of ");
        term_put(out, asked->package);
    }
    strbuf_put_c(out, "\n");
}

/* ---- JSON ---- */

static void put_json_way(struct json_out *j, const struct effect_rows *rows, const struct row_effect *effect)
{
    json_object(j, NULL);
    json_str(j, "rule", effect->doubt ? effect->effect : STR(""));
    json_str(j, "effect", effect->doubt ? effect->possible : effect->effect);
    json_bool(j, "certain", !effect->doubt);
    json_str(j, "file", file_of(rows, effect->file)->name);
    json_number(j, "line", effect->line);
    json_number(j, "column", effect->column);
    json_array(j, "path");
    for (uint32_t i = 0; i < effect->way.len; i++) {
        json_object(j, NULL);
        json_str(j, "file", file_of(rows, effect->way.items[i].file)->name);
        json_bool(j, "load", effect->way.items[i].load);
        json_str(j, "export", effect->way.items[i].name);
        json_close_object(j);
    }
    json_close_array(j);
    json_close_object(j);
}

static void put_json_row(struct json_out *j, const struct effect_rows *rows, const struct export_row *row,
                         const struct why_question *q)
{
    const struct graph_file *file = file_of(rows, row->file);

    json_object(j, NULL);
    json_object(j, "package");
    json_str(j, "name", name_of(file->package));
    json_str(j, "version", file->package->version);
    json_str(j, "path", file->package->path);
    json_close_object(j);
    json_str(j, "file", file->name);
    json_bool(j, "load", row->load);
    json_str(j, "export", row->name);
    json_array(j, "has");
    for (uint32_t i = 0; i < row->effects.len; i++)
        if (is_meant(q, &row->effects.items[i]))
            put_json_way(j, rows, &row->effects.items[i]);
    json_close_array(j);
    json_close_object(j);
}

void render_why_exports_json(struct strbuf *out, const struct why_rows *w, const struct why_asked *asked)
{
    struct json_out j;

    json_begin(&j, out);
    render_why_asked(&j, asked, "export");
    json_array(&j, "exports");
    for (uint32_t i = 0; i < w->rows->rows.len; i++)
        if (is_asked(w, &w->rows->rows.items[i]))
            put_json_row(&j, w->rows, &w->rows->rows.items[i], w->question);
    json_close_array(&j);
    json_close_object(&j);
    json_end(&j);
}
