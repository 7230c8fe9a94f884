/*
 * The entries. The registers are kept as they were found, then the C part reports them.
 * At 0 the 32-bit one, for Multiboot; at 0x200 the 64-bit one ("64-bit Boot Protocol").
 */
#include "multiboot.h"

	.section .entry, "ax"
	.code32
	.globl	image
image:
	cli
	cld
	/* This entry is for Multiboot only, whose file is not relocatable. */
	cmpl	$MULTIBOOT_BOOTLOADER_MAGIC, %eax
1:	jne	1b
	movl	$LOAD_ADDRESS, %ebp
	movl	%eax, (found - image + 0x00)(%ebp)
	movl	%ebx, (found - image + 0x08)(%ebp)
	leal	(stack - image + 16384)(%ebp), %esp
	/* Long mode wants a map: the first GiB, of 2 MiB pages. */
	leal	(early_level3 - image)(%ebp), %eax
	leal	3(%eax), %ecx
	movl	%ecx, (early_level4 - image)(%ebp)
	leal	(early_level2 - image)(%ebp), %edi
	leal	3(%edi), %ecx
	movl	%ecx, (%eax)
	movl	$0x83, %eax
	movl	$512, %ecx
2:	movl	%eax, (%edi)
	addl	$0x200000, %eax
	addl	$8, %edi
	loop	2b
	movl	%cr4, %eax
	orl	$0x20, %eax		/* PAE */
	movl	%eax, %cr4
	leal	(early_level4 - image)(%ebp), %eax
	movl	%eax, %cr3
	movl	$0xc0000080, %ecx	/* EFER */
	rdmsr
	orl	$0x100, %eax		/* LME */
	wrmsr
	movl	%cr0, %eax
	orl	$0x80000001, %eax	/* PG, PE */
	movl	%eax, %cr0
	leal	(early_gdt - image)(%ebp), %eax
	pushl	%eax
	pushw	$15
	lgdt	(%esp)
	pushl	$8
	leal	(long_mode - image)(%ebp), %eax
	pushl	%eax
	lretl
	.code64
long_mode:
	leaq	stack+16384(%rip), %rsp
	call	report_multiboot
3:	hlt
	jmp	3b

	.balign	8
early_gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* 64-bit code */

	.org	0x180
	/* Multiboot 0.6.96, "The layout of Multiboot header": page aligned modules, memory information. */
	.long	0x1badb002
	.long	3
	.long	-(0x1badb002 + 3)

	.org	0x200
entry64:
	movq	%rsp, found+0x38(%rip)
	leaq	stack+16384(%rip), %rsp
	pushfq
	popq	found+0x80(%rip)
	cli
	cld
	movq	%rax, found+0x00(%rip)
	movq	%rbx, found+0x08(%rip)
	movq	%rcx, found+0x10(%rip)
	movq	%rdx, found+0x18(%rip)
	movq	%rsi, found+0x20(%rip)
	movq	%rdi, found+0x28(%rip)
	movq	%rbp, found+0x30(%rip)
	movq	%r8,  found+0x40(%rip)
	movq	%r9,  found+0x48(%rip)
	movq	%r10, found+0x50(%rip)
	movq	%r11, found+0x58(%rip)
	movq	%r12, found+0x60(%rip)
	movq	%r13, found+0x68(%rip)
	movq	%r14, found+0x70(%rip)
	movq	%r15, found+0x78(%rip)
	call	report
1:	hlt
	jmp	1b

/* An exception ends in exception(vector, error, rip): the report says so, rather than a silent reset. */
	.balign	16, 0x90
	.globl	vectors
vectors:
	.set	number, 0
	.rept	32
	.balign	16, 0x90
	/* The others come without an error code. */
	.if	!(number == 8 || (number >= 10 && number <= 14) || number == 17 || number == 21)
	pushq	$0
	.endif
	pushq	$number
	jmp	excepted
	.set	number, number + 1
	.endr
excepted:
	popq	%rdi
	popq	%rsi
	popq	%rdx
	andq	$-16, %rsp
	call	exception

	.bss
	.balign	4096
early_level4:
	.skip	4096
early_level3:
	.skip	4096
early_level2:
	.skip	4096
