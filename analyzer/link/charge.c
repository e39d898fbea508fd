#include "analyzer/link/charge.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "analyzer/base/map.h"
#include "analyzer/link/excerpt.h"
#include "analyzer/link/host_use.h"
#include "analyzer/link/shared_change.h"
#include "analyzer/link/use_text.h"
#include "analyzer/semantic/member_name.h"
#include "analyzer/semantic/placed.h"

/* One unit being charged. */
struct charge {
    const struct charge_input *in;
    const struct summary *s;
    struct arena *arena;   /* of the facts */
    struct arena *scratch; /* for this unit only */
    struct unit_facts *facts;
    struct source source;
    struct map names; /* rule and argument -> number */
    struct map kinds; /* that number, effect, closes, certainty -> index in facts->charges */
    struct map needs; /* specifier and needed export -> number */
    struct map uses;  /* that number, the other need, and whether it writes -> index in facts->uses */
    bool *imported;   /* by symbol: there is an import with this specifier */
    bool loading;     /* what is charged is the import, not a use */
    uint32_t message; /* for the charges that are added, or 0 */
    struct api_answer answer;
    struct map asked; /* path, root and operation -> index in answers */
    VEC(const struct api_answer *) answers;
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

/* A symbol of the facts. */
static uint32_t fact_text(struct charge *c, struct str text)
{
    return sym_intern(&c->facts->texts, text).i;
}

static struct unit_place place_of(struct charge *c, uint32_t at)
{
    struct position position = source_position(c->scratch, &c->source, at);
    struct str line = source_line(c->scratch, &c->source, position.line);

    return (struct unit_place){position.line, position.column,
                               fact_text(c, excerpt_of(c->scratch, line, c->source.text, at))};
}

/* The number that `m` gives to `key`, a new one if need be. */
static uint32_t number_of(struct map *m, uint64_t key)
{
    uint32_t number = m->len;

    if (!map_get(m, key, &number))
        map_put(m, key, number);
    return number;
}

/* The charge with `what`'s rule, argument, effect, closes and certainty: a new one, or the earlier one counted. */
static struct unit_charge *add_charge(struct charge *c, const struct unit_charge *what, uint32_t at, bool *is_new)
{
    uint32_t name = number_of(&c->names, map_pair(what->rule, what->argument));
    uint32_t how = (uint32_t)what->effect << 16 | what->closes << 8 | what->certainty;
    uint32_t known = c->facts->charges.len;
    uint32_t index = 0;

    assert(what->closes <= UINT8_MAX);
    index = number_of(&c->kinds, map_pair(name, how));
    *is_new = index == known;
    if (*is_new) {
        vec_push(c->arena, &c->facts->charges, *what);
        c->facts->charges.items[index].place = place_of(c, at);
    } else {
        c->facts->charges.items[index].more++;
    }
    return &c->facts->charges.items[index];
}

static enum api_op op_of(const struct use *use)
{
    switch ((enum use_op)use->op) {
    case USE_READ:
        return API_OP_READ;
    case USE_CALL:
        return API_OP_CALL;
    case USE_NEW:
        return use->flags & USE_ARGUMENT ? API_OP_NEW_WITH : API_OP_NEW;
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
    case PATH_STEP_SYMBOL:
        return API_SYMBOL;
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
    return use_text_of(c->scratch, &u->path, op_of(u->use));
}

static struct str import_text(struct charge *c, const struct charged_use *u)
{
    struct strbuf text;

