/* Texts, character by character. */
#include "purgatory.h"

void put_text(const char *text)
{
	while (*text != 0)
		put(*text++);
}

/* Without a division, which not every processor has. */
void put_number(uint32_t value)
{
	uint32_t unit = 1;

	while (unit <= value / 10)
		unit *= 10;
	for (; unit != 0; unit /= 10) {
		char digit = '0';

		for (; value >= unit; value -= unit)
			digit++;
		put(digit);
	}
}

void put_hex(uint64_t value)
{
	int shift = 60;

	put_text("0x");
	while (shift != 0 && value >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		put("0123456789abcdef"[value >> shift & 15]);
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
