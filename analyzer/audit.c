#include "analyzer/audit.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/audit_face.h"
#include "analyzer/audit_input.h"
#include "analyzer/audit_script.h"
#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/memory_store.h"
#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"
#include "analyzer/rounds.h"
#include "analyzer/setting.h"
#include "analyzer/verdict/judge.h"
#include "analyzer/verdict/launch_set.h"
#include "analyzer/verdict/notes.h"
#include "rules/launch.h"

/* An audit under way. */
struct auditor {
    struct arena *run;
    const struct audit_request *request;
    struct audit_input input;
    struct setting setting;
    struct manifests *manifests; /* over the tree */
    struct resolver *resolver;
    struct analysis_request what; /* the request's, with a store that remembers between the programs of this audit */
    struct report *report;        /* about all packages at once, and all that clients can load of them */
    struct report *imported;      /* about what imports of their names load */
    VEC(struct str) assumed;
    bool node_is_shadowed; /* some package installs a command called "node" */
    struct audit *out;
    struct error *why;
};

static struct resolver *new_resolver(struct auditor *a)
{
    struct resolver_config config = {.tree = a->input.tree,
                                     .is_builtin = program_is_builtin,
                                     .payload = &a->out->table,
                                     .conditions = a->setting.policy.conditions.items,
                                     .condition_count = a->setting.policy.conditions.len};

    return resolver_new(a->run, &config);
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

static bool is_supported(const struct auditor *a, uint32_t major)
{
    return (a->setting.policy.majors & node_major_bit((enum node_major)major)) != 0;
}

typedef enum err add_entries(struct auditor *a, struct program *p, struct audit_place *place, enum node_major major);

/* Judges every package by the entries that `add` finds for it. */
static enum err judge_faces(struct auditor *a, add_entries *add, uint32_t detail, struct report **out)
{
    struct program *p = program_new(a->run, new_resolver(a), a->setting.table, &a->setting.policy);
    enum err e = OK;

    p->files = file_tree_source(a->input.tree);
    p->alone = a->input.alone;
    for (uint32_t i = 0; i < a->input.places.len; i++) {
        struct audit_place *place = &a->input.places.items[i];
        for (uint32_t m = 0; m < NODE_MAJOR_COUNT && e == OK && place->not_analysed.len == 0; m++)
            if (is_supported(a, m))
                e = add(a, p, place, (enum node_major)m);
    }
    if (e == OK)
        e = rounds_run(p, &a->what, a->why);
    if (e == OK)
        *out = judge_program(a->run, p, REPORT_AUTHORITY | detail | (a->input.alone ? REPORT_ALONE : 0));
    return e;
}

/* --- install scripts --- */

/* Judges what `file` may do when it is run. */
static enum err judge_script(struct auditor *a, struct str folder, struct str file, const struct report **out)
{
    struct program *p = program_new(a->run, new_resolver(a), a->setting.table, &a->setting.policy);
    const struct package *package = package_of(resolver_packages(p->resolver), folder);
    enum err e = OK;

    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        struct resolution found;
        if (!is_supported(a, m))
            continue;
        resolve_main(p->resolver, file, (enum node_major)m, &found);
        program_add_entry(p, package, path_name(file), &found);
    }
    p->files = file_tree_source(a->input.tree);
    e = rounds_run(p, &a->what, a->why);
    if (e == OK)
        *out = judge_program(a->run, p, REPORT_AUTHORITY);
    return e;
}

static bool is_prepare(struct str name)
{
    return str_eq(name, STR("prepare")) || str_eq(name, STR("preprepare")) || str_eq(name, STR("postprepare"));
}

static enum err add_script(struct auditor *a, const struct audit_place *place, const struct manifest_hook *hook,
                           bool install, struct audit_package *out)
{
    struct audit_script script = {
        .name = hook->name, .command = hook->command, .install = install, .kind = AUDIT_SCRIPT_SHELL};
    struct str file = {0};
    enum err e = OK;

    if (is_prepare(hook->name) && !place->prepared)
        return OK;
    if (str_eq(hook->command, STR("node-gyp rebuild"))) {
        script.kind = AUDIT_SCRIPT_GYP;
    } else if (!a->node_is_shadowed && audit_script_file(a->run, a->resolver, place->folder, hook->command, &file)) {
        script.kind = AUDIT_SCRIPT_NODE;
        e = judge_script(a, place->folder, file, &script.reach);
    }
    vec_push(a->run, &out->scripts, script);
    return e;
}

