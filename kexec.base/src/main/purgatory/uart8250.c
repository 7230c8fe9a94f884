/* A serial port of the 8250's kind, however its registers are reached. */
#include "purgatory.h"

/* Its registers; the bits of its line control and line status registers. */
#define TRANSMIT 0
#define LINE_CONTROL 3
#define WORD_LENGTH 0x03
#define EIGHT_BITS_NO_PARITY 0x03
#define DIVISOR_LATCH 0x80
#define LINE_STATUS 5
#define TRANSMIT_HOLDING_EMPTY 0x20
#define TRANSMITTER_EMPTY 0x40

static int sends;

static void wait_for(uint8_t bits)
{
	int polls;

	for (polls = 0; polls < MOST_POLLS; polls++) {
		if ((uart8250_read(LINE_STATUS) & bits) != 0)
			return;
	}
	/* Nothing that sends: it is not waited for again. */
	sends = 0;
}

/* Speed and parity stay as they are, unless nobody ever set them: 5 bits are what a reset leaves. */
void uart8250_open(void)
{
	uint8_t control = uart8250_read(LINE_CONTROL) & ~DIVISOR_LATCH;

	if ((control & WORD_LENGTH) == 0)
		control = EIGHT_BITS_NO_PARITY;
	uart8250_write(LINE_CONTROL, control);
	sends = 1;
}

void uart8250_put(char c)
{
	if (sends)
		wait_for(TRANSMIT_HOLDING_EMPTY);
	if (sends)
		uart8250_write(TRANSMIT, (uint8_t)c);
}

void uart8250_drain(void)
{
	if (sends)
		wait_for(TRANSMITTER_EMPTY);
}
