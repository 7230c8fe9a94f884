#include "verify.h"

#define PIECE 512

#define NOTE_HEADER 12

enum verdict { SAME, OTHER, ZERO, ABSENT, SHORT, FAILED, UNKNOWN };

static const char words[][8] = { "ok", "bad", "zero", "absent", "short", "error", "unknown" };

struct comparison {
	enum verdict verdict;
	/* Whether all bytes that were read are zero. */
	bool zero;
	/* The number of the first byte that differs: its address, or its offset in the note. */
	uint64_t at;
};

static void compare_piece(const uint8_t *seen, const uint8_t *wanted, unsigned size, uint64_t at,
			  struct comparison *result)
{
	for (unsigned i = 0; i < size; i++) {
		result->zero &= seen[i] == 0;
		if (seen[i] != wanted[i] && result->verdict == SAME) {
			result->verdict = OTHER;
			result->at = at + i;
		}
	}
}

/* Compares a stretch of the core file with one of the options; what it calls its bytes starts at a number. */
static void compare(const struct core *core, uint64_t offset, const struct options *options, uint64_t expected,
		    uint64_t size, uint64_t at, struct comparison *result)
{
	uint8_t seen[PIECE], wanted[PIECE];

	while (size > 0 && result->verdict <= OTHER) {
		unsigned part = size < PIECE ? (unsigned)size : PIECE;
		long got = read_all(core->file, seen, part, offset);

		if (read_all(options->file, wanted, part, expected) != (long)part)
			got = -1;
		if (got != (long)part) {
			result->verdict = got < 0 ? FAILED : SHORT;
			result->at = at + (got < 0 ? 0 : (uint64_t)got);
			return;
		}
		compare_piece(seen, wanted, part, at, result);
		offset += part;
		expected += part;
		at += part;
		size -= part;
	}
}

static void verify_memory(const struct core *core, const struct options *options, const struct check *check,
			  struct comparison *result)
{
	uint64_t done = 0;

	while (done < check->size && result->verdict <= OTHER) {
		uint64_t address = check->address + done;
		uint64_t offset = 0;
		uint64_t part = core_find(core, address, check->size - done, &offset);

		if (part == 0) {
			result->verdict = ABSENT;
			result->at = address;
			return;
		}
		compare(core, offset, options, check->expected + done, part, address, result);
		done += part;
	}
	if (result->verdict == OTHER && result->zero) {
		result->verdict = ZERO;
		result->at = check->address;
	}
}

/* The size of a note with its padding (gABI, chapter 5, "Note Section", with words of 4 bytes). */
static uint64_t note_size(const uint8_t *header)
{
	uint64_t name = ((uint64_t)get32(header) + 3) & ~3ull;

	return NOTE_HEADER + name + (((uint64_t)get32(header + 4) + 3) & ~3ull);
}

/* Whether a note has the expected header: the sizes and the type. */
static bool is_alike(const struct options *options, const struct check *check, const uint8_t *header)
{
	uint8_t wanted[NOTE_HEADER];

	if (read_all(options->file, wanted, sizeof(wanted), check->expected) != (long)sizeof(wanted))
		return false;
	return get32(wanted) == get32(header) && get32(wanted + 4) == get32(header + 4) &&
	       get32(wanted + 8) == get32(header + 8) && note_size(header) == check->size;
}

/* Notes of the same name and type may be there for each processor: one that is the same suffices. */
static void verify_notes(const struct core *core, const struct options *options, const struct check *check,
			 const struct part *part, struct comparison *result)
{
	uint8_t header[NOTE_HEADER];
	uint64_t at = 0;

	while (result->verdict != SAME && part->size - at >= NOTE_HEADER) {
		uint64_t size;

		if (read_all(core->file, header, sizeof(header), part->offset + at) != (long)sizeof(header))
			return;
		size = note_size(header);
		if (get32(header) == 0 || size > part->size - at)
			return;
		if (is_alike(options, check, header)) {
			struct comparison note = { SAME, true, 0 };

			compare(core, part->offset + at, options, check->expected, size, 0, &note);
			*result = note;
		}
		at += size;
	}
}

static void verify_note(const struct core *core, const struct options *options, const struct check *check,
			struct comparison *result)
{
	struct part part;

	result->verdict = ABSENT;
	for (uint32_t i = 0; core_part(core, i, &part); i++)
		if (part.type == PART_NOTE)
			verify_notes(core, options, check, &part, result);
}

void verify(const struct core *core, const struct options *options, const struct check *check, struct line *line)
{
	struct comparison result = { SAME, true, 0 };

	if (check->kind == CHECK_MEMORY)
		verify_memory(core, options, check, &result);
	else if (check->kind == CHECK_NOTE)
		verify_note(core, options, check, &result);
	else
		result.verdict = UNKNOWN;
	line_text(line, " ");
	line_text(line, words[result.verdict]);
	if (result.verdict != SAME) {
		line_text(line, "@");
		line_hex(line, result.at);
	}
}
