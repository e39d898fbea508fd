#include "analyzer/link/module_link.h"

#include <assert.h>

/* Where an entry leads, when that is no module. */
enum {
    TARGET_ANY = UINT32_MAX,         /* not known: it has every name */
    TARGET_NONE = UINT32_MAX - 1,    /* of a CommonJS module that gets no names from there */
    TARGET_DEFAULT = UINT32_MAX - 2, /* JSON */
};

/* Hostile graphs cost the product of their names and their stars; honest ones some steps a name. */
enum { STEPS_MAX = 20 * 1000 * 1000 };

/* The bindings of `export * as name`: until Node 24 another one in each module that has one, then the module itself. */
#define NAMESPACE_BINDING(name) ((name) | (uint32_t)1 << 31)
#define WHOLE_MODULE (UINT32_MAX - 1)

void module_linker_init(struct module_linker *l, struct arena *a, struct resolver *resolver,
                        const struct api_table *table, struct sym_table *texts)
{
    *l = (struct module_linker){.arena = a, .resolver = resolver, .table = table, .texts = texts};
    map_init(&l->by_goal, a);
    map_init(&l->by_path, a);
    map_init(&l->names, a);
    map_init(&l->targets, a);
    map_init(&l->asked, a);
    l->name_default = sym_intern(texts, STR("default")).i;
    l->name_exports = sym_intern(texts, STR("module.exports")).i;
}

uint32_t module_linker_add(struct module_linker *l, const struct linked_module *module, enum goal goal)
{
    uint32_t path = sym_intern(l->texts, module->path).i;
    uint32_t index = l->modules.len;
    uint32_t other = 0;

    vec_push(l->arena, &l->modules, *module);
    map_put(&l->by_goal, map_pair(path, goal), index);
    if (!map_get(&l->by_path, path, &other) || l->modules.items[other].goal == GOAL_MODULE)
        map_put(&l->by_path, path, index);
    for (uint32_t i = 0; i < module->entries.len; i++) {
        const struct module_entry *entry = &module->entries.items[i];
        if (entry->name != FACT_NONE)
            (void)map_add(&l->names, map_pair(index, entry->name), i);
    }
    return index;
}

bool module_entry_takes(const struct module_entry *entry)
{
    return entry->kind == MODULE_IMPORT || entry->kind == MODULE_INDIRECT;
}

/* --- where a specifier leads --- */

static uint32_t imported_file(struct module_linker *l, const struct resolution *found)
{
    uint32_t path = sym_intern(l->texts, found->path).i;
    enum goal goal = GOAL_COMMONJS;
    uint32_t index = 0;

    if (found->format == FORMAT_JSON)
        return TARGET_DEFAULT;
    if (!file_format_goal(found->format, &goal) || !map_get(&l->by_goal, map_pair(path, goal), &index))
        return TARGET_ANY;
    return index;
}

/* The lexer reads what a CommonJS module re-exports as CommonJS, whatever it is. */
static uint32_t reexported_file(const struct module_linker *l, const struct resolution *found)
{
    uint32_t path = sym_intern(l->texts, found->path).i;
    enum goal goal = GOAL_COMMONJS;
    uint32_t index = 0;

    if (found->format == FORMAT_JSON || found->format == FORMAT_ADDON)
        return TARGET_NONE;
    if (!file_format_goal(found->format, &goal) || !map_get(&l->by_path, path, &index) ||
        !l->modules.items[index].understood)
        return TARGET_ANY;
    if (l->modules.items[index].goal == GOAL_COMMONJS)
        return index;
    /* It gives up on a text with an import or export, and may find names in a module without. */
    return l->modules.items[index].entries.len > 0 ? TARGET_NONE : TARGET_ANY;
}

static uint32_t builtin_module(struct module_linker *l, struct str name)
{
    struct linked_module module = {.path = name, .builtin = true, .understood = true};
    uint32_t key = sym_intern(l->texts, name).i;
    uint32_t index = l->modules.len;

    /* No path is a name without a slash at its start. */
    if (map_claim(&l->by_path, key, &index))
        vec_push(l->arena, &l->modules, module);
    return index;
}

static uint32_t find_target(struct module_linker *l, uint32_t module, uint32_t specifier, enum import_kind kind,
                            enum node_major major)
{
    struct resolution found = {0};

    resolve_specifier(l->resolver, l->modules.items[module].path, sym_text(l->texts, (sym){specifier}), kind, major,
                      &found);
    if (found.outcome == RESOLVED_BUILTIN && kind != IMPORT_REQUIRE)
        return builtin_module(l, found.builtin);
    if (found.outcome == RESOLVED_FILE)
        return kind == IMPORT_REQUIRE ? reexported_file(l, &found) : imported_file(l, &found);
    if (kind == IMPORT_REQUIRE && found.outcome != RESOLVE_NOT_UNDERSTOOD && (!l->alone || found.hole == HOLE_NONE))
        return TARGET_NONE;
    return TARGET_ANY;
}

