/*
 * A kernel that reports how it was entered and what it was given, and powers off. Lines begin with
 * "tiny: ". Its command line steers it: mark=NAME is repeated in the first line,
 * tiny.exit=poweroff|reset|halt says how it ends.
 */
#include "report.h"

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
#define SETUP_DATA_MOST 32

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

void report(void)
{
	u64 params = found.rsi;
	const char *line;

	console_start();
	print("\ntiny: entered");
	print_hex("at", (u64)image);
	print_hex("boot_params", params);
	print("\n");
	report_registers();
	print_control_registers();
	take_over();
	line = (const char *)(read(params + CMD_LINE_PTR, 4) | read(params + EXT_CMD_LINE_PTR, 4) << 32);
	report_line(line);
	print("tiny: header");
	print_hex("version", read(params + VERSION, 2));
	print_hex("type_of_loader", read(params + TYPE_OF_LOADER, 1));
	print_hex("loadflags", read(params + LOADFLAGS, 1));
	print_hex("command_line", (u64)line);
	print("\n");
	report_image();
	report_initrd(params);
	report_memory(params);
	report_firmware(params);
	report_setup_data(params);
	report_core_header(line);
	end(line);
}
