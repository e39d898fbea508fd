#include "rules/api_loader.h"

#include <assert.h>

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

struct row_body *api_row_body(struct loader *l, bool any)
{
    struct row_body *body = arena_new(l->table->arena, struct row_body);

    body->same = ROW_NONE;
    body->returns = ROW_NONE;
    body->majors = NODE_MAJORS_ALL;
    body->flags = (l->frozen ? ROW_FROZEN : 0) | (l->locked ? ROW_LOCKED : 0) | (any ? ROW_ANY : 0);
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

void api_row_queue(struct loader *l, const struct jdoc *doc, uint32_t row, uint32_t trail, enum where where)
{
    vec_push(&l->scratch, &l->todo, (struct pending_row){doc, row, trail, where});
}

enum err api_row_add(struct loader *l, uint32_t parent, struct str name, const struct jdoc *doc, uint32_t trail,
                     enum where where, struct row_body *shared)
{
    struct api_table *t = l->table;
    uint64_t key = map_pair(parent, sym_intern(&t->names, name).i);
    uint32_t first = ROW_NONE;
    uint32_t variants = doc->kind == JDOC_ARRAY ? doc->count : 1;
    uint32_t last = ROW_NONE;

    if (name.len == 0)
        return api_fail(l, trail, "a name is empty");
    if (map_get(&t->members, key, &first))
        return api_fail(l, trail, "\"%.*s\" has a row already", STR_ARG(name));
    if (variants == 0)
        return api_fail(l, trail, "needs at least one row");
    for (uint32_t i = 0; i < variants; i++) {
        const struct jdoc *one = doc->kind == JDOC_ARRAY ? &doc->items[i] : doc;
        uint32_t row = new_row(l, parent, name, shared != NULL ? shared : api_row_body(l, false));

        if (i == 0)
            map_put(&t->members, key, row);
        else
            t->rows.items[last].next_variant = row;
        last = row;
        api_row_queue(l, one, row, doc->kind == JDOC_ARRAY ? api_trail_index(l, trail, i) : trail, where);
    }
    return OK;
}

static enum err add_members(struct loader *l, const struct jdoc *doc, uint32_t parent, uint32_t trail)
{
    enum err e = OK;

    if (doc->kind != JDOC_OBJECT)
        return api_fail(l, trail, "must be an object");
    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str name = doc->members[i].key;

        e = api_row_add(l, parent, name, doc->members[i].value, api_trail_key(l, trail, name), IN_ROW, NULL);
    }
    return e;
}

static enum err add_group(struct loader *l, const struct jdoc *doc, uint32_t parent, uint32_t trail)
{
    struct row_body *body = api_row_body(l, false);
    struct str names = {0};
    enum err e = OK;

