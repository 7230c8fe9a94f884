/* SHA-256 (FIPS 180-4) over memory, by either of two ways to compress a block. */
#ifndef SHA256_H
#define SHA256_H

#include <stdint.h>

#define BLOCK_SIZE 64

/* Takes whole blocks into the state. */
typedef void compress_fn(uint32_t state[8], const uint8_t *blocks, uint64_t count);

compress_fn compress_portable;

/* Where the processor has instructions for it, and was told that they are used. */
compress_fn compress_with_instructions;

/* The constants of section 4.2.2. */
extern const uint32_t sha256_constants[64];

struct sha256 {
	compress_fn *compress;
	uint32_t state[8];
	uint64_t length;
	uint8_t block[BLOCK_SIZE] __attribute__((aligned(16)));
};

void sha256_start(struct sha256 *sha, compress_fn *compress);
void sha256_add(struct sha256 *sha, const uint8_t *data, uint64_t length);
void sha256_end(struct sha256 *sha, uint8_t digest[32]);

#endif
