/*
 * flow_place.c - texts that depend on where the file is: `path.join(__dirname, "x")`, `new URL("./x",
 * import.meta.url)`.
 *
 * They are followed for the sake of what is imported by them. To everything else such a value is some text, or, when
 * it is an object of class URL, any value; and because others may change such an object, none of the file is believed
 * once something but an import was done with one.
 */
#include "analyzer/semantic/flow_call.h"
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_narrow.h"
#include "analyzer/semantic/flow_place.h"

static bool has_name(const struct flow *f, const struct path *p, struct str name)
{
    return p->name != FACT_NONE && str_eq(sym_text(f->names, (sym){p->name}), name);
}

/* The variables of Node's wrapper and the members of import.meta that say where the file is. */
static const struct {
    struct str name;
    enum path_step root;
    enum placed_start start;
} variables[] = {
    {STR_INIT("__dirname"), PATH_CJS, PLACED_FOLDER},       {STR_INIT("__filename"), PATH_CJS, PLACED_FILE},
    {STR_INIT("dirname"), PATH_IMPORT_META, PLACED_FOLDER}, {STR_INIT("filename"), PATH_IMPORT_META, PLACED_FILE},
    {STR_INIT("url"), PATH_IMPORT_META, PLACED_URL},
};

bool place_of(const struct flow *f, value v, struct str *place)
{
    const struct path *p = NULL;
    enum path_step root = PATH_STEP_COUNT;

    if (VALUE_KIND(v) == VALUE_PLACE) {
        *place = sym_text(f->names, (sym){VALUE_INDEX(v)});
        return true;
    }
    if (VALUE_KIND(v) != VALUE_PATH)
        return false;
    p = &f->facts->paths.items[VALUE_INDEX(v)];
    if (p->step == PATH_CJS)
        root = PATH_CJS;
    else if (p->step == PATH_STEP_MEMBER && f->facts->paths.items[p->parent].step == PATH_IMPORT_META)
        root = PATH_IMPORT_META;
    for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
        if (variables[i].root != root || !has_name(f, p, variables[i].name))
            continue;
        *place = placed_begin(f->arena, variables[i].start, STR(""));
        return true;
    }
    return false;
}

unsigned place_flags(const struct flow *f, value v)
{
    struct str place = sym_text(f->names, (sym){VALUE_INDEX(v)});
    struct str text = {0};
    char what = 0;
    size_t at = 0;

    if (placed_type_of(place) == PLACED_IS_URL)
        return FLAG_ANY;
    while (placed_next(place, &at, &what, &text))
        continue;
    return what == PLACED_APPEND && text_is_safe_end(text) ? FLAG_SAFE : FLAG_STRING;
}

/* True for sites that look at places themselves. */
static bool sees_places(const struct site *s)
{
    switch ((enum site_kind)s->kind) {
    case SITE_REQUIRE:
    case SITE_IMPORT:
    case SITE_CREATE_REQUIRE:
    case SITE_FILTER:
    case SITE_PLACE:
    case SITE_CONCAT:
    case SITE_READ_KEY:
    case SITE_WRITE_KEY:
        return true;
    default:
        return false; /* all others take it for what place_flags says */
    }
}

unsigned place_touch(struct flow *f, value v)
{
    unsigned flags = place_flags(f, v);

    f->url_touched = f->url_touched || flags == FLAG_ANY;
    return flags;
}

/* What a member of an object of class URL comes to, in `*step`; false for all that are not followed. */
static bool step_of_member(const struct flow *f, sym name, enum placed_step *step)
{
    struct str text = sym_text(f->names, name);

    *step = str_eq(text, STR("href")) ? PLACED_HREF : PLACED_PATHNAME;
    return *step == PLACED_HREF || str_eq(text, STR("pathname"));
}

static bool is_followed_member(const struct flow *f, value v, sym name)
{
    enum placed_step step = PLACED_HREF;

    return placed_type_of(sym_text(f->names, (sym){VALUE_INDEX(v)})) == PLACED_IS_URL && step_of_member(f, name, &step);
}

bool place_hide(struct flow *f, uint32_t site, value v, unsigned *flags)
{
    if (VALUE_KIND(v) != VALUE_PLACE || sees_places(&f->sites.items[site]))
        return false;
    if (f->sites.items[site].kind == SITE_READ && is_followed_member(f, v, f->sites.items[site].name))
        return false;
    *flags = place_touch(f, v);
    return true;
}

static void add_place(struct flow *f, cell_id result, struct str place)
{
    cell_add(f, result, VALUE(VALUE_PLACE, sym_intern(f->names, place).i));
}

