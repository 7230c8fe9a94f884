/* System calls of Linux on x86_64 (System V ABI, AMD64 supplement, appendix A.2.1). */
#pragma once

#define CALL_WRITE 1
#define CALL_CLOSE 3
#define CALL_EXECVE 59
#define CALL_EXIT 60
#define CALL_MOUNT 165
#define CALL_UMOUNT 166
#define CALL_REBOOT 169
#define CALL_OPENAT 257
#define CALL_UNLINKAT 263
#define LARGE_FILE 0

static inline long call5(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long read_at(int file, void *buffer, unsigned long size, uint64_t offset)
{
	return call5(17, file, (long)buffer, (long)size, (long)offset, 0);
}

static inline long seek_end(int file, uint64_t *size)
{
	long result = call5(8, file, 0, 2, 0, 0);

	*size = result < 0 ? 0 : (uint64_t)result;
	return result < 0 ? result : 0;
}