    strbuf_init(&text, c->scratch);
    strbuf_printf(&text, "imports %.*s", STR_ARG(u->path.name));
    return strbuf_text(&text);
}

static void add_fact(struct charge *c, const struct charged_use *u, struct unit_charge fact, const char *rule)
{
    bool is_new = false;
    struct unit_charge *added = NULL;

    fact.rule = fact_text(c, str_from(rule));
    fact.message = c->message;
    added = add_charge(c, &fact, u->use->at, &is_new);
    if (is_new)
        added->text = fact_text(c, c->loading ? import_text(c, u) : use_text(c, u));
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
        if (fact->index < USE_ARGS)
            return effect_argument_text(c->scratch, fact->effect, text_of(c, u->use->arg[fact->index]));
        break;
    case API_DETAIL_STEP:
        if (fact->index < u->path.count && u->path.steps[fact->index].kind == API_MEMBER)
            return u->path.steps[fact->index].name;
        break;
    }
    return STR("");
}

/* True when the effect needs an option that the call visibly does not have. */
static bool is_without_option(const struct charge *c, const struct charged_use *u, const struct api_fact *fact)
{
    struct str given = text_of(c, u->use->options);

    if (fact->options.len == 0 || u->use->options == SUMMARY_NONE)
        return false;
    for (size_t at = 0; at <= fact->options.len;) {
        size_t end = str_find(fact->options, STR("|"), at);
        struct strbuf one;

        strbuf_init(&one, c->scratch);
        strbuf_printf(&one, "|%.*s|", STR_ARG(str_slice(fact->options, at, end)));
        if (str_find(given, strbuf_text(&one), 0) < given.len)
            return false;
        at = end + 1;
    }
    return true;
}

/* Adds the effects of the last answer. */
static void charge_answer(struct charge *c, const struct charged_use *u, const char *rule, enum certainty certainty)
{
    for (uint32_t i = 0; i < c->answer.count; i++) {
        const struct api_fact *found = &c->answer.facts[i];
        bool part = (c->answer.certain & effect_bit(found->effect)) == 0 || (u->use->flags & USE_PERHAPS) != 0;
        if (effect_tier(found->effect) == TIER_P || is_without_option(c, u, found))
            continue;
        add_fact(c, u,
                 (struct unit_charge){.effect = (uint8_t)found->effect,
                                      .argument = fact_text(c, argument_of(c, u, found)),
                                      .closes = found->closes,
                                      .certainty = (uint8_t)(part ? POSSIBLE : certainty)},
                 rule);
    }
}

/* The part of an answer that is filled: most are short, and there is room for many facts. */
static size_t answer_size(const struct api_answer *answer)
{
    return offsetof(struct api_answer, facts) + answer->count * sizeof(answer->facts[0]);
}

/* What one path leads to is asked for at every place where it is used: the tables are looked at once. */
static void ask(struct charge *c, const struct charged_use *u)
{
    enum api_op op = op_of(u->use);
    uint64_t key = map_pair(u->use->path, (uint32_t)u->path.root << 16 | (uint32_t)op);
    struct api_answer *kept = NULL;
    uint32_t index = 0;

    if (map_get(&c->asked, key, &index)) {
        memcpy(&c->answer, c->answers.items[index], answer_size(c->answers.items[index]));
        return;
    }
    api_table_ask(c->in->table, &u->path, op, c->in->majors, &c->answer);
    kept = arena_raw(c->scratch, answer_size(&c->answer));
    memcpy(kept, &c->answer, answer_size(&c->answer));
    map_put(&c->asked, key, c->answers.len);
    vec_push(c->scratch, &c->answers, kept);
}

static bool only_member_steps(const struct api_path *path)
{
    for (uint32_t i = 0; i < path->count; i++)
        if (path->steps[i].kind == API_CALL || path->steps[i].kind == API_NEW)
            return false;
    return true;
}

/* An assignment to what a module exports, at any depth, but not to what its functions return. */
static uint8_t writes_to_exports(const struct charged_use *u)
{
    if ((u->use->op != USE_WRITE && u->use->op != USE_DELETE) || u->path.count == 0 || !only_member_steps(&u->path))
        return WRITES_NOT;
    return u->use->flags & USE_PERHAPS ? WRITES_PERHAPS : WRITES;
}

/* True when the specifier alone does not say which file it may be: a package's name, or a name of "imports". */
static bool may_be_host(struct str specifier)
{
    return specifier.len > 0 && specifier.ptr[0] != '.' && specifier.ptr[0] != '/' &&
           str_find(specifier, STR(":"), 0) == specifier.len;
}

/* Keeps a use of what a file or package exports, for when it is known where the import leads. */
static void keep_use(struct charge *c, const struct charged_use *u)
{
    enum api_op op = op_of(u->use);
    bool host = may_be_host(u->path.name);
    struct unit_use use = {.writes = writes_to_exports(u)};
    uint32_t known = c->facts->uses.len;
    uint32_t index = 0;

    if (host && !use.writes) {
        use.needed = fact_text(c, host_export_needed(&u->path, op, false));
        use.needed_commonjs = fact_text(c, host_export_needed(&u->path, op, true));
    }
    if (use.needed == 0 && use.needed_commonjs == 0 && !use.writes)
        return;
    use.specifier = fact_text(c, u->path.name);
    index = number_of(&c->needs, map_pair(use.specifier, use.needed));
    index = number_of(&c->uses, map_pair(index, use.needed_commonjs << 2 | use.writes));
    if (index < known) {
        c->facts->uses.items[index].more++;
        return;
    }
    use.text = fact_text(c, use_text(c, u));
    use.place = place_of(c, u->use->at);
    vec_push(c->arena, &c->facts->uses, use);
}

/* What closes each amplifier of a kind. */
static uint32_t closes_of(uint8_t kind)
{
    uint32_t closes = 0;

    (void)launch_parse(str_from(amplifier_info((enum amplifier_kind)kind)->closes), &closes);
    return closes;
}

/* Charges an amplifier whose detail is `detail`, and which `closes` closes. */
static void charge_amplifier_by(struct charge *c, const struct amplifier *amplifier, struct str detail, uint32_t closes)
{
    const struct amplifier_info *info = amplifier_info((enum amplifier_kind)amplifier->kind);
    struct unit_charge fact = {.rule = fact_text(c, str_from(info->rule)),
                               .effect = FACT_NO_EFFECT,
                               .closes = closes,
                               .paired = fact_text(c, str_from(info->paired)),
                               .certainty = POSSIBLE};
    bool by_name = str_ends(str_from(info->paired), STR(":"));
    enum effect effect = EFFECT_COUNT;
    bool is_new = false;
    struct unit_charge *added = NULL;
    struct strbuf message;

    if (effect_parse(str_from(info->effect), &effect))
        fact.effect = (uint8_t)effect;
    if (by_name)
        fact.argument = fact_text(c, detail);
    added = add_charge(c, &fact, amplifier->at, &is_new);
    if (!is_new)
        return;
    strbuf_init(&message, c->scratch);
    strbuf_put_c(&message, info->message);
    if (detail.len > 0)
        strbuf_printf(&message, ": %.*s", STR_ARG(placed_shown(c->scratch, detail)));
    added->text = fact_text(c, str_from(info->message));
    added->message = fact_text(c, strbuf_text(&message));
    added->fix = fact_text(c, str_from(info->fix));
}

static void charge_amplifier_of(struct charge *c, const struct amplifier *amplifier, struct str detail)
{
    charge_amplifier_by(c, amplifier, detail, closes_of(amplifier->kind));
}

static void charge_amplifier(struct charge *c, const struct amplifier *amplifier)
{
    charge_amplifier_of(c, amplifier, text_of(c, amplifier->detail));
}

static void charge_kind(struct charge *c, const struct charged_use *u, enum amplifier_kind kind)
{
    if (kind != AMPLIFIER_COUNT)
        charge_amplifier(
            c, &(struct amplifier){
                   .kind = kind, .at = u->use->at, .end = u->use->end, .func = u->use->func, .detail = SUMMARY_NONE});
}

static bool is_step(const struct api_path *path, uint32_t from_end, const char *name)
{
    const struct api_step *step = path->count > from_end ? &path->steps[path->count - 1 - from_end] : NULL;

    return step != NULL && step->kind == API_MEMBER && str_eq(step->name, str_from(name));
}

/* A write to what another file or package exports: perhaps to an object that all packages share. */
static void charge_member_write(struct charge *c, const struct charged_use *u)
{
    const struct api_step *last = u->path.count > 0 ? &u->path.steps[u->path.count - 1] : NULL;

    if (last == NULL)
        return;
    if (is_step(&u->path, 1, "prototype") || (last->kind == API_MEMBER && member_is_intrinsic_static(last->name)))
        charge_kind(c, u, AMP_WRITE_OUTSIDE);
    if (last->kind != API_MEMBER)
        charge_kind(c, u, AMP_WRITE_RECEIVER);
    if (last->kind != API_MEMBER || member_is_global(last->name))
        charge_kind(c, u, AMP_GLOBAL_MEMBER);
    if (last->kind == API_MEMBER && member_is_node(last->name))
        charge_kind(c, u, AMP_WRITE_BUILTIN);
    if (last->kind == API_MEMBER && member_is_shared_setter(last->name))
        charge_kind(c, u, AMP_SHARED_SETTER);
}

/*
 * What another file or package exports may be anything that its code can get hold of: a function on the stack, an
 * object of Node, the global object, a class of the language.
 */
static void charge_member(struct charge *c, const struct charged_use *u)
{
    const struct api_step *last = u->path.count > 0 ? &u->path.steps[u->path.count - 1] : NULL;
    enum use_op op = (enum use_op)u->use->op;

    if (op == USE_WRITE || op == USE_DELETE)
        charge_member_write(c, u);
    if (op == USE_READ && last != NULL)
        charge_kind(c, u, last->kind == API_MEMBER ? member_amplifier(last->name) : AMP_GLOBAL_MEMBER);
    if (op == USE_ENUMERATE)
        charge_kind(c, u, AMP_GLOBAL_MEMBER);
    if ((op == USE_ESCAPE && is_step(&u->path, 0, "prototype")) ||
        (op == USE_READ && (is_step(&u->path, 0, "__defineGetter__") || is_step(&u->path, 0, "__defineSetter__"))))
        charge_kind(c, u, AMP_WRITE_OUTSIDE);
}

/* Of the last answer: a class or module of Node leaves plain sight. */
static void charge_leaked(struct charge *c, const struct charged_use *u)
{
    bool whole = u->path.count == 0;
    bool node = u->path.root == API_MODULE || member_is_web(u->path.name) || str_eq(u->path.name, STR("process"));
    bool shared = node && (whole || c->answer.intrinsic);

    bool locked = u->path.root == API_MODULE
                      ? !c->answer.unlocked
                      : !str_eq(u->path.name, STR("performance")) && !str_eq(u->path.name, STR("process"));
    struct amplifier leak = {.kind = AMP_LEAK_BUILTIN, .at = u->use->at, .end = u->use->end, .func = u->use->func};

    if (u->use->op != USE_ESCAPE || !shared)
        return;
    charge_amplifier_by(c, &leak, (struct str){0}, locked ? closes_of(AMP_LEAK_BUILTIN) : 0);
    if (is_step(&u->path, 0, "prototype"))
        charge_kind(c, u, AMP_WRITE_RECEIVER); /* any constructor of Node that is called on it changes it */
}

/* Who gets a function of Node that changes its arguments, writes by it. */
static void charge_helper(struct charge *c, const struct charged_use *u)
{
    if (u->use->op != USE_ENUMERATE && shared_helper_handed(&u->path, u->use->op == USE_ESCAPE))
        charge_kind(c, u, AMP_WRITE_OUTSIDE);
}

/*
 * process.execArgv.push(x) writes to a list that all packages share: it is charged like an assignment to a member of
 * it. What functions return is the caller's own.
 */
static void charge_list_change(struct charge *c, const struct charged_use *u, const char *rule)
{
    struct charged_use write = *u;
    struct api_step *steps = NULL;

    if (u->use->op != USE_CALL || !shared_list_changed(&u->path))
        return;
    steps = arena_array(c->scratch, u->path.count, sizeof(*steps));
    memcpy(steps, u->path.steps, u->path.count * sizeof(*steps));
    steps[u->path.count - 1] = (struct api_step){.kind = API_ANY};
    write.path.steps = steps;
    api_table_ask(c->in->table, &write.path, API_OP_WRITE, c->in->majors, &c->answer);
    charge_answer(c, u, rule, CERTAIN);
}

/* A use of what an import gives: of a module of Node, or of another file. */
static void charge_import_use(struct charge *c, struct charged_use *u)
{
    u->path.root = API_MODULE;
    if (!c->imported[u->root_name]) {
        add_fact(c, u, (struct unit_charge){.effect = EFFECT_CODE_LOAD, .certainty = POSSIBLE}, "resolve.unlinked");
    } else if (api_table_builtin(c->in->table, u->path.name, c->in->majors) != 0) {
        ask(c, u);
        charge_answer(c, u, "source.import", CERTAIN);
        charge_leaked(c, u);
        charge_helper(c, u);
        if (shared_listeners_given(&u->path, u->use->op == USE_CALL || u->use->op == USE_ESCAPE))
            charge_kind(c, u, AMP_INTERNAL_MEMBER);
        charge_list_change(c, u, "source.import");
    } else {
        charge_member(c, u);
        keep_use(c, u);
    }
}

/* `this` of a sloppy function may be the global object: what is then read of it counts like a global. */
static void charge_sloppy_this(struct charge *c, struct charged_use *u)
{
    if (u->path.count == 0 || (u->path.steps[0].kind != API_MEMBER && u->path.steps[0].kind != API_SYMBOL))
        return; /* the summary has an amplifier for it */
    u->path.root = API_GLOBAL_OBJECT;
    if (u->path.steps[0].kind == API_MEMBER) {
        u->path.root = API_GLOBAL;
        u->path.name = u->path.steps[0].name;
        u->path.steps++;
        u->path.count--;
    }
    ask(c, u);
    if (!c->answer.known)
        return;
    for (uint32_t i = 0; i < c->answer.count; i++)
        c->answer.facts[i].closes |= LAUNCH_BIT_STRICT;
    c->message = fact_text(c, STR("this of a sloppy function may be the global object"));
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
        one.path = (struct api_path){.root = API_CJS,
                                     .name = NAMES[i],
                                     .steps = exact ? step + 1 : NULL,
                                     .count = exact ? u->path.count - 1 : 0};
        api_table_ask(c->in->table, &one.path, exact ? op_of(u->use) : API_OP_ESCAPE, c->in->majors, &c->answer);
        charge_answer(c, &one, "source.module-scope", CERTAIN);
    }
}

