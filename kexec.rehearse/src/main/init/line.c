#include "line.h"

#include "paths.h"

/* Emergency: the log is printed even with "quiet". */
#define LEVEL "<0>"

/* For the end, which a line that was cut does not have. */
#define RESERVED 3

#define STANDARD_OUTPUT 1

/* With "printk.devkmsg=off" the log cannot be opened. The kernel opens its console for the first program. */
void report_open(struct report *report)
{
	report->token = 0;
	report->file = open_file(OWN_LOG, OPEN_WRITE);
	report->log = report->file >= 0;
	if (!report->log)
		report->file = open_file(OWN_CONSOLE, OPEN_WRITE);
	if (report->file < 0)
		report->file = STANDARD_OUTPUT;
}

static void add(struct line *line, char c)
{
	if (line->length < LINE_SIZE - RESERVED)
		line->text[line->length++] = c;
}

void line_text(struct line *line, const char *text)
{
	while (*text != 0)
		add(line, *text++);
}

static void add_hex(struct line *line, uint64_t value, int digits)
{
	for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
		add(line, "0123456789abcdef"[value >> shift & 15]);
}

void line_hex(struct line *line, uint64_t value)
{
	int digits = 1;

	while (digits < 16 && value >> 4 * digits != 0)
		digits++;
	line_text(line, "0x");
	add_hex(line, value, digits);
}

void line_error(struct line *line, long error)
{
	line_text(line, " errno=");
	line_hex(line, (uint64_t)(error < 0 ? -error : error));
}

void line_start(struct line *line, const struct report *report, const char *word)
{
	line->length = 0;
	if (report->log)
		line_text(line, LEVEL);
	line_text(line, "jkexec-rehearsal: 1 ");
	add_hex(line, report->token, 16);
	line_text(line, " ");
	line_text(line, word);
}

void line_write(struct line *line, const struct report *report)
{
	long written;

	line->text[line->length++] = ' ';
	line->text[line->length++] = ';';
	line->text[line->length++] = '\n';
	do {
		written = call5(CALL_WRITE, report->file, (long)line->text, (long)line->length, 0, 0);
	} while (written == -EINTR);
}