static uint32_t target_of(struct module_linker *l, uint32_t module, uint32_t specifier, enum import_kind kind,
                          enum node_major major)
{
    uint32_t number = l->asked.len;
    uint32_t way = (uint32_t)major << 1 | (kind == IMPORT_REQUIRE);
    uint32_t target = 0;

    (void)map_claim(&l->asked, map_pair(module, specifier), &number);
    if (map_get(&l->targets, map_pair(number, way), &target))
        return target;
    target = find_target(l, module, specifier, kind, major);
    map_put(&l->targets, map_pair(number, way), target);
    return target;
}

/* --- names of CommonJS modules --- */

/*
 * What the lexer of the major may say. Node 20 keeps the byte order mark of a file; later ones keep it when the file is
 * first seen as the re-export of another one, and what is seen first is remembered.
 */
static uint8_t lexer_of(enum node_major major)
{
    switch (major) {
    case NODE_20:
        return LEXERS_OLD_MARKED;
    case NODE_22:
        return LEXERS_OLD | LEXERS_OLD_MARKED;
    case NODE_24:
    case NODE_26:
        return LEXERS_MERVE | LEXERS_MERVE_MARKED;
    case NODE_MAJOR_COUNT:
        break;
    }
    assert(!"no such major");
    return 0;
}

VEC_TYPE(uint32_t, module_list);

/* What module `module` says itself; the modules that it re-exports are added to `todo`. */
static enum link_result own_name(struct module_linker *l, uint32_t module, uint32_t name, uint8_t lexer,
                                 enum node_major major, struct module_list *todo)
{
    const struct linked_module *m = &l->modules.items[module];
    enum link_result result = LINK_MISSING;
    uint32_t index = 0;

    if (map_get(&l->names, map_pair(module, name), &index) && (m->entries.items[index].lexers & lexer) != 0)
        return LINK_HAS;
    for (uint32_t i = 0; i < m->entries.len; i++) {
        const struct module_entry *entry = &m->entries.items[i];
        uint32_t target = TARGET_NONE;

        l->steps++;
        if ((entry->lexers & lexer) == 0)
            continue;
        if (entry->kind == MODULE_CJS_MODULE)
            target = target_of(l, module, entry->specifier, IMPORT_REQUIRE, major);
        if (entry->kind == MODULE_CJS_UNSURE || target == TARGET_ANY)
            result = LINK_UNSURE;
        else if (target != TARGET_NONE)
            vec_push(l->scratch, todo, target);
    }
    return result;
}

/*
 * In a ring of re-exports what a module has depends on which of them was asked for first; then it has what any of them
 * has, as none of those is missing for certain.
 */
static enum link_result commonjs_has(struct module_linker *l, uint32_t module, uint32_t name, enum node_major major)
{
    enum link_result result = LINK_MISSING;
    struct module_list todo = {0};
    struct map seen;

    if (name == l->name_default || (name == l->name_exports && node_major_number(major) >= 24))
        return LINK_HAS;
    map_init(&seen, l->scratch);
    vec_push(l->scratch, &todo, module);
    for (uint32_t i = 0; i < todo.len; i++) {
        enum link_result own = LINK_MISSING;

        if (!map_add(&seen, todo.items[i], 1))
            continue;
        own = own_name(l, todo.items[i], name, lexer_of(major), major, &todo);
        if (own == LINK_HAS)
            return LINK_HAS;
        result = own == LINK_UNSURE ? own : result;
    }
    return result;
}

static enum link_result builtin_has(struct module_linker *l, struct str module, uint32_t name, enum node_major major)
{
    struct api_step step = {API_MEMBER, sym_text(l->texts, (sym){name})};
    struct api_path path = {.root = API_MODULE, .name = module, .steps = &step, .count = 1};
    struct api_answer answer;

    if (name == l->name_default)
        return LINK_HAS;
    api_table_ask(l->table, &path, API_OP_READ, node_major_bit(major), &answer);
    return answer.known ? LINK_HAS : LINK_MISSING;
}

/* --- ResolveExport --- */

struct question {
    uint32_t module; /* or one of TARGET_* */
    uint32_t name;
};

struct resolving {
    struct module_linker *l;
    enum node_major major;
    VEC(struct question) todo;
    struct map seen;
    bool found;
    struct question binding; /* the first that was found */
    enum link_result result;
};

