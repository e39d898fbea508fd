#include "analyzer/memory_store.h"

#include <string.h>

#include "analyzer/base/sym.h"

struct memory_store {
    struct store store;
    struct arena *arena;
    struct store *below;
    struct sym_table keys;   /* kind and digest */
    VEC(struct str) records; /* by symbol of `keys` - 1: symbol 0 is the empty text */
};

struct memory_key {
    char bytes[1 + DIGEST_SIZE];
};

static struct memory_key key_of(enum store_kind kind, const struct digest *digest)
{
    struct memory_key key;

    key.bytes[0] = (char)kind;
    memcpy(key.bytes + 1, digest->bytes, DIGEST_SIZE);
    return key;
}

/* Only looks: several threads may, while nobody puts. */
static bool get(void *payload, enum store_kind kind, const struct digest *digest, struct arena *a, struct str *out)
{
    const struct memory_store *m = payload;
    struct memory_key key = key_of(kind, digest);
    sym symbol;

    if (sym_find(&m->keys, (struct str){key.bytes, sizeof(key.bytes)}, &symbol)) {
        *out = m->records.items[symbol.i - 1];
        return true;
    }
    return m->below != NULL && m->below->get(m->below->payload, kind, digest, a, out);
}

static void put(void *payload, enum store_kind kind, const struct digest *digest, struct str bytes)
{
    struct memory_store *m = payload;
    struct memory_key key = key_of(kind, digest);
    sym symbol;

    if (!sym_find(&m->keys, (struct str){key.bytes, sizeof(key.bytes)}, &symbol)) {
        (void)sym_intern(&m->keys, (struct str){key.bytes, sizeof(key.bytes)});
        vec_push(m->arena, &m->records, str_dup(m->arena, bytes));
    }
    if (m->below != NULL)
        m->below->put(m->below->payload, kind, digest, bytes);
}

struct store *memory_store_new(struct arena *a, struct store *below)
{
    struct memory_store *m = arena_new(a, struct memory_store);

    m->arena = a;
    m->below = below;
    sym_table_init(&m->keys, a);
    if (below != NULL)
        m->store = *below;
    m->store.payload = m;
    m->store.get = get;
    m->store.put = put;
    return &m->store;
}
