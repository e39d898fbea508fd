/*
 * api_load.c - from rules/effects/(anything).json to rows.
 *
 * Strict: what the schema does not know is an error that names file and JSON pointer, because a rule
 * that is skipped is a hole. Rows are read from a queue, parents before members, so that no depth of
 * a table costs stack.
 */
#include <assert.h>
#include <string.h>

#include "analyzer/base/compiler.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "rules/api_row.h"

enum { TABLE_BYTES = 4 * 1024 * 1024, TABLE_FILES = 1000, DETAIL_INDICES = 4 };

VEC_TYPE(struct api_fact, fact_list);

/* A step of a JSON pointer; `up` is the one before it. */
struct trail {
    uint32_t up;
    struct str key; /* empty: `index` counts */
    uint32_t index;
};

enum where { IN_FILE = 1, IN_ROW = 2, IN_GROUP = 4 };

/* A row whose object is still to be read. */
struct pending_row {
    const struct jdoc *doc;
    uint32_t row;
    uint32_t trail;
    enum where where;
};

struct loader {
    struct api_table *table;
    struct arena scratch;
    VEC(struct trail) trails;
    VEC(struct pending_row) todo;
    struct fact_list facts; /* of the list being read */
    uint32_t file;
    bool frozen; /* of the file being read */
    struct error *why;
};

static void put_pointer(const struct loader *l, uint32_t trail, struct strbuf *out)
{
    uint32_t way[64];
    uint32_t count = 0;

    for (; trail != 0 && count < ARRAY_LEN(way); trail = l->trails.items[trail].up)
        way[count++] = trail;
    while (count > 0) {
        const struct trail *step = &l->trails.items[way[--count]];

        if (step->key.len > 0)
            strbuf_printf(out, "/%.*s", STR_ARG(step->key));
        else
            strbuf_printf(out, "/%u", step->index);
    }
}

static enum err fail(struct loader *l, uint32_t trail, const char *format, ...) PRINTF_LIKE(3, 4);
static enum err fail(struct loader *l, uint32_t trail, const char *format, ...)
{
    struct strbuf pointer;
    struct strbuf message;
    va_list args;

    strbuf_init(&pointer, &l->scratch);
    strbuf_init(&message, &l->scratch);
    put_pointer(l, trail, &pointer);
    va_start(args, format);
    strbuf_vprintf(&message, format, args);
    va_end(args);
    return error_set(l->why, ERR_FORMAT, "effect table %.*s: %.*s: %.*s",
                     STR_ARG(l->table->files.items[l->file]), STR_ARG(strbuf_text(&pointer)),
                     STR_ARG(strbuf_text(&message)));
}

static uint32_t step_key(struct loader *l, uint32_t up, struct str key)
{
    vec_push(&l->scratch, &l->trails, (struct trail){.up = up, .key = key});
    return l->trails.len - 1;
}

static uint32_t step_index(struct loader *l, uint32_t up, uint32_t index)
{
    vec_push(&l->scratch, &l->trails, (struct trail){.up = up, .index = index});
    return l->trails.len - 1;
}

/* ---- lists of effects ---- */

/* What `detail` says about one effect. */
struct detail {
    enum effect effect;
    bool by_name;
    uint32_t indices[DETAIL_INDICES];
    uint32_t count;
};

struct details {
    struct detail items[8];
    uint32_t count;
};


static bool number_index(const struct jdoc *doc, uint32_t *out)
{
    if (doc->kind != JDOC_NUMBER || doc->number < 0 || doc->number > 9 || doc->number != (uint32_t)doc->number)
        return false;
    *out = (uint32_t)doc->number;
    return true;
}

static bool read_indices(const struct jdoc *value, struct detail *d)
{
    if (value->kind != JDOC_ARRAY) {
        d->count = 1;
        return number_index(value, &d->indices[0]);
    }
    if (value->count == 0 || value->count > DETAIL_INDICES)
        return false;
    for (uint32_t i = 0; i < value->count; i++)
        if (!number_index(&value->items[i], &d->indices[i]))
            return false;
    d->count = value->count;
    return true;
}

