#include "analyzer/audit.h"

#include "analyzer/audit_face.h"
#include "analyzer/auditor.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/memory_store.h"
#include "analyzer/package/package_entries.h"
#include "analyzer/rounds.h"
#include "analyzer/verdict/judge.h"
#include "analyzer/verdict/notes.h"

struct resolver *auditor_resolver(struct auditor *a)
{
    struct resolver_config config = {.tree = a->input.tree,
                                     .is_builtin = program_is_builtin,
                                     .payload = &a->out->table,
                                     .conditions = a->setting.policy.conditions.items,
                                     .condition_count = a->setting.policy.conditions.len};

    return resolver_new(a->run, &config);
}

bool auditor_supports(const struct auditor *a, uint32_t major)
{
    return (a->setting.policy.majors & node_major_bit((enum node_major)major)) != 0;
}

/* --- all that clients can load --- */

/* What could not be listed is a reason for doubt, and a fact like any other. */
static void add_missed(struct program *p, const struct package *package, struct str missed)
{
    struct fact fact = {.package = program_package(p, package, STR(""), 0),
                        .unit = LINK_NONE,
                        .rule = program_text(p, STR("resolve.unreadable")),
                        .effect = FACT_NO_EFFECT,
                        .message = program_text(p, missed),
                        .certainty = POSSIBLE};
    bool is_new = false;

    (void)program_add_fact(p, &fact, &is_new);
}

static enum err add_face(struct auditor *a, struct program *p, struct audit_place *place, enum node_major major)
{
    const struct package *package = package_of(resolver_packages(p->resolver), place->folder);
    struct client_face face = {0};
    enum err e = package_client_files(p->resolver, a->run, place->folder, major, &face, a->why);

    if (e != OK)
        return e;
    if (face.missed.len > 0)
        add_missed(p, package, face.missed);
    for (uint32_t i = 0; i < face.files.len; i++)
        if (audit_is_way_in(&face.files.items[i])) {
            program_add_entry(p, package, face.files.items[i].subpath, &face.files.items[i].found);
            place->has_files = true;
        }
    return OK;
}

/* What `require("x")` and `import "x"` give; with "exports" also every subpath that they offer. */
static enum err add_imported(struct auditor *a, struct program *p, struct audit_place *place, enum node_major major)
{
    static const enum import_kind kinds[] = {IMPORT_REQUIRE, IMPORT_STATIC};
    const struct package *package = package_of(resolver_packages(p->resolver), place->folder);

    if (manifest_exports(package->manifest, major) != NULL || package->manifest->state == MANIFEST_NOT_UNDERSTOOD)
        return add_face(a, p, place, major);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct resolution found;
        resolve_of_package(p->resolver, place->folder, STR("."), kinds[i], major, &found);
        if (found.outcome == RESOLVED_FILE || found.outcome == RESOLVE_NOT_UNDERSTOOD)
            program_add_entry(p, package, STR("."), &found);
    }
    return OK;
}

typedef enum err add_entries(struct auditor *a, struct program *p, struct audit_place *place, enum node_major major);

/* Judges every package by the entries that `add` finds for it. */
static enum err judge_faces(struct auditor *a, add_entries *add, uint32_t detail, struct report **out)
{
    struct program *p = program_new(a->run, auditor_resolver(a), a->setting.table, &a->setting.policy);
    enum err e = OK;

    p->files = file_tree_source(a->input.tree);
    p->alone = a->input.alone;
    for (uint32_t i = 0; i < a->input.places.len; i++) {
        struct audit_place *place = &a->input.places.items[i];
        for (uint32_t m = 0; m < NODE_MAJOR_COUNT && e == OK && place->not_analysed.len == 0; m++)
            if (auditor_supports(a, m))
                e = add(a, p, place, (enum node_major)m);
    }
    if (e == OK)
        e = rounds_run(p, &a->what, a->why);
    if (e == OK)
        *out = judge_program(a->run, p, REPORT_AUTHORITY | detail | (a->input.alone ? REPORT_ALONE : 0));
    return e;
}

/* --- one package --- */

static enum err look_into(struct auditor *a, const struct audit_place *place, struct audit_package *out)
{
    audit_add_records(a, place, out);
    audit_find_native(a, place->folder, out);
    return audit_add_scripts(a, place, out);
}