static void charge_root(struct charge *c, struct charged_use *u, enum api_root root, const char *rule)
{
    u->path.root = root;
    ask(c, u);
    if (root != API_INTRINSIC || c->answer.known)
        charge_answer(c, u, rule, CERTAIN);
    if (root == API_GLOBAL || root == API_CJS)
        charge_list_change(c, u, rule);
    if (root == API_GLOBAL)
        charge_leaked(c, u);
}

/* A call of require itself: what it loads is an import, or an amplifier when the name is computed. */
static bool is_plain_require(const struct charged_use *u)
{
    return u->use->op == USE_CALL && u->path.count == 0 && str_eq(u->path.name, STR("require"));
}

/* The global object is `this` of one of its members: known code of Node, or whatever somebody put there. */
static void charge_global_receiver(struct charge *c, struct charged_use *u)
{
    static const enum amplifier_kind KINDS[] = {AMP_SLOPPY_THIS, AMP_GLOBAL_METHOD};

    u->path.root = API_GLOBAL;
    ask(c, u);
    for (size_t i = 0; i < ARRAY_LEN(KINDS) && !c->answer.known; i++)
        charge_amplifier(
            c,
            &(struct amplifier){
                .kind = KINDS[i], .at = u->use->at, .end = u->use->end, .func = u->use->func, .detail = u->root_name});
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
        if (u.root_name != SUMMARY_NONE) {
            charge_global_receiver(c, &u);
            return;
        }
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
    case PATH_STEP_SYMBOL:
    case PATH_STEP_CALL:
    case PATH_STEP_NEW:
    case PATH_STEP_COUNT:
        break;
    }
    assert(!"a path that has no root");
}

