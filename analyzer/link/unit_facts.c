#include "analyzer/link/unit_facts.h"

#include "analyzer/base/bytes.h"
#include "analyzer/semantic/module_entries.h"
#include "analyzer/summary/summary_codec.h"

/* Bytes of one item of each array. */
enum {
    SIZE_TEXT = 4,
    SIZE_PLACE = 12,
    SIZE_IMPORT = 4 + 3 + SIZE_PLACE,
    SIZE_CHARGE = 8 * 4 + 2 + SIZE_PLACE,
    SIZE_USE = 4 * 4 + 1 + 4 + SIZE_PLACE,
    SIZE_ENTRY = 1 + 1 + 4 * 4,
};

/* ---- encoding ---- */

static void encode_texts(const struct unit_facts *f, struct strbuf *out)
{
    for (uint32_t i = 0; i < f->texts.texts.len; i++)
        writer_u32(out, (uint32_t)f->texts.texts.items[i].len);
    for (uint32_t i = 0; i < f->texts.texts.len; i++)
        strbuf_put(out, f->texts.texts.items[i]);
}

static void encode_place(const struct unit_place *place, struct strbuf *out)
{
    writer_u32(out, place->line);
    writer_u32(out, place->column);
    writer_u32(out, place->source);
}

static void encode_charge(const struct unit_charge *charge, struct strbuf *out)
{
    writer_u32(out, charge->rule);
    writer_u32(out, charge->argument);
    writer_u32(out, charge->text);
    writer_u32(out, charge->message);
    writer_u32(out, charge->fix);
    writer_u32(out, charge->paired);
    writer_u32(out, charge->closes);
    writer_u32(out, charge->more);
    writer_u8(out, charge->effect);
    writer_u8(out, charge->certainty);
    encode_place(&charge->place, out);
}

static void encode_use(const struct unit_use *use, struct strbuf *out)
{
    writer_u32(out, use->specifier);
    writer_u32(out, use->needed);
    writer_u32(out, use->needed_commonjs);
    writer_u32(out, use->text);
    writer_u8(out, use->writes);
    writer_u32(out, use->more);
    encode_place(&use->place, out);
}

void unit_facts_encode(const struct unit_facts *f, struct strbuf *out)
{
    writer_u32(out, UNIT_FACTS_FORMAT);
    writer_u8(out, f->renamed);
    writer_u8(out, (uint8_t)f->goal);
    writer_u8(out, f->understood);
    writer_u32(out, f->texts.texts.len);
    writer_u32(out, f->imports.len);
    writer_u32(out, f->charges.len);
    writer_u32(out, f->uses.len);
    writer_u32(out, f->entries.len);
    encode_texts(f, out);
    for (uint32_t i = 0; i < f->imports.len; i++) {
        writer_u32(out, f->imports.items[i].specifier);
        writer_u8(out, f->imports.items[i].kind);
        writer_u8(out, f->imports.items[i].flags);
        writer_u8(out, f->imports.items[i].guarded);
        encode_place(&f->imports.items[i].place, out);
    }
    for (uint32_t i = 0; i < f->charges.len; i++)
        encode_charge(&f->charges.items[i], out);
    for (uint32_t i = 0; i < f->uses.len; i++)
        encode_use(&f->uses.items[i], out);
    for (uint32_t i = 0; i < f->entries.len; i++)
        summary_encode_entry(&f->entries.items[i], out);
}

/* ---- decoding: a bad number fails the reader, and whoever asks at the end ---- */

struct decoder {
    struct arena *arena;
    struct reader r;
    struct unit_facts *f;
    uint32_t texts;
};

static uint32_t take_text(struct decoder *d)
{
    uint32_t symbol = reader_u32(&d->r);

    if (symbol >= d->texts)
        reader_fail(&d->r);
    return symbol;
}

static uint8_t take_below(struct decoder *d, unsigned limit)
{
    uint8_t value = reader_u8(&d->r);

    if (value >= limit)
        reader_fail(&d->r);
    return value;
}

static struct unit_place take_place(struct decoder *d)
{
    struct unit_place place = {0};

    place.line = reader_u32(&d->r);
    place.column = reader_u32(&d->r);
    place.source = take_text(d);
    return place;
}

