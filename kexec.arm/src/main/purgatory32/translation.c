/* The MMU and the caches of arm, where it has the Large Physical Address Extension. */
#include "caches.h"
#include "options.h"
#include "purgatory.h"
#include "registers.h"

/* SCTLR and HSCTLR. */
#define SCTLR_M (1u << 0)
#define SCTLR_A (1u << 1)
#define SCTLR_C (1u << 2)
#define SCTLR_I (1u << 12)
#define SCTLR_WXN (1u << 19)
#define SCTLR_UWXN (1u << 20)

/* TTBCR and HTCR: long descriptors, 32 bits, tables that are read from inner shareable uncached memory. */
#define TTBCR_EAE (1u << 31)
#define TTBCR_EPD1 (1u << 23)
#define TTBCR_SH0 (3u << 12)
#define HTCR_ONES (1u << 31 | 1u << 23)

/* ID_MMFR0: the kind of virtual memory; 5 has long descriptors. */
#define VMSA 15u
#define LONG_DESCRIPTORS 5

/* CTR.DminLine: words of the smallest cache line, as a power of two. */
#define LINE_SHIFT 16
#define WORD 4u

/* entry.S */
void caches_off(uint32_t control, uint32_t hyp, uintptr_t start, uintptr_t end, uintptr_t line);

static struct {
	uint32_t sctlr;
	uint32_t ttbcr;
	uint32_t mair;
	uint64_t ttbr;
} entered;

uintptr_t line_size(void)
{
	return WORD << (READ(CTR) >> LINE_SHIFT & 15);
}

void invalidate_line(uintptr_t at)
{
	WRITE(DCIMVAC, at);
}

void drop_line(uintptr_t at)
{
	WRITE(DCCIMVAC, at);
}

void forget_translations(void)
{
	BARRIER("dsb sy");
	if (is_hypervisor())
		WRITE(TLBIALLH, 0);
	else
		WRITE(TLBIALL, 0);
	WRITE(ICIALLU, 0);
	WRITE(BPIALL, 0);
	BARRIER("dsb sy\n\tisb");
}

int takes_map(void)
{
	return (READ(ID_MMFR0) & VMSA) >= LONG_DESCRIPTORS;
}

int map_is_hypervisors(void)
{
	return is_hypervisor();
}

static uint32_t on(uint32_t control)
{
	return (control & ~(SCTLR_A | SCTLR_WXN)) | SCTLR_M | SCTLR_C | SCTLR_I;
}

void translate(const uint64_t *map)
{
	if (is_hypervisor()) {
		entered.sctlr = READ(HSCTLR);
		WRITE(HMAIR0, MEMORY_ATTRIBUTES);
		WRITE(HTCR, HTCR_ONES | TTBCR_SH0);
		WRITE_LONG(HTTBR, (uintptr_t)map);
		BARRIER("isb");
		WRITE(HSCTLR, on(entered.sctlr));
	} else {
		entered.sctlr = READ(SCTLR);
		entered.ttbcr = READ(TTBCR);
		/* With short descriptors, the same register is PRRR. */
		entered.mair = READ(MAIR0);
		entered.ttbr = READ_LONG(TTBR0);
		WRITE(TTBCR, TTBCR_EAE | TTBCR_EPD1 | TTBCR_SH0);
		BARRIER("isb");
		WRITE(MAIR0, MEMORY_ATTRIBUTES);
		WRITE_LONG(TTBR0, (uintptr_t)map);
		BARRIER("isb");
		WRITE(SCTLR, on(entered.sctlr) & ~SCTLR_UWXN);
	}
	BARRIER("isb");
}

void end_translation(uintptr_t start, uintptr_t end, uintptr_t line)
{
	uint32_t hyp = (uint32_t)is_hypervisor();

	caches_off(entered.sctlr, hyp, start, end, line);
	if (!hyp) {
		/* Kernels that know short descriptors alone do not reset EAE. */
		WRITE_LONG(TTBR0, entered.ttbr);
		WRITE(TTBCR, entered.ttbcr);
		BARRIER("isb");
		WRITE(MAIR0, entered.mair);
		BARRIER("isb");
	}
}
