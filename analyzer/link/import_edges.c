#include "analyzer/link/import_edges.h"

#include <assert.h>

#include "analyzer/link/host_use.h"
#include "analyzer/link/import_problem.h"
#include "analyzer/link/linking.h"
#include "analyzer/link/placed_import.h"
#include "analyzer/package/path.h"
#include "analyzer/semantic/placed.h"

/* One import of it. */
struct site {
    struct linking *l;
    struct program *p;
    const struct unit_import *import;
    struct import_place place;
    struct placed_question question; /* what Node is asked */
    uint32_t first_edge;             /* the import's own edges start here */
};

enum unit_kind import_unit_kind(enum file_format format)
{
    switch (format) {
    case FORMAT_COMMONJS:
    case FORMAT_MODULE:
    case FORMAT_DETECT:
        return UNIT_CODE;
    case FORMAT_JSON:
    case FORMAT_REFUSED:
        return UNIT_DATA;
    case FORMAT_ADDON:
        return UNIT_NATIVE;
    case FORMAT_WASM:
        return UNIT_WASM;
    case FORMAT_TYPESCRIPT:
    case FORMAT_UNSURE:
        return UNIT_OPAQUE;
    }
    assert(!"no such format");
    return UNIT_OPAQUE;
}

enum goal import_goal(enum file_format format)
{
    enum goal goal = GOAL_COMMONJS;

    return file_format_goal(format, &goal) ? goal : GOAL_COMMONJS;
}

static void add_edge(struct site *site, struct edge edge)
{
    struct program *p = site->p;

    for (uint32_t i = site->first_edge; i < p->edges.len; i++) {
        const struct edge *known = &p->edges.items[i];
        if (known->kind == edge.kind && known->to == edge.to && known->face == edge.face)
            return;
    }
    edge.from = site->place.unit;
    edge.specifier = site->place.specifier;
    edge.line = site->place.place.line;
    edge.column = site->place.place.column;
    edge.import = site->import->kind;
    edge.guarded = site->import->guarded;
    vec_push(p->arena, &p->edges, edge);
}

/* What is charged for loading a file that is not JavaScript. */
static void charge_format(struct program *p, const struct import_place *place, const struct resolution *found)
{
    switch (found->format) {
    case FORMAT_COMMONJS:
    case FORMAT_MODULE:
    case FORMAT_DETECT:
    case FORMAT_JSON:
        return;
    case FORMAT_ADDON:
        import_problem_native(p, place);
        return;
    case FORMAT_WASM:
        import_problem_wasm(p, place);
        return;
    case FORMAT_TYPESCRIPT:
        import_problem_opaque(p, place, "resolve.typescript", STR("TypeScript, whose types Node strips"));
        return;
    case FORMAT_REFUSED:
        import_problem_refused(p, place, found->code);
        return;
    case FORMAT_UNSURE:
        import_problem_opaque(p, place, "resolve.not-understood", found->reason);
        return;
    }
}

void import_charge_entry(struct program *p, uint32_t unit, const struct resolution *found)
{
    struct import_place place = {.unit = unit, .entry = true, .guarded = true};

    place.specifier = program_text(p, program_unit_path(p, &p->units.items[unit]));
    charge_format(p, &place, found);
}

/* The name of the package in a bare specifier: "x", "@scope/x"; empty for any other specifier. */
static struct str package_name_of(struct str specifier)
{
    size_t end = 0;

    if (specifier.len == 0 || specifier.ptr[0] == '.' || specifier.ptr[0] == '/' || specifier.ptr[0] == '#' ||
        str_find(specifier, STR(":"), 0) < specifier.len)
        return STR("");
    end = str_find(specifier, STR("/"), 0);
    if (specifier.ptr[0] == '@' && end < specifier.len)
        end = str_find(specifier, STR("/"), end + 1);
    return str_slice(specifier, 0, end);
}

/* True when the file is the one that the program's root gets for the host library's name. */
static bool is_host_main(struct site *site, const struct policy_host *host, const struct resolution *found,
                         enum node_major major)
{
    struct str from = path_join(site->p->arena, site->p->root, STR("package.json"));
    struct resolution main = {0};

    resolve_specifier(site->p->resolver, from, host->name, (enum import_kind)site->import->kind, major, &main);
    return main.outcome == RESOLVED_FILE && str_eq(main.path, found->path);
}

/* The specifier as the summary has it: what was asked may be the text in it alone. */
static struct str written(const struct site *site)
{
    return program_text_of(site->p, linking_text(site->l, site->import->specifier));
}

static void link_host(struct site *site, uint32_t package, const struct resolution *found, enum node_major major)
{
    struct program *p = site->p;
    const struct policy_host *host = p->packages.items[package].host;
    struct str specifier = site->question.specifier;
    bool renamed = specifier.len > 0 && specifier.ptr[0] == '#';
    struct edge edge = {.kind = EDGE_HOST, .to = package};

    edge.face = (uint8_t)host_face_of(host, specifier, manifest_exports(found->package->manifest, major) != NULL,
                                      renamed && is_host_main(site, host, found, major));
    edge.commonjs = found->format != FORMAT_MODULE && found->format != FORMAT_JSON;
    if (edge.face == HOST_INNER)
        charge_host_inner(p, site->place.unit, &site->place.place, host, specifier);
    else if (edge.face == HOST_MAIN && (site->import->flags & IMPORT_STAR) != 0 && !host->all)
        charge_host_export(p, site->place.unit, &site->place.place, host, STR("*"));
    if (renamed)
        linking_renamed_host(site->l, written(site), host->name);
    add_edge(site, edge);
}

