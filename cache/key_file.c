#include "cache/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"

enum { KEY_FILE_MAX = 1024 };

static const struct str secret_word = STR_INIT("cordon-secret-key-1 ");
static const struct str public_word = STR_INIT("cordon-public-key-1 ");

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* True when `text` is `word`, 2 * `size` hexadecimal digits and a line end. */
static bool parse(struct str text, struct str word, unsigned char *out, size_t size)
{
    if (text.len != word.len + 2 * size + 1 || !str_starts(text, word) || text.ptr[text.len - 1] != '\n')
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_value(text.ptr[word.len + 2 * i]);
        int low = hex_value(text.ptr[word.len + 2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static void put_line(struct strbuf *out, struct str word, const unsigned char *bytes, size_t size)
{
    strbuf_put(out, word);
    for (size_t i = 0; i < size; i++)
        strbuf_printf(out, "%02x", bytes[i]);
    strbuf_put_char(out, '\n');
}

static enum err write_new(const char *path, struct str text, mode_t mode, struct error *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    enum err e = OK;

    if (fd < 0 && errno == EEXIST)
        return error_set(why, ERR_USAGE, "%s is there already; a key is never overwritten", path);
    if (fd < 0)
        return error_sys(why, "%s", path);
    if (write(fd, text.ptr, text.len) != (ssize_t)text.len || fsync(fd) != 0)
        e = error_sys(why, "write %s", path);
    if (close(fd) != 0 && e == OK)
        e = error_sys(why, "write %s", path);
    if (e != OK)
        (void)unlink(path);
    return e;
}

enum err key_file_make(const char *path, struct error *why)
{
    struct arena scratch = {0};
    struct secret_key secret;
    struct public_key public;
    struct strbuf secret_text;
    struct strbuf public_text;
    struct strbuf public_path;
    enum err e = OK;

    signature_new_keys(&secret, &public);
    strbuf_init(&secret_text, &scratch);
    strbuf_init(&public_text, &scratch);
    strbuf_init(&public_path, &scratch);
    put_line(&secret_text, secret_word, secret.bytes, sizeof(secret.bytes));
    put_line(&public_text, public_word, public.bytes, sizeof(public.bytes));
    strbuf_printf(&public_path, "%s.pub", path);
    e = write_new(strbuf_text(&public_path).ptr, strbuf_text(&public_text), S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, why);
    if (e == OK) {
        e = write_new(path, strbuf_text(&secret_text), S_IRUSR | S_IWUSR, why);
        if (e != OK)
            (void)unlink(strbuf_text(&public_path).ptr);
    }
    explicit_bzero(&secret, sizeof(secret));
    explicit_bzero(secret_text.ptr, secret_text.len);
    arena_reset(&scratch);
    return e;
}

enum err key_file_secret(const char *path, struct secret_key *out, struct error *why)
{
    struct arena scratch = {0};
    struct str text = {0};
    struct stat st;
    enum err e = fs_read(&scratch, path, KEY_FILE_MAX, &text, why);

    if (e == OK && stat(path, &st) != 0)
        e = error_sys(why, "%s", path);
    if (e == OK && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        e = error_set(why, ERR_USAGE, "others can read the secret key %s; chmod 600 %s", path, path);
    if (e == OK && !parse(text, secret_word, out->bytes, sizeof(out->bytes)))
        e = error_set(why, ERR_FORMAT, "%s is no secret key; cordon cache keygen makes one", path);
    arena_reset(&scratch);
    return e;
}

enum err key_file_public(const char *path, struct public_key *out, struct error *why)
{
    struct arena scratch = {0};
    struct str text = {0};
    enum err e = fs_read(&scratch, path, KEY_FILE_MAX, &text, why);

    if (e == OK && !parse(text, public_word, out->bytes, sizeof(out->bytes)))
        e = error_set(why, ERR_FORMAT, "%s is no public key; cordon cache keygen makes one beside the secret key",
                      path);
    arena_reset(&scratch);
    return e;
}