static enum err read_details(struct loader *l, const struct jdoc *doc, uint32_t trail, struct details *out)
{
    if (doc == NULL)
        return OK;
    if (doc->kind != JDOC_OBJECT || doc->count > ARRAY_LEN(out->items))
        return fail(l, trail, "must be an object with at most %zu members", ARRAY_LEN(out->items));
    for (uint32_t i = 0; i < doc->count; i++) {
        struct detail *d = &out->items[out->count];
        struct str text = {0};
        bool is_text = jdoc_text(doc->members[i].value, &text);

        if (!effect_parse(doc->members[i].key, &d->effect))
            return fail(l, trail, "unknown effect \"%.*s\"", STR_ARG(doc->members[i].key));
        if (effect_info(d->effect)->argument == ARGUMENT_NONE)
            return fail(l, trail, "%s has no argument", effect_name(d->effect));
        d->by_name = is_text && str_eq(text, STR("name"));
        if (!d->by_name && (is_text || !read_indices(doc->members[i].value, d)))
            return fail(l, trail, "%s must be \"name\", an index below 10 or up to %d of them", effect_name(d->effect),
                        DETAIL_INDICES);
        out->count++;
    }
    return OK;
}

static void push_fact(struct loader *l, struct api_fact fact)
{
    struct fact_list *list = &l->facts;
    uint32_t at = list->len;

    vec_push(&l->scratch, list, fact);
    for (; at > 0 && list->items[at - 1].effect > fact.effect; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = fact;
}

/* The facts of effect `e` in a list of kind `kind`, given what `detail` says. */
static void push_detailed(struct loader *l, enum list_kind kind, enum effect e, const struct details *details)
{
    bool called = kind == LIST_CALL || kind == LIST_NEW;

    for (uint32_t i = 0; i < details->count; i++) {
        const struct detail *d = &details->items[i];

        if (d->effect != e || (called && d->by_name) || (!called && (!d->by_name || kind == LIST_LOAD)))
            continue;
        if (d->by_name)
            push_fact(l, (struct api_fact){.effect = e, .detail = API_DETAIL_STEP});
        for (uint32_t k = 0; k < d->count; k++)
            push_fact(l, (struct api_fact){.effect = e, .detail = API_DETAIL_ARG, .index = d->indices[k]});
        return;
    }
    push_fact(l, (struct api_fact){.effect = e});
}

static enum err read_word(struct loader *l, struct str word, enum list_kind kind, const struct details *details,
                          uint32_t trail)
{
    size_t colon = str_find(word, STR(":"), 0);
    struct str name = str_slice(word, 0, colon);
    enum effect e = EFFECT_COUNT;

    if (!effect_parse(name, &e))
        return fail(l, trail, "unknown effect \"%.*s\"", STR_ARG(name));
    if (colon == word.len) {
        for (uint32_t i = 0; i < l->facts.len; i++)
            if (l->facts.items[i].effect == e)
                return fail(l, trail, "%s is there twice", effect_name(e));
        push_detailed(l, kind, e, details);
        return OK;
    }
    if (effect_info(e)->argument == ARGUMENT_NONE)
        return fail(l, trail, "%s has no argument", effect_name(e));
    push_fact(l, (struct api_fact){.effect = e,
                                         .detail = API_DETAIL_TEXT,
                                         .text = str_slice(word, colon + 1, word.len)});
    return OK;
}

/* "pure", or effects separated by single spaces, each perhaps with ":argument". */
static enum err read_list(struct loader *l, const struct jdoc *value, enum list_kind kind,
                          const struct details *details, uint32_t trail, struct effect_list *out)
{
    struct api_fact *facts = NULL;
    struct str text = {0};
    enum err e = OK;

    l->facts.len = 0;
    if (!jdoc_text(value, &text))
        return fail(l, trail, "must be a text: \"pure\" or effects");
    for (size_t at = 0; e == OK && !str_eq(text, STR("pure")); at++) {
        size_t end = str_find(text, STR(" "), at);

        e = read_word(l, str_slice(text, at, end), kind, details, trail);
        at = end;
        if (end == text.len)
            break;
    }
    if (e != OK || l->facts.len == 0)
        return e;
    facts = arena_array(l->table->arena, l->facts.len, sizeof(*facts));
    for (uint32_t i = 0; i < l->facts.len; i++) {
        facts[i] = l->facts.items[i];
        out->set |= effect_bit(facts[i].effect);
    }
    out->facts = facts;
    out->count = l->facts.len;
    return OK;
}

/* ---- rows ---- */

static struct str print_name(struct loader *l, uint32_t parent, struct str name, bool any)
{
    struct api_table *t = l->table;
    struct strbuf out;

    if (parent != ROW_IMPORT_META && parent < ROW_CONTAINERS)
        return name;
    strbuf_init(&out, t->arena);
    strbuf_put(&out, parent == ROW_IMPORT_META ? STR("import.meta") : t->rows.items[parent].print);
    strbuf_put_char(&out, '.');
    strbuf_put(&out, any ? STR("*") : name);
    return strbuf_text(&out);
}

static struct row_body *new_body(struct loader *l, bool any)
{
    struct row_body *body = arena_new(l->table->arena, struct row_body);

    body->same = ROW_NONE;
    body->returns = ROW_NONE;
    body->majors = NODE_MAJORS_ALL;
    body->flags = (l->frozen ? ROW_FROZEN : 0) | (any ? ROW_ANY : 0);
    return body;
}

static uint32_t new_row(struct loader *l, uint32_t parent, struct str name, struct row_body *body)
{
    struct api_table *t = l->table;
    uint32_t index = t->rows.len;
    struct row *up = NULL;

    vec_push(t->arena, &t->rows,
             (struct row){.name = name,
                          .print = print_name(l, parent, name, (body->flags & ROW_ANY) != 0),
                          .body = body,
                          .parent = parent,
                          .first_child = ROW_NONE,
                          .last_child = ROW_NONE,
                          .next = ROW_NONE,
                          .next_variant = ROW_NONE,
                          .any = ROW_NONE,
                          .majors = NODE_MAJORS_ALL,
                          .file = l->file});
    up = &t->rows.items[parent];
    if (up->last_child == ROW_NONE)
        up->first_child = index;
    else
        t->rows.items[up->last_child].next = index;
    up->last_child = index;
    return index;
}

static void queue_row(struct loader *l, const struct jdoc *doc, uint32_t row, uint32_t trail, enum where where)
{
    vec_push(&l->scratch, &l->todo, (struct pending_row){doc, row, trail, where});
}

/*
 * Adds `name` to `parent`, described by `doc`; an array describes it for several groups of majors. The
 * names of a group share a body.
 */
static enum err add_member(struct loader *l, uint32_t parent, struct str name, const struct jdoc *doc, uint32_t trail,
                           enum where where, struct row_body *shared)
{
    struct api_table *t = l->table;
    uint64_t key = map_pair(parent, sym_intern(&t->names, name).i);
    uint32_t first = ROW_NONE;
    uint32_t variants = doc->kind == JDOC_ARRAY ? doc->count : 1;
    uint32_t last = ROW_NONE;

    if (name.len == 0)
        return fail(l, trail, "a name is empty");
    if (map_get(&t->members, key, &first))
        return fail(l, trail, "\"%.*s\" has a row already", STR_ARG(name));
    if (variants == 0)
        return fail(l, trail, "needs at least one row");
    for (uint32_t i = 0; i < variants; i++) {
        const struct jdoc *one = doc->kind == JDOC_ARRAY ? &doc->items[i] : doc;
        uint32_t row = new_row(l, parent, name, shared != NULL ? shared : new_body(l, false));

        if (i == 0)
            map_put(&t->members, key, row);
        else
            t->rows.items[last].next_variant = row;
        last = row;
        queue_row(l, one, row, doc->kind == JDOC_ARRAY ? step_index(l, trail, i) : trail, where);
    }
    return OK;
}

static enum err add_members(struct loader *l, const struct jdoc *doc, uint32_t parent, uint32_t trail)
{
    enum err e = OK;

    if (doc->kind != JDOC_OBJECT)
        return fail(l, trail, "must be an object");
    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str name = doc->members[i].key;

        e = add_member(l, parent, name, doc->members[i].value, step_key(l, trail, name), IN_ROW, NULL);
    }
    return e;
}

