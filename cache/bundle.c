#include "cache/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/base/bytes.h"
#include "analyzer/base/store.h"
#include "cache/database.h"

enum {
    HEADER_SIZE = 8 + SIGNATURE_PUBLIC_SIZE + 8,
    RECORD_START = 1 + RECORD_KEY_SIZE + 4,
    END_SIZE = 1 + 8 + SIGNATURE_SIZE,
    CHUNK = 256 * 1024,
    RECORD_BYTES_MAX = 1024 * 1024 * 1024,
    SCRATCH_BYTES = 16 * 1024 * 1024,
};

static const char magic[7] = {'c', 'd', 'n', 'B', 'n', 'd', 'l'};

/* --- the last sequence, per signer and direction, as a record of the cache --- */

static struct digest sequence_key(const char *direction, const struct public_key *signer)
{
    struct digest_state d;

    digest_begin(&d, "bundle sequence");
    digest_field(&d, "direction", str_from(direction));
    digest_field(&d, "signer", (struct str){(const char *)signer->bytes, sizeof(signer->bytes)});
    return digest_end(&d);
}

static uint64_t last_sequence(struct cache *c, const struct digest *key)
{
    struct arena scratch = {0};
    struct str payload = {0};
    struct reader r = {0};
    uint64_t sequence = 0;

    if (cache_peek(c, STORE_ORIGIN, key, &scratch, &payload)) {
        r.bytes = payload;
        sequence = reader_u64(&r);
        if (!reader_done(&r))
            sequence = 0;
    }
    arena_reset(&scratch);
    return sequence;
}

static struct str sequence_payload(struct arena *a, uint64_t sequence)
{
    struct strbuf out;

    strbuf_init(&out, a);
    writer_u64(&out, sequence);
    return strbuf_text(&out);
}

/* --- export --- */

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
    strbuf_put(&out, (struct str){magic, sizeof(magic)});
    writer_u8(&out, BUNDLE_FORMAT);
    strbuf_put(&out, (struct str){(const char *)signer->bytes, sizeof(signer->bytes)});
    writer_u64(&out, x->info->sequence);
    emit(x, strbuf_text(&out));
}

static struct digest digest_in(struct str key)
{
    struct digest digest;

    memcpy(digest.bytes, key.ptr + 1, DIGEST_SIZE);
    return digest;
}

