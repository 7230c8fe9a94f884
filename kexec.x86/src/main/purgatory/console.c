/* Texts on a serial port and on a text screen, each only where the loader says that there is one. */
#include "ports.h"
#include "purgatory.h"

/* An 8250's registers, from its first port on; the bits of its line status register. */
#define TRANSMIT 0
#define LINE_CONTROL 3
#define WORD_LENGTH 0x03
#define EIGHT_BITS_NO_PARITY 0x03
#define DIVISOR_LATCH 0x80
#define LINE_STATUS 5
#define TRANSMIT_HOLDING_EMPTY 0x20
#define TRANSMITTER_EMPTY 0x40

/* Some tenths of a second on real hardware: 16 characters at 1200 baud. */
#define MOST_POLLS 200000

#define SCREEN 0xb8000ul
#define SCREEN_BYTES 0x8000
#define COLUMNS 80
#define ROWS 25
#define WHITE_ON_BLACK 0x0f00

/* The screen's controller: the number of the first cell that is shown. */
#define CRTC_INDEX 0x3d4
#define CRTC_DATA 0x3d5
#define START_ADDRESS_HIGH 0x0c
#define START_ADDRESS_LOW 0x0d

static uint16_t serial_port;
static volatile uint16_t *cells;
static int column;

static void wait_for(uint8_t bits)
{
	int polls;

	for (polls = 0; polls < MOST_POLLS; polls++) {
		if ((in8(serial_port + LINE_STATUS) & bits) != 0)
			return;
	}
	/* Nothing that sends: it is not waited for again. */
	serial_port = 0;
}

static void put_serial(char c)
{
	if (serial_port != 0)
		wait_for(TRANSMIT_HOLDING_EMPTY);
	if (serial_port != 0)
		out8(serial_port + TRANSMIT, (uint8_t)c);
}

/* Speed and parity stay as they are, unless nobody ever set them: 5 bits are what a reset leaves. */
static void open_serial(uint16_t port)
{
	uint8_t control = in8(port + LINE_CONTROL) & ~DIVISOR_LATCH;

	if ((control & WORD_LENGTH) == 0)
		control = EIGHT_BITS_NO_PARITY;
	out8(port + LINE_CONTROL, control);
	serial_port = port;
}

static uint16_t first_cell(void)
{
	uint16_t cell;

	out8(CRTC_INDEX, START_ADDRESS_HIGH);
	cell = (uint16_t)(in8(CRTC_DATA) << 8);
	out8(CRTC_INDEX, START_ADDRESS_LOW);
	return cell | in8(CRTC_DATA);
}

/* The last line is the one that is written. */
static void scroll(void)
{
	int i;

	for (i = 0; i < COLUMNS * (ROWS - 1); i++)
		cells[i] = cells[i + COLUMNS];
	for (; i < COLUMNS * ROWS; i++)
		cells[i] = WHITE_ON_BLACK | ' ';
	column = 0;
}

static void put_screen(char c)
{
	if (cells == 0)
		return;
	if (c == '\n' || column == COLUMNS)
		scroll();
	if (c != '\n')
		cells[COLUMNS * (ROWS - 1) + column++] = WHITE_ON_BLACK | (uint8_t)c;
}

static void open_screen(void)
{
	uint16_t first = first_cell();

	if (first > SCREEN_BYTES / 2 - COLUMNS * ROWS)
		first = 0;
	cells = (volatile uint16_t *)SCREEN + first;
	scroll();
}

/* Before the first character, and not earlier: a sound image leaves the screen as it is. */
static void open(void)
{
	static int opened;

	if (opened)
		return;
	opened = 1;
	if (header.serial_port != 0)
		open_serial(header.serial_port);
	if (header.text_screen)
		open_screen();
}

/* If the processor cannot reach this address, and it is one of the screen's. */
void give_up_screen(uint64_t address)
{
	if (address - SCREEN < SCREEN_BYTES)
		cells = 0;
}

static void put(char c)
{
	open();
	if (c == '\n')
		put_serial('\r');
	put_serial(c);
	put_screen(c);
}

void put_text(const char *text)
{
	while (*text != 0)
		put(*text++);
}

static void put_digits(uint64_t value, unsigned int base)
{
	char digits[21];
	char *first = digits + sizeof(digits) - 1;

	*first = 0;
	do {
		*--first = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	put_text(first);
}

void put_number(uint64_t value)
{
	put_digits(value, 10);
}

void put_hex(uint64_t value)
{
	put_text("0x");
	put_digits(value, 16);
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

/* Until the last character is out, which a reset would swallow. */
void console_drain(void)
{
	if (serial_port != 0)
		wait_for(TRANSMITTER_EMPTY);
}
