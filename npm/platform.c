#include "npm/platform.h"

#include <string.h>
#include <sys/utsname.h>

#include "analyzer/base/strbuf.h"

/* uname's words for machines, and Node's. */
struct machine {
    const char *uname;
    const char *node;
};

static const struct machine machines[] = {
    {"x86_64", "x64"},  {"aarch64", "arm64"},   {"armv7l", "arm"},    {"armv6l", "arm"},
    {"i686", "ia32"},   {"i386", "ia32"},       {"ppc64le", "ppc64"}, {"ppc64", "ppc64"},
    {"s390x", "s390x"}, {"riscv64", "riscv64"}, {"mips", "mips"},     {"loongarch64", "loong64"},
};

struct platform platform_here(void)
{
    struct platform here = {.os = STR("linux")};
    struct utsname names;

#ifdef __GLIBC__
    here.libc = STR("glibc");
#else
    here.libc = STR("musl");
#endif
    if (uname(&names) != 0)
        return here;
    for (size_t i = 0; i < ARRAY_LEN(machines); i++)
        if (strcmp(names.machine, machines[i].uname) == 0)
            here.cpu = str_from(machines[i].node);
    return here;
}

static bool is_word(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return text.len > 0;
}

/* The part up to the next '-', taken off `rest`. */
static struct str take_part(struct str *rest)
{
    size_t end = str_find(*rest, STR("-"), 0);
    struct str part = str_slice(*rest, 0, end);

    *rest = str_slice(*rest, end + (end < rest->len), rest->len);
    return part;
}

enum err platform_parse(struct str text, struct platform *out, struct error *why)
{
    struct str rest = text;

    out->os = take_part(&rest);
    out->cpu = take_part(&rest);
    out->libc = rest;
    if (!is_word(out->os) || !is_word(out->cpu) || (out->libc.len > 0 && !is_word(out->libc)))
        return error_set(why, ERR_USAGE,
                         "\"%.*s\" is no platform: name one as Node does, linux-x64 or linux-arm64-musl, or say all",
                         STR_ARG(text));
    if (out->libc.len == 0 && str_eq(out->os, STR("linux")))
        out->libc = STR("glibc");
    return OK;
}

static struct platform_names names_of(struct arena *a, const struct jdoc *value)
{
    struct platform_names names = {0};
    struct str text;

    if (jdoc_text(value, &text))
        vec_push(a, &names, text);
    for (uint32_t i = 0; jdoc_is(value, JDOC_ARRAY) && i < value->count; i++)
        if (jdoc_text(&value->items[i], &text))
            vec_push(a, &names, text);
    return names;
}

struct platform_wants platform_wants_of(struct arena *a, const struct jdoc *doc)
{
    return (struct platform_wants){names_of(a, jdoc_member(doc, "os")), names_of(a, jdoc_member(doc, "cpu")),
                                   names_of(a, jdoc_member(doc, "libc"))};
}

/* ---- yarn's conditions ---- */

static struct str trim(struct str text)
{
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '('))
        text = str_slice(text, 1, text.len);
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == ')'))
        text = str_slice(text, 0, text.len - 1);
    return text;
}

static struct platform_names *list_named(struct platform_wants *wants, struct str name)
{
    if (str_eq(name, STR("os")))
        return &wants->os;
    if (str_eq(name, STR("cpu")))
        return &wants->cpu;
    return str_eq(name, STR("libc")) ? &wants->libc : NULL;
}

/*
 * "os=linux | os=darwin", or "!os=win32": all of one list. A "!" among several would not mean the same as in such a
 * list, so they ask for nothing.
 */
static void take_group(struct arena *a, struct str group, struct platform_wants *wants)
{
    struct platform_names *list = NULL;
    struct platform_names found = {0};
    bool denies = false;

    for (size_t at = 0; at < group.len;) {
        size_t end = str_find(group, STR("|"), at);
        struct str token = trim(str_slice(group, at, end));
        size_t equals = str_find(token, STR("="), 0);
        bool negated = str_starts(token, STR("!"));
        struct platform_names *of = list_named(wants, str_slice(token, negated, equals));
        struct strbuf name;
        if (of == NULL || equals + 1 >= token.len || (list != NULL && of != list))
            return;
        strbuf_init(&name, a);
        strbuf_printf(&name, "%s%.*s", negated ? "!" : "", STR_ARG(str_slice(token, equals + 1, token.len)));
        list = of;
        denies = denies || negated;
        vec_push(a, &found, strbuf_text(&name));
        at = end + 1;
    }
    if (list != NULL && list->len == 0 && !(denies && found.len > 1))
        *list = found;
}

struct platform_wants platform_wants_parse(struct arena *a, struct str conditions)
{
    struct platform_wants wants = {0};

    for (size_t at = 0; at < conditions.len;) {
        size_t end = str_find(conditions, STR("&"), at);
        take_group(a, str_slice(conditions, at, end), &wants);
        at = end + 1;
    }
    return wants;
}

/* ---- which fit ---- */

static bool fits(const struct platform_names *names, struct str value)
{
    bool met = false;
    uint32_t negated = 0;

    if (names->len == 1 && str_eq(names->items[0], STR("any")))
        return true;
    for (uint32_t i = 0; i < names->len; i++) {
        struct str name = names->items[i];
        if (!str_starts(name, STR("!"))) {
            met = met || str_eq(name, value);
            continue;
        }
        negated++;
        if (str_eq(str_slice(name, 1, name.len), value))
            return false;
    }
    return met || negated == names->len;
}

void platform_put(struct strbuf *out, const struct platform *platform)
{
    strbuf_printf(out, "%.*s-%.*s", STR_ARG(platform->os), STR_ARG(platform->cpu));
    if (platform->libc.len > 0)
        strbuf_printf(out, "-%.*s", STR_ARG(platform->libc));
}

struct str platform_left_out(struct arena *a, uint32_t count, const struct platform *platform)
{
    bool one = count == 1;
    struct strbuf text;

    strbuf_init(&text, a);
    strbuf_printf(&text, "%u package%s for other platforms than ", count, one ? "" : "s");
    platform_put(&text, platform);
    strbuf_printf(&text, " %s left out: --platform all takes %s in too", one ? "is" : "are", one ? "it" : "them");
    return strbuf_text(&text);
}

bool platform_fits(const struct platform *platform, const struct platform_wants *wants)
{
    return fits(&wants->os, platform->os) && fits(&wants->cpu, platform->cpu) && fits(&wants->libc, platform->libc);
}