static enum err add_group(struct loader *l, const struct jdoc *doc, uint32_t parent, uint32_t trail)
{
    struct row_body *body = new_body(l, false);
    struct str names = {0};
    enum err e = OK;

    if (!jdoc_is(doc, JDOC_OBJECT) || !jdoc_text(jdoc_member(doc, "names"), &names))
        return fail(l, trail, "must be an object with \"names\", a text");
    for (size_t at = 0; e == OK; at++) {
        size_t end = str_find(names, STR(" "), at);

        e = add_member(l, parent, str_slice(names, at, end), doc, trail, IN_GROUP, body);
        at = end;
        if (end == names.len)
            break;
    }
    return e;
}

static enum err add_groups(struct loader *l, const struct jdoc *doc, uint32_t parent, uint32_t trail)
{
    enum err e = OK;

    if (doc->kind != JDOC_ARRAY)
        return fail(l, trail, "must be an array");
    for (uint32_t i = 0; e == OK && i < doc->count; i++)
        e = add_group(l, &doc->items[i], parent, step_index(l, trail, i));
    return e;
}

/* ---- keys ---- */

enum key_id {
    KEY_TEXT,    /* documentation only: must be a text */
    KEY_LIST,    /* effects */
    KEY_FLAG,    /* true */
    KEY_MAJOR,
    KEY_REFERENCE,
    KEY_INDICES, /* documentation only: indices of arguments */
    KEY_CLOSES,
    KEY_UNFROZEN,
    KEY_NOTE,
    KEY_PROOF,
    KEY_MEMBERS,
    KEY_GROUPS,
    KEY_ANY,
    KEY_TYPES,
    KEY_HIDDEN,
    KEY_SEEN, /* read before the others */
};

