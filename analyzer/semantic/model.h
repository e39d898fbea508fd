/*
 * model.h - names of the behaviours in model.def.
 */
#ifndef CORDON_SEMANTIC_MODEL_H
#define CORDON_SEMANTIC_MODEL_H

enum model {
    MODEL_NONE,
    MODEL_KNOWN, /* exists; a call is one of unknown code */
    MODEL_PURE,  /* a boolean or a list of texts */
    MODEL_NUMBER,
    MODEL_TEXT,
    MODEL_SAFE_TEXT, /* one character, capitals or digits */
    MODEL_TEXT_LIST, /* an array of texts, or null */
    MODEL_MATCH,     /* such an array with what a match tells (ECMAScript section 22.2.7.2), or null */
    MODEL_EXEC,      /* the same of its receiver */
    MODEL_REGEXP,    /* a regular expression; a call may give its first argument */
    MODEL_SEARCH,
    MODEL_MATCH_ALL,
    MODEL_STRINGIFY,
    MODEL_PARSE,   /* as MODEL_ANY; the second argument may change what is parsed */
    MODEL_ANY,     /* an inert value; arguments are only looked at */
    MODEL_NUMBERS, /* a list of numbers that is made from its arguments, or from their elements */
    MODEL_OBJECT,  /* its first argument as an object */
    MODEL_LOCK,    /* its first argument, whose properties it changes */
    MODEL_RECEIVER,
    MODEL_KEYS,
    MODEL_SYMBOLS,
    MODEL_OWN_KEYS,
    MODEL_VALUES,
    MODEL_ENTRIES,
    MODEL_FROM_ENTRIES,
    MODEL_ASSIGN,
    MODEL_CREATE,
    MODEL_DEFINE,
    MODEL_DEFINE_ALL,
    MODEL_DEFINE_ACCESSOR,
    MODEL_LOOKUP_ACCESSOR,
    MODEL_DESCRIPTOR,
    MODEL_DESCRIPTORS,
    MODEL_GET_PROTO,
    MODEL_SET_PROTO,
    MODEL_DELETE,
    MODEL_REFLECT_GET,
    MODEL_REFLECT_SET,
    MODEL_REFLECT_APPLY,
    MODEL_REFLECT_CONSTRUCT,
    MODEL_CALL,
    MODEL_APPLY,
    MODEL_BIND,
    MODEL_NEW_ARRAY,
    MODEL_ARRAY_OF,
    MODEL_ARRAY_FROM,
    MODEL_PUSH,
    MODEL_FILL,
    MODEL_ELEMENT,
    MODEL_SAME_ELEMENTS,
    MODEL_ITERATOR, /* an iterator over the elements */
    MODEL_PAIRS,    /* an iterator over lists that hold an index and an element */
    MODEL_CONCAT,
    MODEL_SPLICE,
    MODEL_FLAT,
    MODEL_EACH,
    MODEL_FIND,
    MODEL_FILTER,
    MODEL_MAP,
    MODEL_REDUCE,
    MODEL_SORT,
    MODEL_REPLACE,
    MODEL_SYMBOL,
    MODEL_SYMBOL_FOR,
    MODEL_CAPTURE_STACK,
    MODEL_NEW_PROMISE,
    MODEL_PROMISE_OF,
    MODEL_THEN,
    MODEL_CATCH,
    MODEL_NEW_WEAK_MAP,
    MODEL_NEW_WEAK_SET,
    MODEL_WEAK_GET,
    MODEL_WEAK_SET,
    MODEL_PROXY,
    MODEL_REVOCABLE_PROXY,
};

#endif
