#include "npm/npmrc.h"

#include <string.h>
#include <strings.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/jdoc.h"
#include "analyzer/base/strbuf.h"

enum { NPMRC_BYTES_MAX = 1024 * 1024 };

static struct str trim(struct str s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t' || s.ptr[0] == '\r'))
        s = str_slice(s, 1, s.len);
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t' || s.ptr[s.len - 1] == '\r'))
        s.len--;
    return s;
}

/* The variable `name`, or NULL. */
static const char *variable(char *const *environment, struct str name)
{
    for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
        if (strncmp(environment[i], name.ptr, name.len) == 0 && environment[i][name.len] == '=')
            return environment[i] + name.len + 1;
    return NULL;
}

/* Replaces ${NAME} by the variable; one that is not set is left as it stands, or, as ${NAME?}, dropped. */
static struct str expand(struct arena *a, char *const *environment, struct str text)
{
    struct strbuf out;

    if (str_find(text, STR("${"), 0) == text.len)
        return text;
    strbuf_init(&out, a);
    for (size_t at = 0; at < text.len;) {
        size_t start = str_find(text, STR("${"), at);
        size_t end = str_find(text, STR("}"), start);
        struct str name;
        bool optional = false;
        const char *value = NULL;

        strbuf_put(&out, str_slice(text, at, start));
        if (end == text.len) {
            strbuf_put(&out, str_slice(text, start, end));
            break;
        }
        name = str_slice(text, start + 2, end);
        optional = str_ends(name, STR("?"));
        value = variable(environment, optional ? str_slice(name, 0, name.len - 1) : name);
        if (value != NULL)
            strbuf_put_c(&out, value);
        else if (!optional)
            strbuf_put(&out, str_slice(text, start, end + 1));
        at = end + 1;
    }
    return strbuf_text(&out);
}

/* A value may be quoted; in double quotes it is JSON. */
static struct str unquote(struct arena *a, struct str text)
{
    const struct jdoc *doc = NULL;
    struct str inside;

    if (text.len < 2 || text.ptr[0] != text.ptr[text.len - 1])
        return text;
    if (text.ptr[0] == '\'')
        return str_slice(text, 1, text.len - 1);
    if (text.ptr[0] == '"' && jdoc_parse(a, text, &doc, NULL) == OK && jdoc_text(doc, &inside))
        return inside;
    return text;
}

static void add(struct arena *a, struct npmrc *rc, struct str key, struct str value)
{
    vec_push(a, &rc->entries, (struct npmrc_entry){str_dup(a, key), str_dup(a, value)});
}

/* Of a key that a file repeats the last one counts: what is added here goes before what the file had already. */
static void parse_line(struct arena *a, struct str line, char *const *environment, struct npmrc *file)
{
    size_t equals = str_find(line, STR("="), 0);
    struct str key = unquote(a, trim(str_slice(line, 0, equals)));
    struct str value = equals == line.len ? STR("true") : unquote(a, trim(str_slice(line, equals + 1, line.len)));

    if (str_ends(key, STR("[]")))
        key = str_slice(key, 0, key.len - 2);
    add(a, file, expand(a, environment, key), expand(a, environment, value));
}

void npmrc_parse(struct arena *a, struct str text, char *const *environment, struct npmrc *rc)
{
    struct npmrc file = {0};

    for (size_t at = 0; at < text.len;) {
        size_t end = str_find(text, STR("\n"), at);
        struct str line = trim(str_slice(text, at, end));
        at = end + 1;
        if (line.len > 0 && line.ptr[0] != ';' && line.ptr[0] != '#' && line.ptr[0] != '[')
            parse_line(a, line, environment, &file);
    }
    for (uint32_t i = file.entries.len; i > 0; i--)
        vec_push(a, &rc->entries, file.entries.items[i - 1]);
}

/* "npm_config_strict_ssl" sets strict-ssl; keys of registries ("//host/:_authToken", "@scope:registry") stay as they
 * are. */
