/*
 * api_arguments.c - which arguments are functions and which hold some: what tables say, and the answer for methods.
 *
 * Arguments are written as indices, [0, 2], the last of which may be a text with a plus, "2+": that one and all behind
 * it.
 */
#include <assert.h>

#include "rules/api_loader.h"

/* "2" or "2+". */
static bool text_index(struct str text, uint32_t *index, bool *rest)
{
    *rest = text.len == 2 && text.ptr[1] == '+';
    if ((text.len != 1 && !*rest) || text.ptr[0] < '0' || text.ptr[0] > '9')
        return false;
    *index = (uint32_t)(text.ptr[0] - '0');
    return true;
}

/* The bits of argument `index`, or of all from there on. */
static uint32_t bits_from(uint32_t index, bool rest)
{
    uint32_t below = (1U << index) - 1;

    return rest ? (((1U << API_ARGUMENTS) - 1) & ~below) | API_ARGUMENTS_REST : 1U << index;
}

static enum err read_indices(struct loader *l, const struct jdoc *value, uint32_t *out, uint32_t trail)
{
    if (value->kind != JDOC_ARRAY || value->count == 0)
        return api_fail(l, trail, "must be an array of argument indices");
    for (uint32_t i = 0; i < value->count; i++) {
        const struct jdoc *one = &value->items[i];
        struct str text = {0};
        uint32_t index = 0;
        bool rest = false;

        if (jdoc_text(one, &text) ? !text_index(text, &index, &rest) || !rest : !api_index_read(one, &index))
            return api_fail(l, api_trail_index(l, trail, i), "must be an index below 10, or such a text as \"2+\"");
        if ((*out & bits_from(index, rest)) != 0)
            return api_fail(l, api_trail_index(l, trail, i), "argument %u is there twice", index);
        *out |= bits_from(index, rest);
    }
    return OK;
}

/* ---- names ---- */

/* The word at `*at`, which goes on behind it; false at the end. */
static bool next_word(struct str words, size_t *at, struct str *word)
{
    size_t end = 0;

    if (*at > words.len)
        return false;
    end = str_find(words, STR(" "), *at);
    *word = str_slice(words, *at, end);
    *at = end + 1;
    return true;
}

static bool has_word(struct str words, struct str wanted)
{
    struct str word = {0};

    for (size_t at = 0; next_word(words, &at, &word);)
        if (str_eq(word, wanted))
            return true;
    return false;
}

/* Names separated by single spaces, none twice. */
static enum err read_names(struct loader *l, const struct jdoc *value, uint32_t trail, struct str *out)
{
    struct str word = {0};

    if (value == NULL || !jdoc_text(value, out))
        return api_fail(l, trail, "must be a text: names separated by single spaces");
    for (size_t at = 0; next_word(*out, &at, &word);) {
        if (word.len == 0)
            return api_fail(l, trail, "a name is empty");
        if (at <= out->len && has_word(str_slice(*out, at, out->len), word))
            return api_fail(l, trail, "\"%.*s\" is there twice", STR_ARG(word));
    }
    return OK;
}

/* ---- options ---- */

static enum err read_options(struct loader *l, const struct jdoc *value, struct api_arguments *out, uint32_t trail)
{
    struct api_option *options = NULL;
    uint32_t seen = 0;
    enum err e = OK;

    if (value->kind != JDOC_OBJECT || value->count == 0)
        return api_fail(l, trail, "must be an object from argument indices to names");
    options = arena_array(l->table->arena, value->count, sizeof(*options));
    for (uint32_t i = 0; e == OK && i < value->count; i++) {
        struct api_option *one = &options[i];
        uint32_t at = api_trail_key(l, trail, value->members[i].key);

        if (!text_index(value->members[i].key, &one->argument, &one->rest))
            return api_fail(l, at, "must be an index below 10, perhaps with a plus");
        if ((seen & bits_from(one->argument, one->rest)) != 0)
            return api_fail(l, at, "argument %u is there twice", one->argument);
        seen |= bits_from(one->argument, one->rest);
        e = read_names(l, value->members[i].value, at, &one->names);
    }
    out->options = options;
    out->option_count = value->count;
    return e;
}

enum err api_arguments_read(struct loader *l, const struct jdoc *value, enum argument_key key, uint32_t trail,
                            struct api_arguments *out)
{
    switch (key) {
    case ARGUMENT_CALLBACKS:
        return read_indices(l, value, &out->callbacks, trail);
    case ARGUMENT_OPTIONS:
        return read_options(l, value, out, trail);
    case ARGUMENT_CHANGES:
        return read_indices(l, value, &out->changes, trail);
    }
    assert(!"unreachable");
    return OK;
}

/* ---- methods ---- */

/* A key of an entry of "methods" or "functions". */
static enum err read_key(struct loader *l, struct str key, const struct jdoc *value, uint32_t trail,
                         struct api_methods *out)
{
    if (str_eq(key, STR("names")))
        return read_names(l, value, trail, &out->names);
    if (str_eq(key, STR("since")) || str_eq(key, STR("until")))
        return api_major_read(l, value, key.ptr[0] == 'u', trail, &out->majors);
    if (str_eq(key, STR("proof")))
        return api_proof_read(l, value, &out->proof, trail);
    if (str_eq(key, STR("callbacks")))
        return api_arguments_read(l, value, ARGUMENT_CALLBACKS, trail, &out->takes);
    if (str_eq(key, STR("options")))
        return api_arguments_read(l, value, ARGUMENT_OPTIONS, trail, &out->takes);
    if (str_eq(key, STR("changes")))
        return api_arguments_read(l, value, ARGUMENT_CHANGES, trail, &out->takes);
    return api_fail(l, trail, "unknown key");
}

