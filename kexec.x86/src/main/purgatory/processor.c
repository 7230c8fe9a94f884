/* The processor's SHA instructions: whether it has them, and leave to use them. */
#include "processor.h"
#include "purgatory.h"

/* CPUID leaf 1, ECX; leaf 7, EBX (Intel SDM volume 2, "CPUID"). */
#define CPUID_1_ECX_SSSE3 (1u << 9)
#define CPUID_1_ECX_SSE4_1 (1u << 19)
#define CPUID_7_EBX_SHA (1u << 29)

/* Intel SDM volume 3, section 2.5 "Control Registers". */
#define CR0_EM (1ul << 2)
#define CR0_TS (1ul << 3)
#define CR4_OSFXSR (1ul << 9)

/* The control registers as they were. */
struct control {
	uint64_t cr0;
	uint64_t cr4;
};

static struct control entered;
static int allowed;

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static struct cpuid cpuid(uint32_t leaf)
{
	struct cpuid all;

	__asm__ volatile("cpuid"
			 : "=a"(all.eax), "=b"(all.ebx), "=c"(all.ecx), "=d"(all.edx)
			 : "a"(leaf), "c"(0));
	return all;
}

int has_sha_instructions(void)
{
	const uint32_t wanted = CPUID_1_ECX_SSSE3 | CPUID_1_ECX_SSE4_1;

	return cpuid(0).eax >= 7 && (cpuid(1).ecx & wanted) == wanted && (cpuid(7).ebx & CPUID_7_EBX_SHA) != 0;
}

static void set(struct control control)
{
	__asm__ volatile("movq %0, %%cr0\n\tmovq %1, %%cr4" : : "r"(control.cr0), "r"(control.cr4) : "memory");
}

/* Linux's relocate_kernel, for one, leaves OSFXSR clear, which makes SSE an invalid opcode. */
static void allow_sse(void)
{
	struct control ours;

	__asm__ volatile("movq %%cr0, %0\n\tmovq %%cr4, %1" : "=r"(entered.cr0), "=r"(entered.cr4));
	ours.cr0 = entered.cr0 & ~(CR0_EM | CR0_TS);
	ours.cr4 = entered.cr4 | CR4_OSFXSR;
	set(ours);
}

struct way begin_check(void)
{
	struct way way = { compress_portable, "" };

	if (has_sha_instructions()) {
		allow_sse();
		allowed = 1;
		way.compress = compress_with_instructions;
		way.words = " by SHA instructions";
	}
	return way;
}

void end_check(void)
{
	if (allowed)
		set(entered);
}
