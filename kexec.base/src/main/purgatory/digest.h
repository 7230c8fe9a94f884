/* A segment's digest as the loader takes it, and its zero fill. */
#ifndef DIGEST_H
#define DIGEST_H

#include <stdint.h>

#include "sha256.h"

#define CHUNK_SIZE (1 << 20)

/*
 * Up to a chunk: the SHA-256 of the data. Longer: the SHA-256 of the chunks' SHA-256s behind one
 * another, which a loader can take of many chunks at once.
 */
void content_digest(compress_fn *compress, const uint8_t *data, uint64_t length, uint8_t digest[32]);

/* Returns the first byte that is not zero, or the end. */
const uint8_t *end_of_zeros(const uint8_t *start, const uint8_t *end);

#endif
