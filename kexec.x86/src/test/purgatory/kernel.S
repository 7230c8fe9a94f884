/*
 * A kernel that says on COM1 in what state it was entered, and switches QEMU (isa-debug-exit at
 * 0xf4) or Bochs (port 0x8900) off. Entered at its first byte.
 */
	.text
	.code64
	.globl	kernel
kernel:
	leaq	rsi_text(%rip), %rbp
	movq	%rsi, %rdx
	call	say
	leaq	cr0_text(%rip), %rbp
	movq	%cr0, %rdx
	call	say
	leaq	cr4_text(%rip), %rbp
	movq	%cr4, %rdx
	call	say
	subq	$16, %rsp
	sidt	(%rsp)
	leaq	idt_text(%rip), %rbp
	movzwl	(%rsp), %edx
	call	say
	leaq	end_text(%rip), %rbp
	call	text
	movw	$0xf4, %dx
	movb	$1, %al
	outb	%al, %dx
	leaq	bochs_text(%rip), %rbp
	movw	$0x8900, %dx
1:
	movb	(%rbp), %al
	outb	%al, %dx
	incq	%rbp
	testb	%al, %al
	jnz	1b
2:
	hlt
	jmp	2b

	/* The text at rbp, then rdx in 16 hexadecimal digits. */
say:
	pushq	%rdx
	call	text
	popq	%rdx
	movq	%rdx, %rbx
	movl	$16, %ecx
1:
	rolq	$4, %rbx
	movl	%ebx, %eax
	andl	$15, %eax
	cmpl	$10, %eax
	jb	2f
	addl	$'a' - '0' - 10, %eax
2:
	addl	$'0', %eax
	call	put
	loop	1b
	ret

	/* The text at rbp. */
text:
	movb	(%rbp), %al
	testb	%al, %al
	jz	1f
	call	put
	incq	%rbp
	jmp	text
1:
	ret

	/* The character in al, once the port is ready for it. */
put:
	movb	%al, %ah
	movw	$0x3fd, %dx
1:
	inb	%dx, %al
	testb	$0x20, %al
	jz	1b
	movb	%ah, %al
	movw	$0x3f8, %dx
	outb	%al, %dx
	ret

rsi_text:	.asciz	"kernel entered: rsi="
cr0_text:	.asciz	" cr0="
cr4_text:	.asciz	" cr4="
idt_text:	.asciz	" idt="
end_text:	.asciz	"\r\n"
bochs_text:	.asciz	"Shutdown"