struct key_rule {
    struct str name;
    enum key_id id;
    unsigned where; /* enum where */
    uint32_t value; /* enum list_kind, enum row_flags */
};

enum { EVERYWHERE = IN_FILE | IN_ROW | IN_GROUP, TOP_OR_ROW = IN_FILE | IN_ROW };

static const struct key_rule key_rules[] = {
    {STR_INIT("$schema"), KEY_TEXT, IN_FILE, 0},
    {STR_INIT("doc"), KEY_TEXT, EVERYWHERE, 0},
    {STR_INIT("module"), KEY_SEEN, IN_FILE, 0},
    {STR_INIT("globals"), KEY_SEEN, IN_FILE, 0},
    {STR_INIT("cjs"), KEY_SEEN, IN_FILE, 0},
    {STR_INIT("importMeta"), KEY_SEEN, IN_FILE, 0},
    {STR_INIT("frozen"), KEY_SEEN, IN_FILE, 0},
    {STR_INIT("prefix"), KEY_FLAG, IN_FILE, ROW_PREFIX},
    {STR_INIT("names"), KEY_SEEN, IN_GROUP, 0},
    {STR_INIT("detail"), KEY_SEEN, EVERYWHERE, 0},
    {STR_INIT("since"), KEY_MAJOR, EVERYWHERE, 0},
    {STR_INIT("until"), KEY_MAJOR, EVERYWHERE, 1},
    {STR_INIT("load"), KEY_LIST, IN_FILE, LIST_LOAD},
    {STR_INIT("get"), KEY_LIST, EVERYWHERE, LIST_GET},
    {STR_INIT("call"), KEY_LIST, EVERYWHERE, LIST_CALL},
    {STR_INIT("new"), KEY_LIST, EVERYWHERE, LIST_NEW},
    {STR_INIT("write"), KEY_LIST, EVERYWHERE, LIST_WRITE},
    {STR_INIT("writes"), KEY_LIST, EVERYWHERE, LIST_WRITES},
    {STR_INIT("enumerate"), KEY_LIST, EVERYWHERE, LIST_ENUMERATE},
    {STR_INIT("default"), KEY_LIST, EVERYWHERE, LIST_DEFAULT},
    {STR_INIT("intrinsic"), KEY_FLAG, EVERYWHERE, ROW_INTRINSIC},
    {STR_INIT("class"), KEY_FLAG, EVERYWHERE, ROW_CLASS},
    {STR_INIT("absent"), KEY_FLAG, EVERYWHERE, ROW_ABSENT},
    {STR_INIT("same"), KEY_REFERENCE, IN_ROW | IN_GROUP, 0},
    {STR_INIT("returns"), KEY_REFERENCE, EVERYWHERE, 1},
    {STR_INIT("callbacks"), KEY_INDICES, EVERYWHERE, 0},
    {STR_INIT("options"), KEY_INDICES, EVERYWHERE, 0},
    {STR_INIT("changes"), KEY_INDICES, EVERYWHERE, 0},
    {STR_INIT("closes"), KEY_CLOSES, EVERYWHERE, 0},
    {STR_INIT("unfrozen"), KEY_UNFROZEN, IN_ROW | IN_GROUP, 0},
    {STR_INIT("note"), KEY_NOTE, EVERYWHERE, 0},
    {STR_INIT("proof"), KEY_PROOF, EVERYWHERE, 0},
    {STR_INIT("members"), KEY_MEMBERS, EVERYWHERE, 0},
    {STR_INIT("groups"), KEY_GROUPS, EVERYWHERE, 0},
    {STR_INIT("any"), KEY_ANY, EVERYWHERE, 0},
    {STR_INIT("types"), KEY_TYPES, IN_FILE, 0},
    {STR_INIT("hidden"), KEY_HIDDEN, IN_FILE, 0},
};

