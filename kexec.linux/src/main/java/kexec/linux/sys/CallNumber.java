package kexec.linux.sys;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * The numbers of system calls, from Linux's arch/x86/entry/syscalls/syscall_64.tbl and
 * syscall_32.tbl, arch/arm/tools/syscall.tbl and include/uapi/asm-generic/unistd.h.
 */
enum CallNumber {
  //              x86_64 arm64  arm i386
  KEXEC_LOAD(246, 104, 347, 283),
  KEXEC_FILE_LOAD(320, 294, 401, CallNumber.NONE),
  REBOOT(169, 142, 88, 88),
  SYNC(162, 81, 36, 36),
  OPENAT(257, 56, 322, 295),
  CLOSE(3, 57, 6, 6),
  FCNTL(72, 25, 55, 55),
  FSTATFS(138, 44, 100, 100),
  IOCTL(16, 29, 54, 54),
  SOCKET(41, 198, 281, 359),
  MEMFD_CREATE(319, 279, 385, 356),
  MMAP(9, 222, CallNumber.NONE, CallNumber.NONE),
  // Its offset is in units of 4096 bytes, so that every argument fits one word.
  MMAP2(CallNumber.NONE, CallNumber.NONE, 192, 192),
  MUNMAP(11, 215, 91, 91),
  MLOCK(149, 228, 150, 150);

  private static final int NONE = -1;

  private final int x86;
  private final int arm64;
  private final int arm;
  private final int i386;

  CallNumber(int x86, int arm64, int arm, int i386) {
    this.x86 = x86;
    this.arm64 = arm64;
    this.arm = arm;
    this.i386 = i386;
  }

  /** {@return the kernel's name for the call} */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the number, or empty if the architecture has no such call} */
  OptionalInt on(LinuxAbi abi) {
    int number =
        switch (abi) {
          case X86_64 -> x86;
          case ARM64 -> arm64;
          case ARM -> arm;
          case I386 -> i386;
        };
    return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
