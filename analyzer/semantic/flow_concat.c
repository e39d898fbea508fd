#include "analyzer/semantic/flow_operation.h"
#include "analyzer/semantic/flow_place.h"

#include "analyzer/base/strbuf.h"

enum { JOINED_BYTES_MAX = 4096 };

static void concat_texts(struct flow *f, const struct site *s, value left, value right)
{
    struct str a = sym_text(f->names, (sym){VALUE_INDEX(left)});
    struct str b = sym_text(f->names, (sym){VALUE_INDEX(right)});
    struct strbuf both;

    /* One of them may be a long literal, beside nothing; what is really joined stays short, whatever is repeated. */
    if (a.len > 0 && b.len > 0 && a.len + b.len > JOINED_BYTES_MAX) {
        cell_add_flags(f, s->result, FLAG_STRING);
        return;
    }
    strbuf_init(&both, f->arena);
    strbuf_put(&both, a);
    strbuf_put(&both, b);
    cell_add(f, s->result, VALUE(VALUE_TEXT, sym_intern(f->names, strbuf_text(&both)).i));
}

/* True for numbers, booleans and nothings: as text, no name of something shared starts or ends like them. */
static bool is_plain(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    return cell->count == 0 && cell->flags != 0 && !(cell->flags & ~(unsigned)FLAG_HARMLESS);
}

/* True for what is text and nothing else: with it, + gives a text. */
static bool is_text(const struct flow *f, cell_id c)
{
    const struct cell *cell = &f->cells.items[c];

    for (uint16_t i = 0; i < cell->count; i++) {
        if (VALUE_KIND(cell->items[i]) != VALUE_TEXT)
            return false;
    }
    return !(cell->flags & ~(unsigned)FLAG_TEXT);
}

/* left + right (section 13.15.3): known texts are joined, two numbers give a number. */
void concat_act(struct flow *f, uint32_t site)
{
    struct site s = f->sites.items[site];
    uint16_t lefts = f->cells.items[s.base].count;
    uint16_t rights = f->cells.items[s.key].count;
    unsigned flags = f->cells.items[s.base].flags | f->cells.items[s.key].flags;
    bool odd = (flags & ~(unsigned)FLAG_HARMLESS) != 0;

    if ((lefts == 0 && f->cells.items[s.base].flags == 0) || (rights == 0 && f->cells.items[s.key].flags == 0))
        return; /* doubt_the_sum in flow.c knows when nothing comes any more */
    for (uint16_t l = 0; l < lefts; l++) {
        for (uint16_t r = 0; r < rights; r++) {
            value left = f->cells.items[s.base].items[l];
            value right = f->cells.items[s.key].items[r];
            bool texts = VALUE_KIND(left) == VALUE_TEXT && VALUE_KIND(right) == VALUE_TEXT;
            if (texts && (l >= s.seen_base || r >= s.seen_key))
                concat_texts(f, &s, left, right);
            if (!texts && !place_append(f, s.result, left, right))
                odd = true;
        }
    }
    if ((lefts > 0 && (f->cells.items[s.key].flags != 0)) || (rights > 0 && f->cells.items[s.base].flags != 0) || odd)
        cell_add_flags(f, s.result, is_plain(f, s.base) || is_plain(f, s.key) ? FLAG_SAFE : FLAG_STRING);
    if (flags & (FLAG_HARMLESS | FLAG_ANY) && !is_text(f, s.base) && !is_text(f, s.key))
        cell_add_flags(f, s.result, FLAG_NUMBER);
    f->sites.items[site].seen_base = lefts;
    f->sites.items[site].seen_key = rights;
}
