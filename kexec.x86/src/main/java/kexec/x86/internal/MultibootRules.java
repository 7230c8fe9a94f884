package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import kexec.api.boot.BootRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.base.kernel.CommandLine;

/** Validates the request for a Multiboot kernel, before anything is placed. */
final class MultibootRules {

  /** No specification gives a limit; this fits into one page. */
  private static final long LIMIT = 4095;

  /**
   * Xen keeps 1024 bytes each of its own command line and its first domain's, and drops the rest.
   */
  private static final long LIMIT_OF_XEN = 1023;

  private MultibootRules() {}

  /**
   * {@return the longest command line, in bytes without the NUL and without the file's name before
   * it}
   */
  static long commandLineLimit(MultibootKernel kernel) throws BadFileException {
    return XenMark.isIn(kernel.data()) ? LIMIT_OF_XEN : LIMIT;
  }

  /** {@return errors, warnings and notes} */
  static List<Finding> judge(BootRequest request, long limit) {
    CommandLine line = new CommandLine(request.commandLine());
    List<Finding> findings = new ArrayList<>(line.check(limit));
    for (BootRequest.Module module : request.modules()) {
      CommandLine words = new CommandLine(module.commandLine());
      words.check(limit).forEach(finding -> findings.add(ofModule(finding, module)));
    }
    if (request.slot() == Slot.CRASH) {
      findings.add(noCrashKernel());
    }
    if (!request.initrds().isEmpty()) {
      findings.add(initrd(request));
    }
    if (startedByEfi(request.platform())) {
      findings.add(efi());
    }
    return findings;
  }

  private static Finding ofModule(Finding finding, BootRequest.Module module) {
    return Finding.error(
        "module-" + finding.code(),
        "of module %s %s".formatted(FileName.of(module.file().path()), finding.message()),
        finding.cure());
  }

  private static Finding noCrashKernel() {
    return Finding.error(
        "multiboot-crash-slot",
        "a Multiboot kernel is not told where the crashed system's memory is, and would use all of"
            + " it",
        "Load a Linux kernel for crashes, or load this one for the default slot.");
  }

  private static Finding initrd(BootRequest request) {
    return request.modules().isEmpty()
        ? Finding.warning(
            "initrd-is-first-module",
            "the initrd is the kernel's first module, and a hypervisor takes that for a kernel",
            "Name the first domain's kernel with --module=\"FILE WORDS\", and the initrd behind"
                + " it.")
        : Finding.info(
            "initrd-is-last-module", "the initrd is the kernel's last module, without words");
  }

  private static boolean startedByEfi(PlatformData platform) {
    return platform
        .item(PlatformData.BOOT_PARAMS)
        .filter(bytes -> bytes.length == BootParams.PAGE)
        .map(bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN))
        .filter(page -> EfiInfo.read(page).isThere())
        .isPresent();
  }

  private static Finding efi() {
    return Finding.warning(
        "multiboot-without-firmware",
        "the running system was started by EFI, of which a Multiboot kernel is told nothing once"
            + " EFI's boot services have ended",
        "Expect it to work only where the kernel needs neither a BIOS nor the ACPI tables, or"
            + " restart the machine into it.");
  }
}
