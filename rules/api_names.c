#include "rules/api_names.h"

#include "analyzer/base/arena.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"

enum { NAMES_BYTES_MAX = 4 * 1024 * 1024 };

/* How the first word of a line is told in a path and in print. */
struct kind {
    struct str word;
    enum api_root root;
    const char *prefix; /* of the printed name */
};

static const struct kind kinds[] = {
    {STR_INIT("module"), API_MODULE, ""},          {STR_INIT("global"), API_GLOBAL, ""},
    {STR_INIT("process"), API_MODULE, "process."}, {STR_INIT("cjs"), API_CJS, ""},
    {STR_INIT("hidden"), API_INTRINSIC, ""},       {STR_INIT("import.meta"), API_IMPORT_META, "import.meta."},
};

static const struct kind *find_kind(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_eq(word, kinds[i].word))
            return &kinds[i];
    return NULL;
}

static bool read_majors(struct str text, uint32_t *out)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t end = str_find(text, STR(" "), at);
        enum node_major major = NODE_MAJOR_COUNT;

        if (!node_major_parse(str_slice(text, at, end), &major))
            return false;
        *out |= node_major_bit(major);
        at = end;
    }
    return text.len > 0;
}

static struct str print_name(struct arena *a, const struct kind *kind, struct str name)
{
    struct strbuf out;

    if (kind->root == API_MODULE && str_starts(name, STR("node:")))
        name = str_slice(name, STR("node:").len, name.len);
    if (kind->prefix[0] == '\0')
        return name;
    strbuf_init(&out, a);
    strbuf_put_c(&out, kind->prefix);
    strbuf_put(&out, name);
    return strbuf_text(&out);
}

/* "module fs.readFile<TAB>function<TAB>20 22"; false when the line is not like that. */
static bool read_line(struct arena *a, struct str line, struct api_name *out)
{
    size_t space = str_find(line, STR(" "), 0);
    size_t first = str_find(line, STR("\t"), 0);
    size_t second = str_find(line, STR("\t"), first + 1);
    const struct kind *kind = find_kind(str_slice(line, 0, space));
    struct str what = {NULL, 0};

    if (kind == NULL || space > first || second >= line.len)
        return false;
    what = str_slice(line, first + 1, second);
    *out = (struct api_name){
        .print = print_name(a, kind, str_slice(line, space + 1, first)),
        .root = kind->root,
        .function = str_eq(what, STR("function")) || str_eq(what, STR("class")),
    };
    return out->print.len > 0 && read_majors(str_slice(line, second + 1, line.len), &out->majors);
}

/* Lines come sorted: what a name is in other majors is the line before. */
static bool joins_last(struct api_names *names, struct api_name name)
{
    struct api_name *last = NULL;

    if (names->items == NULL || names->len == 0)
        return false;
    last = &names->items[names->len - 1];
    if (last->root != name.root || !str_eq(last->print, name.print))
        return false;
    last->majors |= name.majors;
    last->function = last->function || name.function;
    return true;
}

enum err api_names_load(struct arena *a, const char *file, struct api_names *out, struct error *why)
{
    struct str text = {NULL, 0};
    uint32_t line = 0;
    enum err e = fs_read(a, file, NAMES_BYTES_MAX, &text, why);

    for (size_t at = 0; e == OK && at < text.len; at++) {
        size_t end = str_find(text, STR("\n"), at);
        struct api_name name;

        line++;
        if (!read_line(a, str_slice(text, at, end), &name))
            return error_set(why, ERR_FORMAT, "%s:%u: must be a kind and a name, what it is, and majors, between tabs",
                             file, line);
        if (!joins_last(out, name))
            vec_push(a, out, name);
        at = end;
    }
    return e;
}

struct api_path api_name_path(struct arena *a, enum api_root root, struct str name)
{
    struct api_path path = {.root = root};
    struct api_step *steps = NULL;
    size_t at = str_find(name, STR("."), 0);
    uint32_t count = 0;

    if (root == API_IMPORT_META)
        at = str_starts(name, STR("import.meta")) ? STR("import.meta").len : 0;
    path.name = str_slice(name, 0, at);
    for (size_t i = at; i < name.len; i++)
        count += name.ptr[i] == '.' ? 1 : 0;
    steps = arena_array(a, count + 1, sizeof(*steps));
    while (at < name.len) {
        size_t end = str_find(name, STR("."), at + 1);

        steps[path.count++] = (struct api_step){API_MEMBER, str_slice(name, at + 1, end)};
        at = end;
    }
    path.steps = steps;
    return path;
}
