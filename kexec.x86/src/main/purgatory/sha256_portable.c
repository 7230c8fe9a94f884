/* SHA-256's computation in plain C (FIPS 180-4, sections 4.1.2 and 6.2.2). */
#include "sha256.h"

static inline uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static inline uint32_t big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void expand(uint32_t w[64], const uint8_t *block)
{
	int t;

	for (t = 0; t < 16; t++)
		w[t] = big_endian(block + 4 * t);
	for (; t < 64; t++) {
		uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = s1 + w[t - 7] + s0 + w[t - 16];
	}
}

/* One step; instead of moving all eight variables on, the caller passes them shifted by one. */
#define STEP(a, b, c, d, e, f, g, h, t) \
	do { \
		uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + k[t] + w[t]; \
		uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b))); \
		d += t1; \
		h = t1 + t2; \
	} while (0)

static void compress_block(uint32_t state[8], const uint8_t *block)
{
	const uint32_t *k = sha256_constants;
	uint32_t w[64];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	int t;

	expand(w, block);
	for (t = 0; t < 64; t += 8) {
		STEP(a, b, c, d, e, f, g, h, t);
		STEP(h, a, b, c, d, e, f, g, t + 1);
		STEP(g, h, a, b, c, d, e, f, t + 2);
		STEP(f, g, h, a, b, c, d, e, t + 3);
		STEP(e, f, g, h, a, b, c, d, t + 4);
		STEP(d, e, f, g, h, a, b, c, t + 5);
		STEP(c, d, e, f, g, h, a, b, t + 6);
		STEP(b, c, d, e, f, g, h, a, t + 7);
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

void compress_portable(uint32_t state[8], const uint8_t *blocks, uint64_t count)
{
	for (; count != 0; count--, blocks += BLOCK_SIZE)
		compress_block(state, blocks);
}
