/*
 * flow_created.c - require functions that module.createRequire makes (Node's documentation, node:module).
 *
 * The one made of this very file's place (`import.meta.url`, `__filename`) finds what the file's own `require` finds,
 * so it is taken for that. One of a place that is known (flow_place.c, or a constant path) is a path of its own, whose
 * name holds the place. Any other is a use of createRequire like that of every other interface.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_place.h"

static bool has_name(const struct flow *f, const struct path *p, struct str name)
{
    return p->name != FACT_NONE && str_eq(sym_text(f->names, (sym){p->name}), name);
}

/* The object that `require("module")` gives, under the names it has of itself. */
static bool is_module_object(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    while (p->step == PATH_STEP_MEMBER && (has_name(f, p, STR("default")) || has_name(f, p, STR("Module"))))
        p = &f->facts->paths.items[p->parent];
    return p->step == PATH_MODULE && (has_name(f, p, STR("module")) || has_name(f, p, STR("node:module")));
}

static bool is_create_require(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && has_name(f, p, STR("createRequire")) && is_module_object(f, p->parent);
}

/* True for the place of this file, as createRequire takes it. */
static bool is_own_place(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    if (p->step == PATH_CJS)
        return has_name(f, p, STR("__filename"));
    return p->step == PATH_STEP_MEMBER && f->facts->paths.items[p->parent].step == PATH_IMPORT_META &&
           (has_name(f, p, STR("url")) || has_name(f, p, STR("filename")));
}

bool created_call(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];
    uint32_t watch = 0;

    if (s.kind != SITE_CALL || (s.flags & SITE_SPREAD) || s.arg_count == 0 || !is_create_require(f, path))
        return false;
    watch = site_new(f, SITE_CREATE_REQUIRE, s.node, s.func);
    f->sites.items[watch].in_try = s.in_try;
    f->sites.items[watch].object = path;
    f->sites.items[watch].result = s.result;
    f->sites.items[watch].args = s.args;
    f->sites.items[watch].arg_count = s.arg_count;
    vec_push(f->arena, &f->created, watch);
    cell_watch(f, call_arg(f, &s, 0), watch);
    return true;
}

/* A require of some other place. */
static void create_elsewhere(struct flow *f, uint32_t site)
{
    record_use(f, f->sites.items[site].object, USE_CALL, site, 0);
    call_escape_args(f, site);
    cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
}

/* The require of place `v`, when that is a place: then its path is createRequire().PLACE. */
static bool create_at(struct flow *f, uint32_t site, value v)
{
    struct str place = {0};
    struct str text = {0};
    uint32_t path = 0;

    if (VALUE_KIND(v) == VALUE_TEXT) {
        text = sym_text(f->names, (sym){VALUE_INDEX(v)});
        if (!str_starts(text, STR("/")))
            return false;
        place = placed_begin(f->arena, PLACED_LITERAL, text);
    } else if (!place_of(f, v, &place)) {
        return false;
    }
    path = path_extend(f, f->sites.items[site].object, PATH_STEP_CALL, (sym){FACT_NONE});
    if (path != FACT_NONE)
        path = path_extend(f, path, PATH_STEP_MEMBER, sym_intern(f->names, place));
    if (path == FACT_NONE)
        return false;
    place_note(f, site, place);
    cell_add(f, f->sites.items[site].result, VALUE(VALUE_PATH, path));
    return true;
}

void created_value(struct flow *f, uint32_t site, value v)
{
    if (VALUE_KIND(v) == VALUE_PATH && is_own_place(f, VALUE_INDEX(v)))
        cell_add(f, f->sites.items[site].result, VALUE(VALUE_PATH, f->path_require));
    else if (!create_at(f, site, v))
        create_elsewhere(f, site);
}

bool created_is(const struct flow *f, uint32_t path, struct str *place)
{
    const struct path *p = &f->facts->paths.items[path];

    if (p->step != PATH_STEP_MEMBER || f->facts->paths.items[p->parent].step != PATH_STEP_CALL)
        return false;
    *place = sym_text(f->names, (sym){p->name});
    return placed_is(*place);
}

static bool is_relative(struct str specifier)
{
    return str_starts(specifier, STR("./")) || str_starts(specifier, STR("../")) || str_eq(specifier, STR(".")) ||
           str_eq(specifier, STR(".."));
}

/* A name of a module of Node or of a package; which of both it is depends on the major. */
static bool is_bare(struct str specifier)
{
    char first = specifier.len > 0 ? specifier.ptr[0] : '.';

    return first != '.' && first != '/' && first != '#' && str_find(specifier, STR(":"), 0) == specifier.len &&
           !placed_is(specifier);
}

