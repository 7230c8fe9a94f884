package kexec.baremetal.internal.machine;

import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.crash.CrashReader;
import kexec.linux.sys.LinuxNumbers;

/** The running kernel's requirements on plans. */
final class LinuxRules {

  /**
   * Linux, arch/x86/include/asm/kexec.h: KEXEC_DESTINATION_MEMORY_LIMIT is MAXMEM-1, and a segment
   * must end below it, so the last page is not usable.
   */
  private static final MachineAddress LIMIT = new MachineAddress((1L << 46) - 4096);

  private final CrashReader crash;
  private final WaysIn ways;

  LinuxRules(LinuxRoot root, WaysIn ways) {
    this.crash = new CrashReader(root);
    this.ways = ways;
  }

  ReceiverRules read() throws KexecException {
    ReceiverRules.Builder rules =
        ReceiverRules.builder()
            .maxSegments(LinuxNumbers.KEXEC_SEGMENT_MAX)
            .destinationLimit(LIMIT)
            .sourceLimit(LIMIT)
            .coreHeaderRoom(coreHeaderRoom());
    ways.tell(rules);
    return rules.build();
  }

  /**
   * The file exists only if the kernel can keep the header up to date. The value of {@code
   * crash_hotplug} applies to the loaded image, not to the next one.
   */
  private long coreHeaderRoom() throws KexecException {
    OptionalLong size = crash.elfcorehdrSize();
    return size.orElse(0);
  }
}