static enum err add_package(struct auditor *a, const struct audit_place *place)
{
    struct audit_face nothing = {.record = {.name = place->name,
                                            .version = place->version,
                                            .path = file_tree_relative(a->input.tree, place->folder)}};
    struct audit_package package = {
        .all = nothing,
        .imported = nothing,
        .not_analysed = place->not_analysed,
        .not_analysed_rule = place->not_analysed_rule,
        .dev = place->dev,
        .optional = place->optional,
        .integrity = place->integrity,
    };
    enum err e = OK;

    for (uint32_t i = 0; i < place->via.len; i++)
        vec_push(a->run, &package.via, place->via.items[i]);
    if (place->not_analysed.len > 0) {
        package.all.unknown = true;
        package.all.record.verdict = VERDICT_UNKNOWN;
        package.all.record.launch = LAUNCH_NONE_HELPS;
        package.imported = package.all;
    } else {
        e = look_into(a, place, &package);
    }
    if (!a->request->scripts_only || package.scripts.len > 0 || package.not_analysed.len > 0)
        vec_push(a->run, &a->out->packages, package);
    return e;
}

static void take_report(struct auditor *a)
{
    const struct report *r = a->report;

    for (uint32_t i = 0; r != NULL && i < r->assumptions.len; i++)
        vec_push(a->run, &a->out->assumptions, r->assumptions.items[i]);
    a->assumed.len = notes_sort_unique(a->assumed.items, a->assumed.len);
    for (uint32_t i = 0; i < a->assumed.len; i++)
        vec_push(a->run, &a->out->assumptions, (struct report_note){a->assumed.items[i]});
    a->out->files_parsed = r == NULL ? 0 : r->files_parsed;
    a->out->packages_cached = r == NULL ? 0 : r->packages_cached;
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        if (auditor_supports(a, m))
            vec_push(a->run, &a->out->majors, str_from(node_major_name((enum node_major)m)));
}

static enum err run_audit(struct auditor *a)
{
    enum err e = audit_input_find(a->run, a->request, &a->input, a->why);

    if (e == OK)
        e = setting_load_table(a->run, &a->setting.table, a->why);
    policy_default(&a->setting.policy);
    if (e == OK)
        e = setting_add_conditions(a->run, a->request->what.conditions, &a->setting.policy, a->why);
    if (e != OK)
        return e;
    a->out->table = a->setting.table;
    a->what = a->request->what;
    a->what.store = memory_store_new(a->run, a->request->what.store);
    a->resolver = auditor_resolver(a);
    a->manifests = resolver_manifests(a->resolver);
    audit_look_for_node(a);
    if (!a->request->scripts_only)
        e = judge_faces(a, add_face, a->request->what.detail & REPORT_LINKS, &a->report);
    if (e == OK && !a->request->scripts_only)
        e = judge_faces(a, add_imported, 0, &a->imported);
    for (uint32_t i = 0; i < a->input.places.len && e == OK; i++)
        e = add_package(a, &a->input.places.items[i]);
    return e;
}

void audit_note_left_out(struct arena *run, struct audit *audit, const struct platform *platform)
{
    if (audit->left_out.len > 0)
        vec_push(run, &audit->warnings, (struct report_note){platform_left_out(run, audit->left_out.len, platform)});
}

enum err audit_packages(struct arena *run, const struct audit_request *request, struct audit **out, struct error *why)
{
    struct auditor a = {.run = run, .request = request, .out = arena_new(run, struct audit), .why = why};
    enum err e = run_audit(&a);

    if (e != OK)
        return e;
    a.out->subject = a.input.subject;
    a.out->source = a.input.source;
    a.out->resolver = a.resolver;
    a.out->judged = a.report;
    a.out->major_set = a.setting.policy.majors;
    for (uint32_t i = 0; i < a.input.left_out.len; i++)
        vec_push(run, &a.out->left_out, a.input.left_out.items[i]);
    for (uint32_t i = 0; i < a.input.warnings.len; i++)
        vec_push(run, &a.out->warnings, a.input.warnings.items[i]);
    audit_note_left_out(run, a.out, request->platform);
    take_report(&a);
    audit_sort(a.out);
    *out = a.out;
    return OK;
}
