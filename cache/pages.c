#include "cache/pages.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(size_t) == 8, "LMDB's file format depends on the size of size_t");

enum {
    META_VERSION = 1,
    META_SIZE = 152,
    METAS = 2,
    PAGE_HEADER = 16,
    PAGE_SIZE_MIN = 512,
    PAGE_SIZE_MAX = 64 * 1024,
    NODE_HEADER = 8,
};

/* Flags of databases and of pages, and the one flag of our nodes: the value is on pages of its own. */
enum { FLAG_INTEGERKEY = 0x08, FLAG_NOSUBDIR = 0x4000 };
enum { PAGE_BRANCH = 1, PAGE_LEAF = 2, PAGE_OVERFLOW = 4, PAGE_META = 8, NODE_BIG = 1 };

static const uint32_t meta_magic = 0xBEEFC0DE;
static const uint64_t map_size_max = (uint64_t)1 << 46;

struct meta {
    uint32_t page_size;
    uint64_t map_size;
    uint64_t root;
    uint64_t last;
    uint64_t transaction;
};

static uint16_t get16(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static uint32_t get32(const unsigned char *at)
{
    return get16(at) | (uint32_t)get16(at + 2) << 16;
}

static uint64_t get64(const unsigned char *at)
{
    return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static bool read_at(int fd, void *to, size_t len, uint64_t offset)
{
    size_t done = 0;

    assert(len > 0);
    if (offset > (uint64_t)INT64_MAX - len)
        return false;
    while (done < len) {
        ssize_t n = pread(fd, (char *)to + done, len - done, (off_t)(offset + done));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static enum pages_state read_meta(int fd, uint64_t offset, struct meta *out)
{
    unsigned char bytes[META_SIZE];

    if (!read_at(fd, bytes, sizeof(bytes), offset) || (get16(bytes + 10) & PAGE_META) == 0)
        return PAGES_DAMAGED;
    if (get32(bytes + 16) != meta_magic || get32(bytes + 20) != META_VERSION)
        return PAGES_FOREIGN;
    *out = (struct meta){
        .map_size = get64(bytes + 32),
        .page_size = get32(bytes + 40),
        .root = get64(bytes + 128),
        .last = get64(bytes + 136),
        .transaction = get64(bytes + 144),
    };
    /* Other flags would mean another order of keys, in which nothing would be found, silently. */
    if ((get16(bytes + 44) & ~(unsigned)FLAG_NOSUBDIR) != FLAG_INTEGERKEY || get16(bytes + 92) != 0)
        return PAGES_DAMAGED;
    if (out->page_size < PAGE_SIZE_MIN || out->page_size > PAGE_SIZE_MAX ||
        (out->page_size & (out->page_size - 1)) != 0)
        return PAGES_DAMAGED;
    /* LMDB maps all of it, so an absurd size would make opening fail. */
    if (out->map_size > map_size_max || out->last >= out->map_size / out->page_size)
        return PAGES_DAMAGED;
    return PAGES_GOOD;
}

enum pages_state pages_open(struct pages *p, int fd)
{
    struct meta metas[METAS];
    const struct meta *newest = &metas[0];
    enum pages_state state = PAGES_GOOD;
    struct stat st;

    if (fstat(fd, &st) != 0)
        return PAGES_DAMAGED;
    if (st.st_size == 0)
        return PAGES_MISSING;
    state = read_meta(fd, 0, &metas[0]);
    if (state == PAGES_GOOD)
        state = read_meta(fd, metas[0].page_size, &metas[1]);
    if (state != PAGES_GOOD)
        return state;
    if (metas[1].page_size != metas[0].page_size)
        return PAGES_DAMAGED;
    if (metas[1].transaction > metas[0].transaction)
        newest = &metas[1];
    *p = (struct pages){
        .fd = fd,
        .page_size = newest->page_size,
        .count = newest->last + 1,
        .root = newest->root,
        .bytes = (uint64_t)st.st_size,
    };
    return PAGES_GOOD;
}

/* A branch or leaf page in memory. */
struct page {
    unsigned char bytes[PAGE_SIZE_MAX];
    uint32_t size;
    uint32_t lower; /* end of the offsets */
    uint32_t nodes;
    bool leaf;
};

struct node {
    const unsigned char *start;
    uint32_t room; /* bytes from its start to the end of the page */
    uint32_t flags;
    struct str key;
};

static bool read_page(const struct pages *p, uint64_t number, struct page *out)
{
    uint32_t flags = 0;

    if (number < METAS || number >= p->count || !read_at(p->fd, out->bytes, p->page_size, number * p->page_size))
        return false;
    flags = get16(out->bytes + 10);
    if (get64(out->bytes) != number || (flags != PAGE_BRANCH && flags != PAGE_LEAF))
        return false;
    out->size = p->page_size;
    out->leaf = flags == PAGE_LEAF;
    out->lower = get16(out->bytes + 12);
    if (out->lower <= PAGE_HEADER || out->lower > p->page_size || (out->lower - PAGE_HEADER) % 2 != 0)
        return false;
    out->nodes = (out->lower - PAGE_HEADER) / 2;
    return true;
}

static bool node_at(const struct page *page, uint32_t index, struct node *out)
{
    uint32_t offset = get16(page->bytes + PAGE_HEADER + 2 * (size_t)index);

    if (offset < page->lower || offset > page->size - NODE_HEADER)
        return false;
    out->start = page->bytes + offset;
    out->room = page->size - offset;
    out->flags = get16(out->start + 4);
    out->key = (struct str){(const char *)out->start + NODE_HEADER, get16(out->start + 6)};
    return out->key.len <= out->room - NODE_HEADER;
}

/* The last node whose key is not above `key`. The first of a branch has no key: it is below all. */
static bool search_page(const struct page *page, struct str key, struct node *out)
{
    uint32_t low = 0;
    uint32_t high = page->nodes;

    if (!node_at(page, 0, out))
        return false;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        struct node node;

        if (!node_at(page, middle, &node))
            return false;
        if (str_cmp(node.key, key) <= 0) {
            low = middle;
            *out = node;
        } else {
            high = middle;
        }
    }
    return true;
}

/* The first `wanted` of the `size` bytes of a value that has pages of its own, from page `number` on. */
static enum pages_state read_overflow(const struct pages *p, uint64_t number, uint64_t size, uint64_t wanted,
                                      struct arena *a, struct str *value)
{
    unsigned char header[PAGE_HEADER];
    uint64_t pages = 0;
    char *bytes = NULL;

    if (number < METAS || number >= p->count || size > p->bytes ||
        !read_at(p->fd, header, sizeof(header), number * p->page_size))
        return PAGES_DAMAGED;
    pages = get32(header + 12);
    if (get64(header) != number || get16(header + 10) != PAGE_OVERFLOW || pages > p->count - number ||
        size > pages * p->page_size - PAGE_HEADER || pages == 0)
        return PAGES_DAMAGED;
    if (size == 0) /* LMDB keeps short values in the node */
        return PAGES_DAMAGED;
    bytes = arena_alloc(a, wanted);
    if (!read_at(p->fd, bytes, wanted, number * p->page_size + PAGE_HEADER))
        return PAGES_DAMAGED;
    *value = (struct str){bytes, wanted};
    return PAGES_GOOD;
}

/* The first bytes of the node's value, at most `max`. */
static enum pages_state read_value(const struct pages *p, const struct node *node, uint64_t max, struct arena *a,
                                   struct str *value)
{
    uint64_t size = get32(node->start);
    uint64_t wanted = size < max ? size : max;
    size_t at = NODE_HEADER + node->key.len;

    if (node->flags == NODE_BIG && node->room - at >= sizeof(uint64_t))
        return read_overflow(p, get64(node->start + at), size, wanted, a, value);
    if (node->flags != 0 || size > node->room - at)
        return PAGES_DAMAGED;
    *value = str_dup(a, (struct str){(const char *)node->start + at, wanted});
    return PAGES_GOOD;
}

static uint64_t child_of(const struct node *node)
{
    return get32(node->start) | (uint64_t)node->flags << 32;
}

enum pages_state pages_find(const struct pages *p, struct str key, struct arena *a, struct str *value)
{
    uint64_t number = p->root;
    struct page page;
    struct node node;

    if (number == UINT64_MAX) /* LMDB's mark of an empty tree */
        return PAGES_MISSING;
    for (uint32_t depth = 0; depth < PAGES_DEPTH_MAX; depth++) {
        if (!read_page(p, number, &page) || !search_page(&page, key, &node))
            return PAGES_DAMAGED;
        if (page.leaf)
            return str_eq(node.key, key) ? read_value(p, &node, UINT64_MAX, a, value) : PAGES_MISSING;
        number = child_of(&node);
    }
    return PAGES_DAMAGED;
}

/* --- walking --- */

struct pages_leaf {
    struct page page;
    struct node node; /* the one that was given out last */
};

void pages_walk_start(struct pages_walk *w, const struct pages *p, struct arena *a)
{
    *w = (struct pages_walk){.pages = p, .arena = a, .leaf = arena_new(a, struct pages_leaf)};
    w->way[0] = p->root;
}

/* Reads the page at the walk's depth, and goes down to a leaf. */
static bool go_down(struct pages_walk *w)
{
    for (;;) {
        struct page *page = &w->leaf->page;
        struct node node;

        if (w->visited++ > 3 * w->pages->count + 64 || !read_page(w->pages, w->way[w->depth], page))
            return false;
        if (page->leaf || w->at[w->depth] >= page->nodes)
            return true;
        if (w->depth + 1 == PAGES_DEPTH_MAX || !node_at(page, w->at[w->depth]++, &node))
            return false;
        w->depth++;
        w->way[w->depth] = child_of(&node);
        w->at[w->depth] = 0;
    }
}

enum pages_state pages_walk_next(struct pages_walk *w, struct pages_item *out)
{
    if (w->pages->root == UINT64_MAX)
        return PAGES_MISSING;
    while (w->visited == 0 || w->at[w->depth] >= w->leaf->page.nodes) {
        if (w->visited > 0 && w->depth == 0)
            return PAGES_MISSING;
        w->depth -= w->visited > 0;
        if (!go_down(w))
            return PAGES_DAMAGED;
    }
    if (!node_at(&w->leaf->page, w->at[w->depth]++, &w->leaf->node))
        return PAGES_DAMAGED;
    *out = (struct pages_item){w->leaf->node.key, get32(w->leaf->node.start)};
    return PAGES_GOOD;
}

enum pages_state pages_walk_value(const struct pages_walk *w, uint64_t max, struct arena *a, struct str *value)
{
    return read_value(w->pages, &w->leaf->node, max, a, value);
}
