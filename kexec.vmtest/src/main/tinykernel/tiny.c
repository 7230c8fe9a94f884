/*
 * A kernel that reports how it was entered and what it was given, and powers off. Lines begin with
 * "tiny: ". Its command line steers it: mark=NAME is repeated in the first line,
 * tiny.exit=poweroff|reset|halt says how it ends.
 */
#include "machine.h"

/* Offsets in struct boot_params: Documentation/arch/x86/zero-page.rst and boot.rst. */
#define ACPI_RSDP_ADDR 0x070
#define EXT_RAMDISK_IMAGE 0x0c0
#define EXT_RAMDISK_SIZE 0x0c4
#define EXT_CMD_LINE_PTR 0x0c8
#define EFI_INFO 0x1c0
#define E820_ENTRIES 0x1e8
#define VERSION 0x206
#define TYPE_OF_LOADER 0x210
#define LOADFLAGS 0x211
#define RAMDISK_IMAGE 0x218
#define RAMDISK_SIZE 0x21c
#define CMD_LINE_PTR 0x228
#define SETUP_DATA 0x250
#define E820_TABLE 0x2d0
#define E820_SIZE 20
#define E820_MOST 128
#define COMMAND_LINE_MOST 2047
#define SETUP_DATA_MOST 32

struct registers found;
u8 stack[16384] __attribute__((aligned(16)));
extern u8 image[], image_end[], state_end[], memory_end[];

static u64 read(u64 address, int bytes)
{
	u64 value = 0;

	for (int i = bytes - 1; i >= 0; i--)
		value = value << 8 | *(volatile u8 *)(address + i);
	return value;
}

/* FNV-1a over little-endian words of 64 bits; the last one is filled up with zeros. */
static u64 hash(u64 start, u64 size)
{
	u64 sum = 0xcbf29ce484222325ul;

	for (u64 at = 0; at + 8 <= size; at += 8)
		sum = (sum ^ *(u64 *)(start + at)) * 0x100000001b3ul;
	if (size % 8)
		sum = (sum ^ read(start + size / 8 * 8, size % 8)) * 0x100000001b3ul;
	return sum;
}

static int starts(const char *text, const char *word)
{
	while (*word)
		if (*text++ != *word++)
			return 0;
	return 1;
}

/* The value of a word of the command line, or null. */
static const char *value(const char *line, const char *name, u64 length)
{
	for (u64 i = 0; i < COMMAND_LINE_MOST && line[i]; i++)
		if ((i == 0 || line[i - 1] == ' ') && starts(line + i, name))
			return line + i + length;
	return 0;
}

static u64 length_of_word(const char *word)
{
	u64 length = 0;

	while (word[length] && word[length] != ' ')
		length++;
	return length;
}

static void report_registers(void)
{
	print("tiny: registers");
	print_hex("rax", found.rax);
	print_hex("rbx", found.rbx);
	print_hex("rcx", found.rcx);
	print_hex("rdx", found.rdx);
	print_hex("rsi", found.rsi);
	print_hex("rdi", found.rdi);
	print_hex("rbp", found.rbp);
	print_hex("rsp", found.rsp);
	print_hex("r8", found.r8);
	print_hex("r9", found.r9);
	print_hex("r10", found.r10);
	print_hex("r11", found.r11);
	print_hex("r12", found.r12);
	print_hex("r13", found.r13);
	print_hex("r14", found.r14);
	print_hex("r15", found.r15);
	print_hex("rflags", found.rflags);
	print("\n");
}

static void report_image(void)
{
	u64 rest = 0;

	for (u64 at = (u64)state_end; at < (u64)memory_end; at += 8)
		rest |= *(u64 *)at;
	print("tiny: image");
	print_range("at", (u64)image, image_end - image);
	print_hex("hash", hash((u64)image, image_end - image));
	print(rest ? " rest=dirty\n" : " rest=zero\n");
}

static void report_initrd(u64 params)
{
	u64 start = read(params + RAMDISK_IMAGE, 4) | read(params + EXT_RAMDISK_IMAGE, 4) << 32;
	u64 size = read(params + RAMDISK_SIZE, 4) | read(params + EXT_RAMDISK_SIZE, 4) << 32;

	print("tiny: initrd");
	print_range("at", start, size);
	print_hex("hash", hash(start, size));
	print("\n");
}

