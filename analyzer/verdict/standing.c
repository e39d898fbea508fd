#include "analyzer/verdict/standing.h"

#include "analyzer/base/strbuf.h"

static struct policy_link link_of(const struct link_package *package)
{
    return (struct policy_link){package->found_as, package->version};
}

/* How many packages are between the root and `package`, it included; STANDING_MAX + 1 when the way has no names. */
static uint32_t way_length(const struct program *p, uint32_t package)
{
    uint32_t count = 0;

    for (uint32_t i = package; p->packages.items[i].parent != LINK_NONE; i = p->packages.items[i].parent)
        if (p->packages.items[i].found_as.len == 0 || count++ == STANDING_MAX)
            return STANDING_MAX + 1;
    return count;
}

void standing_of(const struct program *p, uint32_t package, struct standing *out)
{
    const struct link_package *self = &p->packages.items[package];
    uint32_t count = way_length(p, package);

    *out = (struct standing){.root = self->parent == LINK_NONE, .nameless = self->found_as.len == 0};
    if (count > STANDING_MAX) {
        /* The way is not known by names, but a grant for one name is for the package wherever it stands. */
        out->links[0] = link_of(self);
        out->count = out->nameless ? 0 : 1;
        out->cut = true;
        return;
    }
    out->count = count;
    for (uint32_t i = package; count > 0; i = p->packages.items[i].parent)
        out->links[--count] = link_of(&p->packages.items[i]);
}

/* A name like "a>b", which a bundled folder can have, would be read as the key of another package. */
static bool has_plain_names(const struct standing *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (!policy_is_package_name(s->links[i].name))
            return false;
    return true;
}

struct str standing_key(struct arena *a, const struct standing *s)
{
    struct strbuf key;

    if (s->count == 0 || !has_plain_names(s))
        return s->root ? STR(".") : STR("*");
    strbuf_init(&key, a);
    for (uint32_t i = 0; i < s->count; i++) {
        if (i > 0)
            strbuf_put_char(&key, '>');
        strbuf_put(&key, s->links[i].name);
    }
    return strbuf_text(&key);
}
