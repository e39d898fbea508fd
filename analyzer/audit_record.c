/* What the reports say of one package. */
#include <assert.h>

#include "analyzer/auditor.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/launch_set.h"
#include "rules/launch.h"

/* The report's record of the package in `folder`; NULL when none of its files can be loaded. */
static const struct report_package *record_of(const struct auditor *a, const struct report *report, struct str folder)
{
    struct str path = file_tree_relative(a->input.tree, folder);

    for (uint32_t i = 0; report != NULL && i < report->packages.len; i++)
        if (str_eq(report->packages.items[i].path, path))
            return &report->packages.items[i];
    return NULL;
}

/* True when the specifier can only mean a file below the one that imports it: nobody else can put that there. */
static bool is_own_file(struct str specifier)
{
    return str_starts(specifier, STR("./")) && str_find(specifier, STR(".."), 0) == specifier.len &&
           str_find(specifier, STR("%"), 0) == specifier.len && str_find(specifier, STR("\\"), 0) == specifier.len;
}

/*
 * What is not there is not loaded: a file that needs it throws, and has no effects that were not found. That it stays
 * away is an assumption. (A program that does not start is not understood; of a package's files many are for its
 * developers only.)
 */
static bool is_assumed(struct auditor *a, const struct audit_place *place, const struct report_finding *finding)
{
    struct strbuf text;

    if (!str_eq(finding->rule, STR("resolve.missing")) || (a->input.alone && !is_own_file(finding->argument)))
        return false;
    strbuf_init(&text, a->run);
    strbuf_printf(&text, "%.*s is not installed for %.*s", STR_ARG(finding->argument), STR_ARG(place->name));
    vec_push(a->run, &a->assumed, strbuf_text(&text));
    return true;
}

static void list_needs(struct auditor *a, const struct manifest *manifest, struct audit_package *out)
{
    for (uint32_t i = 0;
         a->input.alone && jdoc_is(manifest->dependencies, JDOC_OBJECT) && i < manifest->dependencies->count; i++) {
        const struct jmember *member = &manifest->dependencies->members[i];
        struct str range = {0};
        struct strbuf text;
        (void)jdoc_text(member->value, &range);
        strbuf_init(&text, a->run);
        strbuf_printf(&text, "%.*s@%.*s", STR_ARG(member->key), STR_ARG(range));
        vec_push(a->run, &out->needs, strbuf_text(&text));
    }
}

/* "fs.read" of "fs.read:./a". */
static enum tier tier_of(struct str effect)
{
    enum effect id = EFFECT_FS_READ;

    if (!effect_parse(str_slice(effect, 0, str_find(effect, STR(":"), 0)), &id))
        return TIER_X;
    return effect_tier(id);
}

/* Takes the record over, without what is assumed. */
static void take_record(struct auditor *a, const struct audit_place *place, const struct report_package *record,
                        struct audit_face *out)
{
    struct launch_needs doubts = {0};
    struct launch_needs all = {0};

    out->record = *record;
    out->record.name = place->name;
    out->record.version = place->version;
    out->record.verdict = VERDICT_PASS;
    out->record.findings.items = arena_array(a->run, record->findings.len, sizeof(*record->findings.items));
    out->record.findings.len = 0;
    for (uint32_t i = 0; i < record->findings.len; i++) {
        const struct report_finding *finding = &record->findings.items[i];
        uint32_t closes = (finding->launch & LAUNCH_NONE_HELPS) != 0 ? 0 : finding->launch;
        if (is_assumed(a, place, finding))
            continue;
        out->record.findings.items[out->record.findings.len++] = *finding;
        out->record.verdict = verdict_worse(out->record.verdict, finding->verdict);
        launch_need(&all, closes);
        if (finding->verdict == VERDICT_UNKNOWN)
            launch_need(&doubts, closes);
        if (finding->verdict == VERDICT_UNKNOWN && closes == 0)
            out->unknown = true;
    }
    out->record.launch = launch_least(&all, 0);
    out->launch = out->unknown ? 0 : launch_least(&doubts, 0);
    for (uint32_t i = 0; i < record->effects.len; i++) {
        enum tier tier = tier_of(record->effects.items[i]);
        out->tier = tier > out->tier ? tier : out->tier;
    }
}

void audit_add_records(struct auditor *a, const struct audit_place *place, struct audit_package *out)
{
    const struct report_package *all = record_of(a, a->report, place->folder);
    const struct report_package *imported = record_of(a, a->imported, place->folder);

    assert(all != NULL || !place->has_files); /* what can be loaded was judged */
    assert(all != NULL || imported == NULL);
    if (all != NULL)
        take_record(a, place, all, &out->all);
    if (imported != NULL)
        take_record(a, place, imported, &out->imported);
    list_needs(a, manifest_of(a->manifests, place->folder), out);
}
