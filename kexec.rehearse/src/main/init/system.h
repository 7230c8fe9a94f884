/* What the program asks of the kernel. Results are those of the system calls: negative error numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calls.h"

/* Linux, include/uapi/linux/fcntl.h, include/uapi/linux/reboot.h and the error numbers of all these machines. */
#define AT_FDCWD (-100)
#define AT_REMOVEDIR 0x200
#define OPEN_READ 0
#define OPEN_WRITE 1
#define CLOSE_ON_EXEC 02000000
#define REBOOT_MAGIC1 ((long)(int32_t)0xfee1dead)
#define REBOOT_MAGIC2 0x28121969
#define REBOOT_POWER_OFF 0x4321fedc
#define MS_NOSUID_NODEV_NOEXEC 14
#define MNT_DETACH 2
#define EINTR 4

static inline int open_file(const char *path, int how)
{
	return (int)call5(CALL_OPENAT, AT_FDCWD, (long)path, how | LARGE_FILE | CLOSE_ON_EXEC, 0, 0);
}

static inline void close_file(int file)
{
	call5(CALL_CLOSE, file, 0, 0, 0, 0);
}

/* Returns fewer bytes than wanted only at the end of the file. */
static inline long read_all(int file, void *buffer, unsigned long size, uint64_t offset)
{
	unsigned long done = 0;

	while (done < size) {
		long got = read_at(file, (char *)buffer + done, size - done, offset + done);

		if (got == -EINTR)
			continue;
		if (got < 0)
			return got;
		if (got == 0)
			break;
		done += (unsigned long)got;
	}
	return (long)done;
}

static inline uint32_t get16(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t get32(const uint8_t *bytes)
{
	return get16(bytes) | get16(bytes + 2) << 16;
}

static inline uint64_t get64(const uint8_t *bytes)
{
	return get32(bytes) | (uint64_t)get32(bytes + 4) << 32;
}
