#include "analyzer/link/import_problem.h"

#include <assert.h>

#include "analyzer/package/path.h"

static struct fact fact_at(struct program *p, const struct import_place *place, const char *rule,
                           enum certainty certainty)
{
    return (struct fact){.package = p->units.items[place->unit].package,
                         .unit = place->unit,
                         .place = place->place,
                         .rule = program_text(p, str_from(rule)),
                         .effect = FACT_NO_EFFECT,
                         .argument = place->specifier,
                         .certainty = (uint8_t)certainty};
}

/* Texts one after the other: names and paths may have a NUL in them. */
static struct str joined(struct program *p, struct str first, struct str second, struct str third, struct str fourth)
{
    struct strbuf text;

    strbuf_init(&text, p->arena);
    strbuf_put(&text, first);
    strbuf_put(&text, second);
    strbuf_put(&text, third);
    strbuf_put(&text, fourth);
    return strbuf_text(&text);
}

/* "imports x", or "is an entry of the program". */
static uint32_t step_text(struct program *p, const struct import_place *place)
{
    struct str specifier = program_text_of(p, place->specifier);

    if (place->entry)
        return program_text(p, STR("is an entry of the program"));
    return program_text(p, joined(p, STR("imports "), specifier, STR(""), STR("")));
}

static void add(struct program *p, const struct import_place *place, struct fact fact, struct str message)
{
    bool is_new = false;
    struct fact *added = program_add_fact(p, &fact, &is_new);

    if (!is_new)
        return;
    added->text = step_text(p, place);
    added->message = program_text(p, message);
}

/* What is missing: `the package "x"`, `the file lib/x.js`, or what Node throws. */
static struct str hole_of(struct program *p, const struct import_place *place, const struct resolution *found)
{
    switch (found->hole) {
    case HOLE_PACKAGE:
        return joined(p, STR("the package "), found->assumed, STR(" is not installed"), STR(""));
    case HOLE_FILE:
        return joined(p, STR("there is no file "), found->assumed, STR(""), STR(""));
    case HOLE_NONE:
        break;
    }
    return joined(p, STR("importing "), program_text_of(p, place->specifier), STR(" fails with "), found->code);
}

/* Assumptions are per package: which of its files asks is of no interest. */
static void assume(struct program *p, const struct import_place *place, struct str what)
{
    const struct link_package *package = &p->packages.items[p->units.items[place->unit].package];
    bool own = str_eq(package->path, STR("."));

    vec_push(p->arena, &p->assumptions,
             joined(p, what, STR(" (imported by "), own ? STR("the program's own package") : package->path, STR(")")));
}

/* A package that its importer leaves to others to install; that it is not there is then no fault of this one. */
static bool is_for_others(struct program *p, const struct import_place *place, const struct resolution *found)
{
    const struct link_package *package = &p->packages.items[p->units.items[place->unit].package];

    return found->hole == HOLE_PACKAGE &&
           manifest_leaves_to_others(manifest_of(resolver_manifests(p->resolver), package->folder),
                                     program_text_of(p, place->specifier));
}

/*
 * True when an import of a package that is judged alone may find something in a program: whatever is outside of its
 * folder, of which nothing is known here.
 */
static bool may_be_there(struct program *p, const struct import_place *place, const struct resolution *found)
{
    const struct unit *unit = &p->units.items[place->unit];
    struct str specifier = program_text_of(p, place->specifier);
    struct str folder = p->packages.items[unit->package].folder;
    struct str path = {0};

    if (!p->alone || found->hole == HOLE_NONE)
        return false;
    if (place->placed)
        return true;
    if (str_starts(specifier, STR("#")))
        return found->hole == HOLE_PACKAGE;
    if (str_find(specifier, STR("%"), 0) < specifier.len || str_find(specifier, STR("\\"), 0) < specifier.len)
        return true;
    if (!str_starts(specifier, STR("./")) && !str_starts(specifier, STR("../")))
        return true;
    path = path_resolve(p->arena, path_folder(unit->path), specifier);
    return !str_starts(path, folder) || path.len <= folder.len || path.ptr[folder.len] != '/';
}

static void add_native(struct program *p, const struct import_place *place, enum certainty certainty,
                       struct str message)
{
    struct fact fact = fact_at(p, place, "source.native", certainty);
    bool known = launch_parse(STR("no-addons"), &fact.closes);

    assert(known);
    (void)known;
    fact.effect = EFFECT_NATIVE_LOAD;
    add(p, place, fact, message);
}

