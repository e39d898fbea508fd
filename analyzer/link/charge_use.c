/* Uses of a summary become charges: members of other files, of Node and of the global object. */
#include "analyzer/link/charge_internal.h"

#include <assert.h>
#include <string.h>

#include "analyzer/link/host_use.h"
#include "analyzer/link/shared_change.h"
#include "analyzer/semantic/member_name.h"

static bool only_member_steps(const struct api_path *path)
{
    for (uint32_t i = 0; i < path->count; i++)
        if (path->steps[i].kind == API_CALL || path->steps[i].kind == API_NEW)
            return false;
    return true;
}

/* True for all exports of a module as one object, which others can write to. */
static bool is_whole(const struct api_path *path)
{
    return path->count == 0 ||
           (path->count == 1 && path->steps[0].kind == API_MEMBER &&
            (str_eq(path->steps[0].name, STR("default")) || str_eq(path->steps[0].name, STR("module.exports"))));
}

/* An assignment to what a module exports, at any depth, but not to what its functions return. */
static uint8_t writes_to_exports(const struct charged_use *u)
{
    if (u->use->op == USE_ESCAPE && is_whole(&u->path))
        return WRITES_ELSEWHERE;
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
    enum api_op op = charge_op(u->use);
    bool host = may_be_host(u->path.name);
    struct unit_use use = {.writes = writes_to_exports(u)};
    bool writes = use.writes == WRITES || use.writes == WRITES_PERHAPS;
    uint32_t known = c->facts->uses.len;
    uint32_t index = 0;

    if (host && !writes) {
        use.needed = charge_fact_text(c, host_export_needed(&u->path, op, false));
        use.needed_commonjs = charge_fact_text(c, host_export_needed(&u->path, op, true));
    }
    if (use.needed == 0 && use.needed_commonjs == 0 && !writes)
        return;
    use.specifier = charge_fact_text(c, u->path.name);
    index = charge_number(&c->needs, map_pair(use.specifier, use.needed));
    index = charge_number(&c->uses, map_pair(index, use.needed_commonjs << 2 | use.writes));
    if (index < known) {
        c->facts->uses.items[index].more++;
        return;
    }
    use.text = charge_fact_text(c, charge_use_text(c, u));
    use.place = charge_place(c, u->use->at);
    vec_push(c->arena, &c->facts->uses, use);
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
    if (last->kind != API_MEMBER || member_is_lender(last->name))
        charge_kind(c, u, AMP_WRITE_METHOD);
    if (last->kind != API_MEMBER || member_is_global(last->name))
        charge_kind(c, u, AMP_GLOBAL_MEMBER);
    if (last->kind == API_MEMBER && member_is_node(last->name))
        charge_kind(c, u, AMP_WRITE_BUILTIN);
    if (last->kind == API_MEMBER && member_is_shared_setter(last->name))
        charge_kind(c, u, AMP_SHARED_SETTER);
}

/*
 * A member of what another file exports is handed on: perhaps a function of the language. What is under a computed
 * name, flow has charged.
 */
static void charge_taken_method(struct charge *c, const struct charged_use *u, const struct api_step *last)
{
    struct amplifier taken = {.kind = AMP_LEAK_METHOD, .at = u->use->at, .end = u->use->end, .func = u->use->func};

    if (last->kind == API_MEMBER && member_is_method(last->name))
        charge_amplifier_by(c, &taken, last->name, charge_closes(AMP_LEAK_METHOD));
}

/*
 * What another file or package exports may be anything that its code can get hold of: a function on the stack, an
 * object of Node, the global object, a class of the language.
 */
static void charge_member(struct charge *c, const struct charged_use *u)
{
    const struct api_step *last = u->path.count > 0 ? &u->path.steps[u->path.count - 1] : NULL;
    enum use_op op = (enum use_op)u->use->op;
    bool defines =
        op == USE_READ && (is_step(&u->path, 0, "__defineGetter__") || is_step(&u->path, 0, "__defineSetter__"));

    if (op == USE_WRITE || op == USE_DELETE)
        charge_member_write(c, u);
    if (op == USE_READ && last != NULL)
        charge_kind(c, u, last->kind == API_MEMBER ? member_amplifier(last->name) : AMP_GLOBAL_MEMBER);
    if (op == USE_ENUMERATE)
        charge_kind(c, u, AMP_GLOBAL_MEMBER);
    if (op == USE_ESCAPE && last != NULL)
        charge_taken_method(c, u, last);
    if (defines || (op == USE_ESCAPE && is_step(&u->path, 0, "prototype")))
        charge_kind(c, u, AMP_WRITE_OUTSIDE);
    if (defines)
        charge_kind(c, u, AMP_GLOBAL_MEMBER);
}

