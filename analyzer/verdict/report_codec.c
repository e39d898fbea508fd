#include "analyzer/verdict/report_codec.h"

#include "analyzer/base/sym.h"
#include "analyzer/verdict/launch_set.h"

/* Least bytes of one item of each list. */
enum {
    SIZE_TEXT = 4,
    SIZE_STEP = 5 * 4,
    SIZE_FINDING = 11 * 4 + 3,
    SIZE_PACKAGE = 7 * 4 + 2,
    SIZE_LINK = 4 * 4,
    SIZE_USE = 2 * 4,
    SIZE_GRANT = 7 * 4 + 3,
    SIZE_HOST = 3 * 4 + 2,
};

/* A new field must be written and read here too, unless it is about the run itself (files_parsed, packages_opened). */
_Static_assert(sizeof(void *) != 8 || (sizeof(struct report) == 232 && sizeof(struct report_package) == 112 &&
                                       sizeof(struct report_finding) == 136 && sizeof(struct report_step) == 56 &&
                                       sizeof(struct report_link) == 32 && sizeof(struct report_grant) == 96 &&
                                       sizeof(struct report_use) == 32 && sizeof(struct report_host) == 32 &&
                                       sizeof(struct report_note) == 16),
               "report.h has changed");

/* ---- encoding ---- */

struct encoder {
    struct sym_table texts;
    struct strbuf body;
};

static void put_text(struct encoder *e, struct str text)
{
    writer_u32(&e->body, sym_intern(&e->texts, text).i);
}

static void put_steps(struct encoder *e, const struct report_steps *steps)
{
    writer_u32(&e->body, steps->len);
    for (uint32_t i = 0; i < steps->len; i++) {
        const struct report_step *step = &steps->items[i];
        put_text(e, step->file);
        writer_u32(&e->body, step->line);
        writer_u32(&e->body, step->column);
        put_text(e, step->text);
        put_text(e, step->source);
    }
}

static void put_finding(struct encoder *e, const struct report_finding *f)
{
    put_text(e, f->rule);
    put_text(e, f->effect);
    put_text(e, f->argument);
    put_text(e, f->file);
    writer_u32(&e->body, f->line);
    writer_u32(&e->body, f->column);
    writer_u8(&e->body, (uint8_t)f->verdict);
    writer_u32(&e->body, f->launch);
    put_text(e, f->message);
    put_text(e, f->fix);
    writer_u32(&e->body, f->more);
    writer_u8(&e->body, f->allowed);
    writer_u8(&e->body, f->certain);
    put_steps(e, &f->path);
}

static void put_package(struct encoder *e, const struct report_package *p)
{
    put_text(e, p->name);
    put_text(e, p->version);
    put_text(e, p->path);
    put_text(e, p->key);
    writer_u8(&e->body, (uint8_t)p->verdict);
    writer_u8(&e->body, p->host);
    writer_u32(&e->body, p->launch);
    writer_u32(&e->body, p->effects.len);
    for (uint32_t i = 0; i < p->effects.len; i++)
        put_text(e, p->effects.items[i]);
    writer_u32(&e->body, p->findings.len);
    for (uint32_t i = 0; i < p->findings.len; i++)
        put_finding(e, &p->findings.items[i]);
}

static void put_link(struct encoder *e, const struct report_link *l)
{
    writer_u32(&e->body, l->from);
    writer_u32(&e->body, l->to);
    writer_u32(&e->body, l->count);
    put_steps(e, &l->path);
}

static void put_grant(struct encoder *e, const struct report_grant *g)
{
    put_text(e, g->file);
    writer_u32(&e->body, g->line);
    writer_u32(&e->body, g->column);
    put_text(e, g->key);
    put_text(e, g->text);
    put_text(e, g->until);
    writer_u8(&e->body, g->locked);
    writer_u8(&e->body, g->used);
    writer_u8(&e->body, g->expired);
    writer_u32(&e->body, g->uses.len);
    for (uint32_t i = 0; i < g->uses.len; i++) {
        put_text(e, g->uses.items[i].key);
        put_text(e, g->uses.items[i].effect);
    }
}

static void put_host(struct encoder *e, const struct report_host *h)
{
    put_text(e, h->name);
    writer_u32(&e->body, h->line);
    writer_u32(&e->body, h->column);
    writer_u8(&e->body, h->installed);
    writer_u8(&e->body, h->used);
}

