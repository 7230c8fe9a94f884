/* Texts on a serial port and on a text screen, each only where the loader says that there is one. */
#include "options.h"
#include "ports.h"
#include "purgatory.h"

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

static volatile uint16_t *cells;
static int column;

uint8_t uart8250_read(unsigned int number)
{
	return in8((uint16_t)(options.serial_port + number));
}

void uart8250_write(unsigned int number, uint8_t value)
{
	out8((uint16_t)(options.serial_port + number), value);
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
	if (options.serial_port != 0)
		uart8250_open();
	if (options.text_screen)
		open_screen();
}

void give_up_screen(uint64_t address)
{
	if (address - SCREEN < SCREEN_BYTES)
		cells = 0;
}

void put(char c)
{
	open();
	if (c == '\n')
		uart8250_put('\r');
	uart8250_put(c);
	put_screen(c);
}

void console_drain(void)
{
	uart8250_drain();
}
