/*
 * Runs purgatory's digest code on this machine, for comparison with another implementation.
 *
 * digests portable|instructions N...   a line with the digest of N bytes, for each N; byte i is
 *                                      (i * 2654435761) >> 24, modulo 2 to the 32nd
 * digests zeros                        says "sound" if the first byte that is not zero is found
 *                                      wherever it lies
 * Exits with 77 where the processor has no SHA instructions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "processor.h"

static void fill(uint8_t *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		bytes[i] = (uint8_t)((uint32_t)i * 2654435761u >> 24);
}

static void print_digest(compress_fn *compress, size_t length)
{
	uint8_t *bytes = malloc(length + 1);
	uint8_t digest[32];
	int i;

	fill(bytes, length);
	content_digest(compress, bytes, length, digest);
	for (i = 0; i < 32; i++)
		printf("%02x", digest[i]);
	printf("\n");
	free(bytes);
}

static int zeros_are_seen(void)
{
	static uint8_t bytes[256] __attribute__((aligned(64)));
	int start, end, at;

	for (start = 0; start < 70; start++) {
		for (end = start; end < 200; end++) {
			/* The byte behind the end does not count. */
			for (at = start; at <= end; at++) {
				const uint8_t *found;

				bytes[at] = 0x80;
				found = end_of_zeros(bytes + start, bytes + end);
				bytes[at] = 0;
				if (found != bytes + at)
					return 0;
			}
		}
	}
	return 1;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	compress_fn *compress = compress_portable;
	int i;

	if (strcmp(what, "zeros") == 0) {
		puts(zeros_are_seen() ? "sound" : "wrong");
	} else if (strcmp(what, "instructions") == 0) {
		if (!has_sha_instructions())
			return 77;
		compress = compress_with_instructions;
	}
	for (i = 2; i < argc; i++)
		print_digest(compress, strtoull(argv[i], NULL, 0));
	return 0;
}
