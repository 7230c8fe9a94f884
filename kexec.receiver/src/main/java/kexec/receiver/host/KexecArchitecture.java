package kexec.receiver.host;

import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.linux.sys.LinuxAbi;

/**
 * What Linux's kexec requires on one architecture.
 *
 * @param architecture the architecture of the kernels that it starts
 * @param abi how a process calls its kernel
 * @param destinationLimit the end of the addresses that segments may have
 * @param fileFormat the kernel format that {@code kexec_file_load} takes, as boot protocols name
 *     it; empty if Linux has no such call on this architecture
 * @param commandLineSize the longest command line of {@code kexec_file_load}, in bytes with its NUL
 *     (Linux, arch/…/include/asm/setup.h, COMMAND_LINE_SIZE)
 * @param coreHeaderWord the bytes that {@code kexec_file_load} adds to the command line of a crash
 *     kernel
 */
public record KexecArchitecture(
    Architecture architecture,
    LinuxAbi abi,
    MachineAddress destinationLimit,
    Optional<String> fileFormat,
    int commandLineSize,
    int coreHeaderWord) {

  /**
   * 64-bit x86. KEXEC_DESTINATION_MEMORY_LIMIT (Linux, arch/x86/include/asm/kexec.h) is MAXMEM-1
   * with four levels of page tables, and a segment must end below it, so the last page is not
   * usable. The room for {@code elfcorehdr=} is MAX_ELFCOREHDR_STR_LEN of
   * arch/x86/kernel/kexec-bzimage64.c.
   */
  public static final KexecArchitecture X86_64 =
      new KexecArchitecture(
          Architecture.X86_64,
          LinuxAbi.X86_64,
          new MachineAddress((1L << 46) - 4096),
          Optional.of("bzImage"),
          2048,
          30);

  /**
   * 64-bit ARM. Linux itself sets no limit (arch/arm64/include/asm/kexec.h); physical addresses
   * have 52 bits at most. The location of the core header is in the device tree.
   */
  public static final KexecArchitecture ARM64 =
      new KexecArchitecture(
          Architecture.ARM64,
          LinuxAbi.ARM64,
          new MachineAddress(1L << 52),
          Optional.of("Image"),
          2048,
          0);

  /** 32-bit ARM: a segment must end below the last address (arch/arm/include/asm/kexec.h). */
  public static final KexecArchitecture ARM =
      new KexecArchitecture(
          Architecture.ARM,
          LinuxAbi.ARM,
          new MachineAddress(0xfffff000L),
          Optional.empty(),
          1024,
          0);
}
