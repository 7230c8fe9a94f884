/* The report when it was a Multiboot loader that entered. */
#include "machine.h"
#include "multiboot.h"
#include "report.h"

#define MODULES_MOST 16
#define STRING_MOST 512

static void report_modules(u64 info)
{
	u64 count = read(info + MBI_MODS_COUNT, 4);

	for (u64 i = 0; i < count && i < MODULES_MOST; i++) {
		u64 module = read(info + MBI_MODS_ADDR, 4) + i * MODULE_SIZE;
		u64 start = read(module, 4);
		u64 size = read(module + 4, 4) - start;
		u64 string = read(module + 8, 4);

		print("tiny: module");
		print_range("at", start, size);
		print_hex("hash", hash(start, size));
		print(" string: ");
		if (string)
			print_bytes((const char *)string, STRING_MOST);
		print("\n");
	}
}

/* An entry: u32 size of the rest, u64 base, u64 length, u32 type. */
static void report_map(u64 info)
{
	u64 at = read(info + MBI_MMAP_ADDR, 4);
	u64 end = at + read(info + MBI_MMAP_LENGTH, 4);

	for (; at < end; at += read(at, 4) + 4) {
		print("tiny: mmap");
		print_range("range", read(at + 4, 8), read(at + 12, 8));
		print_hex("type", read(at + 20, 4));
		print("\n");
	}
}

void report_multiboot(void)
{
	u64 info = found.rbx;
	u64 flags = read(info + MBI_FLAGS, 4);
	const char *line = "";

	console_start();
	take_over();
	print("\ntiny: entered by multiboot");
	print_hex("at", (u64)image);
	print_hex("magic", found.rax);
	print_hex("mbi", info);
	print_hex("flags", flags);
	print("\n");
	if (flags & MBI_HAS_CMDLINE)
		line = (const char *)read(info + MBI_CMDLINE, 4);
	report_line(line);
	report_image();
	if (flags & MBI_HAS_MODS)
		report_modules(info);
	if (flags & MBI_HAS_MMAP)
		report_map(info);
	if (flags & MBI_HAS_NAME) {
		print("tiny: loader ");
		print_bytes((const char *)read(info + MBI_BOOT_LOADER_NAME, 4), STRING_MOST);
		print("\n");
	}
	end(line);
}