static void put_notes(struct encoder *e, const struct report_note *notes, uint32_t count)
{
    writer_u32(&e->body, count);
    for (uint32_t i = 0; i < count; i++)
        put_text(e, notes[i].text);
}

static void put_texts(struct encoder *e, const struct str *texts, uint32_t count)
{
    writer_u32(&e->body, count);
    for (uint32_t i = 0; i < count; i++)
        put_text(e, texts[i]);
}

static void put_body(struct encoder *e, const struct report *r)
{
    writer_u8(&e->body, (uint8_t)r->verdict);
    writer_u32(&e->body, r->launch);
    writer_u32(&e->body, r->launch_kept);
    put_text(e, r->root);
    put_text(e, r->profile);
    put_texts(e, r->majors.items, r->majors.len);
    put_texts(e, r->entries.items, r->entries.len);
    put_text(e, r->policy);
    writer_u32(&e->body, r->packages.len);
    for (uint32_t i = 0; i < r->packages.len; i++)
        put_package(e, &r->packages.items[i]);
    writer_u32(&e->body, r->links.len);
    for (uint32_t i = 0; i < r->links.len; i++)
        put_link(e, &r->links.items[i]);
    writer_u32(&e->body, r->grants.len);
    for (uint32_t i = 0; i < r->grants.len; i++)
        put_grant(e, &r->grants.items[i]);
    writer_u32(&e->body, r->hosts.len);
    for (uint32_t i = 0; i < r->hosts.len; i++)
        put_host(e, &r->hosts.items[i]);
    put_notes(e, r->assumptions.items, r->assumptions.len);
    put_notes(e, r->warnings.items, r->warnings.len);
    writer_u32(&e->body, r->files);
    put_texts(e, r->file_list.items, r->file_list.len);
    writer_u32(&e->body, r->files_parsed);
    writer_u32(&e->body, r->packages_cached);
}

void report_encode(const struct report *report, struct arena *scratch, struct strbuf *out)
{
    struct encoder e = {0};

    sym_table_init(&e.texts, scratch);
    strbuf_init(&e.body, scratch);
    put_body(&e, report);
    writer_u32(out, e.texts.texts.len);
    for (uint32_t i = 0; i < e.texts.texts.len; i++)
        writer_u32(out, (uint32_t)e.texts.texts.items[i].len);
    for (uint32_t i = 0; i < e.texts.texts.len; i++)
        strbuf_put(out, e.texts.texts.items[i]);
    strbuf_put(out, strbuf_text(&e.body));
}

/* ---- decoding ---- */

struct decoder {
    struct arena *arena;
    struct reader *r;
    struct str *texts;
    uint32_t count;
};

static void read_texts(struct decoder *d)
{
    uint32_t *lengths = NULL;

    d->count = reader_count(d->r, SIZE_TEXT);
    lengths = arena_array(d->arena, d->count, sizeof(*lengths));
    d->texts = arena_array(d->arena, d->count, sizeof(*d->texts));
    for (uint32_t i = 0; i < d->count; i++)
        lengths[i] = reader_u32(d->r);
    for (uint32_t i = 0; i < d->count; i++)
        d->texts[i] = reader_bytes(d->r, lengths[i]);
}

static struct str get_text(struct decoder *d)
{
    uint32_t text = reader_u32(d->r);

    if (text < d->count)
        return d->texts[text];
    reader_fail(d->r);
    return STR("");
}

static bool get_flag(struct decoder *d)
{
    uint8_t flag = reader_u8(d->r);

    if (flag > 1)
        reader_fail(d->r);
    return flag == 1;
}

static enum verdict get_verdict(struct decoder *d)
{
    uint8_t verdict = reader_u8(d->r);

    if (verdict <= VERDICT_UNKNOWN)
        return (enum verdict)verdict;
    reader_fail(d->r);
    return VERDICT_UNKNOWN;
}

static uint32_t get_launch(struct decoder *d)
{
    uint32_t launch = reader_u32(d->r);

    if (launch >= LAUNCH_SETS && launch != LAUNCH_NONE_HELPS)
        reader_fail(d->r);
    return launch;
}

static void get_steps(struct decoder *d, struct report_steps *out)
{
    uint32_t count = reader_count(d->r, SIZE_STEP);

    for (uint32_t i = 0; i < count; i++) {
        struct report_step step = {.file = get_text(d), .line = reader_u32(d->r)};
        step.column = reader_u32(d->r);
        step.text = get_text(d);
        step.source = get_text(d);
        vec_push(d->arena, out, step);
    }
}

