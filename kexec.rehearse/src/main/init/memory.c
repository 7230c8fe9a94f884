#include "memory.h"

#include "paths.h"

#define MEMINFO_SIZE 512

#define DIGITS 20

static bool starts_with(const char *text, const char *end, const char *word)
{
	while (*word != 0)
		if (text == end || *text++ != *word++)
			return false;
	return true;
}

/* Copies the digits behind a name in /proc/meminfo, which are KiB. */
static void add_number(struct line *line, const char *text, const char *end, const char *name, const char *label)
{
	char digits[DIGITS + 1];
	unsigned length = 0;

	while (text < end && !starts_with(text, end, name))
		text++;
	while (text < end && *text != ' ')
		text++;
	while (text < end && *text == ' ')
		text++;
	while (text < end && *text >= '0' && *text <= '9' && length < DIGITS)
		digits[length++] = *text++;
	digits[length] = 0;
	if (length > 0) {
		line_text(line, label);
		line_text(line, digits);
	}
}

void memory_report(const struct report *report)
{
	char text[MEMINFO_SIZE];
	struct line line;
	int file = open_file(OWN_PROC "/meminfo", OPEN_READ);
	long size = file < 0 ? file : read_all(file, text, sizeof(text), 0);

	line_start(&line, report, "memory");
	if (size < 0) {
		line_error(&line, size);
	} else {
		add_number(&line, text, text + size, "MemTotal:", " total=");
		add_number(&line, text, text + size, "MemAvailable:", " available=");
	}
	line_write(&line, report);
	if (file >= 0)
		close_file(file);
}
