#include "analyzer/trace.h"

#include <string.h>

/* The numbers are part of the record's format. */
enum trace_question { TRACE_KIND = 0, TRACE_LIST = 1, TRACE_LINK = 2, TRACE_READ = 3, TRACE_QUESTION_COUNT };

void trace_init(struct trace *t, struct arena *a)
{
    *t = (struct trace){.arena = a, .disk = file_tree_disk()};
}

/* ---- answers ---- */

static struct digest digest_failure(enum err e, const struct error *why)
{
    struct digest_state d;

    digest_begin(&d, "failure");
    digest_field_u32(&d, "code", (uint32_t)e);
    digest_field(&d, "text", str_from(why->text));
    return digest_end(&d);
}

static struct digest ask_kind(const struct file_tree_source *disk, struct str path, enum fs_kind *out)
{
    struct digest_state d;

    *out = disk->kind(disk->payload, path);
    digest_begin(&d, "kind");
    digest_field_u32(&d, "kind", (uint32_t)*out);
    return digest_end(&d);
}

static struct digest ask_list(const struct file_tree_source *disk, struct arena *a, struct str path,
                              struct fs_entries *out, struct error *why)
{
    struct digest_state d;
    struct strbuf names;
    enum err e = disk->list(disk->payload, a, path, out, why);

    if (e != OK)
        return digest_failure(e, why);
    strbuf_init(&names, a);
    for (uint32_t i = 0; i < out->len; i++) {
        writer_u8(&names, (uint8_t)out->items[i].kind);
        writer_str(&names, out->items[i].name);
    }
    digest_begin(&d, "list");
    digest_field(&d, "entries", strbuf_text(&names));
    return digest_end(&d);
}

static struct digest ask_link(const struct file_tree_source *disk, struct arena *a, struct str path, struct str *out,
                              struct error *why)
{
    struct digest_state d;
    enum err e = disk->link(disk->payload, a, path, out, why);

    if (e != OK)
        return digest_failure(e, why);
    digest_begin(&d, "link");
    digest_field(&d, "target", *out);
    return digest_end(&d);
}

static struct digest ask_read(const struct file_tree_source *disk, struct arena *a, struct str path, uint64_t max,
                              struct str *out, struct error *why)
{
    enum err e = disk->read(disk->payload, a, path, max, out, why);

    return e == OK ? digest_of(*out) : digest_failure(e, why);
}

/* ---- recording ---- */

static void add(struct trace *t, enum trace_question question, struct str path, uint64_t max,
                const struct digest *answer)
{
    vec_push(t->arena, &t->facts, (struct trace_fact){(uint8_t)question, str_dup(t->arena, path), max, *answer});
}

void trace_add_file(struct trace *t, struct str path, uint64_t max, const struct digest *content)
{
    add(t, TRACE_READ, path, max, content);
}

/* Hands an error on to those who want to know; the first one wins. */
static enum err hand_on(const struct error *own, struct error *why)
{
    if (why != NULL && why->code == OK)
        *why = *own;
    return own->code;
}

static enum fs_kind recorded_kind(void *payload, struct str path)
{
    struct trace *t = payload;
    enum fs_kind kind = FS_OTHER;
    struct digest answer = ask_kind(&t->disk, path, &kind);

    add(t, TRACE_KIND, path, 0, &answer);
    return kind;
}

static enum err recorded_list(void *payload, struct arena *a, struct str folder, struct fs_entries *out,
                              struct error *why)
{
    struct trace *t = payload;
    struct error own = {0};
    struct digest answer = ask_list(&t->disk, a, folder, out, &own);

    add(t, TRACE_LIST, folder, 0, &answer);
    return hand_on(&own, why);
}

static enum err recorded_link(void *payload, struct arena *a, struct str path, struct str *target, struct error *why)
{
    struct trace *t = payload;
    struct error own = {0};
    struct digest answer = ask_link(&t->disk, a, path, target, &own);

    add(t, TRACE_LINK, path, 0, &answer);
    return hand_on(&own, why);
}

static enum err recorded_read(void *payload, struct arena *a, struct str path, uint64_t max, struct str *out,
                              struct error *why)
{
    struct trace *t = payload;
    struct error own = {0};
    struct digest answer = ask_read(&t->disk, a, path, max, out, &own);

    add(t, TRACE_READ, path, max, &answer);
    return hand_on(&own, why);
}

struct file_tree_source trace_source(struct trace *t)
{
    return (struct file_tree_source){
        .payload = t, .kind = recorded_kind, .list = recorded_list, .link = recorded_link, .read = recorded_read};
}

/* ---- asking again ---- */

static struct digest ask(const struct trace_fact *fact, struct arena *scratch)
{
    struct file_tree_source disk = file_tree_disk();
    struct fs_entries entries = {0};
    struct str text = {0};
    struct error why = {0};
    enum fs_kind kind = FS_OTHER;

    switch ((enum trace_question)fact->question) {
    case TRACE_KIND:
        return ask_kind(&disk, fact->path, &kind);
    case TRACE_LIST:
        return ask_list(&disk, scratch, fact->path, &entries, &why);
    case TRACE_LINK:
        return ask_link(&disk, scratch, fact->path, &text, &why);
    case TRACE_READ:
    case TRACE_QUESTION_COUNT: /* trace_decode refuses it */
        break;
    }
    return ask_read(&disk, scratch, fact->path, fact->max, &text, &why);
}

bool trace_holds(const struct trace_fact *fact, struct arena *scratch)
{
    struct digest answer = ask(fact, scratch);

    return digest_eq(&answer, &fact->answer);
}

/* ---- records ---- */

enum { FACT_SIZE = 1 + 4 + 8 + DIGEST_SIZE };

void trace_encode(const struct trace *t, struct strbuf *out)
{
    writer_u32(out, t->facts.len);
    for (uint32_t i = 0; i < t->facts.len; i++) {
        const struct trace_fact *fact = &t->facts.items[i];
        writer_u8(out, fact->question);
        writer_str(out, (struct str){fact->path.ptr, fact->path.len + 1}); /* its NUL too */
        writer_u64(out, fact->max);
        strbuf_put(out, (struct str){(const char *)fact->answer.bytes, DIGEST_SIZE});
    }
}

static void decode_fact(struct trace *t, struct reader *r)
{
    struct trace_fact fact = {.question = reader_u8(r)};
    struct str path = reader_str(r);
    struct str answer;

    fact.max = reader_u64(r);
    answer = reader_bytes(r, DIGEST_SIZE);
    if (fact.question >= TRACE_QUESTION_COUNT || path.len < 2 || path.ptr[0] != '/' || path.ptr[path.len - 1] != '\0') {
        reader_fail(r);
        return;
    }
    fact.path = str_slice(path, 0, path.len - 1);
    if (str_has_nul(fact.path) || answer.len != DIGEST_SIZE) {
        reader_fail(r);
        return;
    }
    memcpy(fact.answer.bytes, answer.ptr, DIGEST_SIZE);
    vec_push(t->arena, &t->facts, fact);
}

void trace_decode(struct trace *t, struct reader *r)
{
    uint32_t count = reader_count(r, FACT_SIZE);

    for (uint32_t i = 0; i < count && reader_ok(r); i++)
        decode_fact(t, r);
}
