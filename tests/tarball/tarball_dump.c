/*
 * What the archive reader makes of archives: paths on standard input, one a line; for each a JSON object on standard
 * output, with the files that npm would write ({"path": [length, CRC-32]}) or the refusal.
 */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/base/limits.h"
#include "analyzer/package/tarball.h"

static const char *outcome_name(enum tarball_outcome outcome)
{
    return outcome == TARBALL_OK ? "ok" : outcome == TARBALL_TRUNCATED ? "truncated" : tarball_rule(outcome);
}

static void put_files(struct arena *a, struct strbuf *out, const struct tarball *t)
{
    const char *between = "";

    strbuf_put_c(out, ",\"files\":{");
    for (uint32_t i = 0; i < t->files.len; i++) {
        const struct tarball_file *file = &t->files.items[i];
        struct str path = tarball_npm_path(a, t, file);
        if (path.len == 0)
            continue;
        strbuf_put_c(out, between);
        jdoc_write_str(out, path);
        strbuf_printf(out, ":[%zu,%lu]", file->bytes.len,
                      crc32(0, (const Bytef *)file->bytes.ptr, (uInt)file->bytes.len));
        between = ",";
    }
    strbuf_put_char(out, '}');
}

static void dump(const char *path)
{
    struct arena a = {0};
    struct tarball_refusal refusal = {0};
    struct tarball tarball = {0};
    struct error why = {0};
    struct str bytes = {0};
    struct strbuf out;
    enum tarball_outcome outcome = TARBALL_OK;

    strbuf_init(&out, &a);
    if (fs_read(&a, path, (uint64_t)2 * LIMIT_ARCHIVE_BYTES, &bytes, &why) != OK) {
        strbuf_printf(&out, "{\"outcome\":\"unreadable\"}");
    } else {
        outcome = tarball_read(&a, bytes, &tarball, &refusal);
        strbuf_printf(&out, "{\"outcome\":\"%s\"", outcome_name(outcome));
        if (outcome == TARBALL_OK) {
            put_files(&a, &out, &tarball);
        } else {
            strbuf_put_c(&out, ",\"entry\":");
            jdoc_write_str(&out, refusal.entry);
            strbuf_put_c(&out, ",\"reason\":");
            jdoc_write_str(&out, refusal.reason);
        }
        strbuf_put_char(&out, '}');
    }
    (void)puts(strbuf_text(&out).ptr);
    arena_reset(&a);
}

int main(void)
{
    char path[4096];

    while (fgets(path, sizeof(path), stdin) != NULL) {
        path[strcspn(path, "\n")] = '\0';
        dump(path);
        (void)fflush(stdout);
    }
    return 0;
}