static bool is_own_name(struct str specifier)
{
    return str_starts(specifier, STR("#"));
}

/* The specifier with which this file's own require finds what one for `place` finds under `text`; false for an odd
 * text. */
static bool specifier_from(struct flow *f, struct str place, struct str text, struct str *specifier)
{
    if (str_starts(text, STR("node:")) || str_starts(text, STR("/")))
        *specifier = text; /* the same from everywhere */
    else if (is_relative(text) || is_bare(text) || is_own_name(text))
        *specifier = placed_by(f->arena, place, text);
    else
        return false;
    return true;
}

void created_import(struct flow *f, uint32_t site, struct str specifier)
{
    struct str place = {0};
    struct str text = {0};

    if (placed_split(specifier, &place, &text) && is_bare(text))
        require_text(f, site, sym_intern(f->names, text), IMPORT_IF_BUILTIN);
    require_text(f, site, sym_intern(f->names, specifier), 0);
}

void created_require(struct flow *f, uint32_t site, sym specifier)
{
    struct str place = {0};
    struct str from = {0};

    if (created_is(f, f->sites.items[site].object, &place) &&
        specifier_from(f, place, sym_text(f->names, specifier), &from)) {
        created_import(f, site, from);
    } else {
        created_require_unknown(f, site);
        cell_add_flags(f, f->sites.items[site].result, FLAG_ANY);
    }
}

bool created_resolve(const struct flow *f, uint32_t path, struct str *place)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && has_name(f, p, STR("resolve")) && created_is(f, p->parent, place);
}

bool created_find(struct flow *f, struct str place, struct str text, struct str *found)
{
    struct str specifier = text;

    if (place.len > 0 && !specifier_from(f, place, text, &specifier))
        return false;
    *found = placed_find(f->arena, specifier);
    return true;
}

bool created_shares(const struct flow *f, uint32_t path, sym name)
{
    struct str text = sym_text(f->names, name);
    struct str place = {0};

    return created_is(f, path, &place) &&
           (str_eq(text, STR("cache")) || str_eq(text, STR("extensions")) || str_eq(text, STR("main")));
}

void created_require_unknown(struct flow *f, uint32_t site)
{
    uint32_t made = f->facts->paths.items[f->sites.items[site].object].parent;

    record_use(f, f->facts->paths.items[made].parent, USE_CALL, site, 0); /* createRequire itself */
}

void created_flags(struct flow *f, uint32_t site, unsigned flags)
{
    /* createRequire(undefined) and the like throw. */
    if (flags & ~(unsigned)FLAG_HARMLESS)
        create_elsewhere(f, site);
}

/* True when the file may change what it finds under the names of its own place. */
static bool is_place_changed(const struct flow *f, const struct use *use)
{
    const struct path *root = &f->facts->paths.items[use->path];
    bool writes = use->op == USE_WRITE || use->op == USE_DELETE;

    while (root->parent != FACT_NONE)
        root = &f->facts->paths.items[root->parent];
    if (root->step == PATH_IMPORT_META)
        return writes || (use->op == USE_ESCAPE && root == &f->facts->paths.items[use->path]);
    /* An assignment is to a variable by its name; the wrapper's arguments are its variables under another one. */
    if (root->step != PATH_CJS && root->step != PATH_GLOBAL)
        return false;
    return (root->step == PATH_CJS && has_name(f, root, STR("arguments"))) ||
           (writes && (has_name(f, root, STR("__filename")) || has_name(f, root, STR("__dirname"))));
}

/* An import by a place that may be another one loads what is not known. */
static void doubt_places(struct flow *f, bool changed)
{
    for (uint32_t i = 0; i < f->placed.len; i++) {
        const struct placed_import *import = &f->placed.items[i];
        if (changed || (f->url_touched && import->by_url))
            charge_computed_require(f, import->node, import->func);
    }
}

void created_finish(struct flow *f)
{
    bool changed = false;

    if (f->created.len == 0 && f->placed.len == 0)
        return;
    for (uint32_t i = 0; i < f->uses.len && !changed; i++)
        changed = is_place_changed(f, &f->uses.items[i].use);
    for (uint32_t i = 0; changed && i < f->created.len; i++)
        record_use(f, f->sites.items[f->created.items[i]].object, USE_CALL, f->created.items[i], 0);
    doubt_places(f, changed);
}
