#include "cli/harmless.h"

#include <string.h>

#include "cli/term.h"

struct str harmless(struct arena *a, struct str text)
{
    struct strbuf out;

    strbuf_init(&out, a);
    term_put(&out, text);
    return strbuf_text(&out);
}

void harmless_xml(struct strbuf *out, struct str text)
{
    struct str plain = harmless(out->arena, text);

    for (size_t i = 0; i < plain.len; i++) {
        switch (plain.ptr[i]) {
        case '&':
            strbuf_put_c(out, "&amp;");
            break;
        case '<':
            strbuf_put_c(out, "&lt;");
            break;
        case '>':
            strbuf_put_c(out, "&gt;");
            break;
        case '"':
            strbuf_put_c(out, "&quot;");
            break;
        case '\'':
            strbuf_put_c(out, "&#39;");
            break;
        default:
            strbuf_put_char(out, plain.ptr[i]);
            break;
        }
    }
}

/* The longest run of backticks. */
static uint32_t longest_run(struct str text)
{
    uint32_t longest = 0;
    uint32_t run = 0;

    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void put_fence(struct strbuf *out, uint32_t count)
{
    while (count-- > 0)
        strbuf_put_char(out, '`');
}

void harmless_code(struct strbuf *out, struct str text)
{
    struct str plain = harmless(out->arena, text);
    uint32_t fence = longest_run(plain) + 1;
    bool padded = false;

    if (plain.len == 0)
        return;
    /* One space on each side is taken away by readers of Markdown. */
    padded = plain.ptr[0] == '`' || plain.ptr[plain.len - 1] == '`' || plain.ptr[0] == ' ';
    put_fence(out, fence);
    strbuf_put_c(out, padded ? " " : "");
    for (size_t i = 0; i < plain.len; i++) {
        if (plain.ptr[i] == '|') /* ends a cell of a table even in a code span */
            strbuf_put_char(out, '\\');
        strbuf_put_char(out, plain.ptr[i]);
    }
    strbuf_put_c(out, padded ? " " : "");
    put_fence(out, fence);
}

static bool is_number(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

/* True when the character would begin or end markup where it stands. */
static bool is_markup(struct str text, size_t at)
{
    static const char always[] = "\\`*_{}[]<>|~&!$";
    static const char at_start[] = "#+-=";
    char c = text.ptr[at];

    if (c == '\0')
        return false;
    if (strchr(always, c) != NULL || (at == 0 && strchr(at_start, c) != NULL))
        return true;
    if (c == ':') /* a link of its own, as is "www." */
        return at + 1 < text.len && text.ptr[at + 1] == '/';
    if (c != '.' || at == 0)
        return false;
    return strchr("wW", text.ptr[at - 1]) != NULL || is_number(str_slice(text, 0, at)); /* an item of a list */
}

void harmless_prose(struct strbuf *out, struct str text)
{
    struct str plain = harmless(out->arena, text);

    for (size_t i = 0; i < plain.len; i++) {
        if (plain.ptr[i] == '@') { /* a backslash would not keep it from mentioning somebody */
            strbuf_put_c(out, "`@`");
            continue;
        }
        if (is_markup(plain, i))
            strbuf_put_char(out, '\\');
        strbuf_put_char(out, plain.ptr[i]);
    }
}

void harmless_uri(struct strbuf *out, struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || (c != '\0' && strchr("-._~/@", c) != NULL))
            strbuf_put_char(out, (char)c);
        else
            strbuf_printf(out, "%%%02X", c);
    }
}

struct str harmless_package(struct arena *a, const struct report_package *package)
{
    struct strbuf out;

    strbuf_init(&out, a);
    term_put(&out, package->name.len > 0 ? package->name : package->path);
    if (package->version.len > 0) {
        strbuf_put_char(&out, '@');
        term_put(&out, package->version);
    }
    return strbuf_text(&out);
}

struct str harmless_effect(struct arena *a, const struct report_finding *finding)
{
    struct strbuf out;

    strbuf_init(&out, a);
    term_put(&out, finding->effect.len > 0 ? finding->effect : finding->rule);
    if (finding->effect.len > 0 && finding->argument.len > 0) {
        strbuf_put_char(&out, ':');
        term_put(&out, finding->argument);
    }
    return strbuf_text(&out);
}

struct str harmless_place(struct arena *a, const struct report_step *step)
{
    struct strbuf out;

    strbuf_init(&out, a);
    term_put(&out, step->file);
    if (step->line > 0)
        strbuf_printf(&out, ":%u:%u", step->line, step->column);
    return strbuf_text(&out);
}

struct report_step harmless_finding_step(struct arena *a, const struct report_package *package,
                                         const struct report_finding *finding)
{
    struct report_step step = {.line = finding->line, .column = finding->column};
    struct strbuf file;

    if (finding->path.len > 0)
        return finding->path.items[finding->path.len - 1];
    strbuf_init(&file, a);
    if (!str_eq(package->path, STR("."))) {
        strbuf_put(&file, package->path);
        strbuf_put_char(&file, '/');
    }
    strbuf_put(&file, finding->file);
    step.file = strbuf_text(&file);
    step.text = finding->message;
    return step;
}