static bool is_hook(const struct manifest_hooks *hooks, struct str name)
{
    for (uint32_t i = 0; i < hooks->len; i++)
        if (str_eq(hooks->items[i].name, name))
            return true;
    return false;
}

/* The other scripts of a folder, which its developers run. */
static enum err add_commands(struct auditor *a, const struct audit_place *place, const struct manifest_hooks *hooks,
                             struct audit_package *out)
{
    const struct jdoc *scripts = jdoc_member(manifest_of(a->manifests, place->folder)->other, "scripts");
    enum err e = OK;

    for (uint32_t i = 0; jdoc_is(scripts, JDOC_OBJECT) && i < scripts->count && e == OK; i++) {
        struct manifest_hook command = {.name = scripts->members[i].key};
        if (!is_hook(hooks, command.name) && jdoc_text(scripts->members[i].value, &command.command))
            e = add_script(a, place, &command, false, out);
    }
    return e;
}

static enum err add_scripts(struct auditor *a, const struct audit_place *place, struct audit_package *out)
{
    const struct manifest *manifest = manifest_of(a->manifests, place->folder);
    struct manifest_hooks hooks = manifest_install_hooks(a->manifests, a->run, manifest);
    enum err e = OK;

    for (uint32_t i = 0; i < hooks.len && e == OK; i++)
        e = add_script(a, place, &hooks.items[i], true, out);
    return e == OK && place->prepared && a->input.alone ? add_commands(a, place, &hooks, out) : e;
}

/* "directories": { "bin": FOLDER } makes every file of it a command. */
static bool has_node_in_folder(struct auditor *a, const struct manifest *manifest)
{
    struct str folder;

    return jdoc_text(jdoc_member(jdoc_member(manifest->other, "directories"), "bin"), &folder) &&
           file_tree_kind(a->input.tree, path_resolve(a->run, path_resolve(a->run, manifest->folder, folder),
                                                      STR("node"))) != PLACE_MISSING;
}

/* npm puts the commands of packages before those of the system: `node` is what such a package says. */
static void look_for_node(struct auditor *a)
{
    for (uint32_t i = 0; i < a->input.places.len; i++) {
        const struct audit_place *place = &a->input.places.items[i];
        const struct manifest *manifest = NULL;
        if (place->not_analysed.len > 0)
            continue;
        manifest = manifest_of(a->manifests, place->folder);
        if (jdoc_member(manifest->bin, "node") != NULL ||
            (jdoc_is(manifest->bin, JDOC_STRING) && str_eq(path_name(manifest->name), STR("node"))) ||
            has_node_in_folder(a, manifest) || manifest->state == MANIFEST_NOT_UNDERSTOOD)
            a->node_is_shadowed = true;
    }
}

/* --- one package --- */

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