static const struct key_rule *find_key(struct str key, enum where where)
{
    for (size_t i = 0; i < ARRAY_LEN(key_rules); i++)
        if ((key_rules[i].where & where) != 0 && str_eq(key, key_rules[i].name))
            return &key_rules[i];
    return NULL;
}

static bool is_major(const struct jdoc *value)
{
    for (uint32_t m = 0; m < NODE_MAJOR_COUNT; m++)
        if (value->kind == JDOC_NUMBER && value->number == node_major_number((enum node_major)m))
            return true;
    return false;
}

static enum err read_closes(struct loader *l, const struct jdoc *value, uint32_t *closes, uint32_t trail)
{
    if (value->kind != JDOC_ARRAY || value->count == 0)
        return fail(l, trail, "must be an array of launch conditions");
    for (uint32_t i = 0; i < value->count; i++) {
        struct str text = {0};
        uint32_t bit = 0;

        if (!jdoc_text(&value->items[i], &text) || !launch_parse(text, &bit))
            return fail(l, trail, "unknown launch condition \"%.*s\"", STR_ARG(text));
        *closes |= bit;
    }
    return OK;
}

static enum err read_unfrozen(struct loader *l, const struct jdoc *value, uint32_t *majors, uint32_t trail)
{
    bool good = value->kind == JDOC_ARRAY && value->count > 0;

    for (uint32_t i = 0; good && i < value->count; i++) {
        good = is_major(&value->items[i]);
        if (good)
            *majors |= node_majors_between((uint32_t)value->items[i].number, (uint32_t)value->items[i].number);
    }
    return good ? OK : fail(l, trail, "must be an array of supported majors");
}

static enum err check_indices(struct loader *l, const struct jdoc *value, uint32_t trail)
{
    uint32_t index = 0;
    bool good = value->kind == JDOC_ARRAY && value->count > 0;

    for (uint32_t i = 0; good && i < value->count; i++)
        good = number_index(&value->items[i], &index);
    return good ? OK : fail(l, trail, "must be an array of argument indices below 10");
}

static bool is_proof(struct str text)
{
    return str_starts(text, STR("experiment: ")) || str_starts(text, STR("by reading")) ||
           str_starts(text, STR("documented"));
}

static enum err read_text(struct loader *l, const struct jdoc *value, struct str *out, uint32_t trail)
{
    if (!jdoc_text(value, out) || out->len == 0)
        return fail(l, trail, "must be a text");
    return OK;
}

static enum err add_any(struct loader *l, const struct jdoc *value, uint32_t row, uint32_t trail)
{
    uint32_t any = new_row(l, row, STR(""), new_body(l, true));

    l->table->rows.items[row].any = any;
    queue_row(l, value, any, trail, IN_ROW);
    return OK;
}

static enum err read_major(struct loader *l, const struct jdoc *value, struct row_body *body, bool until, uint32_t trail)
{
    if (!is_major(value))
        return fail(l, trail, "must be the number of a supported major");
    body->majors &= node_majors_between(until ? 0 : (uint32_t)value->number, until ? (uint32_t)value->number : 0);
    if (body->majors == 0)
        return fail(l, trail, "leaves no major");
    return OK;
}

static enum err read_flag(struct loader *l, const struct jdoc *value, struct row_body *body, uint32_t flag, uint32_t trail)
{
    if (value->kind != JDOC_TRUE)
        return fail(l, trail, "must be true");
    body->flags |= flag;
    return OK;
}

static enum err read_proof(struct loader *l, const struct jdoc *value, struct str *out, uint32_t trail)
{
    enum err e = read_text(l, value, out, trail);

    if (e == OK && !is_proof(*out))
        e = fail(l, trail, "must start with \"experiment: \", \"by reading\" or \"documented\"");
    return e;
}

static enum err read_row_list(struct loader *l, const struct jdoc *value, struct row_body *body, enum list_kind kind,
                              const struct details *details, uint32_t trail)
{
    body->lists_given |= 1U << kind;
    return read_list(l, value, kind, details, trail, &body->lists[kind]);
}

/* A key that says something about the row itself. */
static enum err read_own_key(struct loader *l, const struct key_rule *rule, const struct jdoc *value,
                             struct row_body *body, const struct details *details, uint32_t trail)
{
    struct str text = {0};

