#include "analyzer/syntax/kind.h"

#include <assert.h>

static const struct {
    const char *name;
    bool named;
} kinds[] = {
    {"ERROR", true},
#define X(id, name, named) {name, named},
#include "analyzer/syntax/kind.def"
#undef X
};

static const char *const fields[] = {
    "",
#define X(id, name) name,
#include "analyzer/syntax/field.def"
#undef X
};

const char *kind_name(enum kind kind)
{
    assert(kind < KIND_COUNT);
    return kinds[kind].name;
}

bool kind_is_named(enum kind kind)
{
    assert(kind < KIND_COUNT);
    return kinds[kind].named;
}

const char *field_name(enum field field)
{
    assert(field < FIELD_COUNT);
    return fields[field];
}
