#include "analyzer/package_facts.h"

#include "analyzer/base/bytes.h"
#include "analyzer/link/unit_facts.h"

enum { FACT_BYTES = 5 * 4 + 2 + 4 * 4, NEED_BYTES = 4 };

static void encode_fact(const struct package_fact *fact, struct strbuf *out)
{
    writer_str(out, fact->rule);
    writer_u8(out, fact->effect);
    writer_str(out, fact->argument);
    writer_str(out, fact->message);
    writer_str(out, fact->file);
    writer_u32(out, fact->line);
    writer_u32(out, fact->column);
    writer_u32(out, fact->closes);
    writer_u8(out, fact->certainty);
    writer_u32(out, fact->more);
    writer_str(out, fact->inner);
}

void package_facts_encode(const struct package_facts *f, struct strbuf *out)
{
    writer_u32(out, PACKAGE_FACTS_FORMAT);
    writer_str(out, f->name);
    writer_str(out, f->version);
    writer_u32(out, f->files);
    writer_u32(out, f->code);
    writer_u64(out, f->bytes);
    writer_u32(out, f->facts.len);
    writer_u32(out, f->needs.len);
    for (uint32_t i = 0; i < f->facts.len; i++)
        encode_fact(&f->facts.items[i], out);
    for (uint32_t i = 0; i < f->needs.len; i++)
        writer_str(out, f->needs.items[i]);
}

static struct package_fact decode_fact(struct reader *r)
{
    struct package_fact fact = {0};

    fact.rule = reader_str(r);
    fact.effect = reader_u8(r);
    fact.argument = reader_str(r);
    fact.message = reader_str(r);
    fact.file = reader_str(r);
    fact.line = reader_u32(r);
    fact.column = reader_u32(r);
    fact.closes = reader_u32(r);
    fact.certainty = reader_u8(r);
    fact.more = reader_u32(r);
    fact.inner = reader_str(r);
    if (fact.effect > FACT_NO_EFFECT || fact.certainty > POSSIBLE || fact.closes > UINT8_MAX)
        reader_fail(r);
    return fact;
}

bool package_facts_decode(struct arena *a, struct str bytes, struct package_facts *out)
{
    struct reader r = {.bytes = bytes};
    uint32_t facts = 0;
    uint32_t needs = 0;

    *out = (struct package_facts){0};
    if (reader_u32(&r) != PACKAGE_FACTS_FORMAT)
        return false;
    out->name = reader_str(&r);
    out->version = reader_str(&r);
    out->files = reader_u32(&r);
    out->code = reader_u32(&r);
    out->bytes = reader_u64(&r);
    facts = reader_count(&r, FACT_BYTES);
    needs = reader_count(&r, NEED_BYTES);
    for (uint32_t i = 0; i < facts && reader_ok(&r); i++)
        vec_push(a, &out->facts, decode_fact(&r));
    for (uint32_t i = 0; i < needs && reader_ok(&r); i++)
        vec_push(a, &out->needs, reader_str(&r));
    return reader_done(&r);
}