/*
 * True when an installed package leaves its own folder by a path, or asks for a package in the place of another one:
 * what it gets there was never offered to it. The program's own packages may stand side by side and share files.
 */
static bool is_trespass(const struct site *site, uint32_t from, uint32_t to)
{
    struct str specifier = site->question.specifier;
    struct str folder = site->p->packages.items[from].folder;
    struct str installed = STR("/node_modules/");
    bool named = package_name_of(specifier).len > 0 || str_starts(specifier, STR("#"));
    bool offered =
        named && str_eq(package_of(resolver_packages(site->p->resolver), site->question.from)->folder, folder);

    return from != to && !offered && str_find(folder, installed, 0) < folder.len;
}

static void link_file(struct site *site, const struct resolution *found, enum node_major major)
{
    struct program *p = site->p;
    struct str name = package_name_of(site->question.specifier);
    uint32_t parent = p->units.items[site->place.unit].package;
    uint32_t package = program_package(p, found->package, name.len > 0 ? name : found->package->installed, parent);
    struct unit unit = {.path = found->path,
                        .package = package,
                        .kind = (uint8_t)import_unit_kind(found->format),
                        .goal = (uint8_t)import_goal(found->format),
                        .from = site->place.unit,
                        .from_place = site->place.place,
                        .from_name = site->place.specifier};
    struct edge edge = {.kind = EDGE_UNIT};

    if (p->packages.items[package].host != NULL && package != parent) {
        link_host(site, package, found, major);
        return;
    }
    charge_format(p, &site->place, found);
    if (is_trespass(site, parent, package))
        import_problem_trespass(p, &site->place, unit.kind != UNIT_DATA);
    if (found->format == FORMAT_REFUSED) {
        add_edge(site, (struct edge){.kind = EDGE_NOWHERE});
        return;
    }
    edge.to = program_unit(p, &unit);
    if (edge.to == LINK_NONE) {
        import_problem_opaque(p, &site->place, "limit.files", STR("the program has too many files"));
        edge = (struct edge){.kind = EDGE_NOWHERE};
    }
    add_edge(site, edge);
}

static void link_major(struct site *site, enum node_major major)
{
    struct program *p = site->p;
    struct str specifier = site->question.specifier;
    struct resolution found = {0};

    resolve_specifier(p->resolver, site->question.from, specifier, (enum import_kind)site->import->kind, major, &found);
    switch (found.outcome) {
    case RESOLVED_FILE:
        link_file(site, &found, major);
        return;
    case RESOLVED_BUILTIN:
        add_edge(site, (struct edge){.kind = EDGE_BUILTIN});
        if (str_starts(specifier, STR("#")))
            linking_renamed(site->l, written(site), found.builtin);
        return;
    case RESOLVE_FAILED:
        import_problem_missing(p, &site->place, &found);
        break;
    case RESOLVE_NOT_UNDERSTOOD:
        import_problem_opaque(p, &site->place,
                              str_starts(found.url, STR("data:")) ? "resolve.data-url" : "resolve.not-understood",
                              found.reason);
        break;
    }
    add_edge(site, (struct edge){.kind = EDGE_NOWHERE});
}

static void link_import(struct linking *l, const struct unit_import *import)
{
    struct program *p = l->p;
    struct str specifier = program_text_of(p, linking_text(l, import->specifier));
    struct site site = {.l = l,
                        .p = p,
                        .import = import,
                        .place = {.unit = l->unit,
                                  .place = linking_place(l, &import->place),
                                  .specifier = program_text(p, placed_shown(l->scratch, specifier)),
                                  .placed = placed_is(specifier),
                                  .guarded = import->guarded},
                        .first_edge = p->edges.len};
    struct str reason = {0};

    if ((import->flags & IMPORT_IF_BUILTIN) != 0) {
        if (api_table_builtin(p->table, specifier, p->policy->majors) != 0)
            add_edge(&site, (struct edge){.kind = EDGE_BUILTIN});
        return;
    }
    /* Node answers for its own modules before it looks anywhere. */
    if (api_table_builtin(p->table, specifier, p->policy->majors) == p->policy->majors) {
        add_edge(&site, (struct edge){.kind = EDGE_BUILTIN});
        return;
    }
    if (!placed_import_question(l->scratch, resolver_tree(p->resolver), p->units.items[l->unit].path, specifier,
                                &site.question, &reason)) {
        import_problem_opaque(p, &site.place, "resolve.not-understood", reason);
        add_edge(&site, (struct edge){.kind = EDGE_NOWHERE});
        return;
    }
    for (uint32_t major = 0; major < NODE_MAJOR_COUNT; major++)
        if ((p->policy->majors & node_major_bit((enum node_major)major)) != 0)
            link_major(&site, (enum node_major)major);
}

void import_edges_add(struct program *p, struct arena *scratch, uint32_t unit, const struct unit_result *result)
{
    struct linking l = {.p = p, .scratch = scratch, .result = result, .unit = unit, .first = p->edges.len};
    const struct unit_facts *facts = result->facts;
    VEC(uint32_t) import_of = {0};

    linking_start(&l);
    for (uint32_t i = 0; i < facts->imports.len; i++) {
        link_import(&l, &facts->imports.items[i]);
        while (import_of.len < p->edges.len - l.first)
            vec_push(scratch, &import_of, i);
    }
    linking_uses(&l, import_of.items);
    linking_charges(&l);
}
