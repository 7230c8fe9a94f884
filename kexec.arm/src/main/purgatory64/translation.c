/* The MMU and the caches of arm64. */
#include "caches.h"
#include "options.h"
#include "purgatory.h"
#include "registers.h"

/* SCTLR_EL1 and SCTLR_EL2. */
#define SCTLR_M (1ul << 0)
#define SCTLR_A (1ul << 1)
#define SCTLR_C (1ul << 2)
#define SCTLR_I (1ul << 12)
#define SCTLR_WXN (1ul << 19)

/* TCR_EL1 and TCR_EL2: 48 bits, tables that are read from inner shareable uncached memory. */
#define TCR_T0SZ 16ul
#define TCR_SH0 (3ul << 12)
#define TCR_EL1_T1SZ (16ul << 16)
#define TCR_EL1_EPD1 (1ul << 23)
#define TCR_EL1_TG1_4K (2ul << 30)
#define TCR_EL1_IPS_SHIFT 32
#define TCR_EL2_ONES (1ul << 31 | 1ul << 23)
#define TCR_EL2_PS_SHIFT 16

/* ID_AA64MMFR0_EL1: TGran4, PARange; 5 stands for 48 bits. */
#define GRANULE_4K_SHIFT 28
#define GRANULE_MISSING 15
#define ADDRESS_RANGE 15
#define RANGE_48_BITS 5

/* CTR_EL0.DminLine: words of the smallest cache line, as a power of two. */
#define LINE_SHIFT 16
#define WORD 4ul

/* entry.S */
void caches_off(uint64_t control, uint64_t el2, uintptr_t start, uintptr_t end, uint64_t line);

static uint64_t control;

uintptr_t line_size(void)
{
	return WORD << (READ(ctr_el0) >> LINE_SHIFT & 15);
}

void invalidate_line(uintptr_t at)
{
	__asm__ volatile("dc ivac, %0" : : "r"(at) : "memory");
}

void drop_line(uintptr_t at)
{
	__asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
}

void forget_translations(void)
{
	BARRIER("dsb sy");
	if (is_hypervisor())
		BARRIER("tlbi alle2");
	else
		BARRIER("tlbi vmalle1");
	BARRIER("ic iallu\n\tdsb sy\n\tisb");
}

int takes_map(void)
{
	return (READ(id_aa64mmfr0_el1) >> GRANULE_4K_SHIFT & 15) != GRANULE_MISSING;
}

int map_is_hypervisors(void)
{
	return has_el2_registers();
}

void translate(const uint64_t *map)
{
	uint64_t range = READ(id_aa64mmfr0_el1) & ADDRESS_RANGE;

	if (range > RANGE_48_BITS)
		range = RANGE_48_BITS;
	control = READ_OWN(sctlr);
	WRITE_OWN(mair, MEMORY_ATTRIBUTES);
	if (has_el2_registers())
		WRITE(tcr_el2, TCR_EL2_ONES | range << TCR_EL2_PS_SHIFT | TCR_SH0 | TCR_T0SZ);
	else
		WRITE(tcr_el1, range << TCR_EL1_IPS_SHIFT | TCR_EL1_TG1_4K | TCR_EL1_EPD1 |
				       TCR_EL1_T1SZ | TCR_SH0 | TCR_T0SZ);
	WRITE_OWN(ttbr0, (uintptr_t)map);
	BARRIER("isb");
	WRITE_OWN(sctlr, (control & ~(SCTLR_A | SCTLR_WXN)) | SCTLR_M | SCTLR_C | SCTLR_I);
	BARRIER("isb");
}

void end_translation(uintptr_t start, uintptr_t end, uintptr_t line)
{
	caches_off(control, (uint64_t)has_el2_registers(), start, end, line);
}
