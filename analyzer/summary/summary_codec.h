/*
 * summary_codec.h - a summary as bytes for the cache; the grammar stands in summary.h.
 */
#ifndef CORDON_SUMMARY_SUMMARY_CODEC_H
#define CORDON_SUMMARY_SUMMARY_CODEC_H

#include "analyzer/summary/summary.h"

/* Appends the record; equal summaries give equal bytes on every machine. */
void summary_encode(const struct summary *s, struct strbuf *out);
/* Appends one of its entries; facts have the same, with their own texts. */
void summary_encode_entry(const struct module_entry *entry, struct strbuf *out);
/*
 * The summary in `bytes`, in `a`; NULL when they are no well-formed record of this format. Every
 * count, index and enumerator is checked: the bytes may come from anywhere. Its texts borrow
 * `bytes`, and its symbol table is for sym_text only: nothing can be looked up or added.
 */
struct summary *summary_decode(struct arena *a, struct str bytes);

#endif
