/* What every report is made of. */
#include "report.h"

#define COMMAND_LINE_MOST 2047

struct registers found;
u8 stack[16384] __attribute__((aligned(16)));
extern u8 image_end[], state_end[], memory_end[];

u64 read(u64 address, int bytes)
{
	u64 value = 0;

	for (int i = bytes - 1; i >= 0; i--)
		value = value << 8 | *(volatile u8 *)(address + i);
	return value;
}

/* FNV-1a over little-endian words of 64 bits; the last one is filled up with zeros. */
u64 hash(u64 start, u64 size)
{
	u64 sum = 0xcbf29ce484222325ul;

	for (u64 at = 0; at + 8 <= size; at += 8)
		sum = (sum ^ *(u64 *)(start + at)) * 0x100000001b3ul;
	if (size % 8)
		sum = (sum ^ read(start + size / 8 * 8, size % 8)) * 0x100000001b3ul;
	return sum;
}

int starts(const char *text, const char *word)
{
	while (*word)
		if (*text++ != *word++)
			return 0;
	return 1;
}

/* The value of a word of the command line, or null. */
const char *value(const char *line, const char *name, u64 length)
{
	for (u64 i = 0; i < COMMAND_LINE_MOST && line[i]; i++)
		if ((i == 0 || line[i - 1] == ' ') && starts(line + i, name))
			return line + i + length;
	return 0;
}

static u64 length_of_word(const char *word)
{
	u64 length = 0;

	while (word[length] && word[length] != ' ')
		length++;
	return length;
}

void report_line(const char *line)
{
	const char *mark = value(line, "mark=", 5);

	print("tiny: mark=");
	print_bytes(mark ? mark : "none", mark ? length_of_word(mark) : 4);
	print("\ntiny: command line: ");
	print_bytes(line, COMMAND_LINE_MOST);
	print("\n");
}

void report_image(void)
{
	u64 rest = 0;

	for (u64 at = (u64)state_end; at < (u64)memory_end; at += 8)
		rest |= *(u64 *)at;
	print("tiny: image");
	print_range("at", (u64)image, image_end - image);
	print_hex("hash", hash((u64)image, image_end - image));
	print(rest ? " rest=dirty\n" : " rest=zero\n");
}

void end(const char *line)
{
	const char *how = value(line, "tiny.exit=", 10);

	if (how && starts(how, "reset")) {
		print("tiny: end by reset\n");
		reset();
	}
	if (how && starts(how, "halt")) {
		print("tiny: end by halt\n");
		halt();
	}
	print("tiny: end by poweroff\n");
	power_off();
}
