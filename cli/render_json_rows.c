/* What each export of a package's modules does, in the report's JSON. */
#include "analyzer/effect_rows.h"
#include "analyzer/verdict/launch_set.h"
#include "cli/render_json.h"

static void put_place(struct json_out *j, const struct effect_rows *rows, const struct row_effect *effect)
{
    json_str(j, "file", rows->files->files.items[effect->file].name);
    json_number(j, "line", effect->line);
    json_number(j, "column", effect->column);
}

static void put_effects(struct json_out *j, const struct effect_rows *rows, const struct export_row *row)
{
    json_array(j, "effects");
    for (uint32_t i = 0; i < row->effects.len; i++) {
        if (row->effects.items[i].doubt)
            continue;
        json_object(j, NULL);
        json_str(j, "effect", row->effects.items[i].effect);
        put_place(j, rows, &row->effects.items[i]);
        json_close_object(j);
    }
    json_close_array(j);
}

static void put_doubts(struct json_out *j, const struct effect_rows *rows, const struct export_row *row)
{
    json_array(j, "doubts");
    for (uint32_t i = 0; i < row->effects.len; i++) {
        const struct row_effect *doubt = &row->effects.items[i];
        struct launch_needs needs = {0};
        if (!doubt->doubt)
            continue;
        launch_need(&needs, doubt->closes);
        json_object(j, NULL);
        json_str(j, "rule", doubt->effect);
        json_str(j, "effect", doubt->possible);
        render_json_launch(j, "launch", launch_least(&needs, 0));
        put_place(j, rows, doubt);
        json_close_object(j);
    }
    json_close_array(j);
}

void render_json_rows(struct json_out *j, const struct effect_rows *rows, struct str package)
{
    json_array(j, "exports");
    for (uint32_t i = 0; i < rows->rows.len; i++) {
        const struct export_row *row = &rows->rows.items[i];
        const struct graph_file *file = &rows->files->files.items[row->file];
        if (!str_eq(file->package->path, package))
            continue;
        json_object(j, NULL);
        json_str(j, "file", file->name);
        json_bool(j, "load", row->load);
        json_str(j, "export", row->name);
        put_effects(j, rows, row);
        put_doubts(j, rows, row);
        json_close_object(j);
    }
    json_close_array(j);
}
