/* What the loader fills, and what purgatory's parts want of one another. */
#ifndef PURGATORY_H
#define PURGATORY_H

#include <stddef.h>
#include <stdint.h>

#include "layout.h"
#include "sha256.h"

#define DIGEST_SIZE 32

enum on_mismatch {
	STOP = 0,
	RESET = 1,
};

/* All of it little-endian, as the processor is. Behind it are the options of the kind of machine. */
struct header {
	char magic[8];
	uint32_t version;
	uint32_t table_offset;
	uint32_t capacity;
	/* How many segments the table has. */
	uint32_t count;
	/* Where to go on when every segment is sound. */
	uint64_t jump;
	/* Bytes in memory; what the binary lacks of them is zero. */
	uint32_t memory;
	/* Whether to say something even if every segment is sound. */
	uint8_t verbose;
	uint8_t on_mismatch;
	uint8_t unused[2];
};

_Static_assert(sizeof(struct header) == OPTIONS_OFFSET - HEADER_OFFSET, "header.S lays it out");

struct segment {
	uint64_t start;
	uint64_t content_length;
	/* Zero from the content's end up to this length. */
	uint64_t memory_length;
	uint8_t digest[DIGEST_SIZE];
	/* What messages call it; ends with a NUL. */
	char label[16];
};

_Static_assert(sizeof(struct segment) == SEGMENT_SIZE, "header.S makes room for the table");

extern struct header header;
extern const struct segment table[CAPACITY];

/* check.c */
/* Returns where to go on; does not return if a segment is damaged. */
uint64_t purgatory(void);
/* The end after an exception. The fault names its kind and is null if no address is to blame. */
__attribute__((noreturn)) void end_by_exception(uint32_t number, uint64_t instruction,
						const char *fault, uint64_t address);

/* text.c */
void put_text(const char *text);
void put_number(uint32_t value);
void put_hex(uint64_t value);
void put_segment(const struct segment *segment);

/* uart8250.c */
void uart8250_open(void);
void uart8250_put(char c);
void uart8250_drain(void);
/* How often something is asked before it is given up: tenths of a second on real hardware. */
#define MOST_POLLS 200000

/*
 * The rest is the kind of machine's.
 */

/* How content is digested, and the words that say so. */
struct way {
	compress_fn *compress;
	const char *words;
};

/* Readies the processor for the check, and undoes that. */
struct way begin_check(void);
void end_check(void);

/* Where there is an 8250: its registers. */
uint8_t uart8250_read(unsigned int number);
void uart8250_write(unsigned int number, uint8_t value);

void put(char c);
/* Until the last character is out, which a reset would swallow. */
void console_drain(void);

/* Resets the machine, if it can. */
void reset(void);
__attribute__((noreturn)) void halt(void);

#endif
