package kexec.receiver.obstacles;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.text.Size;
import kexec.linux.LinuxRoot;
import kexec.linux.memory.MemInfo;
import kexec.linux.memory.MemoryReader;

/** The memory in which the running kernel keeps a default image until the jump. */
final class ImageMemory {

  /**
   * What a distribution's kernel with its initrd takes: what the kernel unpacks to, and the file.
   */
  private static final long USUAL = 192L << 20;

  private final MemoryReader memory;

  ImageMemory(LinuxRoot root) {
    this.memory = new MemoryReader(root);
  }

  List<Finding> find() throws KexecException {
    MemInfo amounts = memory.memInfo();
    List<Finding> findings = new ArrayList<>();
    String available =
        Size.both(amounts.available())
            + " of memory are available, and an image may take at most half of the RAM, "
            + Size.both(amounts.total() / 2);
    findings.add(
        amounts.available() >= USUAL
            ? Finding.info("memory", available)
            : Finding.warning(
                "memory-short",
                available
                    + "; a distribution's kernel with its initrd takes about "
                    + Size.human(USUAL),
                "Stop what takes memory, or use a smaller initrd."));
    if (amounts.contiguous() > 0) {
      findings.add(
          Finding.info(
              "memory-contiguous",
              Size.both(amounts.contiguous())
                  + " are reserved for contiguous allocations (CMA): Linux 6.17 and later may take"
                  + " images of files from there, and then leave their check out"));
    }
    if (amounts.unaccepted() > 0) {
      findings.add(
          Finding.warning(
              "memory-unaccepted",
              Size.both(amounts.unaccepted())
                  + " of this confidential guest are not accepted yet: kernels before Linux 7.3 do not"
                  + " accept what they put an image on",
              "Start the running kernel with accept_memory=eager, or run Linux 7.3 or later."));
    }
    return findings;
  }
}
