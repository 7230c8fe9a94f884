/* What the processor has, and how the check uses it. */
#include "caches.h"
#include "options.h"
#include "purgatory.h"
#include "registers.h"

/* CurrentEL, and HCR_EL2.E2H. */
#define EL2 (2u << 2)
#define E2H (1ul << 34)

/* CPACR_EL1.FPEN: no traps; CPTR_EL2.TFP without E2H: a trap. */
#define FPEN (3ul << 20)
#define TFP (1ul << 10)

/* ID_AA64ISAR0_EL1.SHA2. */
#define SHA2_SHIFT 12

static uint64_t access_control;
static int vectors_allowed;
static int cached;

int is_hypervisor(void)
{
	return READ(CurrentEL) == EL2;
}

int has_el2_registers(void)
{
	return is_hypervisor() && (READ(hcr_el2) & E2H) == 0;
}

static void set_access_control(uint64_t value)
{
	if (has_el2_registers())
		WRITE(cptr_el2, value);
	else
		WRITE(cpacr_el1, value);
	BARRIER("isb");
}

/* Vector registers may be left as ones that nobody uses. */
static void allow_vectors(void)
{
	if (has_el2_registers()) {
		access_control = READ(cptr_el2);
		set_access_control(access_control & ~TFP);
	} else {
		access_control = READ(cpacr_el1);
		set_access_control(access_control | FPEN);
	}
	vectors_allowed = 1;
}

struct way begin_check(void)
{
	struct way way = { compress_portable, "" };

	cached = caches_on();
	if (!cached)
		way.words = ", without caches";
	if ((READ(id_aa64isar0_el1) >> SHA2_SHIFT & 15) != 0) {
		allow_vectors();
		way.compress = compress_with_instructions;
		way.words = cached ? " by SHA instructions" : " by SHA instructions, without caches";
	}
	return way;
}

void end_check(void)
{
	if (vectors_allowed)
		set_access_control(access_control);
	if (cached)
		caches_as_before();
}