bool place_append(struct flow *f, cell_id result, value left, value right)
{
    struct str place = {0};

    if (place_of(f, left, &place) && VALUE_KIND(right) == VALUE_TEXT) {
        if (!placed_step(f->arena, place, PLACED_APPEND, sym_text(f->names, (sym){VALUE_INDEX(right)}), &place))
            return false;
    } else if (VALUE_KIND(left) != VALUE_TEXT || sym_text(f->names, (sym){VALUE_INDEX(left)}).len > 0 ||
               !place_of(f, right, &place) || placed_type_of(place) != PLACED_IS_PATH) {
        return false;
    }
    add_place(f, result, place);
    return true;
}

/* --- functions of Node that make places of places --- */

static const struct {
    struct str module;
    struct str name;
    enum placed_step step;
} functions[] = {
    {STR_INIT("path"), STR_INIT("join"), PLACED_JOIN},
    {STR_INIT("path"), STR_INIT("normalize"), PLACED_JOIN},
    {STR_INIT("path"), STR_INIT("resolve"), PLACED_RESOLVE},
    {STR_INIT("path"), STR_INIT("dirname"), PLACED_PARENT},
    {STR_INIT("url"), STR_INIT("fileURLToPath"), PLACED_TO_PATH},
    {STR_INIT("url"), STR_INIT("pathToFileURL"), PLACED_AS_URL},
    {STR_INIT("url"), STR_INIT("URL"), PLACED_TO_URL},
};

/* The module of Node that `path` is, under the names that it has of itself, without "node:"; empty when it is none. */
static struct str module_of(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str name = {0};

    while (p->step == PATH_STEP_MEMBER && (has_name(f, p, STR("default")) || has_name(f, p, STR("posix"))))
        p = &f->facts->paths.items[p->parent];
    if (p->step != PATH_MODULE)
        return name;
    name = sym_text(f->names, (sym){p->name});
    if (str_starts(name, STR("node:")))
        name = str_slice(name, 5, name.len);
    return str_eq(name, STR("path/posix")) ? STR("path") : name;
}

/* What a call of `path` does with places; false when that is nothing. */
static bool function_of(const struct flow *f, uint32_t path, enum placed_step *step)
{
    const struct path *p = &f->facts->paths.items[path];
    struct str module = {0};

    if (p->step == PATH_GLOBAL && has_name(f, p, STR("URL"))) {
        *step = PLACED_TO_URL;
        return true;
    }
    if (p->step != PATH_STEP_MEMBER)
        return false;
    if (p->parent == f->path_require && has_name(f, p, STR("resolve"))) {
        *step = PLACED_FIND;
        return true;
    }
    module = module_of(f, p->parent);
    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        if (!str_eq(functions[i].module, module) || !has_name(f, p, functions[i].name))
            continue;
        *step = functions[i].step;
        return true;
    }
    return false;
}

/* The arguments that are texts beside the place, from `*first` on; false when that many make no sense. */
static bool count_texts(const struct site *s, enum placed_step step, uint32_t *count)
{
    *count = 0;
    switch (step) {
    case PLACED_JOIN:
    case PLACED_RESOLVE:
        *count = s->arg_count - 1;
        return s->kind == SITE_CALL;
    case PLACED_PARENT:
        return s->kind == SITE_CALL;
    case PLACED_TO_PATH:
    case PLACED_AS_URL:
    case PLACED_FIND:
        return s->kind == SITE_CALL && s->arg_count == 1;
    case PLACED_TO_URL:
        return s->kind == SITE_NEW && s->arg_count == 2;
    case PLACED_APPEND:
    case PLACED_HREF:
    case PLACED_PATHNAME:
        break;
    }
    return false;
}

/* A cell for what `step` makes of the place `base` and the text `key` (0: the empty one). */
static cell_id watch_step(struct flow *f, uint32_t site, enum placed_step step, cell_id base, cell_id key)
{
    uint32_t made = site_new(f, SITE_PLACE, f->sites.items[site].node, f->sites.items[site].func);
    cell_id result = cell_new(f);

    if (key == 0) {
        key = cell_new(f);
        cell_add(f, key, VALUE(VALUE_TEXT, 0));
    }
    f->sites.items[made].object = step;
    f->sites.items[made].base = base;
    f->sites.items[made].key = key;
    f->sites.items[made].result = result;
    cell_watch(f, base, made);
    cell_watch(f, key, made);
    return result;
}

