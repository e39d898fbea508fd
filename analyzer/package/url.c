#include "analyzer/package/url.h"

#include "analyzer/base/strbuf.h"
#include "analyzer/base/utf8.h"

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static void put_encoded_byte(struct strbuf *out, unsigned char c)
{
    strbuf_printf(out, "%%%02X", c);
}

/* Percent-encodes controls, space, everything beyond ASCII, and the bytes of `also`. */
static void put_encoded(struct strbuf *out, struct str text, const char *also)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c <= 0x20 || c >= 0x7f || str_find(str_from(also), (struct str){text.ptr + i, 1}, 0) < str_from(also).len)
            put_encoded_byte(out, c);
        else
            strbuf_put_char(out, (char)c);
    }
}

/* "Basic URL parser", steps 1.1 and 3: outer controls and spaces, then every tab and newline. */
static struct str without_noise(struct arena *a, struct str text)
{
    struct strbuf out;

    while (text.len > 0 && (unsigned char)text.ptr[0] <= 0x20)
        text = str_slice(text, 1, text.len);
    while (text.len > 0 && (unsigned char)text.ptr[text.len - 1] <= 0x20)
        text.len--;
    strbuf_init(&out, a);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\t' && text.ptr[i] != '\n' && text.ptr[i] != '\r')
            strbuf_put_char(&out, text.ptr[i]);
    return strbuf_text(&out);
}

/* A Windows drive letter: "C:" or "C|" and nothing more. */
static bool is_drive(struct str segment)
{
    return segment.len == 2 && is_alpha(segment.ptr[0]) && (segment.ptr[1] == ':' || segment.ptr[1] == '|');
}

/* "Starts with a Windows drive letter". */
static bool starts_with_drive(struct str text)
{
    return text.len >= 2 && is_drive(str_slice(text, 0, 2)) &&
           (text.len == 2 || is_slash(text.ptr[2]) || text.ptr[2] == '?' || text.ptr[2] == '#');
}

/* "Shorten a URL's path": the last segment goes, but not a lone drive letter. */
static void shorten(struct strbuf *path)
{
    if (path->len == 3 && is_alpha(path->ptr[1]) && path->ptr[2] == ':')
        return;
    while (path->len > 0 && path->ptr[path->len - 1] != '/')
        path->len--;
    if (path->len > 0)
        path->len--;
}

/* The length of one '.' or "%2e" at `at`, 0 when there is none. */
static size_t dot_at(struct str s, size_t at)
{
    if (at < s.len && s.ptr[at] == '.')
        return 1;
    if (at + 2 < s.len && s.ptr[at] == '%' && s.ptr[at + 1] == '2' && lower(s.ptr[at + 2]) == 'e')
        return 3;
    return 0;
}

int url_dots(struct str segment)
{
    size_t first = dot_at(segment, 0);
    size_t second = first > 0 ? dot_at(segment, first) : 0;

    if (first > 0 && first == segment.len)
        return 1;
    return second > 0 && first + second == segment.len ? 2 : 0;
}

bool url_skims(struct str path)
{
    static const struct str encoded = STR_INIT("\"<>`{}%\\");
    size_t first = str_find(path, STR("/."), 0);
    size_t at = first + 1;

    if (path.len == 0 || path.ptr[0] == '.' || first + 2 >= path.len || path.ptr[first + 2] == '.' ||
        path.ptr[first + 2] == '/')
        return false;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if (c <= 0x20 || c >= 0x7f || str_find(encoded, (struct str){path.ptr + i, 1}, 0) < encoded.len)
            return false;
    }
    while (at < path.len) {
        size_t end = str_find(path, STR("/"), at);

        if (url_dots(str_slice(path, at, end)) > 0)
            return true;
        at = end + 1;
    }
    return false;
}

/* "Path state", over all of `text`, onto the segments that are in `path` already. */
static void parse_path(struct strbuf *path, struct str text)
{
    size_t at = 0;

    for (;;) {
        size_t end = at;
        struct str segment;
        int dots = 0;
        bool last = false;

        while (end < text.len && !is_slash(text.ptr[end]))
            end++;
        segment = str_slice(text, at, end);
        last = end == text.len;
        dots = url_dots(segment);
        if (dots == 2)
            shorten(path);
        if (dots == 0 && path->len == 0 && is_drive(segment)) {
            strbuf_put_char(path, '/');
            strbuf_put_char(path, segment.ptr[0]);
            strbuf_put_char(path, ':');
        } else if (dots == 0 || last) {
            strbuf_put_char(path, '/');
            if (dots == 0)
                put_encoded(path, segment, "\"#<>?^`{}");
        }
        if (last)
            return;
        at = end + 1;
    }
}

