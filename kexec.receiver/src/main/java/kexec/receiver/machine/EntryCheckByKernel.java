package kexec.receiver.machine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.Finding;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.host.HostReader;
import kexec.linux.memory.MemoryReader;
import kexec.receiver.host.PolicyReader;

/**
 * Whether the kernel's own purgatory verifies an image of files before its entry. It gets no
 * digests if Kexec Handover is on, or if every segment is in contiguous memory that is entered in
 * place (Linux, kernel/kexec_file.c).
 */
final class EntryCheckByKernel {

  /** Linux 6.17 was the first to use such memory for files. */
  private static final long CONTIGUOUS_MAJOR = 6;

  private static final long CONTIGUOUS_MINOR = 17;

  private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

  private final HostReader host;
  private final MemoryReader memory;
  private final WaysIn ways;

  EntryCheckByKernel(LinuxRoot root, WaysIn ways) {
    this.host = new HostReader(root);
    this.memory = new MemoryReader(root);
    this.ways = ways;
  }

  List<Finding> of(Plan plan) {
    boolean concerned =
        plan.slot() == Slot.DEFAULT
            && plan.methods().get(0).equals(LoadMethod.FILES)
            && plan.entryCheck() != EntryCheck.NONE;
    if (!concerned) {
      return List.of();
    }
    if (ways.isHandoverActive()) {
      return List.of(
          finding("the kernel enters the image without a check, because Kexec Handover is on"));
    }
    return isContiguous()
        ? List.of(
            finding(
                "the kernel enters the image without a check where all of it gets contiguous"
                    + " memory (CMA), of which this system has some"))
        : List.of();
  }

  private static Finding finding(String message) {
    return Finding.info("files-unchecked", message);
  }

  private boolean isContiguous() {
    return PolicyReader.attempt(() -> Optional.of(host.release()))
            .filter(EntryCheckByKernel::takesContiguous)
            .isPresent()
        && PolicyReader.attempt(() -> Optional.of(memory.memInfo()))
            .filter(amounts -> amounts.contiguous() > 0)
            .isPresent();
  }

  private static boolean takesContiguous(String release) {
    Matcher version = VERSION.matcher(release);
    if (!version.matches()) {
      return false;
    }
    long major = Long.parseLong(version.group(1));
    return major > CONTIGUOUS_MAJOR
        || (major == CONTIGUOUS_MAJOR && Long.parseLong(version.group(2)) >= CONTIGUOUS_MINOR);
  }
}
