#include "rules/api_table.h"

#include <assert.h>

#include "rules/api_row.h"

uint32_t api_row_member(const struct api_table *t, uint32_t parent, struct str name, enum node_major m)
{
    uint32_t row = ROW_NONE;
    sym s = {0};

    if (!sym_find(&t->names, name, &s) || !map_get(&t->members, map_pair(parent, s.i), &row))
        return ROW_NONE;
    while (row != ROW_NONE && (t->rows.items[row].majors & node_major_bit(m)) == 0)
        row = t->rows.items[row].next_variant;
    return row;
}

/* Chains of names are short: the loader refuses loops, and a longer chain is left where it is. */
enum { SAME_STEPS = 8 };

uint32_t api_row_follow(const struct api_table *t, uint32_t row)
{
    for (int i = 0; i < SAME_STEPS && t->rows.items[row].body->same != ROW_NONE; i++)
        row = t->rows.items[row].body->same;
    return row;
}

const struct effect_list *api_row_inherited(const struct api_table *t, uint32_t row, enum list_kind kind)
{
    for (; row != ROW_NONE; row = t->rows.items[row].parent)
        if (row_gives(&t->rows.items[row], kind))
            return &t->rows.items[row].body->lists[kind];
    return NULL;
}

bool api_row_frozen(const struct api_table *t, uint32_t row, enum node_major m)
{
    bool frozen = (t->rows.items[row].body->flags & ROW_FROZEN) != 0;

    for (; frozen && row >= ROW_CONTAINERS; row = t->rows.items[row].parent)
        frozen = (t->rows.items[row].body->unfrozen & node_major_bit(m)) == 0;
    return frozen;
}

bool api_row_left_open(const struct api_table *t, uint32_t row)
{
    if ((t->rows.items[row].body->flags & ROW_FROZEN) == 0)
        return false;
    for (; row >= ROW_CONTAINERS; row = t->rows.items[row].parent)
        if (t->rows.items[row].body->unfrozen != 0)
            return true;
    return false;
}

bool api_row_locked(const struct api_table *t, uint32_t row)
{
    const struct row *r = &t->rows.items[row];
    bool class = (r->body->flags & ROW_CLASS) != 0 || row_gives(r, LIST_NEW);
    bool prototype = r->parent != ROW_NONE && str_eq(r->name, STR("prototype"));

    return (r->body->flags & ROW_LOCKED) != 0 && (r->parent == ROW_MODULES || class || prototype);
}

/* ---- what a value offers once it is out of sight ---- */

static void offer_list(struct offer *o, const struct effect_list *list, uint32_t closes)
{
    o->all |= list->set;
    if ((closes & LAUNCH_BIT_NO_EVAL) == 0)
        o->open |= list->set;
}

static void offer_row(const struct api_table *t, struct offer *o, uint32_t row, enum node_major m)
{
    if (row == ROW_NONE || (t->rows.items[row].majors & node_major_bit(m)) == 0)
        return;
    o->all |= t->rows.items[row].offers[m].all;
    o->open |= t->rows.items[row].offers[m].open;
}

/* Members without a row count when the row says what they do, or when it is an object with members. */
static void offer_members(const struct api_table *t, struct offer *o, uint32_t index, enum node_major m)
{
    const struct row *row = &t->rows.items[index];
    const struct effect_list *rest = api_row_inherited(t, index, LIST_DEFAULT);

    for (uint32_t child = row->first_child; child != ROW_NONE; child = t->rows.items[child].next)
        offer_row(t, o, child, m);
    if (row->any != ROW_NONE)
        offer_list(o, &t->rows.items[row->any].body->lists[LIST_WRITE], 0);
    if (rest != NULL && (row_gives(row, LIST_DEFAULT) || (row->first_child != ROW_NONE && !row_callable(row))))
        offer_list(o, rest, row_gives(row, LIST_DEFAULT) ? row->body->closes : 0);
}

static struct offer offer_of(const struct api_table *t, uint32_t index, enum node_major m)
{
    const struct row *row = &t->rows.items[index];
    struct offer o = row->offers[m];

    if ((row->majors & node_major_bit(m)) == 0)
        return o;
    offer_list(&o, &row->body->lists[LIST_GET], 0);
    offer_list(&o, &row->body->lists[LIST_CALL], row->body->closes);
    offer_list(&o, &row->body->lists[LIST_NEW], row->body->closes);
    offer_list(&o, &row->body->lists[LIST_ENUMERATE], 0);
    offer_members(t, &o, index, m);
    offer_row(t, &o, row->body->same, m);
    offer_row(t, &o, row->body->returns, m);
    return o;
}

/* What the row offers never changes after the first round: nothing is below it, and it refers to nothing. */
static bool offers_alone(const struct row *row)
{
    return row->first_child == ROW_NONE && row->body->same == ROW_NONE && row->body->returns == ROW_NONE;
}

