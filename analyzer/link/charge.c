#include "analyzer/link/charge.h"

#include <assert.h>

#include "analyzer/link/host_use.h"
#include "analyzer/link/use_text.h"

/* One unit being charged. */
struct charge {
    struct program *p;
    struct arena *scratch;
    const struct summary *s;
    uint32_t unit;
    uint32_t package;
    uint32_t first; /* its first edge */
    uint32_t edges;
    uint32_t *head; /* by symbol of the summary: the first edge with that specifier, from `first`; LINK_NONE */
    uint32_t *next; /* by edge, from `first`: the next one with the same specifier */
    bool loading;     /* what is charged is the import, not a use */
    uint32_t message; /* for the facts that are added, or 0 */
    struct api_answer answer;
};

/* A use with its path spelled out for the tables. */
struct charged_use {
    const struct use *use;
    struct api_path path;
    enum path_step root;
    uint32_t root_name; /* symbol of the summary */
};

static struct str text_of(const struct charge *c, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? STR("") : sym_text(&c->s->texts, (sym){symbol});
}

static enum api_op op_of(enum use_op op)
{
    switch (op) {
    case USE_READ:
        return API_OP_READ;
    case USE_CALL:
        return API_OP_CALL;
    case USE_NEW:
        return API_OP_NEW;
    case USE_WRITE:
        return API_OP_WRITE;
    case USE_DELETE:
        return API_OP_DELETE;
    case USE_ESCAPE:
        return API_OP_ESCAPE;
    case USE_EXTENDS:
        return API_OP_EXTENDS;
    case USE_ENUMERATE:
        return API_OP_ENUMERATE;
    case USE_OP_COUNT:
        break;
    }
    assert(!"no such operation");
    return API_OP_ESCAPE;
}

static enum api_step_kind step_of(enum path_step step)
{
    switch (step) {
    case PATH_STEP_MEMBER:
        return API_MEMBER;
    case PATH_STEP_CALL:
        return API_CALL;
    case PATH_STEP_NEW:
        return API_NEW;
    case PATH_STEP_ANY:
    case PATH_GLOBAL:
    case PATH_GLOBAL_OBJECT:
    case PATH_SLOPPY_THIS:
    case PATH_MODULE:
    case PATH_CJS:
    case PATH_IMPORT_META:
    case PATH_INTRINSIC:
    case PATH_STEP_COUNT:
        break;
    }
    return API_ANY;
}

/* Spells out the path of a use: its steps are linked from the last to the root. */
static void spell_path(struct charge *c, const struct use *use, struct charged_use *out)
{
    const struct path *paths = c->s->paths.items;
    struct api_step *steps = NULL;
    uint32_t count = 0;
    uint32_t at = use->path;

    for (; paths[at].parent != SUMMARY_NONE; at = paths[at].parent)
        count++;
    steps = arena_array(c->scratch, count, sizeof(*steps));
    out->use = use;
    out->root = (enum path_step)paths[at].step;
    out->root_name = paths[at].name;
    out->path = (struct api_path){.name = text_of(c, paths[at].name), .steps = steps, .count = count};
    at = use->path;
    for (uint32_t i = count; i-- > 0; at = paths[at].parent)
        steps[i] = (struct api_step){step_of((enum path_step)paths[at].step), text_of(c, paths[at].name)};
}

static struct str use_text(struct charge *c, const struct charged_use *u)
{
    return use_text_of(c->scratch, &u->path, op_of((enum use_op)u->use->op));
}

static struct str import_text(struct charge *c, const struct charged_use *u)
{
    struct strbuf text;

    strbuf_init(&text, c->scratch);
    strbuf_printf(&text, "imports %.*s", STR_ARG(u->path.name));
    return strbuf_text(&text);
}

static void add_fact(struct charge *c, const struct charged_use *u, struct fact fact, const char *rule)
{
    bool is_new = false;
    struct fact *added = NULL;

    fact.package = c->package;
    fact.unit = c->unit;
    fact.at = u->use->at;
    fact.end = u->use->end;
    fact.rule = program_text(c->p, str_from(rule));
    fact.message = c->message;
    added = program_add_fact(c->p, &fact, &is_new);
    if (is_new)
        added->text = program_text(c->p, c->loading ? import_text(c, u) : use_text(c, u));
}