static void report_memory(u64 params)
{
	u64 count = read(params + E820_ENTRIES, 1);

	print("tiny: e820");
	print_hex("entries", count);
	print("\n");
	for (u64 i = 0; i < count && i < E820_MOST; i++) {
		u64 entry = params + E820_TABLE + i * E820_SIZE;

		print("tiny: e820");
		print_range("range", read(entry, 8), read(entry + 8, 8));
		print_hex("type", read(entry + 16, 4));
		print("\n");
	}
}

static void report_firmware(u64 params)
{
	u64 rsdp = read(params + ACPI_RSDP_ADDR, 8);

	print("tiny: firmware");
	print_hex("acpi_rsdp", rsdp);
	print(rsdp && starts((char *)rsdp, "RSD PTR ") ? " rsdp=valid" : " rsdp=none");
	print_hex("efi_signature", read(params + EFI_INFO, 4));
	print_hex("efi_systab", read(params + EFI_INFO + 4, 4) | read(params + EFI_INFO + 24, 4) << 32);
	print("\n");
}

/* The linked list: u64 next, u32 type, u32 length. */
static void report_setup_data(u64 params)
{
	u64 at = read(params + SETUP_DATA, 8);

	for (int i = 0; at && i < SETUP_DATA_MOST; i++) {
		print("tiny: setup_data");
		print_hex("at", at);
		print_hex("type", read(at + 8, 4));
		print_hex("length", read(at + 12, 4));
		print("\n");
		at = read(at, 8);
	}
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* "0x1ef5d000" or "507252K" */
static u64 number(const char *text)
{
	int base = starts(text, "0x") ? 16 : 10;
	u64 result = 0;

	if (base == 16)
		text += 2;
	for (; digit(*text) < base; text++)
		result = result * base + digit(*text);
	if (*text == 'K')
		return result << 10;
	return *text == 'M' ? result << 20 : result;
}

/* A crash kernel's ELF header: "elfcorehdr=0x…", System V gABI, ELF64. */
static void report_core_header(const char *line)
{
	const char *where = value(line, "elfcorehdr=", 11);
	u64 header = where ? number(where) : 0;
	u64 count;

	if (!header)
		return;
	print("tiny: elfcorehdr");
	print_hex("at", header);
	if (!starts((char *)header, "\177ELF")) {
		print(" not ELF\n");
		return;
	}
	count = read(header + 56, 2);
	print_hex("phnum", count);
	print("\n");
	for (u64 i = 0; i < count; i++) {
		u64 entry = header + read(header + 32, 8) + i * 56;

		print("tiny: elfcorehdr");
		print_hex("type", read(entry, 4));
		print_range("physical", read(entry + 24, 8), read(entry + 40, 8));
		print_hex("virtual", read(entry + 16, 8));
		print_hex("offset", read(entry + 8, 8));
		print("\n");
	}
}

static void end(const char *line)
{
	const char *how = value(line, "tiny.exit=", 10);

	if (how && starts(how, "reset")) {
		print("tiny: end by reset\n");
		reset();
	}
	if (how && starts(how, "halt")) {
		print("tiny: end by halt\n");
		halt();
	}
	print("tiny: end by poweroff\n");
	power_off();
}

void report(void)
{
	u64 params = found.rsi;
	const char *line, *mark;

	console_start();
	print("\ntiny: entered");
	print_hex("at", (u64)image);
	print_hex("boot_params", params);
	print("\n");
	report_registers();
	print_control_registers();
	take_over();
	line = (const char *)(read(params + CMD_LINE_PTR, 4) | read(params + EXT_CMD_LINE_PTR, 4) << 32);
	mark = value(line, "mark=", 5);
	print("tiny: mark=");
	print_bytes(mark ? mark : "none", mark ? length_of_word(mark) : 4);
	print_hex("version", read(params + VERSION, 2));
	print_hex("type_of_loader", read(params + TYPE_OF_LOADER, 1));
	print_hex("loadflags", read(params + LOADFLAGS, 1));
	print_hex("command_line", (u64)line);
	print("\ntiny: command line: ");
	print_bytes(line, COMMAND_LINE_MOST);
	print("\n");
	report_image();
	report_initrd(params);
	report_memory(params);
	report_firmware(params);
	report_setup_data(params);
	report_core_header(line);
	end(line);
}
