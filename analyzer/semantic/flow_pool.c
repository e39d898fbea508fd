/*
 * flow_pool.c - small Buffers share one block of memory, which .buffer and .parent of each of them give whole (Node's
 * documentation, Buffer.poolSize). What the functions that make them return is followed for as long as it is in plain
 * sight.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"

enum { MADE_BUFFER = 9 };

static bool has_name(const struct flow *f, uint32_t path, struct str name)
{
    const struct path *p = &f->facts->paths.items[path];

    return p->name != FACT_NONE && str_eq(sym_text(f->names, (sym){p->name}), name);
}

/* Members of Buffer that make one. */
static const char *const makers[] = {"allocUnsafe", "concat", "copyBytesFrom", "from", "of"};

/* Functions of modules, and of the global object, that do. */
static const char *const others[] = {
    "brotliCompressSync", "brotliDecompressSync", "deflateRawSync", "deflateSync",     "deserialize",    "gunzipSync",
    "gzipSync",           "inflateRawSync",       "inflateSync",    "structuredClone", "unescapeBuffer", "unzipSync",
    "zstdCompressSync",   "zstdDecompressSync",
};

/* The tables decide whether a function under such a name is one of Node's that gives a Buffer. */
static bool makes_buffer(const struct flow *f, uint32_t path)
{
    const struct path *p = &f->facts->paths.items[path];

    if (p->name == FACT_NONE)
        return false;
    if (has_name(f, path, STR("Buffer")) || str_in_list(sym_text(f->names, (sym){p->name}), others, ARRAY_LEN(others)))
        return true;
    return p->step == PATH_STEP_MEMBER && has_name(f, p->parent, STR("Buffer")) &&
           str_in_list(sym_text(f->names, (sym){p->name}), makers, ARRAY_LEN(makers));
}

void pool_result(struct flow *f, uint32_t site, uint32_t path)
{
    struct site s = f->sites.items[site];
    uint32_t object = 0;
    uint32_t made = 0;

    if (!makes_buffer(f, path))
        return;
    made = path_extend(f, path, s.kind == SITE_NEW ? PATH_STEP_NEW : PATH_STEP_CALL, (sym){FACT_NONE});
    if (made == FACT_NONE || s.node == NODE_NONE)
        return;
    object = object_at(f, s.node, MADE_BUFFER, OBJECT_PLAIN);
    f->objects.items[object].escaped = true;
    f->objects.items[object].pool = made;
    cell_add(f, s.result, VALUE(VALUE_OBJECT, object));
}

/* True for a read of what tests say is no Buffer, or of which only the Buffer's own part is copied. */
static bool is_own_part(struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];

    if (s->kind != SITE_READ || s->depth > 0 || s->node == NODE_NONE ||
        tree_kind(f->tree, s->node) != KIND_MEMBER_EXPRESSION)
        return false;
    return own_keys_copies_part(f->own_keys, s->node) ||
           own_keys_is_no_buffer(f->own_keys, tree_field(f->tree, s->node, FIELD_OBJECT));
}

uint32_t pool_filled(struct flow *f, uint32_t site, uint32_t path)
{
    const struct site *s = &f->sites.items[site];
    const struct path *p = &f->facts->paths.items[path];
    bool uncleared = p->step == PATH_STEP_MEMBER && s->kind == SITE_CALL && s->depth == 0 && s->node != NODE_NONE &&
                     has_name(f, p->parent, STR("Buffer")) &&
                     (has_name(f, path, STR("allocUnsafe")) || has_name(f, path, STR("allocUnsafeSlow")));

    if (!uncleared || !own_keys_fills(f->own_keys, s->node))
        return path;
    return path_extend(f, p->parent, PATH_STEP_MEMBER, sym_intern(f->names, STR("alloc")));
}

void pool_read(struct flow *f, uint32_t site, uint32_t object, sym name)
{
    uint32_t made = f->objects.items[object].pool;
    struct str text = sym_text(f->names, name);
    uint32_t member = FACT_NONE;

    if (made == 0 || (!str_eq(text, STR("buffer")) && !str_eq(text, STR("parent"))) || is_own_part(f, site))
        return;
    member = path_extend(f, made, PATH_STEP_MEMBER, name);
    if (member != FACT_NONE)
        record_use(f, member, USE_READ, site, 0);
}