/* The effects of loading a module of Node. */
static void charge_load(struct charge *c, const struct import *import, struct str module)
{
    struct use load = {.op = USE_READ, .at = import->at, .end = import->end, .func = import->func};
    struct charged_use u = {.use = &load, .path = {.root = API_MODULE, .name = module}};

    for (uint32_t k = 0; k < USE_ARGS; k++)
        load.arg[k] = SUMMARY_NONE;
    load.options = SUMMARY_NONE;
    c->loading = true;
    api_table_load_effects(c->in->table, module, c->in->majors, &c->answer);
    if (c->answer.known)
        charge_answer(c, &u, "source.import-load", CERTAIN);
    else
        add_fact(c, &u, (struct unit_charge){.effect = EFFECT_NATIVE_BINDING, .certainty = POSSIBLE},
                 "source.import-load");
    c->loading = false;
}

/* True when the program may go on when the import fails: it is inside a try block, a function or import(). */
static bool is_guarded(const struct import *import)
{
    switch ((enum import_kind)import->kind) {
    case IMPORT_REQUIRE:
    case IMPORT_REQUIRE_RESOLVE:
        return (import->flags & IMPORT_TRY) != 0 || import->func != 0;
    case IMPORT_DYNAMIC:
        return true;
    case IMPORT_STATIC:
    case IMPORT_REEXPORT:
    case IMPORT_KIND_COUNT:
        break;
    }
    return false;
}