    switch (rule->id) {
    case KEY_TEXT:
        return read_text(l, value, &text, trail);
    case KEY_LIST:
        return read_row_list(l, value, body, (enum list_kind)rule->value, details, trail);
    case KEY_FLAG:
        return read_flag(l, value, body, rule->value, trail);
    case KEY_MAJOR:
        return read_major(l, value, body, rule->value == 1, trail);
    case KEY_REFERENCE:
        return read_text(l, value, rule->value == 0 ? &body->same_text : &body->returns_text, trail);
    case KEY_INDICES:
        return check_indices(l, value, trail);
    case KEY_CLOSES:
        return read_closes(l, value, &body->closes, trail);
    case KEY_UNFROZEN:
        return read_unfrozen(l, value, &body->unfrozen, trail);
    case KEY_NOTE:
        return read_text(l, value, &body->note, trail);
    case KEY_PROOF:
        return read_proof(l, value, &body->proof, trail);
    case KEY_MEMBERS:
    case KEY_GROUPS:
    case KEY_ANY:
    case KEY_TYPES:
    case KEY_HIDDEN:
        body->parent = true;
        return OK;
    case KEY_SEEN:
        return OK;
    }
    assert(!"unreachable");
    return OK;
}

/* A key that adds rows below the row `index`; they take over its majors, so these keys come last. */
static enum err read_member_key(struct loader *l, const struct key_rule *rule, const struct jdoc *value,
                                uint32_t index, uint32_t trail)
{
    switch (rule->id) {
    case KEY_MEMBERS:
        return add_members(l, value, index, trail);
    case KEY_GROUPS:
        return add_groups(l, value, index, trail);
    case KEY_ANY:
        return add_any(l, value, index, trail);
    case KEY_TYPES:
        return add_members(l, value, ROW_TYPES, trail);
    case KEY_HIDDEN:
        return add_members(l, value, ROW_HIDDEN, trail);
    case KEY_TEXT:
    case KEY_LIST:
    case KEY_FLAG:
    case KEY_MAJOR:
    case KEY_REFERENCE:
    case KEY_INDICES:
    case KEY_CLOSES:
    case KEY_UNFROZEN:
    case KEY_NOTE:
    case KEY_PROOF:
    case KEY_SEEN:
        return OK;
    }
    assert(!"unreachable");
    return OK;
}

/* A detail of an effect that no list has is a slip of the pen. */
static enum err check_details(struct loader *l, const struct row_body *body, const struct details *details, uint32_t trail)
{
    for (uint32_t i = 0; i < details->count; i++) {
        effect_set used = 0;

        for (uint32_t k = 0; k < LIST_COUNT; k++)
            used |= body->lists[k].set;
        if ((used & effect_bit(details->items[i].effect)) == 0)
            return fail(l, trail, "detail of %s, which the row does not have", effect_name(details->items[i].effect));
    }
    return OK;
}

/* Rows of one name must be about different majors. */
static enum err check_variants(struct loader *l, uint32_t index, uint32_t trail)
{
    const struct api_table *t = l->table;
    const struct row *row = &t->rows.items[index];
    uint32_t first = ROW_NONE;
    sym name = {0};

    if ((row->body->flags & ROW_ANY) != 0 || index < ROW_CONTAINERS || !sym_find(&t->names, row->name, &name) ||
        !map_get(&t->members, map_pair(row->parent, name.i), &first))
        return OK;
    for (uint32_t i = first; i != index && i != ROW_NONE; i = t->rows.items[i].next_variant)
        if ((t->rows.items[i].majors & row->majors) != 0)
            return fail(l, trail, "two rows of one name are about the same major");
    return OK;
}

static enum err read_body(struct loader *l, struct pending_row p, struct row_body *body)
{
    struct details details = {0};
    enum err e = read_details(l, jdoc_member(p.doc, "detail"), p.trail, &details);

    for (uint32_t i = 0; e == OK && i < p.doc->count; i++) {
        struct str key = p.doc->members[i].key;
        const struct key_rule *rule = find_key(key, p.where);
        uint32_t trail = step_key(l, p.trail, key);

        if (rule == NULL)
            return fail(l, trail, "unknown key");
        e = read_own_key(l, rule, p.doc->members[i].value, body, &details, trail);
    }
    body->read = true;
    return e == OK ? check_details(l, body, &details, p.trail) : e;
}

static enum err read_row(struct loader *l, struct pending_row p)
{
    struct row_body *body = l->table->rows.items[p.row].body;
    uint32_t parent = l->table->rows.items[p.row].parent;
    enum err e = OK;

