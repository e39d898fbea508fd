#include "cache/bundle_spool.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/base/bytes.h"
#include "cache/bundle_format.h"

enum {
    RECORD_START = 1 + RECORD_KEY_SIZE + 4,
    END_SIZE = 1 + 8 + SIGNATURE_SIZE,
    CHUNK = 256 * 1024,
};

static enum err damaged(const struct bundle_spool *s, struct error *why)
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
static enum err copy_bundle(FILE *from, struct bundle_spool *s, struct signature_state *hash,
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
    if (s->bytes < BUNDLE_HEADER_SIZE + END_SIZE)
        return damaged(s, why);
    memcpy(signature, buffer, SIGNATURE_SIZE);
    return OK;
}

static bool take(struct bundle_spool *s, void *to, size_t size)
{
    if (fread(to, 1, size, s->file) != size)
        s->damaged = true;
    return !s->damaged;
}

static enum err check_header(struct bundle_spool *s, const struct public_key *key, struct error *why)
{
    char header[BUNDLE_HEADER_SIZE];
    struct reader r = {.bytes = {header, sizeof(header)}, .at = sizeof(bundle_magic)};
    uint8_t format = 0;

    rewind(s->file);
    if (!take(s, header, sizeof(header)))
        return damaged(s, why);
    if (memcmp(header, bundle_magic, sizeof(bundle_magic)) != 0)
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

void bundle_spool_rewind(void *payload)
{
    struct bundle_spool *s = payload;

    s->ended = false;
    if (fseek(s->file, BUNDLE_HEADER_SIZE, SEEK_SET) != 0)
        s->damaged = true;
}

bool bundle_spool_next(void *payload, struct database_item *out)
{
    struct bundle_spool *s = payload;
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
    if (start[0] != 1 || len > BUNDLE_RECORD_MAX || len > s->bytes) {
        s->damaged = true;
        return false;
    }
    if (s->scratch.used > BUNDLE_SCRATCH_BYTES)
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
static void compare_with_cache(struct cache *c, struct bundle_spool *s, const struct database_item *item,
                               struct bundle_info *out)
{
    struct digest digest = bundle_digest((struct str){(const char *)item->key, RECORD_KEY_SIZE});
    struct str ours = {0};
    struct str theirs = str_slice(item->record, RECORD_HEADER_SIZE, item->record.len);

    if (!cache_peek(c, item->key[0], &digest, &s->scratch, &ours))
        return;
    out->known++;
    out->different += !str_eq(ours, theirs);
}

/* Every record is good, and there is nothing between them and the signature; `c` may be NULL. */
static enum err check_records(struct cache *c, struct bundle_spool *s, struct bundle_info *out, struct error *why)
{
    struct database_item item;
    char end[8];
    struct reader r = {.bytes = {end, sizeof(end)}};
    long at = 0;

    bundle_spool_rewind(s);
    while (bundle_spool_next(s, &item)) {
        if (!bundle_is_good((struct str){(const char *)item.key, sizeof(item.key)}, item.record))
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

static enum err check_bundle(FILE *from, struct bundle_spool *s, const struct public_key *key, struct error *why)
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

enum err bundle_spool_open(struct cache *c, int folder_fd, struct bundle_spool *s, const struct public_key *key,
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

void bundle_spool_close(struct bundle_spool *s)
{
    if (s->file != NULL)
        (void)fclose(s->file);
    arena_reset(&s->scratch);
}
