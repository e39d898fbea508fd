#include "analyzer/link/use_text.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/semantic/placed.h"

enum {
    NAME_MAX_BYTES = 80, /* of one name */
    STEPS_SHOWN = 12,    /* of a path, from its root */
};

static const char *verb_of(enum api_op op)
{
    switch (op) {
    case API_OP_READ:
        return "reads ";
    case API_OP_CALL:
        return "calls ";
    case API_OP_NEW:
    case API_OP_NEW_WITH:
        return "constructs ";
    case API_OP_WRITE:
        return "assigns ";
    case API_OP_DELETE:
        return "deletes ";
    case API_OP_ESCAPE:
        return "hands on ";
    case API_OP_EXTENDS:
        return "extends ";
    case API_OP_ENUMERATE:
        return "lists the members of ";
    }
    return "uses ";
}

/* Cuts at a character's start, so that the text stays valid UTF-8. */
static void put_name(struct strbuf *out, struct str name)
{
    size_t len = 0;

    name = placed_shown(out->arena, name);
    len = name.len;
    if (len > NAME_MAX_BYTES) {
        len = NAME_MAX_BYTES;
        while (len > 0 && ((unsigned char)name.ptr[len] & 0xc0) == 0x80)
            len--;
    }
    strbuf_put(out, str_slice(name, 0, len));
    if (len < name.len)
        strbuf_put_c(out, "...");
}

static void put_root(struct strbuf *out, const struct api_path *path)
{
    switch (path->root) {
    case API_GLOBAL_OBJECT:
        strbuf_put_c(out, "globalThis");
        return;
    case API_IMPORT_META:
        strbuf_put_c(out, "import.meta");
        return;
    case API_MODULE:
        put_name(out, str_starts(path->name, STR("node:")) ? str_slice(path->name, 5, path->name.len) : path->name);
        return;
    case API_INTRINSIC:
        if (str_eq(path->name, STR("?"))) {
            strbuf_put_c(out, "an object of the language");
            return;
        }
        break;
    case API_GLOBAL:
    case API_CJS:
        break;
    }
    put_name(out, path->name);
}

static void put_step(struct strbuf *out, const struct api_step *step)
{
    switch (step->kind) {
    case API_MEMBER:
        strbuf_put_char(out, '.');
        put_name(out, step->name);
        return;
    case API_ANY:
        strbuf_put_c(out, "[...]");
        return;
    case API_SYMBOL:
        strbuf_put_c(out, "[symbol]");
        return;
    case API_CALL:
        strbuf_put_c(out, "()");
        return;
    case API_NEW:
        strbuf_put_c(out, "(new)");
        return;
    }
}

struct str use_text_of(struct arena *a, const struct api_path *path, enum api_op op)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put_c(&out, verb_of(op));
    put_root(&out, path);
    for (uint32_t i = 0; i < path->count && i < STEPS_SHOWN; i++)
        put_step(&out, &path->steps[i]);
    if (path->count > STEPS_SHOWN)
        strbuf_put_c(&out, "...");
    return strbuf_text(&out);
}
