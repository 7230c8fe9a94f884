/* What the loader fills, and what purgatory's parts want of one another. */
#ifndef PURGATORY_H
#define PURGATORY_H

#include <stdint.h>

#include "layout.h"

#define DIGEST_SIZE 32

enum on_mismatch {
	STOP = 0,
	RESET = 1,
};

/* All of it little-endian, as the processor is. */
struct header {
	char magic[8];
	uint32_t version;
	uint32_t table_offset;
	uint32_t capacity;
	/* How many segments the table has. */
	uint32_t count;
	/* Where to go on when every segment is sound. */
	uint64_t jump;
	/* The first I/O port of an 8250, or 0. */
	uint16_t serial_port;
	/* Whether there is a text screen at 0xb8000. */
	uint8_t text_screen;
	/* Whether to say something even if every segment is sound. */
	uint8_t verbose;
	uint8_t on_mismatch;
	uint8_t unused[3];
};

struct segment {
	uint64_t start;
	uint64_t content_length;
	/* Zero from the content's end up to this length. */
	uint64_t memory_length;
	uint8_t digest[DIGEST_SIZE];
	/* What messages call it; ends with a NUL. */
	char label[16];
};

_Static_assert(sizeof(struct segment) == SEGMENT_SIZE, "entry.S makes room for the table");

extern struct header header;
extern const struct segment table[CAPACITY];

/* console.c */
void give_up_screen(uint64_t address);
void put_text(const char *text);
void put_number(uint64_t value);
void put_hex(uint64_t value);
void put_segment(const struct segment *segment);
void console_drain(void);

/* exceptions.c */
void make_gates(void);
/* Null while no segment is being checked. */
extern const struct segment *checking;

/* ending.c */
__attribute__((noreturn)) void stop_or_reset(void);

#endif
