#include "warm/warm_message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 4 + 1, CHUNK = 64 * 1024 };

static bool send_all(int fd, const char *bytes, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = send(fd, bytes + done, len - done, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

bool warm_send(int fd, enum warm_message kind, struct str body)
{
    char header[HEADER] = {0};

    if (body.len > UINT32_MAX)
        return false;
    for (int i = 0; i < 4; i++)
        header[i] = (char)(body.len >> (8 * i) & 0xff);
    header[4] = (char)kind;
    return send_all(fd, header, sizeof(header)) && send_all(fd, body.ptr, body.len);
}

bool warm_inbox_read(struct warm_inbox *in, int fd)
{
    ssize_t n = 0;

    if (in->cap - in->len < CHUNK) {
        in->cap = in->cap * 2 + CHUNK;
        in->bytes = realloc(in->bytes, in->cap);
        if (in->bytes == NULL)
            abort();
    }
    do
        n = recv(fd, in->bytes + in->len, in->cap - in->len, 0);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return false;
    in->len += (size_t)n;
    return true;
}

static size_t length_of(const struct warm_inbox *in)
{
    const unsigned char *at = (const unsigned char *)in->bytes;

    return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

bool warm_inbox_first(const struct warm_inbox *in, enum warm_message *kind, struct str *body)
{
    if (in->len < HEADER || in->len - HEADER < length_of(in))
        return false;
    *kind = (unsigned char)in->bytes[4] < WARM_MESSAGE_COUNT ? (enum warm_message)in->bytes[4] : WARM_MESSAGE_COUNT;
    *body = (struct str){in->bytes + HEADER, length_of(in)};
    return true;
}

void warm_inbox_drop(struct warm_inbox *in)
{
    size_t size = HEADER + length_of(in);

    memmove(in->bytes, in->bytes + size, in->len - size);
    in->len -= size;
    if (in->len == 0 && in->cap > (size_t)16 * CHUNK)
        warm_inbox_free(in);
}

bool warm_inbox_wait(struct warm_inbox *in, int fd, enum warm_message *kind, struct str *body)
{
    while (!warm_inbox_first(in, kind, body))
        if (!warm_inbox_read(in, fd))
            return false;
    return true;
}

void warm_inbox_free(struct warm_inbox *in)
{
    free(in->bytes);
    *in = (struct warm_inbox){0};
}
