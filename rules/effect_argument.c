#include "analyzer/base/strbuf.h"
#include "rules/effect.h"

struct scheme {
    struct str prefix;
    const char *port;
};

static const struct scheme schemes[] = {
    {STR_INIT("http://"), "80"},
    {STR_INIT("https://"), "443"},
    {STR_INIT("ws://"), "80"},
    {STR_INIT("wss://"), "443"},
};

/* Characters that mean the same to every URL parser; anything else in a host needs a real one. */
static bool plain_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

static size_t host_end(struct str text, size_t from)
{
    while (from < text.len && plain_host_char(text.ptr[from]))
        from++;
    return from;
}

static size_t digits_end(struct str text, size_t from)
{
    while (from < text.len && text.ptr[from] >= '0' && text.ptr[from] <= '9')
        from++;
    return from;
}

/* "host:port" of what follows a scheme, or empty. */
static struct str authority(struct arena *a, struct str rest, const char *port)
{
    size_t end = host_end(rest, 0);
    struct str written = {0};
    struct strbuf out;

    if (end == 0)
        return (struct str){0};
    strbuf_init(&out, a);
    for (size_t i = 0; i < end; i++)
        strbuf_put_char(&out, rest.ptr[i] >= 'A' && rest.ptr[i] <= 'Z' ? (char)(rest.ptr[i] + 32) : rest.ptr[i]);
    if (end < rest.len && rest.ptr[end] == ':') {
        size_t stop = digits_end(rest, end + 1);

        written = str_slice(rest, end + 1, stop);
        end = stop;
    }
    /* A name before "@" is no host, and what "\" means depends on the parser. */
    if (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?' && rest.ptr[end] != '#')
        return (struct str){0};
    if (written.len > 1 && written.ptr[0] == '0')
        return (struct str){0};
    strbuf_put_char(&out, ':');
    if (written.len > 0)
        strbuf_put(&out, written);
    else
        strbuf_put_c(&out, port);
    return strbuf_text(&out);
}

struct str effect_argument_text(struct arena *a, enum effect e, struct str text)
{
    if (effect_info(e)->argument != ARGUMENT_HOST || str_starts(text, STR("<")) || str_starts(text, STR("/")))
        return text;
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (str_starts(text, schemes[i].prefix))
            return authority(a, str_slice(text, schemes[i].prefix.len, text.len), schemes[i].port);
    return host_end(text, 0) == text.len ? text : (struct str){0};
}