/* True for WebAssembly, Temporal, or a class or prototype that one of them has. */
static bool is_of_namespace(const struct charge *c, const struct charged_use *u)
{
    return u->path.root == API_GLOBAL && member_is_namespace(u->path.name) &&
           (u->path.count == 0 || c->answer.intrinsic || is_step(&u->path, 0, "prototype"));
}

/* Of the last answer: a class or module of Node, or of a namespace of the language, leaves plain sight. */
void charge_leaked(struct charge *c, const struct charged_use *u)
{
    bool whole = u->path.count == 0;
    bool node = u->path.root == API_MODULE || member_is_web(u->path.name) || str_eq(u->path.name, STR("process"));
    bool shared = node && (whole || c->answer.intrinsic);

    bool locked = u->path.root == API_MODULE
                      ? !c->answer.unlocked
                      : !str_eq(u->path.name, STR("performance")) && !str_eq(u->path.name, STR("process"));
    struct amplifier leak = {.kind = AMP_LEAK_BUILTIN, .at = u->use->at, .end = u->use->end, .func = u->use->func};

    if (u->use->op == USE_ESCAPE && is_of_namespace(c, u))
        charge_kind(c, u, AMP_LEAK_NAMESPACE);
    if (u->use->op != USE_ESCAPE || !shared)
        return;
    charge_amplifier_by(c, &leak, (struct str){0}, locked ? charge_closes(AMP_LEAK_BUILTIN) : 0);
    if (is_step(&u->path, 0, "prototype"))
        charge_kind(c, u, AMP_WRITE_RECEIVER); /* any constructor of Node that is called on it changes it */
}

/* Who gets a function of Node that changes its arguments, writes by it. */
void charge_helper(struct charge *c, const struct charged_use *u)
{
    if (u->use->op != USE_ENUMERATE && shared_helper_handed(&u->path, u->use->op == USE_ESCAPE)) {
        charge_kind(c, u, AMP_WRITE_OUTSIDE);
        charge_kind(c, u, AMP_WRITE_METHOD);
    }
    if (shared_viewer_handed(&u->path, u->use->op == USE_ESCAPE))
        charge_kind(c, u, AMP_STACK_LATER);
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

/*
 * emitter.emit.call = f: what a call gives is the caller's own, but not the functions that it inherits. No launch
 * condition is said to help: which one locks it depends on whose function it is.
 */
static void charge_lent_method(struct charge *c, const struct charged_use *u)
{
    struct amplifier write = {.kind = AMP_POLLUTION, .at = u->use->at, .end = u->use->end, .func = u->use->func};
    const struct api_path *path = &u->path;
    const struct api_step *last = path->count > 1 ? &path->steps[path->count - 1] : NULL;
    bool lends = is_step(path, 0, "call") || is_step(path, 0, "apply") || is_step(path, 0, "bind");
    bool of_result = false;

    if ((u->use->op != USE_WRITE && u->use->op != USE_DELETE) || last == NULL || last[-1].kind != API_MEMBER)
        return;
    for (uint32_t i = 0; i + 1 < path->count; i++)
        of_result = of_result || path->steps[i].kind == API_CALL || path->steps[i].kind == API_NEW;
    if (lends || (of_result && last->kind == API_ANY))
        charge_amplifier_by(c, &write, (struct str){0}, 0);
}

/* A use of what an import gives: of a module of Node, or of another file. */
static void charge_import_use(struct charge *c, struct charged_use *u)
{
    u->path.root = API_MODULE;
    if (!c->imported[u->root_name]) {
        charge_add_fact(c, u, (struct unit_charge){.effect = EFFECT_CODE_LOAD, .certainty = POSSIBLE},
                        "resolve.unlinked");
    } else if (api_table_builtin(c->in->table, u->path.name, c->in->majors) != 0) {
        charge_ask(c, u);
        charge_answer(c, u, "source.import", CERTAIN);
        charge_leaked(c, u);
        charge_helper(c, u);
        if (shared_listeners_given(&u->path, u->use->op == USE_CALL || u->use->op == USE_ESCAPE))
            charge_kind(c, u, AMP_INTERNAL_MEMBER);
        charge_list_change(c, u, "source.import");
        charge_lent_method(c, u);
    } else {
        charge_member(c, u);
        keep_use(c, u);
    }
}

/*
 * What is taken from `this`, when that is the global object, is followed no further: to do more than look at it is to
 * hand `this` on to code that takes the member.
 */
static void charge_taken_from_this(struct charge *c, const struct charged_use *u)
{
    if (u->use->op == USE_READ)
        return;
    charge_kind(c, u, AMP_SLOPPY_THIS);
    charge_kind(c, u, AMP_GLOBAL_MEMBER);
}

/* `this` of a sloppy function may be the global object: what is then read of it counts like a global. */
static void charge_sloppy_this(struct charge *c, struct charged_use *u)
{
    const struct api_step *first = u->path.steps;

    if (u->path.count == 0)
        return; /* the summary has an amplifier for it */
    if (first->kind != API_MEMBER && first->kind != API_SYMBOL) {
        charge_taken_from_this(c, u);
        return;
    }
    u->path.root = API_GLOBAL_OBJECT;
    if (first->kind == API_MEMBER) {
        u->path.root = API_GLOBAL;
        u->path.name = first->name;
        u->path.steps++;
        u->path.count--;
    }
    charge_ask(c, u);
    /* An effect of a function says all; what is shared is more than its effects. */
    if (first->kind == API_MEMBER && member_is_global(first->name) && (c->answer.count == 0 || c->answer.intrinsic))
        charge_taken_from_this(c, u);
    if (!c->answer.known)
        return;
    for (uint32_t i = 0; i < c->answer.count; i++)
        c->answer.facts[i].closes |= LAUNCH_BIT_STRICT;
    c->message = charge_fact_text(c, STR("this of a sloppy function may be the global object"));
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
        api_table_ask(c->in->table, &one.path, exact ? charge_op(u->use) : API_OP_ESCAPE, c->in->majors, &c->answer);
        charge_answer(c, &one, "source.module-scope", CERTAIN);
    }
}