    if (!jdoc_is(doc, JDOC_OBJECT) || !jdoc_text(jdoc_member(doc, "names"), &names))
        return api_fail(l, trail, "must be an object with \"names\", a text");
    for (size_t at = 0; e == OK; at++) {
        size_t end = str_find(names, STR(" "), at);

        e = api_row_add(l, parent, str_slice(names, at, end), doc, trail, IN_GROUP, body);
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
        return api_fail(l, trail, "must be an array");
    for (uint32_t i = 0; e == OK && i < doc->count; i++)
        e = add_group(l, &doc->items[i], parent, api_trail_index(l, trail, i));
    return e;
}

/* ---- keys ---- */

enum key_id {
    KEY_TEXT, /* documentation only: must be a text */
    KEY_LIST, /* effects */
    KEY_FLAG, /* true */
    KEY_MAJOR,
    KEY_REFERENCE,
    KEY_ARGUMENTS,
    KEY_METHODS,
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
    uint32_t value; /* enum list_kind, enum row_flags, enum argument_key */
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
    {STR_INIT("locked"), KEY_SEEN, IN_FILE, 0},
    {STR_INIT("prefix"), KEY_FLAG, IN_FILE, ROW_PREFIX},
    {STR_INIT("names"), KEY_SEEN, IN_GROUP, 0},
    {STR_INIT("detail"), KEY_SEEN, EVERYWHERE, 0},
    {STR_INIT("plain"), KEY_SEEN, EVERYWHERE, 0},
    {STR_INIT("object"), KEY_FLAG, EVERYWHERE, 0},
    {STR_INIT("since"), KEY_MAJOR, EVERYWHERE, 0},
    {STR_INIT("until"), KEY_MAJOR, EVERYWHERE, 1},
    {STR_INIT("load"), KEY_LIST, IN_FILE, LIST_LOAD},
    {STR_INIT("get"), KEY_LIST, EVERYWHERE, LIST_GET},
    {STR_INIT("call"), KEY_LIST, EVERYWHERE, LIST_CALL},
    {STR_INIT("new"), KEY_LIST, EVERYWHERE, LIST_NEW},
    {STR_INIT("newWith"), KEY_LIST, EVERYWHERE, LIST_NEW_WITH},
    {STR_INIT("write"), KEY_LIST, EVERYWHERE, LIST_WRITE},
    {STR_INIT("writes"), KEY_LIST, EVERYWHERE, LIST_WRITES},
    {STR_INIT("enumerate"), KEY_LIST, EVERYWHERE, LIST_ENUMERATE},
    {STR_INIT("default"), KEY_LIST, EVERYWHERE, LIST_DEFAULT},
    {STR_INIT("perhaps"), KEY_LIST, EVERYWHERE, LIST_PERHAPS},
    {STR_INIT("intrinsic"), KEY_FLAG, EVERYWHERE, ROW_INTRINSIC},
    {STR_INIT("class"), KEY_FLAG, EVERYWHERE, ROW_CLASS},
    {STR_INIT("absent"), KEY_FLAG, EVERYWHERE, ROW_ABSENT},
    {STR_INIT("same"), KEY_REFERENCE, IN_ROW | IN_GROUP, 0},
    {STR_INIT("returns"), KEY_REFERENCE, EVERYWHERE, 1},
    {STR_INIT("callbacks"), KEY_ARGUMENTS, EVERYWHERE, ARGUMENT_CALLBACKS},
    {STR_INIT("options"), KEY_ARGUMENTS, EVERYWHERE, ARGUMENT_OPTIONS},
    {STR_INIT("changes"), KEY_ARGUMENTS, EVERYWHERE, ARGUMENT_CHANGES},
    {STR_INIT("methods"), KEY_METHODS, EVERYWHERE, 0},
    {STR_INIT("functions"), KEY_METHODS, EVERYWHERE, 1},
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
        return api_fail(l, trail, "must be an array of launch conditions");
    for (uint32_t i = 0; i < value->count; i++) {
        struct str text = {0};
        uint32_t bit = 0;

        if (!jdoc_text(&value->items[i], &text) || !launch_parse(text, &bit))
            return api_fail(l, trail, "unknown launch condition \"%.*s\"", STR_ARG(text));
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
    return good ? OK : api_fail(l, trail, "must be an array of supported majors");
}

static bool is_proof(struct str text)
{
    return str_starts(text, STR("experiment: ")) || str_starts(text, STR("by reading")) ||
           str_starts(text, STR("documented"));
}

static enum err read_text(struct loader *l, const struct jdoc *value, struct str *out, uint32_t trail)
{
    if (!jdoc_text(value, out) || out->len == 0)
        return api_fail(l, trail, "must be a text");
    return OK;
}

static enum err add_any(struct loader *l, const struct jdoc *value, uint32_t row, uint32_t trail)
{
    uint32_t any = new_row(l, row, STR(""), api_row_body(l, true));

    l->table->rows.items[row].any = any;
    api_row_queue(l, value, any, trail, IN_ROW);
    return OK;
}

enum err api_major_read(struct loader *l, const struct jdoc *value, bool until, uint32_t trail, uint32_t *majors)
{
    if (!is_major(value))
        return api_fail(l, trail, "must be the number of a supported major");
    *majors &= node_majors_between(until ? 0 : (uint32_t)value->number, until ? (uint32_t)value->number : 0);
    if (*majors == 0)
        return api_fail(l, trail, "leaves no major");
    return OK;
}

static enum err read_flag(struct loader *l, const struct jdoc *value, struct row_body *body, uint32_t flag,
                          uint32_t trail)
{
    if (value->kind != JDOC_TRUE)
        return api_fail(l, trail, "must be true");
    body->flags |= flag;
    return OK;
}

enum err api_proof_read(struct loader *l, const struct jdoc *value, struct str *out, uint32_t trail)
{
    enum err e = read_text(l, value, out, trail);

