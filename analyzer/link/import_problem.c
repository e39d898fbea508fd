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

/* "imports x", or "is an entry of the program". */
static uint32_t step_text(struct program *p, const struct import_place *place)
{
    struct strbuf text;

    if (place->entry)
        return program_text(p, STR("is an entry of the program"));
    strbuf_init(&text, p->arena);
    strbuf_printf(&text, "imports %.*s", STR_ARG(program_text_of(p, place->specifier)));
    return program_text(p, strbuf_text(&text));
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
    struct strbuf text;

    strbuf_init(&text, p->arena);
    switch (found->hole) {
    case HOLE_PACKAGE:
        strbuf_printf(&text, "the package %.*s is not installed", STR_ARG(found->assumed));
        break;
    case HOLE_FILE:
        strbuf_printf(&text, "there is no file %.*s", STR_ARG(found->assumed));
        break;
    case HOLE_NONE:
        strbuf_printf(&text, "importing %.*s fails with %.*s", STR_ARG(program_text_of(p, place->specifier)),
                      STR_ARG(found->code));
        break;
    }
    return strbuf_text(&text);
}

/* Assumptions are per package: which of its files asks is of no interest. */
static void assume(struct program *p, const struct import_place *place, struct str what)
{
    const struct link_package *package = &p->packages.items[p->units.items[place->unit].package];
    struct strbuf text;

    strbuf_init(&text, p->arena);
    if (str_eq(package->path, STR(".")))
        strbuf_printf(&text, "%.*s (imported by the program's own package)", STR_ARG(what));
    else
        strbuf_printf(&text, "%.*s (imported by %.*s)", STR_ARG(what), STR_ARG(package->path));
    vec_push(p->arena, &p->assumptions, strbuf_text(&text));
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

void import_problem_missing(struct program *p, const struct import_place *place, const struct resolution *found)
{
    struct str hole = hole_of(p, place, found);
    struct fact fact = fact_at(p, place, "resolve.missing", POSSIBLE);
    struct strbuf message;

    /* What "#x" stands for in another package is not said here: it stays not understood. */
    if (p->alone && found->hole == HOLE_PACKAGE && !str_starts(program_text_of(p, place->specifier), STR("#"))) {
        vec_push(p->arena, &p->needs, program_text_of(p, place->specifier));
        return;
    }
    if (!may_be_there(p, place, found) && (place->guarded || is_for_others(p, place, found))) {
        assume(p, place, hole);
        return;
    }
    fact.fix = program_text(p, STR("install what is missing, or import it where the program goes on without it"));
    strbuf_init(&message, p->arena);
    strbuf_printf(&message, "%.*s, and the program does not start without it", STR_ARG(hole));
    add(p, place, fact, strbuf_text(&message));
}

void import_problem_unlinkable(struct program *p, const struct import_place *place, struct str name, bool ambiguous)
{
    struct fact fact = fact_at(p, place, "resolve.missing-export", POSSIBLE);
    struct str specifier = program_text_of(p, place->specifier);
    struct strbuf text;

    strbuf_init(&text, p->arena);
    strbuf_printf(&text, "%.*s of %.*s", STR_ARG(name), STR_ARG(specifier));
    fact.argument = program_text(p, strbuf_text(&text));
    strbuf_init(&text, p->arena);
    strbuf_printf(&text, ambiguous ? "%.*s has two different exports named %.*s" : "%.*s has no export named %.*s",
                  STR_ARG(specifier), STR_ARG(name));
    if (place->guarded) {
        assume(p, place, strbuf_text(&text));
        return;
    }
    fact.fix = program_text(
        p,
        STR("import a name that the other module exports; of a CommonJS module, the default export is module.exports"));
    strbuf_put_c(&text, ", and the program does not start without it");
    add(p, place, fact, strbuf_text(&text));
}

void import_problem_refused(struct program *p, const struct import_place *place, struct str code)
{
    struct strbuf text;

    strbuf_init(&text, p->arena);
    strbuf_printf(&text, "loading %.*s fails with %.*s", STR_ARG(program_text_of(p, place->specifier)), STR_ARG(code));
    assume(p, place, strbuf_text(&text));
}

void import_problem_opaque(struct program *p, const struct import_place *place, const char *rule, struct str reason)
{
    struct strbuf message;

    strbuf_init(&message, p->arena);
    strbuf_printf(&message, "what %.*s loads is not understood: %.*s", STR_ARG(program_text_of(p, place->specifier)),
                  STR_ARG(reason));
    add(p, place, fact_at(p, place, rule, POSSIBLE), strbuf_text(&message));
}

void import_problem_native(struct program *p, const struct import_place *place)
{
    struct fact fact = fact_at(p, place, "source.native", CERTAIN);
    bool known = launch_parse(STR("no-addons"), &fact.closes);

    assert(known);
    (void)known;
    fact.effect = EFFECT_NATIVE_LOAD;
    add(p, place, fact, STR("loads machine code"));
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
