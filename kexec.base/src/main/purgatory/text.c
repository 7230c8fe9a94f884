/* Texts, character by character. Without divisions and long shifts, which not every processor has. */
#include "purgatory.h"

void put_text(const char *text)
{
	while (*text != 0)
		put(*text++);
}

void put_number(uint32_t value)
{
	char digits[11];
	char *first = digits + sizeof(digits) - 1;

	*first = 0;
	do {
		uint32_t tenth = (uint32_t)(value * 0xcccccccdull >> 35);

		*--first = (char)('0' + value - tenth * 10);
		value = tenth;
	} while (value != 0);
	put_text(first);
}

void put_hex(uint64_t value)
{
	char digits[17];
	char *first = digits + sizeof(digits) - 1;

	*first = 0;
	do {
		*--first = "0123456789abcdef"[value & 15];
		value >>= 4;
	} while (value != 0);
	put_text("0x");
	put_text(first);
}

void put_segment(const struct segment *segment)
{
	put_text(segment->label);
	put_text(" [");
	put_hex(segment->start);
	put_text(", ");
	put_hex(segment->start + segment->memory_length);
	put_text(")");
}