void api_row_fill_offers(struct api_table *t)
{
    bool changed = true;

    /* Backwards, so that members come before their parents; references may take further rounds. */
    for (uint32_t round = 0; changed; round++) {
        changed = false;
        for (uint32_t i = t->rows.len; i-- > 0;) {
            if (round > 0 && offers_alone(&t->rows.items[i]))
                continue;
            for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
                struct offer o = offer_of(t, i, (enum node_major)m);
                struct offer *old = &t->rows.items[i].offers[m];

                changed = changed || o.all != old->all || o.open != old->open;
                *old = o;
            }
        }
    }
}

/* ---- modules ---- */

struct digest api_table_digest(const struct api_table *t)
{
    return t->digest;
}

uint32_t api_table_builtin(const struct api_table *t, struct str specifier, uint32_t majors)
{
    bool prefixed = str_starts(specifier, STR("node:"));
    struct str name = prefixed ? str_slice(specifier, STR("node:").len, specifier.len) : specifier;
    uint32_t found = 0;

    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++) {
        uint32_t row = api_row_member(t, ROW_MODULES, name, (enum node_major)m);

        if (row != ROW_NONE && (prefixed || (t->rows.items[row].body->flags & ROW_PREFIX) == 0))
            found |= node_major_bit((enum node_major)m);
    }
    return found & majors;
}

/* ---- rows for display ---- */

uint32_t api_table_rows(const struct api_table *t)
{
    return t->rows.len - ROW_CONTAINERS;
}

const char *api_proof_name(enum api_proof p)
{
    static const char *const names[] = {"experiment", "reading", "documented", "probe", "fuzz", "list"};

    _Static_assert(ARRAY_LEN(names) == API_PROOFS, "a name for each");
    return names[p];
}

/* Tiers A and X. */
static bool has_authority(effect_set effects)
{
    return (effects & (effect_of_tier(TIER_A) | effect_of_tier(TIER_X))) != 0;
}

/* The proof of the row, or of the object that it is a member of; a module's is about the module. */
static struct str proof_of(const struct api_table *t, uint32_t index)
{
    struct str proof = t->rows.items[index].body->proof;

    for (uint32_t up = t->rows.items[index].parent; proof.len == 0 && up >= ROW_CONTAINERS;
         up = t->rows.items[up].parent)
        if (t->rows.items[up].parent != ROW_MODULES)
            proof = t->rows.items[up].body->proof;
    return proof;
}

static enum api_proof how_known(const struct row *row, struct str proof)
{
    effect_set effects = row->body->lists[LIST_LOAD].set | row->body->lists[LIST_GET].set |
                         row->body->lists[LIST_CALL].set | row->body->lists[LIST_NEW].set |
                         row->body->lists[LIST_WRITE].set;

    if (str_starts(proof, STR("experiment")))
        return API_PROOF_EXPERIMENT;
    if (str_starts(proof, STR("by reading")))
        return API_PROOF_READING;
    if (proof.len > 0)
        return API_PROOF_DOCUMENTED;
    if (has_authority(effects))
        return API_PROOF_PROBE;
    return row_callable(row) ? API_PROOF_FUZZED : API_PROOF_LISTED;
}

void api_table_row(const struct api_table *t, uint32_t index, struct api_row_view *out)
{
    static const enum list_kind lists[] = {
        [API_WAY_LOAD] = LIST_LOAD,         [API_WAY_GET] = LIST_GET,
        [API_WAY_CALL] = LIST_CALL,         [API_WAY_NEW] = LIST_NEW,
        [API_WAY_NEW_WITH] = LIST_NEW_WITH, [API_WAY_WRITE] = LIST_WRITE,
        [API_WAY_WRITES] = LIST_WRITES,     [API_WAY_ENUMERATE] = LIST_ENUMERATE,
        [API_WAY_OTHER] = LIST_DEFAULT,
    };
    const struct row *row = NULL;
    struct str proof = {NULL, 0};
    uint32_t depth = 0;

    assert(index < api_table_rows(t));
    row = &t->rows.items[index + ROW_CONTAINERS];
    proof = proof_of(t, index + ROW_CONTAINERS);
    for (uint32_t up = row->parent; up >= ROW_CONTAINERS; up = t->rows.items[up].parent)
        depth++;
    *out = (struct api_row_view){
        .name = row->print,
        .file = t->files.items[row->file],
        .depth = depth,
        .majors = row->majors,
        .perhaps = row->body->lists[LIST_PERHAPS].set,
        .closes = row->body->closes,
        .takes = api_row_takes(t, index + ROW_CONTAINERS),
        .methods = row->body->methods,
        .method_count = row->body->method_count,
        .callable = row_callable(row),
        .intrinsic = (row->body->flags & (ROW_INTRINSIC | ROW_CLASS)) != 0,
        .absent = (row->body->flags & ROW_ABSENT) != 0,
        .same = row->body->same_text,
        .returns = row->body->returns_text,
        .note = row->body->note,
        .proof = proof,
        .how = how_known(row, proof),
    };
    for (uint32_t w = 0; w < API_WAYS; w++) {
        const struct effect_list *list = &row->body->lists[lists[w]];

        out->does[w] = (struct api_doing){row_gives(row, lists[w]), list->set, list->facts, list->count};
    }
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        out->offers |= row->offers[m].all;
}
