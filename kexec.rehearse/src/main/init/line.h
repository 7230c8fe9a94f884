/* A line of the report: "jkexec-rehearsal: 1 TOKEN WORD... ;", as InitReport.java reads it. */
#pragma once

#include "system.h"

/* A record of the kernel's log holds about 970 bytes, with the prefix. */
#define LINE_SIZE 896

/* Where the lines go. It is closed when another program starts, not before, so that a failure is still reported. */
struct report {
	int file;
	bool log;
	uint64_t token;
};

struct line {
	unsigned length;
	char text[LINE_SIZE];
};

void report_open(struct report *report);

void line_start(struct line *line, const struct report *report, const char *word);
void line_text(struct line *line, const char *text);
void line_hex(struct line *line, uint64_t value);
void line_error(struct line *line, long error);
void line_write(struct line *line, const struct report *report);