    if (e == OK && !is_proof(*out))
        e = api_fail(l, trail, "must start with \"experiment: \", \"by reading\" or \"documented\"");
    return e;
}

static enum err read_row_list(struct loader *l, const struct jdoc *value, struct row_body *body, enum list_kind kind,
                              const struct details *details, uint32_t trail)
{
    body->lists_given |= 1U << kind;
    return api_list_read(l, value, kind, details, trail, &body->lists[kind]);
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
        return api_major_read(l, value, rule->value == 1, trail, &body->majors);
    case KEY_REFERENCE:
        return read_text(l, value, rule->value == 0 ? &body->same_text : &body->returns_text, trail);
    case KEY_ARGUMENTS:
        return api_arguments_read(l, value, (enum argument_key)rule->value, trail, &body->takes);
    case KEY_METHODS:
        return api_methods_read(l, value, rule->value == 1, trail, body);
    case KEY_CLOSES:
        return read_closes(l, value, &body->closes, trail);
    case KEY_UNFROZEN:
        return read_unfrozen(l, value, &body->unfrozen, trail);
    case KEY_NOTE:
        return read_text(l, value, &body->note, trail);
    case KEY_PROOF:
        return api_proof_read(l, value, &body->proof, trail);
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
static enum err read_member_key(struct loader *l, const struct key_rule *rule, const struct jdoc *value, uint32_t index,
                                uint32_t trail)
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
    case KEY_ARGUMENTS:
    case KEY_METHODS:
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
static enum err check_details(struct loader *l, const struct row_body *body, const struct details *details,
                              uint32_t trail)
{
    for (uint32_t i = 0; i < details->count; i++) {
        effect_set used = 0;

        for (uint32_t k = 0; k < LIST_COUNT; k++)
            used |= body->lists[k].set;
        if ((used & effect_bit(details->items[i].effect)) == 0)
            return api_fail(l, trail, "detail of %s, which the row does not have",
                            effect_name(details->items[i].effect));
    }
    return OK;
}

/* Only what is called has arguments. */
static enum err check_arguments(struct loader *l, const struct row_body *body, uint32_t trail)
{
    const struct api_arguments *takes = &body->takes;
    bool says = (takes->callbacks | takes->changes | takes->option_count) != 0;
    bool called = (body->lists_given & (1U << LIST_CALL | 1U << LIST_NEW)) != 0;

    return !says || called ? OK : api_fail(l, trail, "says something about arguments, but not what calling it does");
}

/* Effects that depend on what the use does not show. */
static enum err share_perhaps(struct loader *l, struct row_body *body, uint32_t trail)
{
    effect_set perhaps = body->lists[LIST_PERHAPS].set;
    effect_set used = 0;

    for (uint32_t k = 0; k < LIST_PERHAPS; k++) {
        body->lists[k].perhaps = perhaps;
        used |= body->lists[k].set;
    }
    return (perhaps & ~used) == 0 ? OK : api_fail(l, trail, "\"perhaps\" names an effect that the row does not have");
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
            return api_fail(l, trail, "two rows of one name are about the same major");
    return OK;
}

static enum err read_body(struct loader *l, struct pending_row p, struct row_body *body)
{
    struct details details = {0};
    enum err e = api_details_read(l, p.doc, p.trail, &details);

    for (uint32_t i = 0; e == OK && i < p.doc->count; i++) {
        struct str key = p.doc->members[i].key;
        const struct key_rule *rule = find_key(key, p.where);
        uint32_t trail = api_trail_key(l, p.trail, key);

        if (rule == NULL)
            return api_fail(l, trail, "unknown key");
        e = read_own_key(l, rule, p.doc->members[i].value, body, &details, trail);
    }
    body->read = true;
    if (e == OK)
        e = share_perhaps(l, body, p.trail);
    if (e == OK)
        e = check_arguments(l, body, p.trail);
    return e == OK ? check_details(l, body, &details, p.trail) : e;
}

enum err api_row_read(struct loader *l, struct pending_row p)
{
    struct row_body *body = l->table->rows.items[p.row].body;
    uint32_t parent = l->table->rows.items[p.row].parent;
    enum err e = OK;

    if (p.doc->kind != JDOC_OBJECT)
        return api_fail(l, p.trail, "must be an object");
    if (!body->read || p.row < ROW_CONTAINERS)
        e = read_body(l, p, body);
    l->table->rows.items[p.row].majors =
        body->majors & (parent == ROW_NONE ? NODE_MAJORS_ALL : l->table->rows.items[parent].majors);
    for (uint32_t i = 0; e == OK && body->parent && i < p.doc->count; i++) {
        struct str key = p.doc->members[i].key;

        e = read_member_key(l, find_key(key, p.where), p.doc->members[i].value, p.row, api_trail_key(l, p.trail, key));
    }
    return e == OK ? check_variants(l, p.row, p.trail) : e;
}
