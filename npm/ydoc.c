#include "npm/ydoc.h"

#include <yaml.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/vec.h"

/* A mapping or a sequence that is still open. */
struct open_node {
    struct jdoc *node;
    VEC(struct jmember) members;
    VEC(struct jdoc) items;
    bool has_key;
    struct str key;
};

VEC_TYPE(struct open_node, open_nodes);

struct yaml_reader {
    struct arena *arena;
    struct arena scratch;
    yaml_parser_t parser;
    struct open_nodes open;
    struct jdoc *root;
    struct error *why;
};

static enum err refuse(struct yaml_reader *y, const yaml_mark_t *at, const char *what)
{
    return error_set(y->why, ERR_FORMAT, "line %zu: %s", at->line + 1, what);
}

/* Puts a finished value where it belongs: a key of a mapping, its value, an item, or the document. */
static enum err place_value(struct yaml_reader *y, const yaml_mark_t *at, struct jdoc *value)
{
    struct open_node *in = y->open.len > 0 ? &y->open.items[y->open.len - 1] : NULL;

    if (in == NULL) {
        y->root = value;
    } else if (in->node->kind == JDOC_ARRAY) {
        vec_push(&y->scratch, &in->items, *value);
    } else if (in->has_key) {
        vec_push(&y->scratch, &in->members, (struct jmember){in->key, value});
        in->has_key = false;
    } else if (value->kind == JDOC_STRING) {
        in->key = value->text;
        in->has_key = true;
    } else {
        return refuse(y, at, "a key is no text");
    }
    return OK;
}

static enum err open_value(struct yaml_reader *y, enum jkind kind)
{
    struct jdoc *node = arena_new(y->arena, struct jdoc);

    if (y->open.len >= LIMIT_JSON_DEPTH)
        return error_set(y->why, ERR_LIMIT, "it nests deeper than %d levels", LIMIT_JSON_DEPTH);
    node->kind = kind;
    vec_push(&y->scratch, &y->open, (struct open_node){.node = node});
    return OK;
}

static enum err close_value(struct yaml_reader *y, const yaml_mark_t *at)
{
    struct open_node done = y->open.items[--y->open.len];

    if (done.node->kind == JDOC_ARRAY) {
        struct jdoc *items = arena_array(y->arena, done.items.len, sizeof(*items));
        for (uint32_t i = 0; i < done.items.len; i++)
            items[i] = done.items.items[i];
        done.node->items = items;
        done.node->count = done.items.len;
    } else {
        struct jmember *members = arena_array(y->arena, done.members.len, sizeof(*members));
        for (uint32_t i = 0; i < done.members.len; i++)
            members[i] = done.members.items[i];
        done.node->members = members;
        done.node->count = done.members.len;
    }
    return place_value(y, at, done.node);
}

static enum err take_scalar(struct yaml_reader *y, const yaml_event_t *event)
{
    struct jdoc *value = arena_new(y->arena, struct jdoc);

    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL)
        return refuse(y, &event->start_mark, "lock files have no anchors and tags");
    value->kind = JDOC_STRING;
    value->text = str_dup(y->arena, (struct str){(const char *)event->data.scalar.value, event->data.scalar.length});
    return place_value(y, &event->start_mark, value);
}

static enum err take_event(struct yaml_reader *y, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_scalar(y, event);
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor == NULL ? open_value(y, JDOC_ARRAY)
                                                         : refuse(y, &event->start_mark, "lock files have no anchors");
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor == NULL ? open_value(y, JDOC_OBJECT)
                                                        : refuse(y, &event->start_mark, "lock files have no anchors");
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_value(y, &event->start_mark);
    case YAML_ALIAS_EVENT:
        return refuse(y, &event->start_mark, "lock files have no aliases");
    case YAML_DOCUMENT_START_EVENT:
        return y->root == NULL ? OK : refuse(y, &event->start_mark, "a second document begins");
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return OK;
    }
    return refuse(y, &event->start_mark, "it is not understood");
}

static enum err read_events(struct yaml_reader *y)
{
    bool ended = false;
    enum err e = OK;

    while (!ended && e == OK) {
        yaml_event_t event;
        if (yaml_parser_parse(&y->parser, &event) == 0)
            return refuse(y, &y->parser.problem_mark, y->parser.problem == NULL ? "no YAML" : y->parser.problem);
        e = take_event(y, &event);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    if (e == OK && y->root == NULL)
        e = error_set(y->why, ERR_FORMAT, "it is empty");
    return e;
}

enum err ydoc_parse(struct arena *a, struct str text, const struct jdoc **out, struct error *why)
{
    struct yaml_reader y = {.arena = a, .why = why};
    enum err e = OK;

    if (yaml_parser_initialize(&y.parser) == 0)
        return error_set(why, ERR_LIMIT, "no memory to read it");
    yaml_parser_set_input_string(&y.parser, (const unsigned char *)text.ptr, text.len);
    e = read_events(&y);
    yaml_parser_delete(&y.parser);
    arena_reset(&y.scratch);
    if (e == OK)
        *out = y.root;
    return e;
}
