package kexec.receiver.staging;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.linux.KernelCommandLine;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCallException;

/** Stages images so that one system call loads them. Thread-safe. */
public final class ImageStager {

  private final LinuxCalls calls;
  private final PageSize page;

  /**
   * Creates a stager.
   *
   * @param calls the kernel's system calls
   * @param page the size of its pages
   */
  public ImageStager(LinuxCalls calls, PageSize page) {
    this.calls = calls;
    this.page = page;
  }

  /**
   * {@return the staged image; the caller must close it}
   *
   * @param plan a loadable plan
   * @param method the load method
   * @param coreHeaderRoom the required size of the segment with the ELF core header so that the
   *     kernel keeps it up to date; 0 if the kernel does not
   * @param attempted for error texts
   * @param progress told how much of the content is read
   * @throws SystemCallException if the kernel refuses memory or a file
   * @throws KexecException if content has changed since it was planned, or Linux has no call for
   *     the method
   */
  public StagedCall stage(
      Plan plan,
      LoadMethod method,
      long coreHeaderRoom,
      String attempted,
      ProgressListener progress)
      throws KexecException, SystemCallException {
    if (method.equals(LoadMethod.FILES)) {
      return files(plan, attempted, begin(progress, FileStager.segments(plan)));
    }
    if (!method.equals(LoadMethod.SEGMENTS)) {
      // The rules do not include it: only a plan that was not checked against them gets here.
      throw new KexecException(
          new Fault(
              "method-not-taken",
              attempted,
              "Linux has no call that takes a " + method,
              "Let the machine choose, or ask for segments or files."));
    }
    return segments(plan, coreHeaderRoom, attempted, begin(progress, plan.segments()));
  }

  private static LongConsumer begin(ProgressListener progress, List<Segment> segments) {
    return progress.begin(
        "staging the segments",
        segments.stream().mapToLong(segment -> segment.data().size()).sum());
  }

  private StagedCall segments(Plan plan, long coreHeaderRoom, String attempted, LongConsumer done)
      throws KexecException, SystemCallException {
    SegmentMapper mapper = new SegmentMapper(calls, page);
    List<StagedSegment> staged = new ArrayList<>();
    Runnable release = () -> staged.forEach(StagedSegment::close);
    boolean complete = false;
    try {
      for (Segment segment : plan.segments()) {
        staged.add(mapper.stage(segment, attempted, done));
      }
      KexecLoad load =
          new KexecLoad(
              plan.entry().orElseThrow().entry(),
              staged.stream().map(StagedSegment::segment).toList(),
              calls.abi().kexecArchFlag() | segmentFlags(plan, coreHeaderRoom));
      complete = true;
      return new StagedCall(kernelCalls -> kernelCalls.kexecLoad(load), release);
    } finally {
      if (!complete) {
        release.run();
      }
    }
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

  private StagedCall files(Plan plan, String attempted, LongConsumer done)
      throws KexecException, SystemCallException {
    FileStager stager = new FileStager(calls, attempted, done);
    boolean complete = false;
    try {
      Descriptor kernel = stager.kernel(plan);
      Optional<Descriptor> initrd = stager.initrd(plan);
      long flags =
          (plan.slot() == Slot.CRASH ? LinuxNumbers.KEXEC_FILE_ON_CRASH : 0)
              | (initrd.isEmpty() ? LinuxNumbers.KEXEC_FILE_NO_INITRAMFS : 0);
      KexecFileLoad load =
          new KexecFileLoad(
              kernel.number(),
              initrd.map(Descriptor::number).orElse(KexecFileLoad.NO_FILE),
              Optional.of(commandLine(plan)),
              flags);
      complete = true;
      return new StagedCall(kernelCalls -> kernelCalls.kexecFileLoad(load), stager::close);
    } finally {
      if (!complete) {
        stager.close();
      }
    }
  }

  /**
   * {@return the command line for loading by files: without {@code elfcorehdr=}, which the kernel
   * adds for its own header}
   *
   * @param plan a plan
   */
  public static String commandLine(Plan plan) {
    return plan.slot() == Slot.CRASH
        ? KernelCommandLine.parse(plan.commandLine()).without("elfcorehdr").toString()
        : plan.commandLine();
  }
}
