/*
 * flow_pool.c - small Buffers share one block of memory, which .buffer and .parent of each of them give whole (Node's
 * documentation, Buffer.poolSize). What the functions that make them return is followed for as long as it is in plain
 * sight.
 */
#include "analyzer/semantic/flow_escape.h"
#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_walk.h"

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

/* The x.buffer that the site reads in the text; NODE_NONE for any other read. */
static node_id read_in_text(const struct flow *f, uint32_t site)
{
    const struct site *s = &f->sites.items[site];
    bool plain = s->kind == SITE_READ && s->depth == 0 && s->node != NODE_NONE &&
                 tree_kind(f->tree, s->node) == KIND_MEMBER_EXPRESSION;

    return plain ? s->node : NODE_NONE;
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

/*
 * True when the read leads to no more of the block than the Buffer's own part, by its own offset and length. What is
 * made of all that a Buffer sees is as good as that Buffer: its .buffer is the block, too.
 */
static bool takes_own_part(struct flow *f, node_id n, uint32_t object)
{
    node_id view = own_keys_view(f->own_keys, n);

    if (view != NODE_NONE)
        cell_add(f, cell_of(f, view), VALUE(VALUE_OBJECT, object));
    return view != NODE_NONE || own_keys_copies_part(f->own_keys, n);
}

bool pool_is_block(struct str name)
{
    return str_eq(name, STR("buffer")) || str_eq(name, STR("parent"));
}

void pool_getter(struct flow *f, uint32_t site, cell_id key, bool any_name)
{
    const struct site s = f->sites.items[site];
    uint32_t watch = site_new(f, SITE_BLOCK_GETTER, s.node, s.func);

    f->sites.items[watch].object = any_name ? 1 : OBJECT_NONE;
    cell_watch(f, key, watch);
}

void pool_getter_flags(struct flow *f, uint32_t site, unsigned flags)
{
    const struct site *s = &f->sites.items[site];

    if (s->object == 1 && flags & (FLAG_ANY | FLAG_STRING))
        charge(f, AMP_UNSAFE_MEMORY, s->node, s->func, (sym){FACT_NONE});
}

void pool_getter_value(struct flow *f, uint32_t site, value v)
{
    const struct site *s = &f->sites.items[site];

    if (VALUE_KIND(v) == VALUE_TEXT && pool_is_block(sym_text(f->names, (sym){VALUE_INDEX(v)})))
        charge(f, AMP_UNSAFE_MEMORY, s->node, s->func, (sym){FACT_NONE});
}

void pool_read(struct flow *f, uint32_t site, uint32_t object, sym name)
{
    uint32_t made = f->objects.items[object].pool;
    struct str text = sym_text(f->names, name);
    node_id n = read_in_text(f, site);
    uint32_t member = FACT_NONE;

    if (made == 0 || !pool_is_block(text) ||
        (n != NODE_NONE && own_keys_is_no_buffer(f->own_keys, tree_field(f->tree, n, FIELD_OBJECT))))
        return;
    member = path_extend(f, made, PATH_STEP_MEMBER, name);
    if (member == FACT_NONE)
        return;
    if (n != NODE_NONE && takes_own_part(f, n, object) && !f->objects.items[object].resized)
        vec_push(f->arena, &f->pool_parts, (struct pool_part){.site = site, .member = member, .object = object});
    else
        record_use(f, member, USE_READ, site, 0);
}

void pool_changed(struct flow *f, uint32_t object)
{
    if (f->objects.items[object].pool == 0 || f->objects.items[object].resized)
        return;
    f->objects.items[object].resized = true;
    for (uint32_t i = 0; i < f->pool_parts.len; i++) {
        struct pool_part part = f->pool_parts.items[i];
        if (part.object == object)
            record_use(f, part.member, USE_READ, part.site, 0);
    }
}

void pool_written(struct flow *f, uint32_t object, sym name)
{
    static const char *const names[] = {"__proto__", "buffer", "byteLength", "byteOffset", "length", "parent"};

    if (f->objects.items[object].pool != 0 && str_in_list(sym_text(f->names, name), names, ARRAY_LEN(names)))
        pool_changed(f, object);
}