static void take(struct resolving *r, uint32_t module, uint32_t name)
{
    if (r->found && (r->binding.module != module || r->binding.name != name))
        r->result = LINK_AMBIGUOUS;
    r->found = true;
    r->binding = (struct question){module, name};
}

static void unsure(struct resolving *r)
{
    if (r->result != LINK_AMBIGUOUS)
        r->result = LINK_UNSURE;
}

static void ask(struct resolving *r, uint32_t module, const struct module_entry *entry, uint32_t name)
{
    uint32_t target = target_of(r->l, module, entry->specifier, IMPORT_STATIC, r->major);

    vec_push(r->l->scratch, &r->todo, (struct question){target, name});
}

static void take_namespace(struct resolving *r, uint32_t module, const struct module_entry *entry)
{
    uint32_t target = 0;

    if (node_major_number(r->major) < 26) {
        take(r, module, entry->imported == FACT_NONE ? NAMESPACE_BINDING(entry->name) : entry->imported);
        return;
    }
    target = target_of(r->l, module, entry->specifier, IMPORT_STATIC, r->major);
    if (target >= TARGET_DEFAULT)
        unsure(r);
    else
        take(r, target, WHOLE_MODULE);
}

/* Step 5 and 6: an entry with the name decides. */
static void take_entry(struct resolving *r, uint32_t module, const struct module_entry *entry)
{
    switch ((enum module_entry_kind)entry->kind) {
    case MODULE_LOCAL:
        take(r, module, entry->imported);
        return;
    case MODULE_INDIRECT:
        ask(r, module, entry, entry->imported);
        return;
    case MODULE_NAMESPACE:
        take_namespace(r, module, entry);
        return;
    case MODULE_IMPORT:
    case MODULE_STAR:
    case MODULE_CJS_NAME:
    case MODULE_CJS_MODULE:
    case MODULE_CJS_UNSURE:
    case MODULE_ENTRY_KIND_COUNT:
        break;
    }
    unsure(r); /* a damaged record */
}

/* Steps 7 to 10: without one, all that it has of others may have it. */
static void ask_stars(struct resolving *r, uint32_t module, uint32_t name)
{
    const struct linked_module *m = &r->l->modules.items[module];

    for (uint32_t i = 0; i < m->entries.len && name != r->l->name_default; i++) {
        r->l->steps++;
        if (m->entries.items[i].kind == MODULE_STAR)
            ask(r, module, &m->entries.items[i], name);
    }
}

static void answer(struct resolving *r, struct question q)
{
    const struct linked_module *m = q.module < r->l->modules.len ? &r->l->modules.items[q.module] : NULL;
    enum link_result has = LINK_UNSURE;
    uint32_t index = 0;

    if (q.module == TARGET_DEFAULT)
        has = q.name == r->l->name_default ? LINK_HAS : LINK_MISSING;
    else if (m != NULL && m->builtin)
        has = builtin_has(r->l, m->path, q.name, r->major);
    else if (m != NULL && m->understood && m->goal == GOAL_COMMONJS)
        has = commonjs_has(r->l, q.module, q.name, r->major);
    else if (m != NULL && m->understood && map_get(&r->l->names, map_pair(q.module, q.name), &index)) {
        take_entry(r, q.module, &m->entries.items[index]);
        return;
    } else if (m != NULL && m->understood) {
        ask_stars(r, q.module, q.name);
        return;
    }
    if (has == LINK_HAS)
        take(r, q.module, q.name);
    if (has == LINK_UNSURE)
        unsure(r);
}

static enum link_result resolve_export(struct module_linker *l, struct question first, enum node_major major)
{
    struct arena scratch = {0};
    struct resolving r = {.l = l, .major = major, .result = LINK_MISSING};

    l->scratch = &scratch;
    map_init(&r.seen, &scratch);
    vec_push(&scratch, &r.todo, first);
    for (uint32_t i = 0; i < r.todo.len && l->steps <= STEPS_MAX; i++) {
        struct question q = r.todo.items[i];

        l->steps++;
        if (map_add(&r.seen, map_pair(q.module, q.name), 1))
            answer(&r, q);
    }
    l->scratch = NULL;
    arena_reset(&scratch);
    if (l->steps > STEPS_MAX)
        return LINK_UNSURE;
    return r.result == LINK_MISSING && r.found ? LINK_HAS : r.result;
}

enum link_result module_link(struct module_linker *l, uint32_t module, const struct module_entry *entry,
                             enum node_major major)
{
    struct question first = {.name = entry->imported};

    first.module = target_of(l, module, entry->specifier, IMPORT_STATIC, major);
    return resolve_export(l, first, major);
}
