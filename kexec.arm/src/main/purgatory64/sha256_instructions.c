/*
 * SHA-256's computation by the processor's own instructions (Arm ARM, section C7.2: SHA256H,
 * SHA256H2, SHA256SU0, SHA256SU1). Compiled with vector registers, unlike everything else here.
 */
#include <arm_neon.h>

#include "sha256.h"

/*
 * LD1 and ST1 of bytes are aligned wherever they are. Told to keep to alignment, the compiler would
 * move byte after byte.
 */
static inline uint8x16_t load(const void *at)
{
	uint8x16_t value;

	__asm__("ld1 {%0.16b}, [%1]" : "=w"(value) : "r"(at), "m"(*(const uint8_t(*)[16])at));
	return value;
}

static inline uint32x4_t load_words(const uint32_t *at)
{
	return vreinterpretq_u32_u8(load(at));
}

static inline void store_words(uint32_t *at, uint32x4_t value)
{
	__asm__("st1 {%1.16b}, [%2]" : "=m"(*(uint32_t(*)[4])at) : "w"(value), "r"(at));
}

static inline void four_steps(uint32x4_t *abcd, uint32x4_t *efgh, uint32x4_t w, const uint32_t *k)
{
	uint32x4_t kw = vaddq_u32(w, load_words(k));
	uint32x4_t old_abcd = *abcd;

	*abcd = vsha256hq_u32(old_abcd, *efgh, kw);
	*efgh = vsha256h2q_u32(*efgh, old_abcd, kw);
}

/* W(t) to W(t + 3) from the sixteen words before them, the oldest four first. */
static inline uint32x4_t expand(uint32x4_t w16, uint32x4_t w12, uint32x4_t w8, uint32x4_t w4)
{
	return vsha256su1q_u32(vsha256su0q_u32(w16, w12), w8, w4);
}

static inline uint32x4_t big_endian(const uint8_t *bytes)
{
	return vreinterpretq_u32_u8(vrev32q_u8(load(bytes)));
}

void compress_with_instructions(uint32_t state[8], const uint8_t *blocks, uint64_t count)
{
	const uint32_t *k = sha256_constants;
	uint32x4_t abcd = load_words(state);
	uint32x4_t efgh = load_words(state + 4);

	for (; count != 0; count--, blocks += BLOCK_SIZE) {
		uint32x4_t old_abcd = abcd;
		uint32x4_t old_efgh = efgh;
		uint32x4_t w0 = big_endian(blocks);
		uint32x4_t w1 = big_endian(blocks + 16);
		uint32x4_t w2 = big_endian(blocks + 32);
		uint32x4_t w3 = big_endian(blocks + 48);
		int t = 0;

		for (;;) {
			four_steps(&abcd, &efgh, w0, k + t);
			four_steps(&abcd, &efgh, w1, k + t + 4);
			four_steps(&abcd, &efgh, w2, k + t + 8);
			four_steps(&abcd, &efgh, w3, k + t + 12);
			t += 16;
			if (t == 64)
				break;
			w0 = expand(w0, w1, w2, w3);
			w1 = expand(w1, w2, w3, w0);
			w2 = expand(w2, w3, w0, w1);
			w3 = expand(w3, w0, w1, w2);
		}
		abcd = vaddq_u32(abcd, old_abcd);
		efgh = vaddq_u32(efgh, old_efgh);
	}
	store_words(state, abcd);
	store_words(state + 4, efgh);
}