    if (p.doc->kind != JDOC_OBJECT)
        return fail(l, p.trail, "must be an object");
    if (!body->read || p.row < ROW_CONTAINERS)
        e = read_body(l, p, body);
    l->table->rows.items[p.row].majors =
        body->majors & (parent == ROW_NONE ? NODE_MAJORS_ALL : l->table->rows.items[parent].majors);
    for (uint32_t i = 0; e == OK && body->parent && i < p.doc->count; i++) {
        struct str key = p.doc->members[i].key;

        e = read_member_key(l, find_key(key, p.where), p.doc->members[i].value, p.row, step_key(l, p.trail, key));
    }
    return e == OK ? check_variants(l, p.row, p.trail) : e;
}

/* ---- files ---- */

/* Which row a file is about: a module's own, or one of the containers. */
static enum err file_row(struct loader *l, const struct jdoc *doc, uint32_t *row)
{
    static const struct {
        const char *key;
        enum container container;
    } kinds[] = {{"globals", ROW_GLOBALS}, {"cjs", ROW_CJS}, {"importMeta", ROW_IMPORT_META}};
    const struct jdoc *module = jdoc_member(doc, "module");
    uint32_t found = module != NULL;
    struct str name = {0};

    *row = ROW_TYPES;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const struct jdoc *flag = jdoc_member(doc, kinds[i].key);

        if (flag != NULL && flag->kind != JDOC_TRUE)
            return fail(l, step_key(l, 0, str_from(kinds[i].key)), "must be true");
        if (flag != NULL) {
            *row = kinds[i].container;
            found++;
        }
    }
    if (found > 1)
        return fail(l, 0, "is about more than one of module, globals, cjs, importMeta");
    if (found == 0 && jdoc_member(doc, "types") == NULL)
        return fail(l, 0, "needs one of module, globals, cjs, importMeta, types");
    if (module == NULL)
        return OK;
    if (!jdoc_text(module, &name) || jdoc_member(doc, "default") == NULL || jdoc_member(doc, "load") == NULL)
        return fail(l, 0, "a module needs a name, \"load\" and \"default\"");
    *row = l->table->rows.len;
    return add_member(l, ROW_MODULES, name, doc, 0, IN_FILE, NULL);
}

static enum err read_doc(struct loader *l, const struct jdoc *doc)
{
    const struct jdoc *frozen = jdoc_member(doc, "frozen");
    uint32_t row = ROW_NONE;
    enum err e = OK;

    if (doc->kind != JDOC_OBJECT)
        return fail(l, 0, "must be an object");
    if (frozen != NULL && frozen->kind != JDOC_TRUE)
        return fail(l, step_key(l, 0, STR("frozen")), "must be true");
    l->frozen = frozen != NULL;
    e = file_row(l, doc, &row);
    if (e == OK && row < ROW_CONTAINERS)
        queue_row(l, doc, row, 0, IN_FILE);
    for (uint32_t i = 0; e == OK && i < l->todo.len; i++)
        e = read_row(l, l->todo.items[i]);
    return e;
}

static enum err read_file(struct loader *l, const char *folder, struct str name, struct digest_state *digest)
{
    struct api_table *t = l->table;
    struct strbuf path;
    struct str text = {0};
    const struct jdoc *doc = NULL;
    struct error parse = {0};
    enum err e = OK;

    strbuf_init(&path, &l->scratch);
    strbuf_printf(&path, "%s/%.*s", folder, STR_ARG(name));
    e = fs_read(t->arena, strbuf_text(&path).ptr, TABLE_BYTES, &text, l->why);
    if (e != OK)
        return e;
    digest_field(digest, "file", name);
    digest_field(digest, "text", text);
    l->file = t->files.len;
    vec_push(t->arena, &t->files, name);
    l->trails.len = 1;
    l->todo.len = 0;
    e = jdoc_parse(t->arena, text, &doc, &parse);
    if (e != OK)
        return error_set(l->why, e, "effect table %.*s: %s", STR_ARG(name), parse.text);
    return read_doc(l, doc);
}

/* ---- references ---- */

static const struct {
    struct str prefix;
    enum container container;
} reference_kinds[] = {
    {STR_INIT("module:"), ROW_MODULES}, {STR_INIT("global:"), ROW_GLOBALS}, {STR_INIT("cjs:"), ROW_CJS},
    {STR_INIT("type:"), ROW_TYPES},
};

/* Any variant of the member: references are about names, majors are checked when they are followed. */
static uint32_t find_member(const struct api_table *t, uint32_t parent, struct str name)
{
    uint32_t row = ROW_NONE;
    sym s = {0};

    if (!sym_find(&t->names, name, &s) || !map_get(&t->members, map_pair(parent, s.i), &row))
        return ROW_NONE;
    return row;
}

