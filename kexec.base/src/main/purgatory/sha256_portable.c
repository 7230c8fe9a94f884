/* SHA-256's computation in plain C (FIPS 180-4, sections 4.1.2 and 6.2.2). */
#include "sha256.h"

/* Optimising for size, the compiler would call these functions, and need twice the time. */
#define INLINE inline __attribute__((always_inline))

static INLINE uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static INLINE uint32_t big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Each rotates what was rotated before, which needs fewer copies than three rotations of x. */
static INLINE uint32_t sum0(uint32_t x)
{
	return rotate(rotate(rotate(x, 9) ^ x, 11) ^ x, 2);
}

static INLINE uint32_t sum1(uint32_t x)
{
	return rotate(rotate(rotate(x, 14) ^ x, 5) ^ x, 6);
}

static INLINE uint32_t sigma0(uint32_t x)
{
	return rotate(x, 7) ^ rotate(x, 18) ^ x >> 3;
}

static INLINE uint32_t sigma1(uint32_t x)
{
	return rotate(x, 17) ^ rotate(x, 19) ^ x >> 10;
}

/* W(t) for t up to 15. */
#define FIRST(t) (w[t] = big_endian(block + 4 * (t)))

/* W(t) for t above 15, modulo 16: it takes the place of W(t - 16). */
#define NEXT(t) (w[t] += sigma1(w[((t) + 14) % 16]) + w[((t) + 9) % 16] + sigma0(w[((t) + 1) % 16]))

/*
 * One step; instead of moving all eight variables on, the caller passes them shifted by one.
 * Maj(a, b, c) is b ^ ((a ^ b) & (b ^ c)), and b ^ c was the step before's a ^ b.
 */
#define STEP(a, b, c, d, e, f, g, h, word, t) \
	do { \
		uint32_t ab = a ^ b; \
		h += sum1(e) + (g ^ (e & (f ^ g))) + k[t] + word(t); \
		d += h; \
		h += sum0(a) + (b ^ (ab & bc)); \
		bc = ab; \
	} while (0)

#define EIGHT_STEPS(word, t) \
	do { \
		STEP(a, b, c, d, e, f, g, h, word, t); \
		STEP(h, a, b, c, d, e, f, g, word, t + 1); \
		STEP(g, h, a, b, c, d, e, f, word, t + 2); \
		STEP(f, g, h, a, b, c, d, e, word, t + 3); \
		STEP(e, f, g, h, a, b, c, d, word, t + 4); \
		STEP(d, e, f, g, h, a, b, c, word, t + 5); \
		STEP(c, d, e, f, g, h, a, b, word, t + 6); \
		STEP(b, c, d, e, f, g, h, a, word, t + 7); \
	} while (0)

static void compress_block(uint32_t state[8], const uint8_t *block)
{
	const uint32_t *k = sha256_constants;
	uint32_t w[16];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	uint32_t bc = b ^ c;

	EIGHT_STEPS(FIRST, 0);
	EIGHT_STEPS(FIRST, 8);
	do {
		k += 16;
		EIGHT_STEPS(NEXT, 0);
		EIGHT_STEPS(NEXT, 8);
	} while (k != sha256_constants + 48);
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
