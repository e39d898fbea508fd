#include "analyzer/audit_exports.h"

#include "analyzer/audit_face.h"
#include "analyzer/effect_rows.h"
#include "analyzer/package/package_entries.h"
#include "analyzer/package/path.h"
#include "analyzer/verdict/launch_set.h"

/* By which specifier a file is had: one file may be had by several. */
struct face {
    uint32_t package; /* of the audit */
    uint32_t file;    /* of the graph */
    struct str subpath;
};

struct exporter {
    struct arena *run;
    const struct audit *audit;
    struct import_graph *graph;
    bool *shown; /* by file of the graph */
    VEC(struct face) faces;
    struct error *why;
};

static enum node_major newest_of(uint32_t majors)
{
    enum node_major newest = NODE_20;

    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        if ((majors & node_major_bit((enum node_major)m)) != 0)
            newest = (enum node_major)m;
    return newest;
}

static void add_face(struct exporter *x, uint32_t package, struct str subpath, const struct resolution *found)
{
    uint32_t file = graph_add(x->graph, found);

    if (file == GRAPH_NONE)
        return;
    for (uint32_t i = x->faces.len; i-- > 0 && x->faces.items[i].package == package;)
        if (x->faces.items[i].file == file && str_eq(x->faces.items[i].subpath, subpath))
            return;
    vec_push(x->run, &x->faces, (struct face){package, file, str_dup(x->run, subpath)});
}

static enum err add_faces(struct exporter *x, uint32_t index)
{
    static const enum import_kind kinds[] = {IMPORT_REQUIRE, IMPORT_STATIC};
    struct resolver *r = x->audit->resolver;
    struct str folder =
        path_resolve(x->run, file_tree_root(resolver_tree(r)), x->audit->packages.items[index].all.record.path);
    const struct manifest *manifest = manifest_of(resolver_manifests(r), folder);
    struct client_face face = {0};
    enum err e = OK;

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct resolution found;
        resolve_of_package(r, folder, STR("."), kinds[i], x->graph->major, &found);
        add_face(x, index, STR("."), &found);
    }
    if (manifest_exports(manifest, x->graph->major) == NULL)
        return OK;
    e = package_client_files(r, x->run, folder, x->graph->major, &face, x->why);
    for (uint32_t i = 0; e == OK && i < face.files.len; i++)
        if (audit_is_way_in(&face.files.items[i]))
            add_face(x, index, face.files.items[i].subpath, &face.files.items[i].found);
    return e;
}

/* What is beyond the profile "confined", as lines; what everybody may have is nobody's gain. */
static void add_line(struct arena *a, const struct row_effect *effect, struct effect_lines *out)
{
    struct str text = effect->possible.len > 0 ? effect->possible : effect->effect;
    enum effect id = EFFECT_COUNT;

    if (effect_parse(str_slice(text, 0, str_find(text, STR(":"), 0)), &id) && profile_allows(PROFILE_CONFINED, id))
        return;
    vec_push(a, out, (struct effect_line){.effect = text, .unproven = effect->doubt});
}

static struct diff_export export_of(struct arena *a, struct str subpath, const struct export_row *row)
{
    struct diff_export out = {.subpath = subpath, .name = row->name, .load = row->load};
    struct launch_needs needs = {0};

    for (uint32_t i = 0; i < row->effects.len; i++) {
        add_line(a, &row->effects.items[i], &out.effects);
        if (row->effects.items[i].doubt)
            launch_need(&needs, row->effects.items[i].closes);
    }
    out.launch = launch_least(&needs, 0);
    return out;
}

/* The rows are sorted by the name of the file, the faces are not: an index joins them. */
static void take_rows(struct exporter *x, const struct export_rows *rows, struct diff_exports *out)
{
    uint32_t *first = arena_array(x->run, x->graph->files.len + 1, sizeof(*first));

    for (uint32_t i = rows->len; i-- > 0;)
        first[rows->items[i].file] = i + 1;
    for (uint32_t i = 0; i < x->faces.len; i++) {
        const struct face *face = &x->faces.items[i];
        for (uint32_t r = first[face->file]; r > 0 && r <= rows->len && rows->items[r - 1].file == face->file; r++)
            vec_push(x->run, &out[face->package], export_of(x->run, face->subpath, &rows->items[r - 1]));
    }
}

enum err audit_exports(struct arena *run, const struct audit *audit, const struct analysis_request *what,
                       const bool *wanted, struct diff_exports *out, struct error *why)
{
    struct exporter x = {.run = run, .audit = audit, .why = why};
    const struct charge_input charge = {.table = audit->table, .majors = audit->major_set};
    struct export_rows rows = {0};
    enum err e = OK;

    x.graph = graph_new(run, audit->resolver, audit->table, newest_of(audit->major_set));
    x.graph->own_only = true;
    for (uint32_t i = 0; e == OK && i < audit->packages.len; i++)
        if (wanted[i] && audit->packages.items[i].not_analysed.len == 0)
            e = add_faces(&x, i);
    if (e == OK)
        e = imports_read(x.graph, what, why);
    if (e != OK)
        return e;
    x.shown = arena_array(run, x.graph->files.len + 1, sizeof(*x.shown));
    for (uint32_t i = 0; i < x.faces.len; i++)
        x.shown[x.faces.items[i].file] = true;
    e = effect_rows_read(run, x.graph, x.shown, what, &charge, &rows, why);
    if (e == OK)
        take_rows(&x, &rows, out);
    return e;
}