/* The argument of an effect when the code spells it out. */
static struct str argument_of(const struct charge *c, const struct charged_use *u, const struct api_fact *fact)
{
    switch (fact->detail) {
    case API_DETAIL_NONE:
        break;
    case API_DETAIL_TEXT:
        return fact->text;
    case API_DETAIL_ARG:
        return fact->index < USE_ARGS ? text_of(c, u->use->arg[fact->index]) : STR("");
    case API_DETAIL_STEP:
        if (fact->index < u->path.count && u->path.steps[fact->index].kind == API_MEMBER)
            return u->path.steps[fact->index].name;
        break;
    }
    return STR("");
}

/* Adds the effects of the last answer. */
static void charge_answer(struct charge *c, const struct charged_use *u, const char *rule, enum certainty certainty)
{
    for (uint32_t i = 0; i < c->answer.count; i++) {
        const struct api_fact *found = &c->answer.facts[i];
        if (effect_tier(found->effect) == TIER_P)
            continue;
        add_fact(c, u,
                 (struct fact){.effect = found->effect,
                               .argument = program_text(c->p, argument_of(c, u, found)),
                               .closes = found->closes,
                               .certainty = (uint8_t)certainty},
                 rule);
    }
}

static void ask(struct charge *c, const struct charged_use *u)
{
    api_table_ask(c->p->table, &u->path, op_of((enum use_op)u->use->op), c->p->policy->majors, &c->answer);
}

static bool only_member_steps(const struct api_path *path)
{
    for (uint32_t i = 0; i < path->count; i++)
        if (path->steps[i].kind == API_CALL || path->steps[i].kind == API_NEW)
            return false;
    return true;
}

/* An assignment to what a module exports, at any depth, but not to what its functions return. */
static bool writes_to_exports(const struct charged_use *u)
{
    return (u->use->op == USE_WRITE || u->use->op == USE_DELETE) && u->path.count > 0 && only_member_steps(&u->path);
}

static void charge_host_use(struct charge *c, const struct charged_use *u, const struct edge *edge)
{
    const struct policy_host *host = c->p->packages.items[edge->to].host;
    struct fact fact = {.effect = FACT_NO_EFFECT, .certainty = CERTAIN};
    struct str needed = {0};

    if (writes_to_exports(u)) {
        fact.effect = EFFECT_TAMPER_GLOBAL;
        add_fact(c, u, fact, "host.tamper");
        return;
    }
    if (edge->face != HOST_MAIN)
        return;
    needed = host_export_needed(&u->path, op_of((enum use_op)u->use->op), edge->commonjs);
    if (needed.len == 0 || policy_host_exports(host, needed))
        return;
    charge_host_export(c->p, c->unit, u->use->at, u->use->end, host, needed);
}

static void charge_module_use(struct charge *c, struct charged_use *u, const struct edge *edge)
{
    switch ((enum edge_kind)edge->kind) {
    case EDGE_BUILTIN:
        u->path.root = API_MODULE;
        ask(c, u);
        charge_answer(c, u, "source.import", CERTAIN);
        return;
    case EDGE_HOST:
        charge_host_use(c, u, edge);
        return;
    case EDGE_UNIT:
        if (writes_to_exports(u) && c->p->units.items[edge->to].package != c->package)
            add_fact(c, u, (struct fact){.effect = EFFECT_TAMPER_GLOBAL, .certainty = CERTAIN}, "source.exports-write");
        return;
    case EDGE_NOWHERE:
        return;
    }
}

