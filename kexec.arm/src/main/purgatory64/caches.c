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

extern const uint8_t entry[];

/* entry.S */
void caches_off(uint64_t control, uint64_t el2, uintptr_t start, uintptr_t end, uint64_t line);

static uint64_t control;

static uint64_t line_size(void)
{
	return WORD << (READ(ctr_el0) >> LINE_SHIFT & 15);
}

static void forget_translations(void)
{
	BARRIER("dsb sy");
	if (is_hypervisor())
		BARRIER("tlbi alle2");
	else
		BARRIER("tlbi vmalle1");
	BARRIER("dsb sy\n\tisb");
}

int caches_on(void)
{
	uint64_t features = READ(id_aa64mmfr0_el1);
	uint64_t range = features & ADDRESS_RANGE;
	uint64_t line = line_size();
	uintptr_t own_end = (uintptr_t)entry + header.memory;
	uintptr_t at;
	const uint64_t *map;

	if ((features >> GRANULE_4K_SHIFT & 15) == GRANULE_MISSING)
		return 0;
	map = make_map();
	if (map == NULL)
		return 0;
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
	/* What was written with the cache off must not be hidden by older lines. */
	BARRIER("dsb sy");
	for (at = (uintptr_t)entry; at < own_end; at += line)
		__asm__ volatile("dc ivac, %0" : : "r"(at) : "memory");
	forget_translations();
	BARRIER("ic iallu\n\tdsb sy\n\tisb");
	WRITE_OWN(sctlr, (control & ~(SCTLR_A | SCTLR_WXN)) | SCTLR_M | SCTLR_C | SCTLR_I);
	BARRIER("isb");
	return 1;
}

static void drop_lines(uint64_t start, uint64_t length, uint64_t line)
{
	uint64_t end = start + length;

	for (start &= -line; start < end; start += line)
		__asm__ volatile("dc civac, %0" : : "r"(start) : "memory");
}

void caches_as_before(void)
{
	uint64_t line = line_size();
	uint32_t i;

	caches_off(control, (uint64_t)has_el2_registers(), (uintptr_t)entry,
		   (uintptr_t)entry + header.memory, line);
	for (i = 0; i < header.count; i++)
		drop_lines(table[i].start, table[i].memory_length, line);
	forget_translations();
	BARRIER("ic iallu\n\tdsb sy\n\tisb");
}
