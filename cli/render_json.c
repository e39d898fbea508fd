#include "cli/render_json.h"

#include "cli/json_out.h"
#include "cli/report_view.h"
#include "rules/launch.h"

/* The version of the format: it changes when a reader of the old one would misunderstand. */
enum { REPORT_SCHEMA = 1 };

/* Null when no set of conditions helps. */
void render_json_launch(struct json_out *j, const char *key, uint32_t launch)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);

    if ((launch & LAUNCH_NONE_HELPS) != 0) {
        json_null(j, key);
        return;
    }
    json_array(j, key);
    for (uint32_t i = 0; i < count; i++)
        if ((launch & (uint32_t)infos[i].bit) != 0)
            json_c(j, NULL, infos[i].name);
    json_close_array(j);
}

static void put_texts(struct json_out *j, const char *key, const struct str *texts, uint32_t count)
{
    json_array(j, key);
    for (uint32_t i = 0; i < count; i++)
        json_str(j, NULL, texts[i]);
    json_close_array(j);
}

static void put_notes(struct json_out *j, const char *key, const struct report_note *notes, uint32_t count)
{
    json_array(j, key);
    for (uint32_t i = 0; i < count; i++)
        json_str(j, NULL, notes[i].text);
    json_close_array(j);
}

static void put_step(struct json_out *j, const struct report_step *step)
{
    json_object(j, NULL);
    json_str(j, "file", step->file);
    json_number(j, "line", step->line);
    json_number(j, "column", step->column);
    json_str(j, "text", step->text);
    json_str(j, "source", step->source);
    json_close_object(j);
}

void render_json_path(struct json_out *j, const struct report_steps *steps)
{
    json_array(j, "path");
    for (uint32_t i = 0; i < steps->len; i++)
        put_step(j, &steps->items[i]);
    json_close_array(j);
}

void render_json_finding(struct json_out *j, const struct report_finding *finding)
{
    json_str(j, "rule", finding->rule);
    json_str(j, "effect", finding->effect);
    json_str(j, "argument", finding->argument);
    json_str(j, "file", finding->file);
    json_number(j, "line", finding->line);
    json_number(j, "column", finding->column);
}

static void put_finding(struct json_out *j, const struct report_finding *finding)
{
    json_object(j, NULL);
    render_json_finding(j, finding);
    json_c(j, "verdict", verdict_name(finding->verdict));
    render_json_launch(j, "launch", finding->launch);
    json_str(j, "message", finding->message);
    json_str(j, "fix", finding->fix);
    json_number(j, "more", finding->more);
    render_json_path(j, &finding->path);
    json_close_object(j);
}

void render_json_package(struct json_out *j, const struct report_package *package)
{
    json_str(j, "name", package->name);
    json_str(j, "version", package->version);
    json_str(j, "path", package->path);
    json_c(j, "verdict", verdict_name(package->verdict));
    json_bool(j, "host", package->host);
    put_texts(j, "effects", package->effects.items, package->effects.len);
    render_json_launch(j, "launch", package->launch);
    json_array(j, "findings");
    for (uint32_t i = 0; i < package->findings.len; i++)
        put_finding(j, &package->findings.items[i]);
    json_close_array(j);
}

static void put_package(struct json_out *j, const struct report_package *package, const struct effect_rows *rows)
{
    json_object(j, NULL);
    render_json_package(j, package);
    if (rows != NULL && !package->host)
        render_json_rows(j, rows, package->path);
    json_close_object(j);
}

static void put_summary(struct json_out *j, const struct report *r)
{
    struct report_counts counts = report_count(r);

    json_object(j, "summary");
    json_number(j, "packages", counts.packages);
    json_number(j, "pass", counts.pass);
    json_number(j, "granted", counts.granted);
    json_number(j, "host", counts.host);
    json_number(j, "fail", counts.fail);
    json_number(j, "unknown", counts.unknown);
    json_number(j, "files", r->files);
    json_close_object(j);
}

void render_json(struct strbuf *out, const struct report *r, const struct effect_rows *rows)
{
    struct json_out j;

    json_begin(&j, out);
    json_object(&j, NULL);
    json_number(&j, "schema", REPORT_SCHEMA);
    json_c(&j, "verdict", verdict_name(r->verdict));
    render_json_launch(&j, "launch", r->launch);
    render_json_launch(&j, "launchKept", r->launch_kept);
    json_str(&j, "profile", r->profile);
    put_texts(&j, "node", r->majors.items, r->majors.len);
    json_str(&j, "policy", r->policy);
    put_texts(&j, "entries", r->entries.items, r->entries.len);
    json_array(&j, "packages");
    for (uint32_t i = 0; i < r->packages.len; i++)
        put_package(&j, &r->packages.items[i], rows);
    json_close_array(&j);
    put_notes(&j, "assumptions", r->assumptions.items, r->assumptions.len);
    put_notes(&j, "warnings", r->warnings.items, r->warnings.len);
    put_summary(&j, r);
    json_close_object(&j);
    json_end(&j);
}