/* A use of what an import gives; a specifier can lead to several places, one per major or kind of import. */
static void charge_import_use(struct charge *c, struct charged_use *u)
{
    uint32_t at = u->root_name < c->s->texts.texts.len ? c->head[u->root_name] : LINK_NONE;

    u->path.root = API_MODULE;
    if (at == LINK_NONE)
        add_fact(c, u, (struct fact){.effect = EFFECT_CODE_LOAD, .certainty = POSSIBLE}, "resolve.unlinked");
    for (; at != LINK_NONE; at = c->next[at])
        charge_module_use(c, u, &c->p->edges.items[c->first + at]);
}

/* `this` of a sloppy function may be the global object: what is then read of it counts like a global. */
static void charge_sloppy_this(struct charge *c, struct charged_use *u)
{
    if (u->path.count == 0 || u->path.steps[0].kind != API_MEMBER)
        return; /* the summary has an amplifier for it */
    u->path.root = API_GLOBAL;
    u->path.name = u->path.steps[0].name;
    u->path.steps++;
    u->path.count--;
    ask(c, u);
    if (!c->answer.known)
        return;
    c->message = program_text(c->p, STR("this of a sloppy function may be the global object"));
    charge_answer(c, u, "amplifier.sloppy-this", POSSIBLE);
    c->message = 0;
}

/* arguments[1] of the wrapper is `require`; whatever is not one of the five known places may be any of them. */
static void charge_wrapper_arguments(struct charge *c, struct charged_use *u)
{
    static const struct str NAMES[] = {STR_INIT("exports"), STR_INIT("require"), STR_INIT("module"),
                                       STR_INIT("__filename"), STR_INIT("__dirname")};
    const struct api_step *step = u->path.count > 0 ? &u->path.steps[0] : NULL;

    if (step != NULL && step->kind == API_MEMBER && str_eq(step->name, STR("length")))
        return;
    for (uint32_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        struct charged_use one = *u;
        char digit = (char)('0' + i);
        bool exact = step != NULL && step->kind == API_MEMBER && str_eq(step->name, (struct str){&digit, 1});
        if (step != NULL && step->kind == API_MEMBER && !exact && step->name.len == 1)
            continue;
        one.path = (struct api_path){.root = API_CJS, .name = NAMES[i], .steps = exact ? step + 1 : NULL,
                                     .count = exact ? u->path.count - 1 : 0};
        api_table_ask(c->p->table, &one.path, exact ? op_of((enum use_op)u->use->op) : API_OP_ESCAPE,
                      c->p->policy->majors, &c->answer);
        charge_answer(c, &one, "source.module-scope", CERTAIN);
    }
}

static void charge_root(struct charge *c, struct charged_use *u, enum api_root root, const char *rule)
{
    u->path.root = root;
    ask(c, u);
    if (root != API_INTRINSIC || c->answer.known)
        charge_answer(c, u, rule, CERTAIN);
}

/* A call of require itself: what it loads is an import, or an amplifier when the name is computed. */
static bool is_plain_require(const struct charged_use *u)
{
    return u->use->op == USE_CALL && u->path.count == 0 && str_eq(u->path.name, STR("require"));
}

static void charge_use(struct charge *c, const struct use *use)
{
    struct charged_use u = {0};

    spell_path(c, use, &u);
    switch (u.root) {
    case PATH_GLOBAL:
        charge_root(c, &u, API_GLOBAL, "source.global");
        return;
    case PATH_GLOBAL_OBJECT:
        charge_root(c, &u, API_GLOBAL_OBJECT, "source.global");
        return;
    case PATH_SLOPPY_THIS:
        charge_sloppy_this(c, &u);
        return;
    case PATH_MODULE:
        charge_import_use(c, &u);
        return;
    case PATH_CJS:
        if (str_eq(u.path.name, STR("arguments")))
            charge_wrapper_arguments(c, &u);
        else if (!is_plain_require(&u))
            charge_root(c, &u, API_CJS, "source.module-scope");
        return;
    case PATH_IMPORT_META:
        charge_root(c, &u, API_IMPORT_META, "source.module-scope");
        return;
    case PATH_INTRINSIC:
        charge_root(c, &u, API_INTRINSIC, "source.global");
        return;
    case PATH_STEP_MEMBER:
    case PATH_STEP_ANY:
    case PATH_STEP_CALL:
    case PATH_STEP_NEW:
    case PATH_STEP_COUNT:
        break;
    }
    assert(!"a path that has no root");
}

