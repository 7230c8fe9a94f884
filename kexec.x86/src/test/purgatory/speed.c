/*
 * speed MIB ROUNDS      how fast memory is checked on this machine: a line "WAY NANOSECONDS" for each
 *                       way and round, in turns. The time is the processor's, so that other
 *                       programs matter little. The content has MIB MiB, at least one.
 * The way "kexec-tools" is there if its digest is linked. Exits with 1 if a digest is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "digest.h"
#include "processor.h"

/* SHA-256 by the other program's code. */
void peer_digest(const uint8_t *data, uint64_t length, uint8_t digest[32]) __attribute__((weak));

static uint8_t *bytes;
static uint8_t *zeros;
static uint64_t length;

static void by_instructions(uint8_t digest[32])
{
	content_digest(compress_with_instructions, bytes, length, digest);
}

static void in_plain_c(uint8_t digest[32])
{
	content_digest(compress_portable, bytes, length, digest);
}

static void by_peer(uint8_t digest[32])
{
	peer_digest(bytes, length, digest);
}

static void over_zeros(uint8_t digest[32])
{
	memset(digest, end_of_zeros(zeros, zeros + length) == zeros + length, 32);
}

static void measure(const char *way, void (*run)(uint8_t digest[32]))
{
	struct timespec start, end;
	uint8_t digest[32];

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
	run(digest);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
	printf("%s %lld\n", way,
	       (end.tv_sec - start.tv_sec) * 1000000000ll + end.tv_nsec - start.tv_nsec);
}

/* All digest a chunk in the same way, and no chunk is like another. */
static int agree(void)
{
	uint8_t plain[32], other[32];

	content_digest(compress_portable, bytes, CHUNK_SIZE, plain);
	if (has_sha_instructions()) {
		content_digest(compress_with_instructions, bytes, CHUNK_SIZE, other);
		if (memcmp(plain, other, 32) != 0)
			return 0;
	}
	if (peer_digest) {
		peer_digest(bytes, CHUNK_SIZE, other);
		if (memcmp(plain, other, 32) != 0)
			return 0;
	}
	over_zeros(other);
	return other[0] == 1;
}

static uint8_t *memory(void)
{
	void *start = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (start == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	/* A receiver maps its memory in large pages. */
	madvise(start, length, MADV_HUGEPAGE);
	memset(start, 0, length);
	return start;
}

int main(int argc, char **argv)
{
	uint64_t i, rounds;

	if (argc != 3) {
		fputs("usage: speed MIB ROUNDS\n", stderr);
		return 2;
	}
	length = strtoull(argv[1], NULL, 0) << 20;
	rounds = strtoull(argv[2], NULL, 0);
	bytes = memory();
	zeros = memory();
	for (i = 0; i < length; i++)
		bytes[i] = (uint8_t)(i * 0x9e3779b97f4a7c15u >> 56);
	if (!agree()) {
		fputs("the digests differ\n", stderr);
		return 1;
	}
	for (i = 0; i < rounds; i++) {
		if (peer_digest)
			measure("kexec-tools", by_peer);
		measure("plain-c", in_plain_c);
		if (has_sha_instructions())
			measure("instructions", by_instructions);
		measure("zeros", over_zeros);
	}
	return 0;
}
