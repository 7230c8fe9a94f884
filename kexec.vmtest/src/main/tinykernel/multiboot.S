/* The same image as a file for Multiboot loaders: ELF32, at one fixed address. */
	.section .image, "awx"
	.globl	image
image:
	.incbin	"image.bin"
	.section .rest, "aw", @nobits
	.skip	REST
