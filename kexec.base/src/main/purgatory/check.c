/* Checks every segment, and returns where to go on if all are sound. */
#include "digest.h"
#include "purgatory.h"

/* Null while no segment is being checked. */
static const struct segment *checking;

static const uint8_t *at(uint64_t address)
{
	return (const uint8_t *)(uintptr_t)address;
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
		put_hex((uintptr_t)zeros);
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
	checking = NULL;
	return damaged;
}

static void say_how_many(const char *what)
{
	put_text("jkexec: ");
	put_number(header.count);
	put_text(what);
}

static __attribute__((noreturn)) void stop_or_reset(void)
{
	int resets = header.on_mismatch == RESET;

	put_text(resets ? "jkexec: resetting\n" : "jkexec: stopped\n");
	console_drain();
	if (resets)
		reset();
	halt();
}

void end_by_exception(uint32_t number, uint64_t instruction, const char *fault, uint64_t address)
{
	static int reported;

	/* The console may be what is to blame. */
	if (!reported) {
		reported = 1;
		put_text("jkexec: exception ");
		put_number(number);
		put_text(" at ");
		put_hex(instruction);
		if (fault != NULL) {
			put_text(", ");
			put_text(fault);
			put_text(" at ");
			put_hex(address);
		}
		if (checking != NULL) {
			put_text(", while checking ");
			put_segment(checking);
		}
		put_text("\n");
	}
	stop_or_reset();
}

uint64_t purgatory(void)
{
	struct way way;
	uint32_t damaged;

	if (header.count > CAPACITY) {
		put_text("jkexec: the table of segments is damaged\n");
		stop_or_reset();
	}
	way = begin_check();
	damaged = check_all(way.compress);
	end_check();
	if (damaged != 0) {
		say_how_many(" segments checked, damaged: ");
		put_number(damaged);
		put_text("\n");
		stop_or_reset();
	}
	if (header.verbose) {
		say_how_many(" segments checked");
		put_text(way.words);
		put_text("\n");
	}
	return header.jump;
}
