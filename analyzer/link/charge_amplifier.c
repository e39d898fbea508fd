/* Amplifiers of a summary become charges. */
#include "analyzer/link/charge_internal.h"

#include "analyzer/semantic/placed.h"
#include "rules/launch.h"

/* The word at `*at` of a list with spaces between, "" behind the last; `*at` goes on to the next. */
static struct str next_word(struct str list, size_t *at)
{
    size_t start = *at < list.len ? *at : list.len;
    size_t end = str_find(list, STR(" "), start);

    *at = end + 1;
    return str_slice(list, start, end);
}

static uint32_t launch_bit(struct str condition)
{
    uint32_t bit = 0;

    (void)launch_parse(condition, &bit);
    return bit;
}

uint32_t charge_closes(uint8_t kind)
{
    size_t at = 0;

    return launch_bit(next_word(str_from(amplifier_info((enum amplifier_kind)kind)->closes), &at));
}

/* Charges an amplifier whose detail is `detail`, with effect `named`, and which `closes` closes. */
static void charge_effect(struct charge *c, const struct amplifier *amplifier, struct str detail, struct str named,
                          uint32_t closes)
{
    const struct amplifier_info *info = amplifier_info((enum amplifier_kind)amplifier->kind);
    struct unit_charge fact = {.rule = charge_fact_text(c, str_from(info->rule)),
                               .effect = FACT_NO_EFFECT,
                               .closes = closes,
                               .paired = charge_fact_text(c, str_from(info->paired)),
                               .certainty = POSSIBLE};
    bool by_name = str_ends(str_from(info->paired), STR(":"));
    enum effect effect = EFFECT_COUNT;
    bool is_new = false;
    struct unit_charge *added = NULL;
    struct strbuf message;

    if (effect_parse(named, &effect))
        fact.effect = (uint8_t)effect;
    if (by_name)
        fact.argument = charge_fact_text(c, detail);
    added = charge_add(c, &fact, amplifier->at, &is_new);
    if (!is_new)
        return;
    strbuf_init(&message, c->scratch);
    strbuf_put_c(&message, info->message);
    if (detail.len > 0)
        strbuf_printf(&message, ": %.*s", STR_ARG(placed_shown(c->scratch, detail)));
    added->text = charge_fact_text(c, str_from(info->message));
    added->message = charge_fact_text(c, strbuf_text(&message));
    added->fix = charge_fact_text(c, str_from(info->fix));
}

void charge_amplifier_by(struct charge *c, const struct amplifier *amplifier, struct str detail, uint32_t closes)
{
    size_t at = 0;

    charge_effect(c, amplifier, detail,
                  next_word(str_from(amplifier_info((enum amplifier_kind)amplifier->kind)->effect), &at), closes);
}

/* Each effect of its row, with what closes that. */
static void charge_amplifier_of(struct charge *c, const struct amplifier *amplifier, struct str detail)
{
    struct str effects = str_from(amplifier_info((enum amplifier_kind)amplifier->kind)->effect);
    struct str closes = str_from(amplifier_info((enum amplifier_kind)amplifier->kind)->closes);
    size_t effect = 0;
    size_t condition = 0;

    do {
        struct str named = next_word(effects, &effect);
        charge_effect(c, amplifier, detail, named, launch_bit(next_word(closes, &condition)));
    } while (effect < effects.len);
}

void charge_amplifier(struct charge *c, const struct amplifier *amplifier)
{
    charge_amplifier_of(c, amplifier, charge_text(c, amplifier->detail));
}

void charge_kind(struct charge *c, const struct charged_use *u, enum amplifier_kind kind)
{
    if (kind != AMPLIFIER_COUNT)
        charge_amplifier(
            c, &(struct amplifier){
                   .kind = kind, .at = u->use->at, .end = u->use->end, .func = u->use->func, .detail = SUMMARY_NONE});
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
        enum origin one = origin_of(c, charge_text(c, c->s->imports.items[i].specifier));
        worst = one > worst ? one : worst;
    }
    return worst;
}

/* Charges a frame as what it amounts to; nothing when Node's functions alone may run, which are strict. */
void charge_frame(struct charge *c, const struct amplifier *frame)
{
    struct amplifier settled = *frame;
    enum origin origin = origin_of_frame(c, charge_text(c, frame->detail));

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

/*
 * True for what concerns modules of Node or host libraries only, and is about another one, or one that "#x" hides; and
 * the other way round for what concerns other modules only.
 */
bool charge_is_about_others(const struct charge *c, const struct amplifier *amplifier, struct str module)
{
    if (amplifier->kind == AMP_NODE_OBJECT || amplifier->kind == AMP_NODE_INSTANCE || amplifier->kind == AMP_CLONE ||
        amplifier->kind == AMP_SHARED_SETTER || amplifier->kind == AMP_STACK_GIVEN)
        return module.len > 0 && origin_of(c, module) != ORIGIN_NODE;
    if (amplifier->kind == AMP_STACK_CALL || amplifier->kind == AMP_STACK_LOAD)
        return runs_nobody(c, (enum amplifier_kind)amplifier->kind, module);
    return (amplifier->kind == AMP_HOST_ARGUMENT || amplifier->kind == AMP_HOST_FOUND) && placed_is_own_name(module);
}

/* What was left out of "#x" (`specifier`), which is `name`. */
void charge_hidden(struct charge *c, enum amplifier_kind kind, struct str specifier, struct str name)
{
    for (uint32_t i = 0; i < c->s->amplifiers.len; i++) {
        const struct amplifier *amplifier = &c->s->amplifiers.items[i];
        if (amplifier->kind == kind && str_eq(charge_text(c, amplifier->detail), specifier))
            charge_amplifier_of(c, amplifier, name);
    }
}