static void charge_imports(struct charge *c)
{
    c->imported = arena_array(c->scratch, c->s->texts.texts.len, sizeof(*c->imported));
    for (uint32_t i = 0; i < c->s->imports.len; i++) {
        const struct import *import = &c->s->imports.items[i];
        struct str specifier = text_of(c, import->specifier);
        /* require.resolve() loads nothing; what it tells is charged as a use of `require`. */
        if (import->kind == IMPORT_REQUIRE_RESOLVE)
            continue;
        c->imported[import->specifier] = true;
        c->facts->renamed = c->facts->renamed || str_starts(specifier, STR("#"));
        if (api_table_builtin(c->in->table, specifier, c->in->majors) != 0)
            charge_load(c, import, specifier);
        vec_push(c->arena, &c->facts->imports,
                 (struct unit_import){.specifier = fact_text(c, specifier),
                                      .kind = import->kind,
                                      .flags = import->flags,
                                      .guarded = is_guarded(import),
                                      .place = place_of(c, import->at)});
    }
}

/* The import of that place among those of the facts, or FACT_NONE. */
static uint32_t import_at(const struct charge *c, uint32_t at, uint32_t specifier)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < c->s->imports.len && c->s->imports.items[i].at <= at; i++) {
        const struct import *import = &c->s->imports.items[i];
        if (import->at == at && import->specifier == specifier &&
            (import->kind == IMPORT_STATIC || import->kind == IMPORT_REEXPORT))
            return number;
        number += import->kind != IMPORT_REQUIRE_RESOLVE;
    }
    return FACT_NONE;
}

