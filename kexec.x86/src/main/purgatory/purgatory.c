/* Checks every segment, and returns where to go on if all are sound. */
#include "digest.h"
#include "processor.h"
#include "purgatory.h"

static const uint8_t *at(uint64_t address)
{
	return (const uint8_t *)address;
}

static int has_content(const struct segment *segment, compress_fn *compress)
{
	uint8_t digest[DIGEST_SIZE];
	int i;

	content_digest(compress, at(segment->start), segment->content_length, digest);
	for (i = 0; i < DIGEST_SIZE; i++) {
		if (digest[i] != segment->digest[i])
			return 0;
	}
	return 1;
}

static void say(const struct segment *segment, const char *what)
{
	put_text("jkexec: ");
	put_segment(segment);
	put_text(what);
}

static int is_sound(const struct segment *segment, compress_fn *compress)
{
	const uint8_t *end = at(segment->start + segment->memory_length);
	const uint8_t *zeros = end_of_zeros(at(segment->start + segment->content_length), end);
	int sound = has_content(segment, compress);

	if (!sound)
		say(segment, ": content is not what was loaded\n");
	if (zeros != end) {
		say(segment, ": zero fill is not zero at ");
		put_hex((uint64_t)zeros);
		put_text("\n");
		sound = 0;
	}
	return sound;
}

/* Returns how many are not. */
static uint32_t check_all(compress_fn *compress)
{
	uint32_t damaged = 0;
	uint32_t i;

	for (i = 0; i < header.count; i++) {
		checking = &table[i];
		if (!is_sound(checking, compress))
			damaged++;
	}
	checking = 0;
	return damaged;
}

static uint32_t check_by_instructions(void)
{
	struct control old = allow_sse();
	uint32_t damaged = check_all(compress_with_instructions);

	restore(old);
	return damaged;
}

static void say_how_many(const char *what)
{
	put_text("jkexec: ");
	put_number(header.count);
	put_text(what);
}

/* Called from entry.S. */
uint64_t purgatory(void);

uint64_t purgatory(void)
{
	int instructions = has_sha_instructions();
	uint32_t damaged;

	if (header.count > CAPACITY) {
		put_text("jkexec: the table of segments is damaged\n");
		stop_or_reset();
	}
	damaged = instructions ? check_by_instructions() : check_all(compress_portable);
	if (damaged != 0) {
		say_how_many(" segments checked, damaged: ");
		put_number(damaged);
		put_text("\n");
		stop_or_reset();
	}
	if (header.verbose)
		say_how_many(instructions ? " segments checked by SHA instructions\n" : " segments checked\n");
	return header.jump;
}