static void decode_texts(struct decoder *d)
{
    struct str *items = arena_array(d->arena, d->texts, sizeof(*items));

    if (d->texts == 0)
        reader_fail(&d->r);
    for (uint32_t i = 0; i < d->texts; i++)
        items[i].len = reader_u32(&d->r);
    if (d->texts > 0 && items[0].len != 0)
        reader_fail(&d->r);
    for (uint32_t i = 0; i < d->texts && reader_ok(&d->r); i++) {
        if (items[i].len > d->r.bytes.len - d->r.at)
            reader_fail(&d->r);
        else
            items[i].ptr = d->r.bytes.ptr + d->r.at;
        d->r.at += reader_ok(&d->r) ? items[i].len : 0;
    }
    d->f->texts.arena = d->arena;
    d->f->texts.texts.items = items;
    d->f->texts.texts.len = d->texts;
    d->f->texts.texts.cap = d->texts;
}

static void decode_import(struct decoder *d)
{
    struct unit_import import = {0};

    import.specifier = take_text(d);
    import.kind = take_below(d, IMPORT_KIND_COUNT);
    import.flags = reader_u8(&d->r);
    import.guarded = take_below(d, 2);
    import.place = take_place(d);
    if (import.kind == IMPORT_REQUIRE_RESOLVE)
        reader_fail(&d->r);
    vec_push(d->arena, &d->f->imports, import);
}

static void decode_charge(struct decoder *d)
{
    struct unit_charge charge = {0};

    charge.rule = take_text(d);
    charge.argument = take_text(d);
    charge.text = take_text(d);
    charge.message = take_text(d);
    charge.fix = take_text(d);
    charge.paired = take_text(d);
    charge.closes = reader_u32(&d->r);
    charge.more = reader_u32(&d->r);
    charge.effect = take_below(d, FACT_NO_EFFECT + 1);
    charge.certainty = take_below(d, POSSIBLE + 1);
    charge.place = take_place(d);
    if (charge.closes > UINT8_MAX)
        reader_fail(&d->r);
    vec_push(d->arena, &d->f->charges, charge);
}

static void decode_use(struct decoder *d)
{
    struct unit_use use = {0};

    use.specifier = take_text(d);
    use.needed = take_text(d);
    use.needed_commonjs = take_text(d);
    use.text = take_text(d);
    use.writes = take_below(d, WRITES_ELSEWHERE + 1);
    use.more = reader_u32(&d->r);
    use.place = take_place(d);
    vec_push(d->arena, &d->f->uses, use);
}

/* A symbol, or FACT_NONE. */
static uint32_t take_name(struct decoder *d)
{
    uint32_t symbol = reader_u32(&d->r);

    if (symbol >= d->texts && symbol != FACT_NONE)
        reader_fail(&d->r);
    return symbol;
}

static void decode_entry(struct decoder *d)
{
    struct module_entry entry = {0};

    entry.kind = reader_u8(&d->r);
    entry.lexers = reader_u8(&d->r);
    entry.name = take_name(d);
    entry.imported = take_name(d);
    entry.specifier = take_name(d);
    entry.at = reader_u32(&d->r);
    if (!module_entry_is_sound(&entry) || (entry.at >= d->f->imports.len && entry.at != FACT_NONE))
        reader_fail(&d->r);
    vec_push(d->arena, &d->f->entries, entry);
}

struct unit_facts *unit_facts_decode(struct arena *a, struct str bytes)
{
    struct decoder d = {.arena = a, .r = {.bytes = bytes}, .f = arena_new(a, struct unit_facts)};
    uint32_t imports = 0;
    uint32_t charges = 0;
    uint32_t uses = 0;
    uint32_t entries = 0;

    if (reader_u32(&d.r) != UNIT_FACTS_FORMAT)
        return NULL;
    d.f->renamed = take_below(&d, 2) != 0;
    d.f->goal = (enum goal)take_below(&d, GOAL_SCRIPT + 1);
    d.f->understood = take_below(&d, 2) != 0;
    d.texts = reader_count(&d.r, SIZE_TEXT);
    imports = reader_count(&d.r, SIZE_IMPORT);
    charges = reader_count(&d.r, SIZE_CHARGE);
    uses = reader_count(&d.r, SIZE_USE);
    entries = reader_count(&d.r, SIZE_ENTRY);
    decode_texts(&d);
    for (uint32_t i = 0; i < imports && reader_ok(&d.r); i++)
        decode_import(&d);
    for (uint32_t i = 0; i < charges && reader_ok(&d.r); i++)
        decode_charge(&d);
    for (uint32_t i = 0; i < uses && reader_ok(&d.r); i++)
        decode_use(&d);
    for (uint32_t i = 0; i < entries && reader_ok(&d.r); i++)
        decode_entry(&d);
    return reader_done(&d.r) ? d.f : NULL;
}
