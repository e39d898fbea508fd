/* Facts of one file: texts, places, and what the tables say of a use. */
#include "analyzer/link/charge_internal.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "analyzer/link/excerpt.h"
#include "analyzer/link/use_text.h"
#include "analyzer/semantic/placed.h"

struct str charge_text(const struct charge *c, uint32_t symbol)
{
    return symbol == SUMMARY_NONE ? STR("") : sym_text(&c->s->texts, (sym){symbol});
}

/* A symbol of the facts. */
uint32_t charge_fact_text(struct charge *c, struct str text)
{
    return sym_intern(&c->facts->texts, text).i;
}

struct unit_place charge_place(struct charge *c, uint32_t at)
{
    struct position position = source_position(c->scratch, &c->source, at);
    struct str line = source_line(c->scratch, &c->source, position.line);

    return (struct unit_place){position.line, position.column,
                               charge_fact_text(c, excerpt_of(c->scratch, line, c->source.text, at))};
}

/* The number that `m` gives to `key`, a new one if need be. */
uint32_t charge_number(struct map *m, uint64_t key)
{
    uint32_t number = m->len;

    if (!map_get(m, key, &number))
        map_put(m, key, number);
    return number;
}

/* The charge with `what`'s rule, argument, effect, closes and certainty: a new one, or the earlier one counted. */
struct unit_charge *charge_add(struct charge *c, const struct unit_charge *what, uint32_t at, bool *is_new)
{
    uint32_t name = charge_number(&c->names, map_pair(what->rule, what->argument));
    uint32_t how = (uint32_t)what->effect << 16 | what->closes << 8 | what->certainty;
    uint32_t known = c->facts->charges.len;
    uint32_t index = 0;

    assert(what->closes <= UINT8_MAX);
    index = charge_number(&c->kinds, map_pair(name, how));
    *is_new = index == known;
    if (*is_new) {
        vec_push(c->arena, &c->facts->charges, *what);
        c->facts->charges.items[index].place = charge_place(c, at);
    } else {
        c->facts->charges.items[index].more++;
    }
    return &c->facts->charges.items[index];
}

enum api_op charge_op(const struct use *use)
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
/*
 * No step of the program's: it says for which place createRequire() made what is before it. It stays in the path of a
 * write, because a member that was replaced is no longer what the analysis takes it for: what no row knows is charged.
 */
static bool is_made_for(struct charge *c, const struct use *use, const struct path *p)
{
    return use->op != USE_WRITE && use->op != USE_DELETE && p->step == PATH_STEP_MEMBER && p->name != SUMMARY_NONE &&
           placed_is(charge_text(c, p->name));
}

void charge_spell(struct charge *c, const struct use *use, struct charged_use *out)
{
    const struct path *paths = c->s->paths.items;
    struct api_step *steps = NULL;
    uint32_t count = 0;
    uint32_t at = use->path;

    for (; paths[at].parent != SUMMARY_NONE; at = paths[at].parent)
        count += !is_made_for(c, use, &paths[at]);
    steps = arena_array(c->scratch, count, sizeof(*steps));
    out->use = use;
    out->root = (enum path_step)paths[at].step;
    out->root_name = paths[at].name;
    out->path = (struct api_path){.name = charge_text(c, paths[at].name), .steps = steps, .count = count};
    for (at = use->path; count > 0; at = paths[at].parent)
        if (!is_made_for(c, use, &paths[at]))
            steps[--count] = (struct api_step){step_of((enum path_step)paths[at].step), charge_text(c, paths[at].name)};
}

struct str charge_use_text(struct charge *c, const struct charged_use *u)
{
    return use_text_of(c->scratch, &u->path, charge_op(u->use));
}

static struct str import_text(struct charge *c, const struct charged_use *u)
{
    struct strbuf text;

    strbuf_init(&text, c->scratch);
    strbuf_printf(&text, "imports %.*s", STR_ARG(u->path.name));
    return strbuf_text(&text);
}

void charge_add_fact(struct charge *c, const struct charged_use *u, struct unit_charge fact, const char *rule)
{
    bool is_new = false;
    struct unit_charge *added = NULL;

    fact.rule = charge_fact_text(c, str_from(rule));
    fact.message = c->message;
    added = charge_add(c, &fact, u->use->at, &is_new);
    if (is_new)
        added->text = charge_fact_text(c, c->loading ? import_text(c, u) : charge_use_text(c, u));
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
            return effect_argument_text(c->scratch, fact->effect, charge_text(c, u->use->arg[fact->index]));
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
    struct str given = charge_text(c, u->use->options);

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

/* The next text of a list with `separator` between its texts, from byte `*at` on. */
static struct str next_text(struct str list, const char *separator, size_t *at)
{
    size_t start = *at;
    size_t end = str_find(list, str_from(separator), start);

    *at = end + 1;
    return str_slice(list, start, end);
}

static bool is_plain(struct str plain, struct str name)
{
    for (size_t at = 0; at < plain.len;)
        if (str_eq(next_text(plain, " ", &at), name))
            return true;
    return false;
}

/*
 * True when the call may have the effect with another argument than the one that it spells out: some option, or an
 * argument before it that is no number, may decide.
 */
static bool may_lead_elsewhere(const struct charge *c, const struct charged_use *u, const struct api_fact *fact)
{
    struct str given = charge_text(c, u->use->options);
    size_t at = 1;

    if (fact->plain.ptr == NULL)
        return false;
    if (u->use->options == SUMMARY_NONE || (fact->index > 0 && !str_starts(given, STR("#"))))
        return true;
    at += str_starts(given, STR("#"));
    while (at < given.len) {
        struct str name = next_text(given, "|", &at);
        if (!str_eq(name, STR("anything")) && !is_plain(fact->plain, name))
            return true;
    }
    return false;
}

/* Doubts about the argument of an effect, for programs where only some arguments are granted. */
static void charge_doubts(struct charge *c, const struct charged_use *u, const struct api_fact *found)
{
    struct unit_charge any = {.effect = (uint8_t)found->effect, .closes = found->closes, .certainty = POSSIBLE};

    if (may_lead_elsewhere(c, u, found))
        charge_add_fact(c, u, any, "source.options");
    any.paired =
        charge_fact_text(c, STR("amplifier.reuse amplifier.internal-key amplifier.write-any amplifier.write-found"));
    if (found->object)
        charge_add_fact(c, u, any, "source.object");
}

/* Adds the effects of the last answer. */
void charge_answer(struct charge *c, const struct charged_use *u, const char *rule, enum certainty certainty)
{
    for (uint32_t i = 0; i < c->answer.count; i++) {
        const struct api_fact *found = &c->answer.facts[i];
        bool part = (c->answer.certain & effect_bit(found->effect)) == 0 || (u->use->flags & USE_PERHAPS) != 0;
        struct str argument = argument_of(c, u, found);
        if (effect_tier(found->effect) == TIER_P || is_without_option(c, u, found))
            continue;
        if (argument.len > 0)
            charge_doubts(c, u, found);
        charge_add_fact(c, u,
                        (struct unit_charge){.effect = (uint8_t)found->effect,
                                             .argument = charge_fact_text(c, argument),
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
void charge_ask(struct charge *c, const struct charged_use *u)
{
    enum api_op op = charge_op(u->use);
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