/* Splits off "#..." and "?...", encoded, leaving what is before them in `*text`. */
static void take_suffixes(struct arena *a, struct str *text, struct file_url *out)
{
    size_t hash = str_find(*text, STR("#"), 0);
    size_t query = 0;
    struct strbuf b;

    out->hash = (struct str){0};
    out->query = (struct str){0};
    if (hash + 1 < text->len) {
        strbuf_init(&b, a);
        strbuf_put_char(&b, '#');
        put_encoded(&b, str_slice(*text, hash + 1, text->len), "\"<>`");
        out->hash = strbuf_text(&b);
    }
    text->len = hash;
    query = str_find(*text, STR("?"), 0);
    if (query + 1 < text->len) {
        strbuf_init(&b, a);
        strbuf_put_char(&b, '?');
        put_encoded(&b, str_slice(*text, query + 1, text->len), "\"#<>'");
        out->query = strbuf_text(&b);
    }
    text->len = query;
}

/* "File state" after "file:" or relative to `base`; `text` has no query and no fragment any more. */
static void parse_file_path(struct arena *a, struct str text, const struct file_url *base, struct file_url *out)
{
    struct strbuf path;

    strbuf_init(&path, a);
    if (text.len > 0 && is_slash(text.ptr[0])) {
        struct str first = base == NULL ? (struct str){0} : base->path;

        /* "File slash state": a drive letter of the base stays. */
        if (first.len >= 3 && is_drive(str_slice(first, 1, 3)) && (first.len == 3 || first.ptr[3] == '/') &&
            !starts_with_drive(str_slice(text, 1, text.len)))
            strbuf_put(&path, str_slice(first, 0, 3));
        parse_path(&path, str_slice(text, 1, text.len));
    } else if (base != NULL) {
        if (!starts_with_drive(text)) {
            strbuf_put(&path, base->path);
            if (text.len > 0)
                shorten(&path);
        }
        if (text.len > 0)
            parse_path(&path, text);
    } else {
        parse_path(&path, text);
    }
    out->path = strbuf_text(&path);
}

static bool eq_ignoring_case(struct str text, struct str lower_case)
{
    if (text.len != lower_case.len)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (lower(text.ptr[i]) != lower_case.ptr[i])
            return false;
    return true;
}

/* "File host state": what kind of URL "//host/..." is; `*rest` gets what follows the host. */
static enum url_kind parse_file_host(struct str text, struct str *rest)
{
    size_t end = 2;
    struct str host;

    while (end < text.len && !is_slash(text.ptr[end]))
        end++;
    host = str_slice(text, 2, end);
    *rest = str_slice(text, end, text.len);
    if (is_drive(host)) {
        *rest = str_slice(text, 1, text.len);
        return URL_FILE;
    }
    if (host.len == 0 || eq_ignoring_case(host, STR("localhost")))
        return URL_FILE;
    /* Other hosts go through IDNA and IPv4 rules, which can fail; plain names do not. */
    for (size_t i = 0; i < host.len; i++)
        if (!is_alpha(host.ptr[i]))
            return URL_UNSURE;
    return eq_ignoring_case(str_slice(host, 0, host.len < 4 ? host.len : 4), STR("xn--")) ? URL_UNSURE : URL_HOST;
}

/* The length of "scheme:" at the start of `text`, 0 when there is none. */
static size_t scheme_length(struct str text)
{
    if (text.len == 0 || !is_alpha(text.ptr[0]))
        return 0;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == ':')
            return i + 1;
        if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.')
            return 0;
    }
    return 0;
}

static bool is_special(struct str scheme)
{
    static const struct str special[] = {STR_INIT("http"), STR_INIT("https"), STR_INIT("ws"), STR_INIT("wss"),
                                         STR_INIT("ftp")};

    for (size_t i = 0; i < ARRAY_LEN(special); i++)
        if (str_eq(scheme, special[i]))
            return true;
    return false;
}

/* True when the authority that "//" starts is a plain host name, which cannot fail to parse. */
static bool plain_authority(struct str text)
{
    size_t at = 0;
    size_t start = 0;
    bool letter = false;

    while (at < text.len && is_slash(text.ptr[at]))
        at++;
    start = at;
    for (; at < text.len && !is_slash(text.ptr[at]) && text.ptr[at] != '?' && text.ptr[at] != '#'; at++) {
        if (!is_alpha(text.ptr[at]) && text.ptr[at] != '.')
            return false;
        letter = letter || is_alpha(text.ptr[at]);
    }
    return letter && text.ptr[start] != '.' && text.ptr[at - 1] != '.' &&
           str_find(str_slice(text, start, at), STR(".."), 0) == at - start;
}

