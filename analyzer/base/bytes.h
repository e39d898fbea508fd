/*
 * bytes.h - reading and writing little-endian records, every bound checked.
 *
 * A reader never fails half-way: after the first bad read it returns zeros and empty texts, and
 * reader_ok() is false. Decoders read a whole record and ask once.
 */
#ifndef CORDON_BASE_BYTES_H
#define CORDON_BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/strbuf.h"

void writer_u8(struct strbuf *out, uint8_t value);
void writer_u32(struct strbuf *out, uint32_t value);
void writer_u64(struct strbuf *out, uint64_t value);
/* A u32 length and the bytes; at most UINT32_MAX of them (asserted). */
void writer_str(struct strbuf *out, struct str s);

struct reader {
    struct str bytes;
    size_t at;
    bool failed;
};

uint8_t reader_u8(struct reader *r);
uint32_t reader_u32(struct reader *r);
uint64_t reader_u64(struct reader *r);
/* A text borrowed from the record. */
struct str reader_str(struct reader *r);
/* The next `size` bytes, borrowed from the record; empty when there are fewer. */
struct str reader_bytes(struct reader *r, size_t size);
/*
 * A count of items that take at least `min_size` bytes each: fails the reader when more are
 * announced than the rest of the record could hold, so a hostile count cannot cost memory.
 */
uint32_t reader_count(struct reader *r, size_t min_size);
/* Marks the record as bad. */
void reader_fail(struct reader *r);
bool reader_ok(const struct reader *r);
/* True when everything was read and nothing failed. */
bool reader_done(const struct reader *r);

#endif
