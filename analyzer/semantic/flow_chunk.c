/*
 * flow_chunk.c - memory behind values that may be Buffers of others.
 *
 * Calls that make a Buffer are followed (flow_pool.c). What comes in other ways, as a chunk of a stream, a message or
 * in a callback, looks like any value: there .buffer counts in a file that may well get it.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_finish.h"

static bool has_name(const struct flow *f, uint32_t path, struct str name)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->name != FACT_NONE && str_eq(sym_text(f->names, (sym){p->name}), name);
}

/* Globals and modules that give Buffers in ways which are not followed: chunks of streams, messages, callbacks. */
static const char *const giving_globals[] = {"Buffer", "MessageChannel", "structuredClone"};
static const char *const giving_modules[] = {"_stream_duplex",   "_stream_passthrough",
                                             "_stream_readable", "_stream_transform",
                                             "_stream_writable", "buffer",
                                             "perf_hooks",       "stream",
                                             "stream/consumers", "stream/promises",
                                             "worker_threads",   "zlib"};

/* Members of Buffer that give none, or whose results are followed. What alloc gives leads to the class. */
static const char *const plain_members[] = {"byteLength", "compare",  "concat",     "copyBytesFrom",
                                            "from",       "isBuffer", "isEncoding", "of"};

static uint32_t root_of(const struct flow *f, uint32_t path)
{
    while (f->facts->paths.items[path].parent != FACT_NONE)
        path = f->facts->paths.items[path].parent;
    return path;
}

/* performance.mark() and measure() clone their details. */
static bool is_given_by_global(const struct flow *f, uint32_t path, struct str name)
{
    return str_in_list(name, giving_globals, ARRAY_LEN(giving_globals)) ||
           (str_eq(name, STR("performance")) && (has_name(f, path, STR("mark")) || has_name(f, path, STR("measure"))));
}

/* Buffer.from() and its like, of the global or of the module. */
static bool is_plain_use(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->step == PATH_STEP_MEMBER && has_name(f, p->parent, STR("Buffer")) &&
           str_in_list(sym_text(f->names, (sym){p->name}), plain_members, ARRAY_LEN(plain_members));
}

static bool gives_buffers(const struct flow *f, const struct use *use)
{
    uint32_t root = root_of(f, use->path);
    uint32_t name = f->facts->paths.items[root].name;
    struct str text = {0};

    if ((use->op != USE_CALL && use->op != USE_NEW && use->op != USE_EXTENDS && use->op != USE_ESCAPE) ||
        name == FACT_NONE || is_plain_use(f, use->path))
        return false;
    text = sym_text(f->names, (sym){name});
    if (f->paths.items[root].root == PATH_GLOBAL)
        return is_given_by_global(f, use->path, text);
    if (str_starts(text, STR("node:")))
        text = str_slice(text, 5, text.len);
    return f->paths.items[root].root == PATH_MODULE &&
           (str_starts(text, STR("#")) || str_in_list(text, giving_modules, ARRAY_LEN(giving_modules)));
}

/* x.buffer.byteLength is a number. */
static bool reads_size(const struct flow *f, node_id n)
{
    node_id parent = tree_node(f->tree, n)->parent;

    return tree_kind(f->tree, parent) == KIND_MEMBER_EXPRESSION && tree_node(f->tree, n)->field == FIELD_OBJECT &&
           str_eq(tree_text(f->tree, tree_field(f->tree, parent, FIELD_PROPERTY)), STR("byteLength"));
}

/* instance.exports.memory.buffer, in a file that runs WebAssembly */
static bool is_wasm_memory(const struct flow *f, node_id n, bool wasm)
{
    node_id object = tree_field(f->tree, n, FIELD_OBJECT);

    return wasm && tree_kind(f->tree, object) == KIND_MEMBER_EXPRESSION &&
           str_eq(tree_text(f->tree, tree_field(f->tree, object, FIELD_PROPERTY)), STR("memory"));
}

/* True when all that is done with what the read at `n` gives shows no more than the object itself. */
static bool shows_part(const struct flow *f, node_id n, bool wasm)
{
    if (f->consumed[n])
        return true;
    if (tree_kind(f->tree, n) != KIND_MEMBER_EXPRESSION)
        return false;
    return reads_size(f, n) || own_keys_view(f->own_keys, n) != NODE_NONE || own_keys_copies_part(f->own_keys, n) ||
           own_keys_is_no_buffer(f->own_keys, tree_field(f->tree, n, FIELD_OBJECT)) || is_wasm_memory(f, n, wasm);
}

/* A read of `buffer` by name, or under a key that may be that text. */
static bool reads_buffer(const struct flow *f, const struct site *s)
{
    const struct cell *key = &f->cells.items[s->key];

    if (s->kind == SITE_READ)
        return str_eq(sym_text(f->names, s->name), STR("buffer"));
    for (uint16_t i = 0; s->kind == SITE_READ_KEY && i < key->count; i++) {
        if (VALUE_KIND(key->items[i]) == VALUE_TEXT &&
            str_eq(sym_text(f->names, (sym){VALUE_INDEX(key->items[i])}), STR("buffer")))
            return true;
    }
    return false;
}

void chunks_finish(struct flow *f)
{
    bool gives = false;
    bool wasm = false;

    for (uint32_t i = 0; i < f->uses.len; i++) {
        const struct use *use = &f->uses.items[i].use;
        gives = gives || gives_buffers(f, use);
        wasm = wasm || has_name(f, root_of(f, use->path), STR("WebAssembly"));
    }
    for (uint32_t i = 1; gives && i < f->sites.len; i++) {
        const struct site s = f->sites.items[i];
        if (s.node == NODE_NONE || !reads_buffer(f, &s) || !(f->cells.items[s.base].flags & FLAG_ANY) ||
            shows_part(f, s.node, wasm))
            continue;
        charge(f, AMP_POOL_MEMORY, s.node, s.func, (sym){FACT_NONE});
    }
}
