package kexec.rehearse.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.SegmentRole;
import kexec.api.rehearse.RehearsalRequest;
import kexec.linux.KernelCommandLine;
import kexec.rehearse.internal.init.InitReport;
import kexec.rehearse.internal.machine.RehearsalTarget;

/** Says what a rehearsal that reached its goal did not show. */
final class Remarks {

  private Remarks() {}

  /**
   * {@return the remarks, which are no errors except that the image has no init}
   *
   * @param request what was to be rehearsed
   * @param target where it was
   * @param report what the rehearsal's own init reported, if there was one
   */
  static List<Finding> of(
      RehearsalRequest request, RehearsalTarget target, Optional<InitReport> report) {
    List<Finding> all = new ArrayList<>();
    report.flatMap(told -> noInit(request, told)).ifPresent(all::add);
    rootNotTried(request).ifPresent(all::add);
    byFiles(request).ifPresent(all::add);
    if (request.accelerated() && !target.machine().accelerator().equals("kvm")) {
      all.add(
          Finding.info(
              "rehearsal-not-accelerated",
              "The processor was emulated: this user has no usable /dev/kvm here, or the image is"
                  + " for another architecture."));
    }
    return all;
  }

  /** The rehearsal's own init proves that programs run, but not that the image has one. */
  private static Optional<Finding> noInit(RehearsalRequest request, InitReport told) {
    boolean initrd = !request.plan().rangesOf(SegmentRole.INITRD).isEmpty();
    if (told.ending() != InitReport.Ending.EXEC_FAILED || !initrd) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.error(
            "rehearsal-init-missing",
            "The image's own init could not be executed after the rehearsal's.",
            "Check that the initrd has an executable /init for this architecture, or name another"
                + " one with rdinit=."));
  }

  /** What the first program looks for is not in an emulator without disks. */
  private static Optional<Finding> rootNotTried(RehearsalRequest request) {
    return KernelCommandLine.parse(request.plan().commandLine())
        .valueOf("root")
        .map(
            root ->
                Finding.info(
                    "rehearsal-root-not-tried",
                    "The emulator has no disk: whether root=%s is there was not tried."
                        .formatted(root)));
  }

  private static Optional<Finding> byFiles(RehearsalRequest request) {
    return request.plan().methods().get(0).equals(LoadMethod.FILES)
        ? Optional.of(
            Finding.info(
                "rehearsal-of-segments",
                "This plan is loaded as files, and the receiver chooses the addresses: rehearsed were"
                    + " the same files at the plan's addresses."))
        : Optional.empty();
  }
}
