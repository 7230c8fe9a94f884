package kexec.webconsole.internal;

import java.util.List;
import java.util.Optional;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.webconsole.internal.page.FileFacts;

/**
 * What an operator confirms when a plan was shown. What the planner makes itself, such as its
 * purgatory, may be another one in the next plan of the same request.
 *
 * @param slot the slot
 * @param machine the machine's name
 * @param commandLine the final command line
 * @param files the roles and digests of what comes from files, sorted
 * @param tree the device tree's file
 */
record ShownImage(
    Slot slot,
    Optional<String> machine,
    String commandLine,
    List<String> files,
    Optional<FileFacts> tree) {

  /**
   * Creates it.
   *
   * @param plan the plan
   * @param tree its device tree's file when it was planned; the plan's own is made anew each time,
   *     with random bytes in it
   */
  static ShownImage of(Plan plan, Optional<FileFacts> tree) {
    return new ShownImage(
        plan.slot(),
        plan.machine(),
        plan.commandLine(),
        plan.segments().stream()
            .filter(segment -> isFromFiles(segment.role()))
            .map(ShownImage::content)
            .sorted()
            .toList(),
        tree);
  }

  private static boolean isFromFiles(SegmentRole role) {
    return role == SegmentRole.KERNEL || role == SegmentRole.INITRD || role == SegmentRole.MODULE;
  }

  private static String content(Segment segment) {
    return segment.role().label() + segment.digest();
  }
}
