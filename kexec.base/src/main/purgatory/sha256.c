/* SHA-256's padding and its initial value (FIPS 180-4, sections 5.1.1 and 5.3.3). */
#include "sha256.h"

const uint32_t sha256_constants[64] __attribute__((aligned(16))) = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

void sha256_start(struct sha256 *sha, compress_fn *compress)
{
	sha->compress = compress;
	sha->length = 0;
	sha->state[0] = 0x6a09e667;
	sha->state[1] = 0xbb67ae85;
	sha->state[2] = 0x3c6ef372;
	sha->state[3] = 0xa54ff53a;
	sha->state[4] = 0x510e527f;
	sha->state[5] = 0x9b05688c;
	sha->state[6] = 0x1f83d9ab;
	sha->state[7] = 0x5be0cd19;
}

/* Goes on filling the block; returns how many bytes it took. */
static uint64_t fill(struct sha256 *sha, const uint8_t *data, uint64_t length)
{
	uint64_t at = sha->length % BLOCK_SIZE;
	uint64_t taken = 0;

	while (at < BLOCK_SIZE && taken < length)
		sha->block[at++] = data[taken++];
	sha->length += taken;
	if (at == BLOCK_SIZE)
		sha->compress(sha->state, sha->block, 1);
	return taken;
}

void sha256_add(struct sha256 *sha, const uint8_t *data, uint64_t length)
{
	uint64_t whole;

	if (sha->length % BLOCK_SIZE != 0) {
		uint64_t taken = fill(sha, data, length);

		data += taken;
		length -= taken;
	}
	whole = length / BLOCK_SIZE;
	if (whole != 0) {
		sha->compress(sha->state, data, whole);
		sha->length += whole * BLOCK_SIZE;
	}
	fill(sha, data + whole * BLOCK_SIZE, length % BLOCK_SIZE);
}

void sha256_end(struct sha256 *sha, uint8_t digest[32])
{
	static const uint8_t one = 0x80;
	static const uint8_t zero;
	uint64_t bits = sha->length * 8;
	uint8_t length[8];
	int i;

	fill(sha, &one, 1);
	while (sha->length % BLOCK_SIZE != BLOCK_SIZE - sizeof(length))
		fill(sha, &zero, 1);
	for (i = 7; i >= 0; i--) {
		length[i] = (uint8_t)bits;
		bits >>= 8;
	}
	fill(sha, length, sizeof(length));
	for (i = 0; i < 32; i++)
		digest[i] = (uint8_t)(sha->state[i / 4] >> (24 - 8 * (i % 4)));
}
