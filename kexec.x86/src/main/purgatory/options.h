/* What the loader says of the machine, behind the header. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

struct options {
	/* The first I/O port of an 8250, or 0. */
	uint16_t serial_port;
	/* Whether there is a text screen at 0xb8000. */
	uint8_t text_screen;
	uint8_t unused[5];
};

extern struct options options;

/* console.c: if the processor cannot reach this address, and it is one of the screen's. */
void give_up_screen(uint64_t address);

#endif