/* "module:fs/promises", "module:buffer#Buffer", "global:crypto#subtle" */
static uint32_t find_reference(const struct api_table *t, struct str text)
{
    for (size_t i = 0; i < ARRAY_LEN(reference_kinds); i++) {
        struct str prefix = reference_kinds[i].prefix;
        size_t hash = str_find(text, STR("#"), 0);
        uint32_t row = ROW_NONE;

        if (!str_starts(text, prefix))
            continue;
        row = find_member(t, reference_kinds[i].container, str_slice(text, prefix.len, hash));
        return row != ROW_NONE && hash < text.len ? find_member(t, row, str_slice(text, hash + 1, text.len)) : row;
    }
    return ROW_NONE;
}

static enum err resolve_one(struct loader *l, uint32_t index, struct str text, uint32_t *out)
{
    const struct row *row = &l->table->rows.items[index];

    if (text.len == 0)
        return OK;
    *out = find_reference(l->table, text);
    if (*out != ROW_NONE && *out != index)
        return OK;
    return error_set(l->why, ERR_FORMAT, "effect table %.*s: row %.*s refers to nothing: \"%.*s\"",
                     STR_ARG(l->table->files.items[row->file]), STR_ARG(row->print), STR_ARG(text));
}

static enum err resolve_all(struct loader *l)
{
    struct api_table *t = l->table;
    enum err e = OK;

    for (uint32_t i = ROW_CONTAINERS; e == OK && i < t->rows.len; i++) {
        struct row_body *body = t->rows.items[i].body;

        e = resolve_one(l, i, body->same_text, &body->same);
        if (e == OK)
            e = resolve_one(l, i, body->returns_text, &body->returns);
    }
    for (uint32_t i = ROW_CONTAINERS; e == OK && i < t->rows.len; i++) {
        const struct row *row = &t->rows.items[i];

        if (row->body->same != ROW_NONE && t->rows.items[api_row_follow(t, i)].body->same != ROW_NONE)
            e = error_set(l->why, ERR_FORMAT, "effect table %.*s: row %.*s is another name of itself",
                          STR_ARG(t->files.items[row->file]), STR_ARG(row->print));
    }
    return e;
}

static void digest_vocabulary(struct digest_state *d)
{
    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        digest_field(d, "effect", str_from(effect_name((enum effect)i)));
        digest_field_u32(d, "tier", effect_tier((enum effect)i));
    }
    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++)
        digest_field(d, "major", str_from(node_major_name((enum node_major)i)));
}

static enum err load_folder(struct loader *l, const char *folder)
{
    struct api_table *t = l->table;
    struct fs_entries entries = {0};
    struct digest_state digest;
    enum err e = fs_list(&l->scratch, folder, TABLE_FILES, &entries, l->why);

    digest_begin(&digest, "effect-tables");
    digest_vocabulary(&digest);
    for (uint32_t i = 0; e == OK && i < entries.len; i++)
        if (str_ends(entries.items[i].name, STR(".json")))
            e = read_file(l, folder, str_dup(t->arena, entries.items[i].name), &digest);
    if (e == OK && t->files.len == 0)
        e = error_set(l->why, ERR_NOT_FOUND, "no effect tables in %s", folder);
    if (e == OK)
        e = resolve_all(l);
    t->digest = digest_end(&digest);
    return e;
}

enum err api_table_load(struct arena *a, const char *folder, const struct api_table **out, struct error *why)
{
    struct api_table *t = arena_new(a, struct api_table);
    struct loader l = {.table = t, .why = why};
    enum err e = OK;

    t->arena = a;
    sym_table_init(&t->names, a);
    map_init(&t->members, a);
    for (uint32_t i = 0; i < ROW_CONTAINERS; i++)
        vec_push(a, &t->rows, (struct row){.body = new_body(&l, false), .parent = ROW_NONE, .first_child = ROW_NONE,
                                           .last_child = ROW_NONE, .next = ROW_NONE, .next_variant = ROW_NONE,
                                           .any = ROW_NONE, .majors = NODE_MAJORS_ALL});
    vec_push(&l.scratch, &l.trails, (struct trail){0});
    e = load_folder(&l, folder);
    arena_reset(&l.scratch);
    if (e != OK)
        return e;
    t->type_object = find_member(t, ROW_TYPES, STR("Object"));
    t->type_function = find_member(t, ROW_TYPES, STR("Function"));
    api_row_fill_offers(t);
    *out = t;
    return OK;
}
