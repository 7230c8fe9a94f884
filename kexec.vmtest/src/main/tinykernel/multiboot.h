/* Multiboot 0.6.96: the state at the entry, and the offsets in the information structure. */
#ifndef MULTIBOOT_H
#define MULTIBOOT_H

#define LOAD_ADDRESS 0x1000000
#define MULTIBOOT_BOOTLOADER_MAGIC 0x2badb002

#define MBI_FLAGS 0
#define MBI_CMDLINE 16
#define MBI_MODS_COUNT 20
#define MBI_MODS_ADDR 24
#define MBI_MMAP_LENGTH 44
#define MBI_MMAP_ADDR 48
#define MBI_BOOT_LOADER_NAME 64
#define MBI_HAS_CMDLINE (1 << 2)
#define MBI_HAS_MODS (1 << 3)
#define MBI_HAS_MMAP (1 << 6)
#define MBI_HAS_NAME (1 << 9)
#define MODULE_SIZE 16

#endif
