#include "cli/json_out.h"
#include "cli/render_audit.h"
#include "cli/render_json.h"
#include "cli/report_view.h"

enum { AUDIT_SCHEMA = 1 };

static void put_texts(struct json_out *j, const char *key, const struct str *texts, uint32_t count)
{
    json_array(j, key);
    for (uint32_t i = 0; i < count; i++)
        json_str(j, NULL, texts[i]);
    json_close_array(j);
}

static void put_script(struct json_out *j, struct arena *a, const struct audit_script *script)
{
    struct audit_effects effects = audit_script_effects(a, script);

    json_object(j, NULL);
    json_str(j, "name", script->name);
    json_str(j, "command", script->command);
    json_bool(j, "install", script->install);
    json_c(j, "kind", audit_script_kind_name(script->kind));
    json_c(j, "verdict", verdict_name(script->reach == NULL ? VERDICT_FAIL : script->reach->verdict));
    if (script->reach == NULL) {
        vec_push(a, &effects.items, script->kind == AUDIT_SCRIPT_GYP ? STR("script.gyp") : STR("script.shell"));
    }
    put_texts(j, "effects", effects.items.items, effects.items.len);
    json_array(j, "packages");
    for (uint32_t i = 0; script->reach != NULL && i < script->reach->packages.len; i++) {
        json_object(j, NULL);
        render_json_package(j, &script->reach->packages.items[i]);
        json_close_object(j);
    }
    json_close_array(j);
    json_close_object(j);
}

static void put_face(struct json_out *j, const struct audit_face *face)
{
    json_c(j, "tier", tier_name(face->tier));
    json_bool(j, "unknown", face->unknown);
    render_json_launch(j, "conditions", face->unknown ? LAUNCH_NONE_HELPS : face->launch);
}

static void put_package(struct json_out *j, struct arena *a, const struct audit_package *package)
{
    json_object(j, NULL);
    render_json_package(j, &package->all.record);
    put_face(j, &package->all);
    json_object(j, "imported");
    put_texts(j, "effects", package->imported.record.effects.items, package->imported.record.effects.len);
    put_face(j, &package->imported);
    json_close_object(j);
    json_bool(j, "analysed", package->not_analysed.len == 0);
    json_str(j, "reason", package->not_analysed);
    json_str(j, "reasonRule", package->not_analysed_rule);
    json_bool(j, "dev", package->dev);
    json_bool(j, "optional", package->optional);
    put_texts(j, "via", package->via.items, package->via.len);
    put_texts(j, "native", package->native.items, package->native.len);
    put_texts(j, "needs", package->needs.items, package->needs.len);
    json_str(j, "integrity", package->integrity);
    json_array(j, "scripts");
    for (uint32_t i = 0; i < package->scripts.len; i++)
        put_script(j, a, &package->scripts.items[i]);
    json_close_array(j);
    json_close_object(j);
}

static void put_notes(struct json_out *j, const char *key, const struct report_note *notes, uint32_t count)
{
    json_array(j, key);
    for (uint32_t i = 0; i < count; i++)
        json_str(j, NULL, notes[i].text);
    json_close_array(j);
}

static void put_left_out(struct json_out *j, const struct audit *audit)
{
    json_array(j, "leftOut");
    for (uint32_t i = 0; i < audit->left_out.len; i++) {
        json_object(j, NULL);
        json_str(j, "name", audit->left_out.items[i].name);
        json_str(j, "version", audit->left_out.items[i].version);
        json_str(j, "path", audit->left_out.items[i].place);
        json_close_object(j);
    }
    json_close_array(j);
}

static void put_summary(struct json_out *j, const struct audit *audit, const struct audit_view *view)
{
    uint32_t tiers[TIER_COUNT] = {0};
    uint32_t unknown = 0;
    uint32_t missing = 0;
    uint32_t scripts = 0;
    uint32_t hits = 0;

    for (uint32_t i = 0; i < audit->packages.len; i++) {
        const struct audit_package *package = &audit->packages.items[i];
        missing += package->not_analysed.len > 0;
        unknown += package->imported.unknown && package->not_analysed.len == 0;
        scripts += audit_runs_scripts(package);
        hits += fail_on_hits(view->fail_on, package);
        if (package->not_analysed.len == 0)
            tiers[package->imported.tier]++;
    }
    json_object(j, "summary");
    json_number(j, "packages", audit->packages.len);
    json_number(j, "notAnalysed", missing);
    json_number(j, "leftOut", audit->left_out.len);
    json_number(j, "unknown", unknown);
    json_number(j, "scripts", scripts);
    json_number(j, "failOn", hits);
    json_object(j, "tiers");
    for (int t = 0; t < TIER_COUNT; t++)
        json_number(j, tier_name((enum tier)t), tiers[t]);
    json_close_object(j);
    json_close_object(j);
}

void render_audit_json(struct strbuf *out, const struct audit *audit, const struct audit_view *view)
{
    struct json_out j;

    json_begin(&j, out);
    json_object(&j, NULL);
    json_number(&j, "schema", AUDIT_SCHEMA);
    json_str(&j, "subject", audit->subject);
    json_c(&j, "source", audit->source);
    put_texts(&j, "node", audit->majors.items, audit->majors.len);
    json_array(&j, "packages");
    for (uint32_t i = 0; i < audit->packages.len; i++)
        put_package(&j, out->arena, &audit->packages.items[i]);
    json_close_array(&j);
    put_left_out(&j, audit);
    put_notes(&j, "warnings", audit->warnings.items, audit->warnings.len);
    put_notes(&j, "assumptions", audit->assumptions.items, audit->assumptions.len);
    put_summary(&j, audit, view);
    json_close_object(&j);
    json_end(&j);
}