static uint32_t entry_text(struct charge *c, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? FACT_NONE : fact_text(c, text_of(c, symbol));
}

static void copy_entries(struct charge *c)
{
    c->facts->goal = c->s->goal;
    c->facts->understood = (c->s->flags & SUMMARY_NOT_UNDERSTOOD) == 0;
    for (uint32_t i = 0; i < c->s->entries.len; i++) {
        struct module_entry entry = c->s->entries.items[i];

        entry.at = c->s->goal == GOAL_MODULE ? import_at(c, entry.at, entry.specifier) : FACT_NONE;
        entry.name = entry_text(c, entry.name);
        entry.imported = entry_text(c, entry.imported);
        entry.specifier = entry_text(c, entry.specifier);
        vec_push(c->arena, &c->facts->entries, entry);
    }
}

/* Whose code may run besides the file's own. */
enum origin { ORIGIN_NODE, ORIGIN_PACKAGE, ORIGIN_ANYBODY };

static enum origin origin_of(const struct charge *c, struct str specifier)
{
    if (api_table_builtin(c->in->table, specifier, c->in->majors) != 0)
        return ORIGIN_NODE;
    return str_starts(specifier, STR("./")) || str_starts(specifier, STR("../")) ? ORIGIN_PACKAGE : ORIGIN_ANYBODY;
}