static struct report_finding get_finding(struct decoder *d)
{
    struct report_finding f = {.rule = get_text(d)};

    f.effect = get_text(d);
    f.argument = get_text(d);
    f.file = get_text(d);
    f.line = reader_u32(d->r);
    f.column = reader_u32(d->r);
    f.verdict = get_verdict(d);
    f.launch = get_launch(d);
    f.message = get_text(d);
    f.fix = get_text(d);
    f.more = reader_u32(d->r);
    f.allowed = get_flag(d);
    f.certain = get_flag(d);
    get_steps(d, &f.path);
    return f;
}

static struct report_package get_package(struct decoder *d)
{
    struct report_package p = {.name = get_text(d)};
    uint32_t count = 0;

    p.version = get_text(d);
    p.path = get_text(d);
    p.key = get_text(d);
    p.verdict = get_verdict(d);
    p.host = get_flag(d);
    p.launch = get_launch(d);
    count = reader_count(d->r, SIZE_TEXT);
    for (uint32_t i = 0; i < count; i++)
        vec_push(d->arena, &p.effects, get_text(d));
    count = reader_count(d->r, SIZE_FINDING);
    for (uint32_t i = 0; i < count && reader_ok(d->r); i++)
        vec_push(d->arena, &p.findings, get_finding(d));
    return p;
}

static struct report_link get_link(struct decoder *d, uint32_t packages)
{
    struct report_link l = {.from = reader_u32(d->r)};

    l.to = reader_u32(d->r);
    l.count = reader_u32(d->r);
    get_steps(d, &l.path);
    if (l.from >= packages || l.to >= packages || l.from == l.to || l.count == 0)
        reader_fail(d->r);
    return l;
}

static struct report_host get_host(struct decoder *d)
{
    struct report_host h = {.name = get_text(d)};

    h.line = reader_u32(d->r);
    h.column = reader_u32(d->r);
    h.installed = get_flag(d);
    h.used = get_flag(d);
    return h;
}

static struct report_grant get_grant(struct decoder *d)
{
    struct report_grant g = {.file = get_text(d)};
    uint32_t count = 0;

    g.line = reader_u32(d->r);
    g.column = reader_u32(d->r);
    g.key = get_text(d);
    g.text = get_text(d);
    g.until = get_text(d);
    g.locked = get_flag(d);
    g.used = get_flag(d);
    g.expired = get_flag(d);
    count = reader_count(d->r, SIZE_USE);
    for (uint32_t i = 0; i < count; i++) {
        struct report_use use = {.key = get_text(d)};
        use.effect = get_text(d);
        vec_push(d->arena, &g.uses, use);
    }
    return g;
}

#define GET_ALL(d, list, size, ...)                                   \
    do {                                                              \
        uint32_t count_ = reader_count((d)->r, (size));               \
        for (uint32_t i_ = 0; i_ < count_ && reader_ok((d)->r); i_++) \
            vec_push((d)->arena, (list), __VA_ARGS__);                \
    } while (0)

static void get_body(struct decoder *d, struct report *r)
{
    r->verdict = get_verdict(d);
    r->launch = get_launch(d);
    r->launch_kept = get_launch(d);
    r->root = get_text(d);
    r->profile = get_text(d);
    GET_ALL(d, &r->majors, SIZE_TEXT, get_text(d));
    GET_ALL(d, &r->entries, SIZE_TEXT, get_text(d));
    r->policy = get_text(d);
    GET_ALL(d, &r->packages, SIZE_PACKAGE, get_package(d));
    GET_ALL(d, &r->links, SIZE_LINK, get_link(d, r->packages.len));
    GET_ALL(d, &r->grants, SIZE_GRANT, get_grant(d));
    GET_ALL(d, &r->hosts, SIZE_HOST, get_host(d));
    GET_ALL(d, &r->assumptions, SIZE_TEXT, (struct report_note){get_text(d)});
    GET_ALL(d, &r->warnings, SIZE_TEXT, (struct report_note){get_text(d)});
    r->files = reader_u32(d->r);
    GET_ALL(d, &r->file_list, SIZE_TEXT, get_text(d));
    r->files_parsed = reader_u32(d->r);
    r->packages_cached = reader_u32(d->r);
}

struct report *report_decode(struct arena *a, struct reader *r)
{
    struct report *report = arena_new(a, struct report);
    struct decoder d = {.arena = a, .r = r};

    read_texts(&d);
    get_body(&d, report);
    return reader_ok(r) ? report : NULL;
}
