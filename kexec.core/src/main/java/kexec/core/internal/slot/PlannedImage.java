package kexec.core.internal.slot;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.core.internal.plan.Leases;
import kexec.core.internal.policy.Requirement;

/**
 * A plan that is about to be loaded, and what it was made of.
 *
 * @param plan the plan
 * @param origin the files and the running kernel, before the plan was made
 * @param hardware the machine's description of the hardware that a crash image depends on, before
 *     the plan was made; empty for other images, and if the machine does not report it
 * @param approval by what it is approved; empty if no policy requires that
 */
record PlannedImage(Plan plan, Origin origin, String hardware, Optional<Approval> approval) {

  /**
   * The approval of an image by policies.
   *
   * @param requirement what had to be approved
   * @param leases the leases on the files that were approved
   */
  record Approval(Requirement requirement, Leases leases) {}

  /**
   * Proves that an approved image is still made of what was approved.
   *
   * @throws BadFileException if somebody may have changed a file since
   */
  void requireApproved() throws BadFileException {
    if (approval.isPresent()) {
      approval.get().leases().requireHeld("loading the " + plan);
    }
  }

  /**
   * {@return the digest of the kernel's and the initrds' contents, independent of the machine:
   * segments that contain addresses of the machine differ between machines}
   *
   * @throws KexecException if it cannot be made
   */
  String content() throws KexecException {
    return digest(
        plan.segments().stream()
            .filter(segment -> isFromFiles(segment.role()))
            .sorted(Comparator.comparing(Segment::role))
            .map(segment -> segment.role().label() + segment.digest()));
  }

  private static boolean isFromFiles(SegmentRole role) {
    return role == SegmentRole.KERNEL || role == SegmentRole.INITRD || role == SegmentRole.MODULE;
  }

  /**
   * {@return the digest of everything that a receiver gets: every segment with its place, the
   * entry, the command line, and how they are handed over} Two plans with the same digest are the
   * same image, so that a rehearsal of one is a rehearsal of the other.
   *
   * @throws KexecException if it cannot be made
   */
  String digest() throws KexecException {
    Stream<String> segments =
        plan.segments().stream()
            .map(
                segment ->
                    "%s %s %s"
                        .formatted(segment.role().label(), segment.memory(), segment.digest()));
    Stream<String> rest =
        Stream.of(
            plan.slot().label(),
            plan.methods().stream().map(LoadMethod::label).collect(Collectors.joining(",")),
            plan.entry().map(Object::toString).orElse(""),
            plan.commandLine());
    return digest(Stream.concat(segments, rest));
  }

  private static String digest(Stream<String> parts) throws KexecException {
    byte[] bytes = parts.collect(Collectors.joining(" ")).getBytes(StandardCharsets.UTF_8);
    return SegmentData.ofBytes(bytes).digest().hex();
  }
}
