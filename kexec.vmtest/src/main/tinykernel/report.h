/* What every report is made of. */
#ifndef REPORT_H
#define REPORT_H

#include "machine.h"

extern struct registers found;
extern u8 image[];

u64 read(u64 address, int bytes);
u64 hash(u64 start, u64 size);
int starts(const char *text, const char *word);
const char *value(const char *line, const char *name, u64 length);
void report_line(const char *line);
void report_image(void);
void end(const char *line) __attribute__((noreturn));

#endif