/* Of the module in the detail of AMP_STACK_FRAME: "*" is any that the file imports. */
static enum origin origin_of_frame(const struct charge *c, struct str module)
{
    enum origin worst = ORIGIN_NODE;

    if (!str_eq(module, STR("*")))
        return module.len == 0 ? ORIGIN_ANYBODY : origin_of(c, module);
    for (uint32_t i = 0; i < c->s->imports.len; i++) {
        enum origin one = origin_of(c, text_of(c, c->s->imports.items[i].specifier));
        worst = one > worst ? one : worst;
    }
    return worst;
}

/* Charges a frame as what it amounts to; nothing when Node's functions alone may run, which are strict. */
static void charge_frame(struct charge *c, const struct amplifier *frame)
{
    struct amplifier settled = *frame;
    enum origin origin = origin_of_frame(c, text_of(c, frame->detail));

    if (origin == ORIGIN_NODE)
        return;
    if (origin == ORIGIN_PACKAGE)
        settled.kind = AMP_STACK_OWN;
    charge_amplifier(c, &settled);
}

/*
 * Modules of Node whose functions run nothing but what the call hands them: no listeners, subscribers or hooks that
 * others have left there.
 */
static bool is_quiet(struct str module)
{
    static const char *const quiet[] = {"assert",   "buffer",      "crypto",         "fs",  "os",  "path",
                                        "punycode", "querystring", "string_decoder", "tty", "url", "util"};

    if (str_starts(module, STR("node:")))
        module = str_slice(module, 5, module.len);
    for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
        if (str_eq(module, str_from(quiet[i])))
            return true;
    return false;
}

/* True when functions of others do not run because of the AMP_STACK_CALL or AMP_STACK_LOAD of the module. */
static bool runs_nobody(const struct charge *c, enum amplifier_kind kind, struct str module)
{
    if (module.len == 0 || api_table_builtin(c->in->table, module, c->in->majors) == 0)
        return false;
    return kind == AMP_STACK_LOAD || is_quiet(module);
}

static struct charge charge_begin(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                  const struct summary *s)
{
    struct charge c = {.in = in, .s = s, .arena = a, .scratch = scratch, .facts = arena_new(a, struct unit_facts)};

    sym_table_init(&c.facts->texts, a);
    map_init(&c.names, scratch);
    map_init(&c.kinds, scratch);
    map_init(&c.needs, scratch);
    map_init(&c.uses, scratch);
    map_init(&c.asked, scratch);
    return c;
}

