package kexec.receiver.machine;

import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.linux.crash.CrashReader;
import kexec.linux.sys.LinuxNumbers;
import kexec.receiver.host.LinuxHost;

/** The running kernel's requirements on plans. */
final class LinuxRules {

  private final LinuxHost host;
  private final CrashReader crash;
  private final WaysIn ways;

  LinuxRules(LinuxHost host, WaysIn ways) {
    this.host = host;
    this.crash = new CrashReader(host.root());
    this.ways = ways;
  }

  ReceiverRules read() throws KexecException {
    MachineAddress limit = host.architecture().destinationLimit();
    ReceiverRules.Builder rules =
        ReceiverRules.builder()
            .maxSegments(LinuxNumbers.KEXEC_SEGMENT_MAX)
            .pageSize(host.pageSize())
            .destinationLimit(limit)
            .sourceLimit(limit)
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
