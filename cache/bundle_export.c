/* Writing a bundle. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/bytes.h"
#include "analyzer/base/store.h"
#include "cache/bundle_format.h"

struct export
{
    FILE *file;
    const char *name;
    struct signature_state signature;
    struct bundle_info *info;
    struct arena scratch;
    bool failed;
};

static void emit(struct export *x, struct str bytes)
{
    signature_add(&x->signature, bytes);
    if (bytes.len > 0 && fwrite(bytes.ptr, 1, bytes.len, x->file) != bytes.len)
        x->failed = true;
    x->info->bytes += bytes.len;
}

static void emit_header(struct export *x, const struct public_key *signer)
{
    struct strbuf out;

    strbuf_init(&out, &x->scratch);
    strbuf_put(&out, (struct str){bundle_magic, sizeof(bundle_magic)});
    writer_u8(&out, BUNDLE_FORMAT);
    strbuf_put(&out, (struct str){(const char *)signer->bytes, sizeof(signer->bytes)});
    writer_u64(&out, x->info->sequence);
    emit(x, strbuf_text(&out));
}

static void emit_record(struct export *x, struct str key, struct str record)
{
    struct strbuf out;

    strbuf_init(&out, &x->scratch);
    writer_u8(&out, 1);
    strbuf_put(&out, key);
    writer_u32(&out, (uint32_t)record.len);
    emit(x, strbuf_text(&out));
    emit(x, record);
    x->info->records++;
}

static void emit_all(struct export *x, const struct pages *pages)
{
    struct arena walking = {0};
    struct pages_walk walk;
    struct pages_item item;

    pages_walk_start(&walk, pages, &walking);
    while (!x->failed && pages_walk_next(&walk, &item) == PAGES_GOOD) {
        struct str record = {0};

        if (pages_walk_value(&walk, BUNDLE_RECORD_MAX, &x->scratch, &record) == PAGES_GOOD &&
            bundle_is_good(item.key, record))
            emit_record(x, item.key, record);
        if (x->scratch.used > BUNDLE_SCRATCH_BYTES)
            arena_reset(&x->scratch);
    }
    arena_reset(&walking);
}

static void emit_end(struct export *x, const struct secret_key *key)
{
    unsigned char signature[SIGNATURE_SIZE];
    struct strbuf out;

    strbuf_init(&out, &x->scratch);
    writer_u8(&out, 0);
    writer_u64(&out, x->info->records);
    emit(x, strbuf_text(&out));
    signature_make(&x->signature, key, signature);
    if (fwrite(signature, 1, sizeof(signature), x->file) != sizeof(signature))
        x->failed = true;
    x->info->bytes += sizeof(signature);
}

static enum err write_bundle(struct cache *c, struct export *x, const struct secret_key *key, struct error *why)
{
    struct public_key signer = signature_public(key);
    struct digest last = bundle_sequence_key("export", &signer);
    uint64_t before = bundle_last_sequence(c, &last);
    struct pages pages;

    /* A clock that went back must not make a bundle that looks like an old one. */
    x->info->sequence = (uint64_t)time(NULL) > before ? (uint64_t)time(NULL) : before + 1;
    signature_begin(&x->signature);
    emit_header(x, &signer);
    if (cache_pages(c, &pages))
        emit_all(x, &pages);
    emit_end(x, key);
    if (fflush(x->file) != 0 || x->failed)
        return error_sys(why, "write %s", x->name);
    cache_put(c, STORE_ORIGIN, &last, bundle_sequence_payload(&x->scratch, x->info->sequence));
    return OK;
}

static const char *beside(struct arena *a, const char *path)
{
    struct strbuf name;

    strbuf_init(&name, a);
    strbuf_printf(&name, "%s.%ld.part", path, (long)getpid());
    return strbuf_text(&name).ptr;
}

/* The complete, synced file gets its name. */
static enum err name_file(FILE *file, const char *part, const char *path, struct error *why)
{
    if (fsync(fileno(file)) != 0 || rename(part, path) != 0)
        return error_sys(why, "write %s", path);
    return OK;
}

enum err bundle_export(struct cache *c, const char *path, const struct secret_key *key, struct bundle_info *out,
                       struct error *why)
{
    struct export x = {.name = path, .info = out};
    bool to_file = strcmp(path, "-") != 0;
    const char *part = to_file ? beside(&x.scratch, path) : NULL;
    struct arena names = x.scratch;
    enum err e = OK;

    x.scratch = (struct arena){0};
    *out = (struct bundle_info){0};
    x.file = to_file ? fopen(part, "wbxe") : stdout;
    if (x.file == NULL) {
        e = error_sys(why, "write %s", part);
    } else {
        e = write_bundle(c, &x, key, why);
        if (to_file && e == OK)
            e = name_file(x.file, part, path, why);
        if (to_file && fclose(x.file) != 0 && e == OK)
            e = error_sys(why, "write %s", path);
        if (to_file && e != OK)
            (void)unlink(part);
    }
    arena_reset(&x.scratch);
    arena_reset(&names);
    return e;
}