/* The effects of loading the builtin modules that the unit imports. */
static void charge_loads(struct charge *c, const uint32_t *import_of)
{
    c->loading = true;
    for (uint32_t i = 0; i < c->edges; i++) {
        const struct edge *edge = &c->p->edges.items[c->first + i];
        const struct import *import = &c->s->imports.items[import_of[i]];
        struct use load = {.op = USE_READ, .at = import->at, .end = import->end, .func = import->func};
        struct charged_use u = {.use = &load, .path = {.root = API_MODULE, .name = text_of(c, import->specifier)}};
        if (edge->kind != EDGE_BUILTIN)
            continue;
        for (uint32_t k = 0; k < USE_ARGS; k++)
            load.arg[k] = SUMMARY_NONE;
        api_table_load_effects(c->p->table, u.path.name, c->p->policy->majors, &c->answer);
        if (!c->answer.known)
            add_fact(c, &u, (struct fact){.effect = EFFECT_NATIVE_BINDING, .certainty = POSSIBLE}, "source.import-load");
        else
            charge_answer(c, &u, "source.import-load", CERTAIN);
    }
    c->loading = false;
}

static void charge_amplifier(struct charge *c, const struct amplifier *amplifier)
{
    const struct amplifier_info *info = amplifier_info((enum amplifier_kind)amplifier->kind);
    struct fact fact = {.package = c->package,
                        .unit = c->unit,
                        .at = amplifier->at,
                        .end = amplifier->end,
                        .rule = program_text(c->p, str_from(info->rule)),
                        .effect = FACT_NO_EFFECT,
                        .paired = program_text(c->p, str_from(info->paired)),
                        .certainty = POSSIBLE};
    enum effect effect = EFFECT_COUNT;
    bool is_new = false;
    struct fact *added = NULL;
    struct strbuf message;

    if (effect_parse(str_from(info->effect), &effect))
        fact.effect = effect;
    (void)launch_parse(str_from(info->closes), &fact.closes);
    added = program_add_fact(c->p, &fact, &is_new);
    if (!is_new)
        return;
    strbuf_init(&message, c->scratch);
    strbuf_put_c(&message, info->message);
    if (text_of(c, amplifier->detail).len > 0)
        strbuf_printf(&message, ": %.*s", STR_ARG(text_of(c, amplifier->detail)));
    added->text = program_text(c->p, str_from(info->message));
    added->message = program_text(c->p, strbuf_text(&message));
    added->fix = program_text(c->p, str_from(info->fix));
}

/* Chains the unit's edges by the specifier's symbol in the summary, earlier ones first. */
static void index_edges(struct charge *c, const uint32_t *import_of)
{
    c->head = arena_array(c->scratch, c->s->texts.texts.len, sizeof(*c->head));
    c->next = arena_array(c->scratch, c->edges, sizeof(*c->next));
    for (uint32_t i = 0; i < c->s->texts.texts.len; i++)
        c->head[i] = LINK_NONE;
    for (uint32_t i = c->edges; i-- > 0;) {
        uint32_t specifier = c->s->imports.items[import_of[i]].specifier;
        c->next[i] = c->head[specifier];
        c->head[specifier] = i;
    }
}

void charge_unit(struct program *p, struct arena *scratch, uint32_t unit, const struct summary *s, uint32_t first,
                 const uint32_t *import_of)
{
    struct charge c = {.p = p,
                       .scratch = scratch,
                       .s = s,
                       .unit = unit,
                       .package = p->units.items[unit].package,
                       .first = first,
                       .edges = p->edges.len - first};

    index_edges(&c, import_of);
    charge_loads(&c, import_of);
    for (uint32_t i = 0; i < s->uses.len; i++)
        charge_use(&c, &s->uses.items[i]);
    for (uint32_t i = 0; i < s->amplifiers.len; i++)
        charge_amplifier(&c, &s->amplifiers.items[i]);
}