static enum url_kind parse_other(struct str scheme, struct str rest)
{
    bool authority = rest.len >= 2 && rest.ptr[0] == '/' && rest.ptr[1] == '/';

    if (is_special(scheme) || authority)
        return plain_authority(rest) ? URL_OTHER : URL_UNSURE;
    return URL_OTHER;
}

/* What follows another scheme's ':' ("Opaque path state" and "Path state"): spaces stay in an opaque path. */
static struct str encode_other(struct arena *a, struct str rest)
{
    bool opaque = rest.len == 0 || rest.ptr[0] != '/';
    struct strbuf out;

    strbuf_init(&out, a);
    for (size_t i = 0; i < rest.len; i++) {
        unsigned char c = (unsigned char)rest.ptr[i];

        if (c < 0x20 || c >= 0x7f || (c == ' ' && !opaque))
            put_encoded_byte(&out, c);
        else
            strbuf_put_char(&out, (char)c);
    }
    return strbuf_text(&out);
}

static struct str lower_scheme(struct arena *a, struct str text)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (size_t i = 0; i < text.len; i++)
        strbuf_put_char(&out, lower(text.ptr[i]));
    return strbuf_text(&out);
}

/* True when the path of a URL that is not relative to a path is skimmed. */
static bool is_skimmed(struct str text, const struct file_url *base)
{
    bool absolute = text.len > 0 && is_slash(text.ptr[0]);

    return (absolute || base == NULL) && url_skims(absolute ? str_slice(text, 1, text.len) : text);
}

enum url_kind url_parse(struct arena *a, struct str text, const struct file_url *base, bool skims, struct file_url *out,
                        struct str *scheme)
{
    struct str clean = without_noise(a, text);
    size_t prefix = scheme_length(clean);
    enum url_kind kind = URL_FILE;

    if (prefix > 0) {
        struct str name = lower_scheme(a, str_slice(clean, 0, prefix - 1));

        clean = str_slice(clean, prefix, clean.len);
        if (!str_eq(name, STR("file"))) {
            *scheme = name;
            *out = (struct file_url){.path = encode_other(a, clean)};
            return parse_other(name, clean);
        }
        /* "Scheme state": "file:x" is relative only to a base that is a file URL too. */
    } else if (base == NULL) {
        return URL_NONE;
    }
    take_suffixes(a, &clean, out);
    if (clean.len >= 2 && is_slash(clean.ptr[0]) && is_slash(clean.ptr[1])) {
        kind = parse_file_host(clean, &clean);
        base = NULL;
        if (clean.len == 0)
            clean = STR("/");
    }
    if (skims && kind == URL_FILE && is_skimmed(clean, base))
        return URL_UNSURE;
    if (kind == URL_FILE || kind == URL_HOST)
        parse_file_path(a, clean, base, out);
    return kind;
}

struct file_url url_of_path(struct arena *a, struct str path)
{
    struct file_url url = {0};
    struct strbuf out;

    strbuf_init(&out, a);
    put_encoded(&out, path, "%\\\"#<>?^`{}");
    url.path = strbuf_text(&out);
    return url;
}

struct str url_text(struct arena *a, const struct file_url *url)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put(&out, STR("file://"));
    strbuf_put(&out, url->path);
    strbuf_put(&out, url->query);
    strbuf_put(&out, url->hash);
    return strbuf_text(&out);
}

bool url_to_path(struct arena *a, const struct file_url *url, struct str *path)
{
    struct strbuf out;
    struct str text = url->path;

    strbuf_init(&out, a);
    for (size_t i = 0; i < text.len; i++) {
        int high = 0;
        int low = 0;

        if (text.ptr[i] != '%') {
            strbuf_put_char(&out, text.ptr[i]);
            continue;
        }
        high = i + 2 < text.len ? str_hex_value(text.ptr[i + 1]) : -1;
        low = i + 2 < text.len ? str_hex_value(text.ptr[i + 2]) : -1;
        if (high < 0 || low < 0)
            return false;
        strbuf_put_char(&out, (char)(high * 16 + low));
        i += 2;
    }
    *path = strbuf_text(&out);
    return utf8_valid(*path);
}

bool url_hides_slash(struct str text)
{
    for (size_t i = 0; i + 2 < text.len; i++) {
        char first = text.ptr[i + 1];
        char second = lower(text.ptr[i + 2]);

        if (text.ptr[i] == '%' && ((first == '2' && second == 'f') || (first == '5' && second == 'c')))
            return true;
    }
    return false;
}
