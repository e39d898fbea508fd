#include "cli/render_sarif.h"

#include <stdlib.h>

#include "analyzer/base/digest.h"
#include "analyzer/base/map.h"
#include "analyzer/base/sym.h"
#include "cli/harmless.h"
#include "cli/json_out.h"
#include "cli/package_place.h"
#include "cli/report_view.h"

static const char schema_uri[] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

struct sarif {
    struct arena *scratch;
    struct json_out j;
    const struct report *report;
    struct package_places *places;
    VEC(struct str) rules; /* sorted, unique */
    struct map seen;       /* symbol of a finding's identity -> how often it was there */
    struct sym_table texts;
};

static bool is_shown(const struct report_finding *finding)
{
    return finding->verdict != VERDICT_PASS;
}

/* ---- rules ---- */

static int compare_texts(const void *left, const void *right)
{
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

static void list_rules(struct sarif *s)
{
    uint32_t kept = 0;

    for (uint32_t p = 0; p < s->report->packages.len; p++) {
        const struct report_package *package = &s->report->packages.items[p];
        for (uint32_t i = 0; i < package->findings.len; i++)
            if (is_shown(&package->findings.items[i]))
                vec_push(s->scratch, &s->rules, package->findings.items[i].rule);
    }
    if (s->rules.len > 0)
        qsort(s->rules.items, s->rules.len, sizeof(*s->rules.items), compare_texts);
    for (uint32_t i = 0; i < s->rules.len; i++)
        if (kept == 0 || !str_eq(s->rules.items[kept - 1], s->rules.items[i]))
            s->rules.items[kept++] = s->rules.items[i];
    s->rules.len = kept;
}

static uint32_t index_of_rule(const struct sarif *s, struct str rule)
{
    const struct str *found = bsearch(&rule, s->rules.items, s->rules.len, sizeof(*s->rules.items), compare_texts);

    return found == NULL ? 0 : (uint32_t)(found - s->rules.items);
}

static void put_text_object(struct sarif *s, const char *key, struct str text)
{
    json_object(&s->j, key);
    json_str(&s->j, "text", harmless(s->scratch, text));
    json_close_object(&s->j);
}

static void put_rule(struct sarif *s, struct str rule)
{
    struct strbuf help;

    strbuf_init(&help, s->scratch);
    strbuf_printf(&help, "cordon explain %.*s", STR_ARG(rule));
    json_object(&s->j, NULL);
    json_str(&s->j, "id", rule);
    put_text_object(s, "shortDescription", rule);
    put_text_object(s, "help", strbuf_text(&help));
    json_close_object(&s->j);
}

static void put_tool(struct sarif *s)
{
    json_object(&s->j, "tool");
    json_object(&s->j, "driver");
    json_c(&s->j, "name", "cordon");
    json_c(&s->j, "version", CORDON_VERSION);
    json_c(&s->j, "semanticVersion", CORDON_VERSION);
    json_array(&s->j, "rules");
    for (uint32_t i = 0; i < s->rules.len; i++)
        put_rule(s, s->rules.items[i]);
    json_close_array(&s->j);
    json_close_object(&s->j);
    json_close_object(&s->j);
}

/* ---- places ---- */

static void put_region(struct sarif *s, const struct report_step *step)
{
    if (step->line == 0) /* the file as a whole: regions count from 1 */
        return;
    json_object(&s->j, "region");
    json_number(&s->j, "startLine", step->line);
    if (step->column > 0)
        json_number(&s->j, "startColumn", step->column);
    if (step->source.len > 0)
        put_text_object(s, "snippet", step->source);
    json_close_object(&s->j);
}

/* A location with an id when `id` is not 0, and a message when `message` is not empty. */
static void put_location(struct sarif *s, const char *key, const struct report_step *step, uint32_t id,
                         struct str message)
{
    struct strbuf uri;

    strbuf_init(&uri, s->scratch);
    harmless_uri(&uri, step->file);
    json_object(&s->j, key);
    if (id != 0)
        json_number(&s->j, "id", id);
    if (step->file.len > 0) {
        json_object(&s->j, "physicalLocation");
        json_object(&s->j, "artifactLocation");
        json_str(&s->j, "uri", strbuf_text(&uri));
        json_c(&s->j, "uriBaseId", "ROOT");
        json_close_object(&s->j);
        put_region(s, step);
        json_close_object(&s->j);
    }
    if (message.len > 0)
        put_text_object(s, "message", message);
    json_close_object(&s->j);
}

/* What is in node_modules is shown where the project brings it, with the real place beside it. */
static void put_places(struct sarif *s, const struct report_package *package, const struct report_finding *finding)
{
    struct report_step real = harmless_finding_step(s->scratch, package, finding);
    struct package_place brought = {0};
    bool elsewhere = package_place_of(s->places, package, &brought);
    struct report_step shown = {.file = brought.file, .line = brought.line, .column = brought.column};

    json_array(&s->j, "locations");
    put_location(s, NULL, elsewhere ? &shown : &real, 0, STR(""));
    json_close_array(&s->j);
    if (!elsewhere)
        return;
    json_array(&s->j, "relatedLocations");
    put_location(s, NULL, &real, 1, real.text);
    json_close_array(&s->j);
}

static void put_code_flow(struct sarif *s, const struct report_finding *finding)
{
    if (finding->path.len == 0)
        return;
    json_array(&s->j, "codeFlows");
    json_object(&s->j, NULL);
    json_array(&s->j, "threadFlows");
    json_object(&s->j, NULL);
    json_array(&s->j, "locations");
    for (uint32_t i = 0; i < finding->path.len; i++) {
        json_object(&s->j, NULL);
        put_location(s, "location", &finding->path.items[i], 0, finding->path.items[i].text);
        json_close_object(&s->j);
    }
    json_close_array(&s->j);
    json_close_object(&s->j);
    json_close_array(&s->j);
    json_close_object(&s->j);
    json_close_array(&s->j);
}

/* ---- results ---- */

/*
 * What stays the same when lines move and files are renamed: where the package stands, rule, effect and argument,
 * and the how-many-eth of these it is.
 */
static void put_fingerprint(struct sarif *s, const struct report_package *package, const struct report_finding *finding)
{
    struct str who = str_eq(package->key, STR("*")) ? package->path : package->key;
    struct digest_state state;
    struct digest digest = {0};
    char hex[DIGEST_HEX_SIZE];
    uint32_t times = 0;
    sym known;

    digest_begin(&state, "finding");
    digest_field(&state, "package", who);
    digest_field(&state, "rule", finding->rule);
    digest_field(&state, "effect", finding->effect);
    digest_field(&state, "argument", finding->argument);
    digest = digest_end(&state);
    digest_hex(&digest, hex);
    known = sym_intern(&s->texts, str_dup(s->scratch, str_from(hex)));
    (void)map_get(&s->seen, known.i, &times);
    map_put(&s->seen, known.i, times + 1);
    if (times > 0) {
        digest_begin(&state, "finding again");
        digest_field(&state, "of", str_from(hex));
        digest_field_u32(&state, "times", times);
        digest = digest_end(&state);
        digest_hex(&digest, hex);
    }
    json_object(&s->j, "partialFingerprints");
    json_c(&s->j, "cordonFinding/v1", hex);
    json_close_object(&s->j);
}

static struct str message_of(struct sarif *s, const struct report_package *package,
                             const struct report_finding *finding)
{
    struct strbuf text;

    strbuf_init(&text, s->scratch);
    strbuf_put(&text, harmless_package(s->scratch, package));
    strbuf_put_c(&text, finding->verdict == VERDICT_FAIL ? " has " : " is not proven to be without ");
    strbuf_printf(&text, "%.*s: %.*s", STR_ARG(harmless_effect(s->scratch, finding)),
                  STR_ARG(harmless(s->scratch, finding->message)));
    if (finding->more > 0)
        strbuf_printf(&text, " (and at %u other place%s)", finding->more, finding->more == 1 ? "" : "s");
    if (finding->fix.len > 0)
        strbuf_printf(&text, ". %.*s", STR_ARG(harmless(s->scratch, finding->fix)));
    return strbuf_text(&text);
}

static void put_result(struct sarif *s, const struct report_package *package, const struct report_finding *finding)
{
    json_object(&s->j, NULL);
    json_str(&s->j, "ruleId", finding->rule);
    json_number(&s->j, "ruleIndex", index_of_rule(s, finding->rule));
    json_c(&s->j, "level", finding->verdict == VERDICT_FAIL ? "error" : "warning");
    json_object(&s->j, "message");
    json_str(&s->j, "text", message_of(s, package, finding));
    json_close_object(&s->j);
    put_places(s, package, finding);
    put_code_flow(s, finding);
    put_fingerprint(s, package, finding);
    json_object(&s->j, "properties");
    json_c(&s->j, "verdict", verdict_name(finding->verdict));
    json_str(&s->j, "package", harmless_package(s->scratch, package));
    json_str(&s->j, "effect", harmless_effect(s->scratch, finding));
    json_close_object(&s->j);
    json_close_object(&s->j);
}

static void put_results(struct sarif *s)
{
    json_array(&s->j, "results");
    for (uint32_t p = 0; p < s->report->packages.len; p++) {
        const struct report_package *package = &s->report->packages.items[p];
        for (uint32_t i = 0; i < package->findings.len; i++)
            if (is_shown(&package->findings.items[i]))
                put_result(s, package, &package->findings.items[i]);
    }
    json_close_array(&s->j);
}

static void put_run(struct sarif *s)
{
    json_object(&s->j, NULL);
    put_tool(s);
    json_c(&s->j, "columnKind", "utf16CodeUnits");
    json_object(&s->j, "originalUriBaseIds");
    json_object(&s->j, "ROOT");
    put_text_object(s, "description", STR("the root of the program"));
    json_close_object(&s->j);
    json_close_object(&s->j);
    put_results(s);
    json_object(&s->j, "properties");
    json_c(&s->j, "verdict", verdict_name(s->report->verdict));
    json_str(&s->j, "profile", s->report->profile);
    json_close_object(&s->j);
    json_close_object(&s->j);
}

void render_sarif(struct arena *scratch, struct strbuf *out, const struct report *r)
{
    struct sarif s = {.scratch = scratch, .report = r, .places = package_places_new(scratch, r)};

    map_init(&s.seen, scratch);
    sym_table_init(&s.texts, scratch);
    list_rules(&s);
    json_begin_compact(&s.j, out);
    json_object(&s.j, NULL);
    json_c(&s.j, "$schema", schema_uri);
    json_c(&s.j, "version", "2.1.0");
    json_array(&s.j, "runs");
    put_run(&s);
    json_close_array(&s.j);
    json_close_object(&s.j);
    json_end(&s.j);
}
