/*
 * A kernel with the headers of both versions of Multiboot that says on COM1 in what state it was
 * entered and what its boot information has, and switches QEMU off (isa-debug-exit at 0xf4).
 */
	.text
	.code32
	.balign	8
one:
	.long	0x1badb002
	.long	3
	.long	-(0x1badb002 + 3)

	.balign	8
two:
	.long	0xe85250d6
	.long	0
	.long	two_end - two
	.long	-(0xe85250d6 + two_end - two)
	.word	10, 1			/* relocatable, highest */
	.long	24, 0x1000000, 0xf000000, 0x200000, 2
	.word	0, 0
	.long	8
two_end:

	.globl	kernel
kernel:
	/* Where it runs: esp was left in the stub, whose memory nobody else wants. */
	movl	%eax, %ebp
	call	1f
1:	popl	%edi
	subl	$1b, %edi
	leal	stack_end(%edi), %esp
	pushl	%ebx
	pushl	%ebp
	leal	eax_text(%edi), %esi
	movl	%ebp, %edx
	call	say
	leal	cr0_text(%edi), %esi
	movl	%cr0, %edx
	andl	$0x80000001, %edx
	call	say
	leal	cr4_text(%edi), %esi
	movl	%cr4, %edx
	call	say
	leal	efer_text(%edi), %esi
	movl	$0xc0000080, %ecx
	rdmsr
	movl	%eax, %edx
	andl	$0x500, %edx
	call	say
	leal	flags_text(%edi), %esi
	pushfl
	popl	%edx
	andl	$0x20200, %edx
	call	say
	leal	moved_text(%edi), %esi
	movl	%edi, %edx
	call	say
	leal	end_text(%edi), %esi
	call	text
	popl	%ebp
	popl	%ebx
	cmpl	$0x2badb002, %ebp
	je	first
	cmpl	$0x36d76289, %ebp
	je	second
off:
	movw	$0xf4, %dx
	movb	$1, %al
	outb	%al, %dx
	hlt
	jmp	off

	/* Multiboot: the command line, then each module's text and its first bytes. */
first:
	movl	16(%ebx), %esi
	call	line
	movl	20(%ebx), %ecx
	movl	24(%ebx), %ebp
2:	jecxz	off
	movl	8(%ebp), %esi
	call	line
	movl	(%ebp), %esi
	call	line
	addl	$16, %ebp
	decl	%ecx
	jmp	2b

	/* Multiboot2: the same, from its tags. */
second:
	leal	8(%ebx), %ebp
3:	movl	(%ebp), %eax
	testl	%eax, %eax
	jz	off
	cmpl	$1, %eax
	jne	4f
	leal	8(%ebp), %esi
	call	line
4:	cmpl	$3, (%ebp)
	jne	5f
	leal	16(%ebp), %esi
	call	line
	movl	8(%ebp), %esi
	call	line
5:	movl	4(%ebp), %eax
	addl	$7, %eax
	andl	$~7, %eax
	addl	%eax, %ebp
	jmp	3b

	/* The text at esi, and the end of a line. */
line:
	call	text
	leal	end_text(%edi), %esi
	jmp	text

	/* The text at esi, then edx in 8 hexadecimal digits. */
say:
	pushl	%edx
	call	text
	popl	%ebx
	movl	$8, %ecx
6:	roll	$4, %ebx
	movl	%ebx, %eax
	andl	$15, %eax
	cmpl	$10, %eax
	jb	7f
	addl	$'a' - '0' - 10, %eax
7:	addl	$'0', %eax
	call	put
	loop	6b
	ret

	/* The text at esi. */
text:
	movb	(%esi), %al
	testb	%al, %al
	jz	8f
	call	put
	incl	%esi
	jmp	text
8:	ret

	/* The character in al, once the port is ready for it. */
put:
	movb	%al, %ah
	movw	$0x3fd, %dx
9:	inb	%dx, %al
	testb	$0x20, %al
	jz	9b
	movb	%ah, %al
	movw	$0x3f8, %dx
	outb	%al, %dx
	ret

eax_text:	.asciz	"kernel entered: eax="
cr0_text:	.asciz	" cr0="
cr4_text:	.asciz	" cr4="
efer_text:	.asciz	" efer="
flags_text:	.asciz	" flags="
moved_text:	.asciz	" moved="
end_text:	.asciz	"\r\n"

	.balign	16
	.skip	256
stack_end:
