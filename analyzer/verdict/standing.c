#include "analyzer/verdict/standing.h"

#include "analyzer/base/strbuf.h"

void standing_of(const struct program *p, uint32_t package, struct standing *out)
{
    uint32_t count = 0;

    *out = (struct standing){0};
    for (uint32_t i = package; p->packages.items[i].parent != LINK_NONE; i = p->packages.items[i].parent) {
        out->too_long = out->too_long || count == STANDING_MAX || p->packages.items[i].found_as.len == 0;
        if (out->too_long)
            return;
        count++;
    }
    out->count = count;
    for (uint32_t i = package; count > 0; i = p->packages.items[i].parent)
        out->links[--count] = (struct policy_link){p->packages.items[i].found_as, p->packages.items[i].version};
}

struct str standing_key(struct arena *a, const struct standing *s)
{
    struct strbuf key;

    if (s->too_long || s->count == 0)
        return STR("*");
    strbuf_init(&key, a);
    for (uint32_t i = 0; i < s->count; i++) {
        if (i > 0)
            strbuf_put_char(&key, '>');
        strbuf_put(&key, s->links[i].name);
    }
    return strbuf_text(&key);
}