/*
 * True for what concerns modules of Node or host libraries only, and is about another one, or one that "#x" hides; and
 * the other way round for what concerns other modules only.
 */
static bool is_about_others(const struct charge *c, const struct amplifier *amplifier, struct str module)
{
    if (amplifier->kind == AMP_NODE_OBJECT || amplifier->kind == AMP_NODE_INSTANCE ||
        amplifier->kind == AMP_SHARED_SETTER || amplifier->kind == AMP_STACK_GIVEN)
        return module.len > 0 && origin_of(c, module) != ORIGIN_NODE;
    if (amplifier->kind == AMP_STACK_CALL || amplifier->kind == AMP_STACK_LOAD)
        return runs_nobody(c, (enum amplifier_kind)amplifier->kind, module);
    return amplifier->kind == AMP_HOST_ARGUMENT && str_starts(module, STR("#"));
}

/* What was left out of "#x" (`specifier`), which is `name`. */
static void charge_hidden(struct charge *c, enum amplifier_kind kind, struct str specifier, struct str name)
{
    for (uint32_t i = 0; i < c->s->amplifiers.len; i++) {
        const struct amplifier *amplifier = &c->s->amplifiers.items[i];
        if (amplifier->kind == kind && str_eq(text_of(c, amplifier->detail), specifier))
            charge_amplifier_of(c, amplifier, name);
    }
}

struct unit_facts *charge_unit(const struct charge_input *in, struct arena *a, struct arena *scratch,
                               const struct summary *s, struct str bytes)
{
    struct charge c = charge_begin(in, a, scratch, s);

    c.source = source_decode(scratch, bytes);
    charge_imports(&c);
    copy_entries(&c);
    for (uint32_t i = 0; i < s->uses.len; i++)
        charge_use(&c, &s->uses.items[i]);
    for (uint32_t i = 0; i < s->amplifiers.len; i++) {
        const struct amplifier *amplifier = &s->amplifiers.items[i];
        struct str module = text_of(&c, amplifier->detail);
        if (amplifier->kind == AMP_STACK_FRAME)
            charge_frame(&c, amplifier);
        else if (!is_about_others(&c, amplifier, module))
            charge_amplifier(&c, amplifier);
    }
    return c.facts;
}

struct unit_facts *charge_renamed(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                  const struct summary *s, struct str bytes, struct str specifier, struct str module)
{
    struct charge c = charge_begin(in, a, scratch, s);

    c.source = source_decode(scratch, bytes);
    for (uint32_t i = 0; i < s->imports.len; i++)
        if (str_eq(text_of(&c, s->imports.items[i].specifier), specifier))
            charge_load(&c, &s->imports.items[i], module);
    for (uint32_t i = 0; i < s->uses.len; i++) {
        struct charged_use u = {0};
        spell_path(&c, &s->uses.items[i], &u);
        if (u.root != PATH_MODULE || !str_eq(u.path.name, specifier))
            continue;
        u.path.root = API_MODULE;
        u.path.name = module;
        ask(&c, &u);
        charge_answer(&c, &u, "source.import", CERTAIN);
        charge_leaked(&c, &u);
        charge_helper(&c, &u);
    }
    charge_hidden(&c, AMP_NODE_OBJECT, specifier, module);
    charge_hidden(&c, AMP_SHARED_SETTER, specifier, module);
    charge_hidden(&c, AMP_NODE_INSTANCE, specifier, module);
    charge_hidden(&c, AMP_STACK_GIVEN, specifier, module);
    return c.facts;
}

struct unit_facts *charge_renamed_host(const struct charge_input *in, struct arena *a, struct arena *scratch,
                                       const struct summary *s, struct str bytes, struct str specifier, struct str host)
{
    struct charge c = charge_begin(in, a, scratch, s);

    c.source = source_decode(scratch, bytes);
    charge_hidden(&c, AMP_HOST_ARGUMENT, specifier, host);
    return c.facts;
}
