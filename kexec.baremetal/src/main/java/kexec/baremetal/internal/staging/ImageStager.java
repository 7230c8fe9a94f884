package kexec.baremetal.internal.staging;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.linux.KernelCommandLine;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCallException;

/** Stages images so that one system call hands them over. Safe for use by several threads. */
public final class ImageStager {

  private final LinuxCalls calls;

  /**
   * Makes a stager.
   *
   * @param calls the kernel's
   */
  public ImageStager(LinuxCalls calls) {
    this.calls = calls;
  }

  /**
   * Stages an image.
   *
   * @param plan a loadable plan
   * @param method how it will be handed over
   * @param coreHeaderRoom how large the segment with the ELF core header must be so that the kernel
   *     keeps it up to date; 0 where the kernel does not
   * @param attempted for error texts
   * @return the image, the caller's to close
   * @throws SystemCallException if the kernel refuses memory or a file
   * @throws KexecException if content is not what was planned, or Linux has no call for the method
   */
  public Staged stage(Plan plan, LoadMethod method, long coreHeaderRoom, String attempted)
      throws KexecException, SystemCallException {
    return method.equals(LoadMethod.FILES)
        ? files(plan, attempted)
        : segments(plan, coreHeaderRoom, attempted);
  }

  private Staged segments(Plan plan, long coreHeaderRoom, String attempted)
      throws KexecException, SystemCallException {
    SegmentStager stager = new SegmentStager(calls);
    List<StagedSegment> staged = new ArrayList<>();
    boolean complete = false;
    try {
      for (Segment segment : plan.segments()) {
        staged.add(stager.stage(segment, attempted));
      }
      complete = true;
    } finally {
      if (!complete) {
        staged.forEach(StagedSegment::close);
      }
    }
    MachineAddress entry = plan.entry().orElseThrow().entry();
    long flags = calls.abi().kexecArchFlag() | segmentFlags(plan, coreHeaderRoom);
    return new StagedSegments(
        new KexecLoad(entry, staged.stream().map(StagedSegment::segment).toList(), flags), staged);
  }

  private static long segmentFlags(Plan plan, long coreHeaderRoom) {
    if (plan.slot() == Slot.DEFAULT) {
      return 0;
    }
    boolean roomy =
        coreHeaderRoom > 0
            && plan.rangesOf(SegmentRole.ELFCOREHDR).stream()
                .anyMatch(range -> range.size() >= coreHeaderRoom);
    return LinuxNumbers.KEXEC_ON_CRASH | (roomy ? LinuxNumbers.KEXEC_UPDATE_ELFCOREHDR : 0);
  }

  private Staged files(Plan plan, String attempted) throws KexecException, SystemCallException {
    FileStager stager = new FileStager(calls, attempted);
    boolean complete = false;
    try {
      Descriptor kernel = stager.kernel(plan);
      Optional<Descriptor> initrd = stager.initrd(plan);
      long flags =
          (plan.slot() == Slot.CRASH ? LinuxNumbers.KEXEC_FILE_ON_CRASH : 0)
              | (initrd.isEmpty() ? LinuxNumbers.KEXEC_FILE_NO_INITRAMFS : 0);
      KexecFileLoad call =
          new KexecFileLoad(
              kernel.number(),
              initrd.map(Descriptor::number).orElse(KexecFileLoad.NO_FILE),
              Optional.of(commandLine(plan)),
              flags);
      complete = true;
      return new StagedFiles(call, stager.opened());
    } finally {
      if (!complete) {
        stager.opened().forEach(Descriptor::close);
      }
    }
  }

  /**
   * Returns the command line that is handed over with files.
   *
   * @param plan a plan
   * @return its line without {@code elfcorehdr=}, which the kernel adds for a header of its own
   */
  public static String commandLine(Plan plan) {
    return plan.slot() == Slot.CRASH
        ? KernelCommandLine.parse(plan.commandLine()).without("elfcorehdr").toString()
        : plan.commandLine();
  }
}
