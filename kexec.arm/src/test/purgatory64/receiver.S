/*
 * Goes to the address at `purgatory` as Linux does on a processor with the Virtualization Host
 * Extensions: at EL2, with the registers of EL1 standing for those of EL2.
 */
#define HCR_TGE (1 << 27)
#define HCR_E2H (1 << 34)

	.text
	.globl	receiver
receiver:
	ldr	x0, =HCR_E2H | HCR_TGE
	msr	hcr_el2, x0
	isb
	ldr	x0, purgatory
	br	x0

	.balign	8
purgatory:	.quad	0x43003000
	.ltorg