/* created.resolve(text), of a require that createRequire made. */
static bool call_resolve(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];
    struct str place = {0};
    cell_id key = 0;

    if (s.kind != SITE_CALL || s.flags & SITE_SPREAD || s.arg_count != 1 || !created_resolve(f, path, &place))
        return false;
    record_use(f, path, USE_CALL, site, 0);
    key = cell_new(f);
    cell_add(f, key, VALUE(VALUE_TEXT, sym_intern(f->names, place).i));
    cell_edge(f, watch_step(f, site, PLACED_FIND, call_arg(f, &s, 0), key), s.result);
    return true;
}

bool place_call(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];
    enum placed_step step = PLACED_APPEND;
    uint32_t texts = 0;
    cell_id result = 0;

    if (call_resolve(f, site, path))
        return true;
    if (s.flags & SITE_SPREAD || s.arg_count == 0 || !function_of(f, path, &step) || !count_texts(&s, step, &texts))
        return false;
    record_use(f, path, s.kind == SITE_NEW ? USE_NEW : USE_CALL, site, 0);
    if (step == PLACED_TO_URL) {
        result = watch_step(f, site, step, call_arg(f, &s, 1), call_arg(f, &s, 0));
    } else {
        result = call_arg(f, &s, 0);
        if (texts == 0)
            result = watch_step(f, site, step, result, 0);
        for (uint32_t i = 1; i <= texts; i++)
            result = watch_step(f, site, step, result, call_arg(f, &s, i));
    }
    cell_edge(f, result, s.result);
    return true;
}

bool place_member(struct flow *f, value base, sym name, cell_id result)
{
    enum placed_step step = PLACED_HREF;
    struct str place = {0};

    if (!step_of_member(f, name, &step) || !place_of(f, base, &place) ||
        !placed_step(f->arena, place, step, STR(""), &place))
        return false;
    add_place(f, result, place);
    return true;
}

/* A value that is no place goes to Node's function as to any other. */
static bool is_followed(struct flow *f, uint32_t site, value v, bool place)
{
    struct str text = {0};

    if (place ? place_of(f, v, &text) : VALUE_KIND(v) == VALUE_TEXT)
        return true;
    escape_value(f, site, v);
    return false;
}

static bool take_step(struct flow *f, const struct site *s, value base, value key)
{
    struct str place = {0};
    struct str text = sym_text(f->names, (sym){VALUE_INDEX(key)});

    if (s->object == PLACED_FIND) {
        if (VALUE_KIND(base) != VALUE_TEXT ||
            !created_find(f, text, sym_text(f->names, (sym){VALUE_INDEX(base)}), &place))
            return false;
        add_place(f, s->result, place);
        return true;
    }
    if (!place_of(f, base, &place) || !placed_step(f->arena, place, (enum placed_step)s->object, text, &place))
        return false;
    add_place(f, s->result, place);
    return true;
}

void place_act(struct flow *f, uint32_t site)
{
    const struct site s = f->sites.items[site];
    unsigned flags = f->cells.items[s.base].flags & ~(unsigned)FLAG_HARMLESS;
    uint16_t bases = f->cells.items[s.base].count;
    uint16_t keys = f->cells.items[s.key].count;
    bool odd = false;

    /* What is no text makes Node's functions throw; new URL turns it into one. */
    flags |= f->cells.items[s.key].flags & ~(s.object == PLACED_TO_URL ? 0U : (unsigned)FLAG_HARMLESS);
    for (uint16_t k = 0; k < keys; k++)
        odd = !is_followed(f, site, f->cells.items[s.key].items[k], false) || odd;
    for (uint16_t b = 0; b < bases; b++) {
        if (!is_followed(f, site, f->cells.items[s.base].items[b], s.object != PLACED_FIND)) {
            odd = true;
            continue;
        }
        for (uint16_t k = 0; k < keys; k++)
            if (VALUE_KIND(f->cells.items[s.key].items[k]) == VALUE_TEXT)
                odd = !take_step(f, &s, f->cells.items[s.base].items[b], f->cells.items[s.key].items[k]) || odd;
    }
    if (odd || flags != 0)
        cell_add_flags(f, s.result, FLAG_ANY);
}

void place_note(struct flow *f, uint32_t site, struct str place)
{
    const struct site *s = &f->sites.items[site];
    struct str text = {0};
    bool by_url = false;
    char what = 0;
    size_t at = 0;

    while (placed_next(place, &at, &what, &text))
        by_url = by_url || placed_by_url(what);
    vec_push(f->arena, &f->placed, (struct placed_import){s->node, s->func, by_url});
}