/* Addons are compiled when a package is installed, so one that is missing here may be there where the program runs. */
static bool names_own_addon(struct str specifier)
{
    return str_starts(specifier, STR(".")) && str_ends(specifier, STR(".node"));
}

void import_problem_missing(struct program *p, const struct import_place *place, const struct resolution *found)
{
    struct str hole = hole_of(p, place, found);
    struct fact fact = fact_at(p, place, "resolve.missing", POSSIBLE);
    struct str message = {0};

    /* What "#x" stands for in another package is not said here: it stays not understood. */
    if (p->alone && found->hole == HOLE_PACKAGE && !str_starts(program_text_of(p, place->specifier), STR("#"))) {
        vec_push(p->arena, &p->needs, program_text_of(p, place->specifier));
        return;
    }
    if (names_own_addon(program_text_of(p, place->specifier)))
        add_native(p, place, POSSIBLE, STR("loads machine code, which is not there yet"));
    if (!may_be_there(p, place, found) && (place->guarded || is_for_others(p, place, found))) {
        assume(p, place, hole);
        return;
    }
    fact.fix = program_text(p, STR("install what is missing, or import it where the program goes on without it"));
    message = joined(p, hole, STR(", and the program does not start without it"), STR(""), STR(""));
    add(p, place, fact, message);
}

void import_problem_unlinkable(struct program *p, const struct import_place *place, struct str name, bool ambiguous)
{
    struct fact fact = fact_at(p, place, "resolve.missing-export", POSSIBLE);
    struct str specifier = program_text_of(p, place->specifier);
    struct str text =
        joined(p, specifier, ambiguous ? STR(" has two different exports named ") : STR(" has no export named "), name,
               STR(""));

    fact.argument = program_text(p, joined(p, name, STR(" of "), specifier, STR("")));
    if (place->guarded) {
        assume(p, place, text);
        return;
    }
    fact.fix = program_text(
        p,
        STR("import a name that the other module exports; of a CommonJS module, the default export is module.exports"));
    add(p, place, fact, joined(p, text, STR(", and the program does not start without it"), STR(""), STR("")));
}

void import_problem_refused(struct program *p, const struct import_place *place, struct str code)
{
    struct str specifier = program_text_of(p, place->specifier);

    assume(p, place, joined(p, STR("loading "), specifier, STR(" fails with "), code));
}

void import_problem_opaque(struct program *p, const struct import_place *place, const char *rule, struct str reason)
{
    struct str specifier = program_text_of(p, place->specifier);
    struct str message = joined(p, STR("what "), specifier, STR(" loads is not understood: "), reason);

    add(p, place, fact_at(p, place, rule, POSSIBLE), message);
}

void import_problem_native(struct program *p, const struct import_place *place)
{
    add_native(p, place, CERTAIN, STR("loads machine code"));
}

void import_problem_wasm(struct program *p, const struct import_place *place)
{
    struct fact fact = fact_at(p, place, "source.wasm", CERTAIN);

    fact.effect = EFFECT_CODE_WASM;
    add(p, place, fact, STR("loads WebAssembly"));
}

void import_problem_trespass(struct program *p, const struct import_place *place, bool is_code)
{
    struct fact fact = fact_at(p, place, "source.trespass", CERTAIN);

    fact.effect = is_code ? EFFECT_REFLECT_MODULE : EFFECT_FS_READ;
    if (is_code)
        fact.argument = 0;
    add(p, place, fact, STR("loads a file of another package by its path"));
}

void import_problem_entry(struct program *p, uint32_t package, struct str label, const struct resolution *found)
{
    bool missing = found->outcome == RESOLVE_FAILED;
    struct fact fact = {.package = package,
                        .unit = LINK_NONE,
                        .rule = program_text(p, missing ? STR("resolve.missing") : STR("manifest.not-understood")),
                        .effect = FACT_NO_EFFECT,
                        .argument = program_text(p, label),
                        .certainty = POSSIBLE};
    bool is_new = false;
    struct fact *added = program_add_fact(p, &fact, &is_new);
    struct strbuf message;

    strbuf_init(&message, p->arena);
    if (missing)
        strbuf_printf(&message, "the entry %.*s of the package leads to nothing: %.*s", STR_ARG(label),
                      STR_ARG(found->code));
    else
        strbuf_printf(&message, "the entry %.*s of the package is not understood: %.*s", STR_ARG(label),
                      STR_ARG(found->reason));
    added->message = program_text(p, strbuf_text(&message));
}
