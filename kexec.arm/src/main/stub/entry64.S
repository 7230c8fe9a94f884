/*
 * Brings the processor into the state that a Linux kernel for arm64 expects
 * (Documentation/arch/arm64/booting.rst, "Call the kernel image"), and jumps to it.
 *
 * Entered with the MMU off, one processor, at entry64. Runs wherever it was loaded at a multiple of
 * 8. The loader fills the table at `values` before it loads the stub.
 */
	.text
	.globl	entry64
entry64:
	ldr	x17, kernel_value
	ldr	x0, dtb_value
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x17

	.balign	8, 0
values:
kernel_value:	.quad	0
dtb_value:	.quad	0
