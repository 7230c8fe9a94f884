/*
 * System calls of Linux on arm with the EABI: the number is in r7. A 64-bit argument is in a pair of
 * registers of which the first has an even number (Procedure Call Standard for the Arm Architecture, C.3).
 */
#pragma once

#define CALL_EXIT 1
#define CALL_WRITE 4
#define CALL_CLOSE 6
#define CALL_EXECVE 11
#define CALL_MOUNT 21
#define CALL_UMOUNT 52
#define CALL_REBOOT 88
#define CALL_OPENAT 322
#define CALL_UNLINKAT 328
#define LARGE_FILE 0400000

static inline long call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r7 __asm__("r7") = number;
	register long r0 __asm__("r0") = a;
	register long r1 __asm__("r1") = b;
	register long r2 __asm__("r2") = c;
	register long r3 __asm__("r3") = d;
	register long r4 __asm__("r4") = e;
	register long r5 __asm__("r5") = f;

	__asm__ volatile("svc #0"
			 : "+r"(r0)
			 : "r"(r7), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
			 : "memory");
	return r0;
}

static inline long call5(long number, long a, long b, long c, long d, long e)
{
	return call6(number, a, b, c, d, e, 0);
}

static inline long read_at(int file, void *buffer, unsigned long size, uint64_t offset)
{
	return call6(180, file, (long)buffer, (long)size, 0, (long)(uint32_t)offset, (long)(offset >> 32));
}

/* _llseek, which writes the position. */
static inline long seek_end(int file, uint64_t *size)
{
	*size = 0;
	return call6(140, file, 0, 0, (long)size, 2, 0);
}