/* True for the name of a package, or of a file in it: "x", "@scope/x/file.js". */
static bool names_package(struct str specifier)
{
    return specifier.len > 0 && specifier.ptr[0] != '.' && specifier.ptr[0] != '/' && specifier.ptr[0] != '#' &&
           str_find(specifier, STR(":"), 0) == specifier.len && str_find(specifier, STR("\\"), 0) == specifier.len &&
           str_find(specifier, STR("%"), 0) == specifier.len && str_find(specifier, STR(".."), 0) == specifier.len;
}

/* require.resolve("x") finds a package as require("x") does, which is no effect: what it tells is where that is. */
static bool finds_package(struct charge *c, const struct charged_use *u)
{
    return u->path.root == API_CJS && u->use->op == USE_CALL && u->path.count == 1 &&
           str_eq(u->path.name, STR("require")) && is_step(&u->path, 0, "resolve") && u->use->options != SUMMARY_NONE &&
           str_eq(charge_text(c, u->use->options), STR("|")) && u->use->arg[0] != SUMMARY_NONE &&
           names_package(charge_text(c, u->use->arg[0]));
}

/* Takes what Node does to find the package out of the last answer. */
static void forget_search(struct api_answer *answer)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < answer->count; i++) {
        enum effect effect = answer->facts[i].effect;
        if (effect != EFFECT_FS_STAT && effect != EFFECT_FS_READ)
            answer->facts[kept++] = answer->facts[i];
    }
    answer->count = kept;
}

/*
 * A global that Node does not have was made by some file, out of anything that it can get hold of: members of it are
 * charged like those of what another file exports.
 */
static void charge_own_global(struct charge *c, const struct charged_use *u)
{
    struct charged_use member = *u;

    if (u->path.root == API_GLOBAL_OBJECT) {
        if (u->path.count == 0 || u->path.steps[0].kind != API_MEMBER)
            return;
        member.path.name = u->path.steps[0].name;
        member.path.steps++;
        member.path.count--;
    }
    if (member_is_global(member.path.name))
        return;
    charge_member(c, &member);
    if ((u->use->op == USE_WRITE || u->use->op == USE_DELETE) && member.path.count > 0)
        charge_kind(c, u, AMP_WRITE_NAMED);
}

static void charge_root(struct charge *c, struct charged_use *u, enum api_root root, const char *rule)
{
    u->path.root = root;
    charge_ask(c, u);
    if (finds_package(c, u))
        forget_search(&c->answer);
    if (root != API_INTRINSIC || c->answer.known)
        charge_answer(c, u, rule, CERTAIN);
    if (root == API_GLOBAL || root == API_CJS)
        charge_list_change(c, u, rule);
    if (root == API_GLOBAL)
        charge_leaked(c, u);
    if (root == API_GLOBAL || root == API_INTRINSIC)
        charge_lent_method(c, u);
    if (root == API_GLOBAL || root == API_GLOBAL_OBJECT)
        charge_own_global(c, u);
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
    charge_ask(c, u);
    for (size_t i = 0; i < ARRAY_LEN(KINDS) && !c->answer.known; i++)
        charge_amplifier(
            c,
            &(struct amplifier){
                .kind = KINDS[i], .at = u->use->at, .end = u->use->end, .func = u->use->func, .detail = u->root_name});
}

void charge_use(struct charge *c, const struct use *use)
{
    struct charged_use u = {0};

    charge_spell(c, use, &u);
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
