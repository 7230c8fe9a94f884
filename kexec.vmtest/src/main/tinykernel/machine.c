#include "machine.h"

#define CR4_LA57 (1ul << 12)
#define PAGE_PRESENT_WRITABLE 3ul
#define PAGE_LARGE 0x80ul
#define EFER 0xc0000080
#define CODE 8

static u64 level5[512] __attribute__((aligned(4096)));
static u64 level4[512] __attribute__((aligned(4096)));
static u64 level3[512] __attribute__((aligned(4096)));
static u64 gates[32][2];
static u64 segments[2];

extern const u8 vectors[];

static u64 read_msr(u32 number)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
	return (u64)high << 32 | low;
}

static u64 cr4(void)
{
	u64 value;

	asm volatile("mov %%cr4, %0" : "=r"(value));
	return value;
}

static u32 apic_id(void)
{
	u32 eax = 1, ebx, ecx = 0, edx;

	asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	return ebx >> 24;
}

void print_control_registers(void)
{
	struct table gdt, idt;
	u64 cr0, cr3;
	u16 cs, ss;

	asm volatile("mov %%cr0, %0" : "=r"(cr0));
	asm volatile("mov %%cr3, %0" : "=r"(cr3));
	asm volatile("mov %%cs, %0" : "=r"(cs));
	asm volatile("mov %%ss, %0" : "=r"(ss));
	asm volatile("sgdt %0" : "=m"(gdt));
	asm volatile("sidt %0" : "=m"(idt));
	print("tiny: control");
	print_hex("cr0", cr0);
	print_hex("cr3", cr3);
	print_hex("cr4", cr4());
	print_hex("efer", read_msr(EFER));
	print_hex("cs", cs);
	print_hex("ss", ss);
	print_hex("gdt", gdt.base);
	print_hex("gdt_limit", gdt.limit);
	print_hex("idt_limit", idt.limit);
	print_hex("apic", apic_id());
	print("\n");
}

/* A 1:1 map of 512 GiB: the loader's need not reach the initial RAM disk. */
static void map(void)
{
	u64 root = (u64)level4;

	for (u64 i = 0; i < 512; i++)
		level3[i] = i << 30 | PAGE_LARGE | PAGE_PRESENT_WRITABLE;
	level4[0] = (u64)level3 | PAGE_PRESENT_WRITABLE;
	if (cr4() & CR4_LA57) {
		level5[0] = (u64)level4 | PAGE_PRESENT_WRITABLE;
		root = (u64)level5;
	}
	asm volatile("mov %0, %%cr3" : : "r"(root) : "memory");
}

static void handle_exceptions(void)
{
	struct table gdt = { sizeof(segments) - 1, (u64)segments };
	struct table idt = { sizeof(gates) - 1, (u64)gates };

	segments[1] = 0x00af9b000000fffful; /* 64-bit code */
	asm volatile("lgdt %0\n\t"
		     "pushq %1\n\t"
		     "leaq 1f(%%rip), %%rax\n\t"
		     "pushq %%rax\n\t"
		     "lretq\n"
		     "1:\txorl %%eax, %%eax\n\t"
		     "movl %%eax, %%ss\n\t"
		     "movl %%eax, %%ds\n\t"
		     "movl %%eax, %%es"
		     : : "m"(gdt), "i"(CODE) : "rax", "memory");
	for (u64 i = 0; i < 32; i++) {
		u64 to = (u64)vectors + 16 * i;

		gates[i][0] = (to & 0xffff) | CODE << 16 | 0x8e00ul << 32 |
			      (to >> 16 & 0xffff) << 48;
		gates[i][1] = to >> 32;
	}
	asm volatile("lidt %0" : : "m"(idt));
}

void take_over(void)
{
	handle_exceptions();
	map();
}

void exception(u64 vector, u64 error, u64 rip)
{
	u64 cr2;

	asm volatile("mov %%cr2, %0" : "=r"(cr2));
	print("\ntiny: exception");
	print_hex("vector", vector);
	print_hex("error", error);
	print_hex("rip", rip);
	print_hex("cr2", cr2);
	print("\n");
	power_off();
}

void halt(void)
{
	for (;;)
		asm volatile("cli; hlt");
}

void reset(void)
{
	outb(0xcf9, 2);
	outb(0xcf9, 6);
	halt();
}

void power_off(void)
{
	outw(0x604, 0x2000); /* q35: PM1a_CNT, SLP_EN and the type of S5 */
	outb(0xf4, 0); /* isa-debug-exit, where it is */
	reset();
}
