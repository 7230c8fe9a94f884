package kexec.receiver.obstacles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.RangeSet;
import kexec.api.text.Size;
import kexec.linux.KernelParameter;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.MemoryMapException;
import kexec.linux.crash.CrashReader;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.PolicyReader;

/** The memory that is reserved for a crash kernel. */
final class CrashReserve {

  private static final String PARAMETER = "crashkernel";

  /** What a distribution's kernel with the initrd of its kdump tools takes at least. */
  private static final long USUAL = 192L << 20;

  private static final String LOG = "'dmesg | grep -i crashkernel' tells why.";

  private final CrashReader crash;
  private final LinuxTexts texts;
  private final String line;

  CrashReserve(LinuxRoot root, KexecArchitecture architecture) {
    this.crash = new CrashReader(root);
    this.texts = new LinuxTexts(root.resolve("/proc"));
    // The defaults of kdump-utils (kdump-lib.sh), in one word for every size of machine.
    this.line =
        architecture.equals(KexecArchitecture.ARM64)
            ? "crashkernel=2G-4G:256M,4G-64G:320M,64G-:576M"
            : "crashkernel=2G-64G:256M,64G-:512M";
  }

  List<Finding> find() throws KexecException {
    OptionalLong size = crash.crashSize();
    if (size.isEmpty() || size.getAsLong() == 0) {
      return List.of(missing(size.isEmpty()));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(size(size.getAsLong()));
    findings.add(place());
    lent().ifPresent(findings::add);
    return findings;
  }

  private Finding missing(boolean notBuilt) throws KexecException {
    if (notBuilt) {
      return Finding.error(
          "crash-region-missing",
          "the running kernel was built without crash kernels",
          "Run a kernel with CONFIG_CRASH_DUMP and CONFIG_KEXEC; distributions' kernels have both.");
    }
    Optional<String> given = PolicyReader.attempt(this::given);
    return Finding.error(
        "crash-region-missing",
        "no memory is reserved for a crash kernel"
            + given.map(word -> ", although the command line has " + word).orElse(""),
        given.isPresent()
            ? LOG + " Boot the running kernel with " + line + ", or with less memory."
            : "Boot the running kernel with crashkernel=SIZE on its command line; on a machine with"
                + " 2 GiB and more, "
                + line
                + ".");
  }

  private Optional<String> given() throws KexecException {
    return texts.commandLine().parameters().stream()
        .filter(word -> word.isNamed(PARAMETER))
        .map(KernelParameter::word)
        .reduce((first, second) -> first + " " + second);
  }

  private Finding size(long bytes) {
    return bytes >= USUAL
        ? Finding.info("crash-region", Size.both(bytes) + " are reserved for a crash kernel")
        : Finding.warning(
            "crash-region-small",
            "%s are reserved for a crash kernel, and a distribution's kernel with its initrd takes"
                    .formatted(Size.both(bytes))
                + " about "
                + Size.human(USUAL),
            "Rehearse the image (jkexec rehearse -p), which tells whether that is enough; else boot"
                + " the running kernel with crashkernel=256M or more.");
  }

  private Finding place() throws KexecException {
    try {
      MemoryMap map = texts.memoryMap();
      return map.crashRegion()
          .map(region -> Finding.info("crash-region", "the crash region is " + region))
          .orElseGet(CrashReserve::hidden);
    } catch (MemoryMapException e) {
      if (e.fault().code().equals(MemoryMapException.ZEROS)) {
        return hidden();
      }
      throw e;
    }
  }

  private static Finding hidden() {
    return Finding.error(
        "crash-region-hidden",
        "the kernel does not show this user where the crash region lies (/proc/iomem)",
        "Run as root with CAP_SYS_ADMIN, outside of a container.");
  }

  private Optional<Finding> lent() throws KexecException {
    Optional<Finding> lent =
        crash
            .crashCma()
            .filter(ranges -> !ranges.isEmpty())
            .map(RangeSet::size)
            .map(
                bytes ->
                    Finding.info(
                        "crash-cma",
                        Size.both(bytes)
                            + " more are lent to users until a crash (crashkernel=,cma)"));
    if (lent.isEmpty() && texts.commandLine().asksForCrashCma()) {
      return Optional.of(
          Finding.warning(
              "crash-cma-unknown",
              "the command line asks for crashkernel=SIZE,cma, and the kernel shows no such memory",
              LOG));
    }
    return lent;
  }
}
