/*
 * SHA-256's computation by the processor's own instructions (Intel SDM volume 2: SHA256RNDS2,
 * SHA256MSG1, SHA256MSG2). Compiled with SSE, unlike everything else here.
 */
#include <immintrin.h>

#include "sha256.h"

/*
 * Four steps. SHA256RNDS2 does two of them: from C D G H in its first and A B E F in its second
 * operand it makes the new A B E F, and the old A B E F is the new C D G H.
 */
static inline void four_steps(__m128i *abef, __m128i *cdgh, __m128i w, const uint32_t *k)
{
	__m128i kw = _mm_add_epi32(w, _mm_load_si128((const __m128i *)k));

	*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, kw);
	*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(kw, 0x0e));
}

/* W(t) to W(t + 3) from the sixteen words before them, the oldest four first. */
static inline __m128i expand(__m128i w16, __m128i w12, __m128i w8, __m128i w4)
{
	__m128i w7 = _mm_alignr_epi8(w4, w8, 4);

	return _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w16, w12), w7), w4);
}

static inline __m128i big_endian(const uint8_t *bytes)
{
	const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bytes), order);
}

void compress_with_instructions(uint32_t state[8], const uint8_t *blocks, uint64_t count)
{
	const uint32_t *k = sha256_constants;
	__m128i abef = _mm_set_epi32((int)state[0], (int)state[1], (int)state[4], (int)state[5]);
	__m128i cdgh = _mm_set_epi32((int)state[2], (int)state[3], (int)state[6], (int)state[7]);

	for (; count != 0; count--, blocks += BLOCK_SIZE) {
		__m128i old_abef = abef;
		__m128i old_cdgh = cdgh;
		__m128i w0 = big_endian(blocks);
		__m128i w1 = big_endian(blocks + 16);
		__m128i w2 = big_endian(blocks + 32);
		__m128i w3 = big_endian(blocks + 48);
		int t = 0;

		for (;;) {
			four_steps(&abef, &cdgh, w0, k + t);
			four_steps(&abef, &cdgh, w1, k + t + 4);
			four_steps(&abef, &cdgh, w2, k + t + 8);
			four_steps(&abef, &cdgh, w3, k + t + 12);
			t += 16;
			if (t == 64)
				break;
			w0 = expand(w0, w1, w2, w3);
			w1 = expand(w1, w2, w3, w0);
			w2 = expand(w2, w3, w0, w1);
			w3 = expand(w3, w0, w1, w2);
		}
		abef = _mm_add_epi32(abef, old_abef);
		cdgh = _mm_add_epi32(cdgh, old_cdgh);
	}
	state[0] = (uint32_t)_mm_extract_epi32(abef, 3);
	state[1] = (uint32_t)_mm_extract_epi32(abef, 2);
	state[2] = (uint32_t)_mm_extract_epi32(cdgh, 3);
	state[3] = (uint32_t)_mm_extract_epi32(cdgh, 2);
	state[4] = (uint32_t)_mm_extract_epi32(abef, 1);
	state[5] = (uint32_t)_mm_extract_epi32(abef, 0);
	state[6] = (uint32_t)_mm_extract_epi32(cdgh, 1);
	state[7] = (uint32_t)_mm_extract_epi32(cdgh, 0);
}
