package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootRequest;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;

/**
 * One plan under construction: builds, digests and checks, and collects all findings. After an
 * error it continues as far as makes sense, so that the user sees everything at once. For a single
 * use by one thread.
 */
final class Draft {

  private final BootRequest request;
  private final List<LoadMethod> methods;
  private final Recogniser.Kernel kernel;
  private final long fileBytes;
  private final Target target;
  private final List<Finding> findings;

  /**
   * Creates a draft.
   *
   * @param request what to boot
   * @param methods the load methods, the first to be tried first
   * @param kernel the kernel, with its protocol
   * @param fileBytes the bytes of the kernel's file, with its wrappers
   * @param target what the plan is for
   * @param findings the findings so far
   */
  Draft(
      BootRequest request,
      List<LoadMethod> methods,
      Recogniser.Kernel kernel,
      long fileBytes,
      Target target,
      List<Finding> findings) {
    this.request = request;
    this.methods = methods;
    this.kernel = kernel;
    this.fileBytes = fileBytes;
    this.target = target;
    this.findings = new ArrayList<>(findings);
  }

  /**
   * Creates the plan.
   *
   * @param progress told how much of the segments is digested
   * @return the plan, with an error among its findings if it is not loadable
   * @throws KexecException if a file cannot be read
   */
  Plan make(ProgressListener progress) throws KexecException {
    checkCrashMemory();
    Room room = new Room(request.slot(), request.memory(), target.rules(), request.limits());
    ImageDraft image = new ImageDraft(room, request.commandLine(), this::coreHeader);
    FileGuard.read(
        files(),
        () -> {
          kernel.bootable().build(request, image);
          return image;
        });
    findings.addAll(image.findings());
    Plan.Builder plan =
        Plan.builder()
            .slot(request.slot())
            .machine(target.machine().orElse(null))
            .firmware(target.firmware())
            .methods(methods)
            .entryCheck(request.entryCheck())
            .kernel(request.kernel().path(), fileBytes, kernel.facts())
            .commandLine(request.commandLine())
            .memory(request.memory());
    if (!hasErrors()) {
      plan.segments(image.segments(progress)).entry(image.entry()).commandLine(image.commandLine());
      Plan placed = plan.build();
      findings.addAll(Admission.check(placed, target.rules(), request.memory()));
      checkKernelMemory(placed.rangesOf(SegmentRole.KERNEL));
      checkKernelCode(placed);
    }
    if (!hasErrors()) {
      findings.addAll(target.check().check(plan.findings(findings).build()));
    }
    return plan.findings(findings).build();
  }

  private void checkCrashMemory() {
    if (!isCrash()) {
      return;
    }
    if (request.memory().crashRegion().isEmpty()) {
      findings.add(noCrashRegion());
    } else if (request.memory().isUnknown(UnknownMemory.CRASH_CMA)) {
      findings.add(
          Finding.warning(
              "crash-cma-unknown",
              "which memory crashkernel=SIZE,cma lends to the crash kernel is not known: the crash"
                  + " kernel does not get it, and the dump has it as any other memory",
              "Plan on the machine itself, or add to the memory map what its kernel tells in"
                  + " crash_cma_ranges, as lines 0x100000000-0x10c7fffff Crash kernel CMA."));
    }
  }

  private Finding noCrashRegion() {
    return request.memory().isUnknown(UnknownMemory.CRASH_REGION)
        ? Finding.error(
            "crash-region-hidden",
            "memory may well be reserved for a crash kernel, but where it lies is hidden from this"
                + " user",
            "Run as root with CAP_SYS_ADMIN outside of any user namespace, or give a copy of"
                + " /proc/iomem that root made with --memory-map=FILE.")
        : Finding.error(
            "crash-region-missing",
            "no memory is reserved for a crash kernel",
            "Boot the running kernel with crashkernel=SIZE on its command line, for example"
                + " crashkernel=256M.");
  }

  /**
   * Staging and executing take time and memory for each page, also for one that a header only
   * declares; the file's size is to bound both.
   */
  private void checkKernelMemory(List<Range<MachineAddress>> ranges) {
    long pages = RangeSet.of(ranges).size() / PageSize.KIB_4.bytes();
    if (pages > fileBytes) {
      findings.add(
          Finding.error(
              "kernel-memory-absurd",
              "the kernel takes %s pages of memory, more than its file has bytes, which are %s"
                  .formatted(pages, fileBytes),
              "Get the kernel file anew from where it came; one that is meant to take so much"
                  + " memory is to allocate it when it runs."));
    }
  }

  /** Blocks of a file that were never written to the disk are read as zeros. */
  private void checkKernelCode(Plan placed) throws KexecException {
    MachineAddress entry = placed.entry().orElseThrow().kernelEntry();
    Optional<Segment> kernel = placed.segmentAt(entry);
    if (kernel.isPresent() && FileGuard.read(files(), () -> isZero(kernel.get(), entry))) {
      findings.add(
          Finding.warning(
              "kernel-entry-empty",
              "the kernel is entered at %s, where its file has zeros and no code".formatted(entry),
              "Get the kernel file anew from where it came: a part of it may have been lost."));
    }
  }

  private static boolean isZero(Segment segment, MachineAddress at) {
    SegmentData data = segment.data();
    long offset = at.value() - segment.memory().start().value();
    return offset > data.size() - Integer.BYTES || data.buffer(offset, Integer.BYTES).getInt() == 0;
  }

  private CoreHeader coreHeader(RangeSet<MachineAddress> borrowed) {
    return new CoreHeader(
        kernel.protocol().architecture(),
        target.notes(),
        request.memory().dumped().subtract(borrowed));
  }

  private List<BootFile> files() {
    List<BootFile> files = new ArrayList<>(request.initrds());
    request.modules().forEach(module -> files.add(module.file()));
    files.add(request.kernel());
    return files;
  }

  private boolean isCrash() {
    return request.slot() == Slot.CRASH;
  }

  private boolean hasErrors() {
    return findings.stream().anyMatch(Finding::isError);
  }
}