static void add_environment(struct arena *a, char *const *environment, struct npmrc *rc)
{
    static const struct str prefix = STR_INIT("npm_config_");

    for (size_t i = 0; environment != NULL && environment[i] != NULL; i++) {
        struct str text = str_from(environment[i]);
        size_t equals = str_find(text, STR("="), 0);
        char *key = NULL;
        if (equals <= prefix.len || strncasecmp(text.ptr, prefix.ptr, prefix.len) != 0 || equals + 1 >= text.len)
            continue;
        key = str_to_c(a, str_slice(text, prefix.len, equals));
        for (size_t k = 0; key[k] != '\0' && key[0] != '/' && key[0] != '@'; k++) {
            if (key[k] == '_' && k > 0)
                key[k] = '-';
            else if (key[k] >= 'A' && key[k] <= 'Z')
                key[k] = (char)(key[k] | 0x20);
        }
        add(a, rc, str_from(key), str_slice(text, equals + 1, text.len));
    }
}

static enum err add_file(struct arena *a, struct str path, char *const *environment, struct npmrc *rc,
                         struct error *why)
{
    struct str text = {0};
    struct str real = {0};

    if (path.len == 0 || fs_kind_followed(path.ptr) == FS_MISSING)
        return OK;
    if (fs_realpath(a, path.ptr, &real, why) != OK || fs_read(a, real.ptr, NPMRC_BYTES_MAX, &text, why) != OK)
        return why == NULL ? ERR_IO : why->code;
    npmrc_parse(a, text, environment, rc);
    return OK;
}

static struct str joined(struct arena *a, struct str folder, const char *rest)
{
    struct strbuf out;

    if (folder.len == 0)
        return folder;
    strbuf_init(&out, a);
    strbuf_printf(&out, "%.*s%s", STR_ARG(folder), rest);
    return strbuf_text(&out);
}

static struct str user_file(struct arena *a, char *const *environment, const struct npmrc *rc)
{
    struct str named = npmrc_get(rc, STR("userconfig"));
    const char *home = variable(environment, STR("HOME"));

    if (named.len > 0 || home == NULL)
        return named;
    return joined(a, str_from(home), "/.npmrc");
}

/* The folder that npm calls prefix: that above the folder of the `node` that PATH leads to. */
static struct str machine_prefix(struct arena *a, char *const *environment)
{
    const char *path = variable(environment, STR("PATH"));
    struct str rest = str_from(path == NULL ? "" : path);

    while (rest.len > 0) {
        size_t colon = str_find(rest, STR(":"), 0);
        struct str node = joined(a, str_slice(rest, 0, colon), "/node");
        struct str real = {0};
        rest = colon < rest.len ? str_slice(rest, colon + 1, rest.len) : (struct str){0};
        if (node.len == 0 || fs_kind_followed(node.ptr) != FS_FILE || fs_realpath(a, node.ptr, &real, NULL) != OK)
            continue;
        for (int up = 0; up < 2; up++)
            real = str_slice(real, 0, str_find_last(real, '/'));
        return real;
    }
    return (struct str){0};
}

static struct str machine_file(struct arena *a, char *const *environment, const struct npmrc *rc)
{
    struct str named = npmrc_get(rc, STR("globalconfig"));
    struct str prefix = npmrc_get(rc, STR("prefix"));

    if (named.len > 0)
        return named;
    return joined(a, prefix.len > 0 ? prefix : machine_prefix(a, environment), "/etc/npmrc");
}

enum err npmrc_load(struct arena *a, struct str folder, char *const *environment, struct npmrc *out, struct error *why)
{
    enum err e = OK;

    *out = (struct npmrc){0};
    add_environment(a, environment, out);
    e = add_file(a, joined(a, folder, "/.npmrc"), environment, out, why);
    if (e == OK)
        e = add_file(a, user_file(a, environment, out), environment, out, why);
    if (e == OK)
        e = add_file(a, machine_file(a, environment, out), environment, out, why);
    return e;
}

struct str npmrc_get(const struct npmrc *rc, struct str key)
{
    for (uint32_t i = 0; i < rc->entries.len; i++)
        if (str_eq(rc->entries.items[i].key, key))
            return rc->entries.items[i].value;
    return (struct str){0};
}

bool npmrc_flag(const struct npmrc *rc, struct str key, bool otherwise)
{
    struct str value = npmrc_get(rc, key);

    if (str_eq(value, STR("true")))
        return true;
    return str_eq(value, STR("false")) ? false : otherwise;
}
