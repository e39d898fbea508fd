#include <assert.h>

#include "cli/json_out.h"
#include "cli/render_diff.h"
#include "cli/render_json.h"

static const char *kind_name(enum diff_kind kind)
{
    switch (kind) {
    case DIFF_EFFECT:
        return "effect";
    case DIFF_SCRIPT_EFFECT:
        return "script-effect";
    case DIFF_CONDITION:
        return "condition";
    case DIFF_SCRIPT:
        return "script";
    case DIFF_NOT_ANALYSED:
        return "not-analysed";
    }
    assert(!"unreachable");
    return "effect";
}

static void put_changes(struct json_out *j, const char *key, const struct diff_changes *changes)
{
    json_array(j, key);
    for (uint32_t i = 0; i < changes->len; i++) {
        const struct diff_change *change = &changes->items[i];
        json_object(j, NULL);
        json_c(j, "kind", kind_name(change->kind));
        json_str(j, "what", change->text);
        if (change->kind == DIFF_EFFECT || change->kind == DIFF_SCRIPT_EFFECT)
            json_bool(j, "unproven", change->unproven);
        if (change->finding != NULL) {
            json_str(j, "rule", change->finding->rule);
            json_str(j, "effect", change->finding->effect);
            json_str(j, "argument", change->finding->argument);
            json_str(j, "message", change->finding->message);
            render_json_path(j, &change->finding->path);
        }
        json_close_object(j);
    }
    json_close_array(j);
}

static void put_export(struct json_out *j, const struct diff_export_change *change)
{
    json_object(j, NULL);
    json_str(j, "subpath", change->subpath);
    if (change->load)
        json_bool(j, "load", true);
    else
        json_str(j, "export", change->name);
    json_bool(j, "new", change->is_new);
    put_changes(j, "gains", &change->gains);
    put_changes(j, "losses", &change->losses);
    json_close_object(j);
}

static void put_entry(struct json_out *j, const struct diff_entry *entry)
{
    json_object(j, NULL);
    json_str(j, "name", entry->name);
    json_str(j, "before", entry->before);
    json_str(j, "after", entry->after);
    json_bool(j, "new", !entry->was_there);
    json_bool(j, "removed", !entry->is_there);
    json_str(j, "through", entry->via);
    put_changes(j, "gains", &entry->gains);
    put_changes(j, "losses", &entry->losses);
    json_array(j, "exports");
    for (uint32_t i = 0; i < entry->exports.len; i++)
        put_export(j, &entry->exports.items[i]);
    json_close_array(j);
    json_close_object(j);
}

void render_diff_json(struct strbuf *out, const struct package_diff *diff, const struct diff_names *names)
{
    struct json_out j;

    json_begin(&j, out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_str(&j, "before", names->before);
    json_str(&j, "after", names->after);
    json_array(&j, "packages");
    for (uint32_t i = 0; i < diff->entries.len; i++)
        put_entry(&j, &diff->entries.items[i]);
    json_close_array(&j);
    json_object(&j, "summary");
    json_number(&j, "gained", diff->gained);
    json_number(&j, "lost", diff->lost);
    json_number(&j, "new", diff->added);
    json_number(&j, "removed", diff->removed);
    json_close_object(&j);
    json_close_object(&j);
    json_end(&j);
}