static enum verdict worse(enum verdict a, enum verdict b)
{
    if (a == VERDICT_FAIL || b == VERDICT_FAIL)
        return VERDICT_FAIL;
    return a == VERDICT_UNKNOWN ? a : b;
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
        out->record.verdict = worse(out->record.verdict, finding->verdict);
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

/* True when the file begins as programs and libraries of Linux, macOS and Windows do; also when it is too large to
 * tell. */
static bool is_program(struct auditor *a, struct arena *scratch, struct str path)
{
    static const struct str starts[] = {STR_INIT("\x7f"
                                                 "ELF"),
                                        STR_INIT("MZ"), STR_INIT("\xcf\xfa\xed\xfe"), STR_INIT("\xca\xfe\xba\xbe")};
    struct str bytes = {0};
    enum err e = file_tree_read(a->input.tree, scratch, path, LIMIT_SOURCE_BYTES, &bytes, NULL);

    if (e != OK)
        return e == ERR_LIMIT;
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        if (str_starts(bytes, starts[i]))
            return true;
    return false;
}

static bool is_native(struct auditor *a, struct arena *scratch, struct str path)
{
    static const struct str endings[] = {STR_INIT(".node"), STR_INIT(".so"), STR_INIT(".dll"), STR_INIT(".dylib"),
                                         STR_INIT(".exe")};
    struct str name = path_name(path);

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (str_ends(name, endings[i]))
            return true;
    if (str_eq(name, STR("binding.gyp")))
        return true;
    return str_find(name, STR("."), 0) == name.len && is_program(a, scratch, path);
}

/* Machine code in the package's folder, outside of packages that it bundles. */
static void find_native(struct auditor *a, struct str folder, struct audit_package *out)
{
    VEC(struct str) todo = {0};
    struct arena scratch = {0};

    vec_push(&scratch, &todo, folder);
    for (uint32_t i = 0; i < todo.len; i++) {
        struct fs_entries entries = {0};
        struct str at = todo.items[i];
        if (file_tree_list(a->input.tree, &scratch, at, &entries, NULL) != OK)
            continue;
        for (uint32_t k = 0; k < entries.len; k++) {
            struct str path = path_join(&scratch, at, entries.items[k].name);
            if (entries.items[k].kind == FS_DIR && !str_eq(entries.items[k].name, STR("node_modules")))
                vec_push(&scratch, &todo, path);
            else if (entries.items[k].kind == FS_FILE && is_native(a, &scratch, path))
                vec_push(a->run, &out->native,
                         str_dup(a->run, str_slice(path, folder.len + (folder.len > 1), path.len)));
        }
    }
    arena_reset(&scratch);
}

static enum err look_into(struct auditor *a, const struct audit_place *place, struct audit_package *out)
{
    const struct report_package *all = record_of(a, a->report, place->folder);
    const struct report_package *imported = record_of(a, a->imported, place->folder);

    assert(all != NULL || !place->has_files); /* what can be loaded was judged */
    assert(all != NULL || imported == NULL);
    if (all != NULL)
        take_record(a, place, all, &out->all);
    if (imported != NULL)
        take_record(a, place, imported, &out->imported);
    find_native(a, place->folder, out);
    list_needs(a, manifest_of(a->manifests, place->folder), out);
    return add_scripts(a, place, out);
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

/* --- order --- */

/* What runs by itself comes first, then what escapes or may do anything, then the rest by its tier. */
static int weight(const struct audit_package *package)
{
    if (package->scripts.len > 0)
        return 100;
    if (package->imported.tier == TIER_X)
        return 50;
    if (package->native.len > 0)
        return 45;
    return package->imported.unknown ? 40 : (int)package->imported.tier;
}

static int compare_packages(const void *left, const void *right)
{
    const struct audit_package *a = left;
    const struct audit_package *b = right;
    int order = weight(b) - weight(a);

    if (order == 0)
        order = (int)b->all.tier - (int)a->all.tier;
    if (order == 0)
        order = str_cmp(a->all.record.name, b->all.record.name);
    if (order == 0)
        order = str_cmp(a->all.record.version, b->all.record.version);
    return order == 0 ? str_cmp(a->all.record.path, b->all.record.path) : order;
}

void audit_sort(struct audit *audit)
{
    if (audit->packages.len > 1)
        qsort(audit->packages.items, audit->packages.len, sizeof(*audit->packages.items), compare_packages);
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
        if (is_supported(a, m))
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
    a->resolver = new_resolver(a);
    a->manifests = resolver_manifests(a->resolver);
    look_for_node(a);
    if (!a->request->scripts_only)
        e = judge_faces(a, add_face, a->request->what.detail & REPORT_LINKS, &a->report);
    if (e == OK && !a->request->scripts_only)
        e = judge_faces(a, add_imported, 0, &a->imported);
    for (uint32_t i = 0; i < a->input.places.len && e == OK; i++)
        e = add_package(a, &a->input.places.items[i]);
    return e;
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
    for (uint32_t i = 0; i < a.input.warnings.len; i++)
        vec_push(run, &a.out->warnings, a.input.warnings.items[i]);
    take_report(&a);
    audit_sort(a.out);
    *out = a.out;
    return OK;
}