static enum err read_entry(struct loader *l, const struct jdoc *doc, uint32_t trail, struct api_methods *out)
{
    enum err e = OK;

    if (doc->kind != JDOC_OBJECT || jdoc_member(doc, "names") == NULL)
        return api_fail(l, trail, "must be an object with \"names\"");
    for (uint32_t i = 0; e == OK && i < doc->count; i++)
        e = read_key(l, doc->members[i].key, doc->members[i].value, api_trail_key(l, trail, doc->members[i].key), out);
    if (e == OK && (out->takes.callbacks | out->takes.changes | out->takes.option_count) == 0)
        e = api_fail(l, trail, "needs one of callbacks, options, changes");
    return e;
}

/* A method may be in two entries only when they are about different majors. */
static enum err check_twice(struct loader *l, const struct api_methods *all, uint32_t count, uint32_t trail)
{
    const struct api_methods *last = &all[count];

    for (uint32_t i = 0; i < count; i++) {
        struct str word = {0};

        if (all[i].own != last->own || (all[i].majors & last->majors) == 0)
            continue;
        for (size_t at = 0; next_word(last->names, &at, &word);)
            if (has_word(all[i].names, word))
                return api_fail(l, trail, "\"%.*s\" is there twice", STR_ARG(word));
    }
    return OK;
}

enum err api_methods_read(struct loader *l, const struct jdoc *value, bool own, uint32_t trail, struct row_body *body)
{
    struct api_methods *all = NULL;
    enum err e = OK;

    if (value->kind != JDOC_ARRAY || value->count == 0)
        return api_fail(l, trail, "must be an array of objects");
    all = arena_array(l->table->arena, body->method_count + value->count, sizeof(*all));
    for (uint32_t i = 0; i < body->method_count; i++)
        all[i] = body->methods[i];
    for (uint32_t i = 0; e == OK && i < value->count; i++) {
        uint32_t at = api_trail_index(l, trail, i);
        uint32_t index = body->method_count + i;

        all[index] = (struct api_methods){.own = own, .majors = NODE_MAJORS_ALL};
        e = read_entry(l, &value->items[i], at, &all[index]);
        if (e == OK)
            e = check_twice(l, all, index, at);
    }
    body->methods = all;
    body->method_count += value->count;
    return e;
}

/* ---- answers ---- */

/* What row `index` says about its member, or that of its prototype, in major `m`. */
static bool takes_of(const struct api_table *t, uint32_t index, bool own, struct str name, enum node_major m,
                     struct api_arguments *out)
{
    const struct row_body *body = t->rows.items[index].body;

    for (uint32_t i = 0; i < body->method_count; i++) {
        const struct api_methods *one = &body->methods[i];

        if (one->own != own || (one->majors & node_major_bit(m)) == 0 || !has_word(one->names, name))
            continue;
        *out = one->takes;
        return true;
    }
    return false;
}

struct api_arguments api_row_takes(const struct api_table *t, uint32_t index)
{
    const struct row *row = &t->rows.items[index];
    struct api_arguments out = row->body->takes;

    if ((out.callbacks | out.changes | out.option_count) != 0 || row->parent == ROW_NONE)
        return out;
    for (uint32_t m = NODE_MAJOR_COUNT; m-- > 0;)
        if ((row->majors & node_major_bit((enum node_major)m)) != 0 &&
            takes_of(t, row->parent, true, row->name, (enum node_major)m, &out))
            break;
    return out;
}

/* The row that the path's last member is a member of, or (`!*own`) its prototype's. */
static uint32_t owner_of(const struct api_table *t, const struct api_path *path, enum node_major m, bool *own)
{
    uint32_t container = path->root == API_MODULE ? ROW_MODULES : ROW_GLOBALS;
    uint32_t steps = path->count;
    uint32_t row = ROW_NONE;

    if (steps == 0 || (path->root != API_MODULE && path->root != API_GLOBAL))
        return ROW_NONE;
    *own = steps < 2 || !str_eq(path->steps[steps - 2].name, STR("prototype"));
    steps -= *own ? 1 : 2;
    row = api_row_member(t, container, path->name, m);
    for (uint32_t i = 0; row != ROW_NONE && i < steps; i++)
        row = api_row_member(t, api_row_follow(t, row), path->steps[i].name, m);
    return row == ROW_NONE ? ROW_NONE : api_row_follow(t, row);
}

bool api_table_takes(const struct api_table *t, const struct api_path *path, uint32_t majors, struct api_arguments *out)
{
    *out = (struct api_arguments){0};
    for (uint32_t m = NODE_MAJOR_COUNT; m-- > 0;) {
        bool own = false;
        uint32_t row = owner_of(t, path, (enum node_major)m, &own);

        if ((majors & node_major_bit((enum node_major)m)) != 0 && row != ROW_NONE &&
            takes_of(t, row, own, path->steps[path->count - 1].name, (enum node_major)m, out))
            return true;
    }
    return false;
}
