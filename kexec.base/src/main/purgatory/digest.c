#include "digest.h"

static void chunk_digest(compress_fn *compress, const uint8_t *data, uint64_t length, uint8_t digest[32])
{
	struct sha256 sha;

	sha256_start(&sha, compress);
	sha256_add(&sha, data, length);
	sha256_end(&sha, digest);
}

void content_digest(compress_fn *compress, const uint8_t *data, uint64_t length, uint8_t digest[32])
{
	struct sha256 all;

	if (length <= CHUNK_SIZE) {
		chunk_digest(compress, data, length, digest);
		return;
	}
	sha256_start(&all, compress);
	while (length != 0) {
		uint64_t chunk = length < CHUNK_SIZE ? length : CHUNK_SIZE;

		chunk_digest(compress, data, chunk, digest);
		sha256_add(&all, digest, 32);
		data += chunk;
		length -= chunk;
	}
	sha256_end(&all, digest);
}

const uint8_t *end_of_zeros(const uint8_t *start, const uint8_t *end)
{
	while (start != end && (uintptr_t)start % 32 != 0 && *start == 0)
		start++;
	if ((uintptr_t)start % 32 == 0) {
		while (end - start >= 32) {
			const uint64_t *words = (const uint64_t *)start;

			if ((words[0] | words[1] | words[2] | words[3]) != 0)
				break;
			start += 32;
		}
	}
	while (start != end && *start == 0)
		start++;
	return start;
}
