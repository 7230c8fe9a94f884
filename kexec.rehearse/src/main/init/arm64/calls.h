/* System calls of Linux on arm64: include/uapi/asm-generic/unistd.h; the number is in x8. */
#pragma once

#define CALL_UNLINKAT 35
#define CALL_UMOUNT 39
#define CALL_MOUNT 40
#define CALL_OPENAT 56
#define CALL_CLOSE 57
#define CALL_WRITE 64
#define CALL_EXIT 93
#define CALL_REBOOT 142
#define CALL_EXECVE 221
#define LARGE_FILE 0

static inline long call5(long number, long a, long b, long c, long d, long e)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
}

static inline long read_at(int file, void *buffer, unsigned long size, uint64_t offset)
{
	return call5(67, file, (long)buffer, (long)size, (long)offset, 0);
}

static inline long seek_end(int file, uint64_t *size)
{
	long result = call5(62, file, 0, 2, 0, 0);

	*size = result < 0 ? 0 : (uint64_t)result;
	return result < 0 ? result : 0;
}