/* True for a record that may travel. */
static bool is_good(struct str key, struct str record)
{
    struct digest digest;
    struct str payload = {0};

    if (key.len != RECORD_KEY_SIZE || key.ptr[0] == STORE_ORIGIN || key.ptr[0] == STORE_RUN ||
        (uint8_t)key.ptr[0] >= STORE_KIND_COUNT)
        return false;
    digest = digest_in(key);
    return record_open(record, (uint8_t)key.ptr[0], &digest, &payload) == RECORD_GOOD;
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

        if (pages_walk_value(&walk, RECORD_BYTES_MAX, &x->scratch, &record) == PAGES_GOOD && is_good(item.key, record))
            emit_record(x, item.key, record);
        if (x->scratch.used > SCRATCH_BYTES)
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
    struct digest last = sequence_key("export", &signer);
    uint64_t before = last_sequence(c, &last);
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
    cache_put(c, STORE_ORIGIN, &last, sequence_payload(&x->scratch, x->info->sequence));
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

/* --- reading --- */

/* A private copy of a bundle: what was checked is what is taken. */
struct spool {
    FILE *file; /* unlinked */
    const char *name;
    uint64_t bytes;
    struct public_key signer;
    uint64_t sequence;
    struct arena scratch; /* of the record at hand */
    bool ended;           /* the last record was read */
    bool damaged;
};

static enum err damaged(const struct spool *s, struct error *why)
{
    return error_set(why, ERR_FORMAT, "the bundle %s is damaged or cut short; nothing of it was taken", s->name);
}

static FILE *open_spool(int folder_fd)
{
    int fd = openat(folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);

    if (fd < 0)
        return tmpfile();
    return fdopen(fd, "w+b");
}

/*
 * Copies `from` and hashes everything but the signature at the end, which is not known to be that before the end: the
 * last bytes are held back.
 */
static enum err copy_bundle(FILE *from, struct spool *s, struct signature_state *hash,
                            unsigned char signature[SIGNATURE_SIZE], struct error *why)
{
    char *buffer = arena_alloc(&s->scratch, SIGNATURE_SIZE + CHUNK);
    size_t held = 0;

    for (;;) {
        size_t got = fread(buffer + held, 1, CHUNK, from);

        if (got > 0 && fwrite(buffer + held, 1, got, s->file) != got)
            return error_sys(why, "a copy of the bundle %s", s->name);
        s->bytes += got;
        held += got;
        if (held > SIGNATURE_SIZE) {
            signature_add(hash, (struct str){buffer, held - SIGNATURE_SIZE});
            memmove(buffer, buffer + held - SIGNATURE_SIZE, SIGNATURE_SIZE);
            held = SIGNATURE_SIZE;
        }
        if (got == 0)
            break;
    }
    if (ferror(from))
        return error_sys(why, "read %s", s->name);
    if (s->bytes < HEADER_SIZE + END_SIZE)
        return damaged(s, why);
    memcpy(signature, buffer, SIGNATURE_SIZE);
    return OK;
}

static bool take(struct spool *s, void *to, size_t size)
{
    if (fread(to, 1, size, s->file) != size)
        s->damaged = true;
    return !s->damaged;
}

static enum err check_header(struct spool *s, const struct public_key *key, struct error *why)
{
    char header[HEADER_SIZE];
    struct reader r = {.bytes = {header, sizeof(header)}, .at = sizeof(magic)};
    uint8_t format = 0;

    rewind(s->file);
    if (!take(s, header, sizeof(header)))
        return damaged(s, why);
    if (memcmp(header, magic, sizeof(magic)) != 0)
        return error_set(why, ERR_FORMAT, "%s is no bundle of cordon", s->name);
    format = reader_u8(&r);
    if (format != BUNDLE_FORMAT)
        return error_set(why, ERR_FORMAT, "the bundle %s is of version %u, which this cordon does not know", s->name,
                         format);
    memcpy(s->signer.bytes, header + r.at, sizeof(s->signer.bytes));
    r.at += sizeof(s->signer.bytes);
    s->sequence = reader_u64(&r);
    if (memcmp(s->signer.bytes, key->bytes, sizeof(key->bytes)) != 0)
        return error_set(why, ERR_FORMAT, "the bundle %s is not signed by the given key", s->name);
    return OK;
}

/* Before the first record. */
static void rewind_spool(void *payload)
{
    struct spool *s = payload;

    s->ended = false;
    if (fseek(s->file, HEADER_SIZE, SEEK_SET) != 0)
        s->damaged = true;
}

static bool next_of_spool(void *payload, struct database_item *out)
{
    struct spool *s = payload;
    char start[RECORD_START] = {0};
    struct reader r = {.bytes = {start, sizeof(start)}, .at = 1 + RECORD_KEY_SIZE};
    size_t len = 0;
    char *bytes = NULL;

    if (s->ended || !take(s, start, 1))
        return false;
    s->ended = start[0] == 0;
    if (s->ended || !take(s, start + 1, sizeof(start) - 1))
        return false;
    len = reader_u32(&r);
    if (start[0] != 1 || len > RECORD_BYTES_MAX || len > s->bytes) {
        s->damaged = true;
        return false;
    }
    if (s->scratch.used > SCRATCH_BYTES)
        arena_reset(&s->scratch);
    bytes = arena_alloc(&s->scratch, len + 1);
    if (!take(s, bytes, len))
        return false;
    memcpy(out->key, start + 1, RECORD_KEY_SIZE);
    out->record = (struct str){bytes, len};
    out->keep_old = true;
    return true;
}

/* What of the record the cache has already. */
static void compare_with_cache(struct cache *c, struct spool *s, const struct database_item *item,
                               struct bundle_info *out)
{
    struct digest digest = digest_in((struct str){(const char *)item->key, RECORD_KEY_SIZE});
    struct str ours = {0};
    struct str theirs = str_slice(item->record, RECORD_HEADER_SIZE, item->record.len);

    if (!cache_peek(c, item->key[0], &digest, &s->scratch, &ours))
        return;
    out->known++;
    out->different += !str_eq(ours, theirs);
}

/* Every record is good, and there is nothing between them and the signature; `c` may be NULL. */
static enum err check_records(struct cache *c, struct spool *s, struct bundle_info *out, struct error *why)
{
    struct database_item item;
    char end[8];
    struct reader r = {.bytes = {end, sizeof(end)}};
    long at = 0;

    rewind_spool(s);
    while (next_of_spool(s, &item)) {
        if (!is_good((struct str){(const char *)item.key, sizeof(item.key)}, item.record))
            return damaged(s, why);
        out->records++;
        if (c != NULL)
            compare_with_cache(c, s, &item, out);
    }
    if (s->damaged || !take(s, end, sizeof(end)) || reader_u64(&r) != out->records)
        return damaged(s, why);
    at = ftell(s->file);
    return at >= 0 && (uint64_t)at == s->bytes - SIGNATURE_SIZE ? OK : damaged(s, why);
}

static enum err check_bundle(FILE *from, struct spool *s, const struct public_key *key, struct error *why)
{
    unsigned char signature[SIGNATURE_SIZE];
    struct signature_state hash;
    enum err e = OK;

    signature_begin(&hash);
    e = copy_bundle(from, s, &hash, signature, why);
    arena_reset(&s->scratch);
    if (e == OK)
        e = check_header(s, key, why);
    if (e == OK && !signature_check(&hash, key, signature))
        e = error_set(why, ERR_FORMAT,
                      "the bundle %s was changed or cut short: its signature is wrong; nothing of it was taken",
                      s->name);
    return e;
}

/* Opens, copies and checks; `c` is NULL for a check alone. */
static enum err open_bundle(struct cache *c, int folder_fd, struct spool *s, const struct public_key *key,
                            struct bundle_info *out, struct error *why)
{
    FILE *from = strcmp(s->name, "-") == 0 ? stdin : fopen(s->name, "rbe");
    enum err e = OK;

    *out = (struct bundle_info){0};
    if (from == NULL)
        return error_sys(why, "%s", s->name);
    s->file = open_spool(folder_fd);
    if (s->file == NULL)
        e = error_sys(why, "a copy of the bundle %s", s->name);
    if (e == OK)
        e = check_bundle(from, s, key, why);
    if (e == OK)
        e = check_records(c, s, out, why);
    out->sequence = s->sequence;
    out->bytes = s->bytes;
    if (from != stdin)
        (void)fclose(from);
    return e;
}

static void close_spool(struct spool *s)
{
    if (s->file != NULL)
        (void)fclose(s->file);
    arena_reset(&s->scratch);
}

enum err bundle_verify(int folder_fd, const char *path, const struct public_key *key, struct bundle_info *out,
                       struct error *why)
{
    struct spool s = {.name = path};
    enum err e = open_bundle(NULL, folder_fd, &s, key, out, why);

    close_spool(&s);
    return e;
}

/* The records of a bundle, and then the sequence: in one transaction. */
struct import {
    struct spool spool;
    struct database_item sequence;
    bool sequence_given;
};

static void rewind_import(void *payload)
{
    struct import *i = payload;

    i->sequence_given = false;
    rewind_spool(&i->spool);
}

static bool next_of_import(void *payload, struct database_item *out)
{
    struct import *i = payload;

    if (next_of_spool(&i->spool, out))
        return true;
    *out = i->sequence;
    if (i->sequence_given)
        return false;
    i->sequence_given = true;
    return true;
}

static enum err take_bundle(struct cache *c, struct import *i, const struct digest *last, struct error *why)
{
    const struct database_source source = {i, rewind_import, next_of_import, &i->spool.damaged};
    struct arena scratch = {0};
    struct strbuf record;
    enum err e = OK;

    strbuf_init(&record, &scratch);
    record_wrap(&record, STORE_ORIGIN, last, (uint64_t)time(NULL), sequence_payload(&scratch, i->spool.sequence));
    record_key(i->sequence.key, STORE_ORIGIN, last);
    i->sequence.record = strbuf_text(&record);
    e = cache_write_all(c, &source, i->spool.bytes, why);
    arena_reset(&scratch);
    return e;
}

enum err bundle_import(struct cache *c, const char *path, const struct public_key *key, struct bundle_info *out,
                       struct error *why)
{
    struct import i = {.spool = {.name = path}};
    struct digest last = sequence_key("import", key);
    uint64_t before = 0;
    enum err e = OK;

    if (cache_folder_fd(c) < 0 || cache_trouble(c)->code == ERR_USAGE)
        return error_set(why, cache_trouble(c)->code, "%s", cache_trouble(c)->text);
    e = open_bundle(c, cache_folder_fd(c), &i.spool, key, out, why);
    if (e == OK)
        before = last_sequence(c, &last);
    if (e == OK && out->sequence <= before)
        e = error_set(why, ERR_USAGE,
                      "the bundle %s is number %" PRIu64 " of its signer, and number %" PRIu64
                      " was taken before; nothing of it was taken",
                      path, out->sequence, before);
    if (e == OK)
        e = take_bundle(c, &i, &last, why);
    close_spool(&i.spool);
    return e;
}
