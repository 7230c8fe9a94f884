package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import org.jspecify.annotations.Nullable;

/**
 * One plan in the making: lays out, places, builds, digests and checks, and gathers all findings on
 * the way. It goes on as far as makes sense after an error, so that the user sees everything at
 * once. Used once, by one thread.
 */
final class Draft {

  private static final String CORE_HEADER = "ELF core header";

  private final BootRequest request;
  private final List<LoadMethod> methods;
  private final BootProtocol protocol;
  private final Target target;
  private final List<Finding> findings;

  /**
   * Begins a plan.
   *
   * @param request what to boot
   * @param methods what the receiver is to be handed, the first to be tried first
   * @param protocol how
   * @param target on what
   * @param findings what was found so far
   */
  Draft(
      BootRequest request,
      List<LoadMethod> methods,
      BootProtocol protocol,
      Target target,
      List<Finding> findings) {
    this.request = request;
    this.methods = methods;
    this.protocol = protocol;
    this.target = target;
    this.findings = new ArrayList<>(findings);
  }

  /**
   * Makes the plan.
   *
   * @return the plan, which has an error among its findings where it is not loadable
   * @throws KexecException if a file cannot be read
   */
  Plan make() throws KexecException {
    Layout layout = FileGuard.read(files(), () -> protocol.layout(request));
    findings.addAll(layout.findings());
    Plan.Builder plan =
        Plan.builder()
            .slot(request.slot())
            .machine(target.machine().orElse(null))
            .firmware(target.firmware())
            .methods(methods)
            .entryCheck(request.entryCheck())
            .kernel(request.kernel().path(), request.kernel().size(), request.facts())
            .commandLine(request.commandLine())
            .memory(request.memory());
    if (isCrash() && request.memory().crashRegion().isEmpty()) {
      // Without the region nothing has a place, and saying so of each segment would hide the cause.
      findings.add(noCrashRegion());
      return plan.findings(findings).build();
    }
    Optional<CoreHeader> coreHeader = coreHeader(layout);
    Placement placement = place(layout, coreHeader);
    if (hasErrors()) {
      return plan.findings(findings).build();
    }
    return build(plan, layout, placement, coreHeader);
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

  private Optional<CoreHeader> coreHeader(Layout layout) {
    if (!isCrash()) {
      return Optional.empty();
    }
    CoreHeader header =
        new CoreHeader(
            protocol.architecture(),
            target.notes(),
            request.memory().dumped().subtract(layout.crashBorrowed()));
    if (request.memory().isUnknown(UnknownMemory.CRASH_CMA)) {
      findings.add(
          Finding.warning(
              "crash-cma-unknown",
              "which memory crashkernel=SIZE,cma lends to the crash kernel is not known: the crash"
                  + " kernel does not get it, and the dump has it as any other memory",
              "Plan on the machine itself, or add to the memory map what its kernel tells in"
                  + " crash_cma_ranges, as lines 0x100000000-0x10c7fffff Crash kernel CMA."));
    }
    if (!header.isRepresentable()) {
      findings.add(
          Finding.error(
              "core-header-too-long",
              "%d processors and memory ranges, but an ELF core header has room for %d"
                  .formatted(header.count(), CoreHeader.PN_XNUM - 1),
              "Use a memory map with fewer ranges."));
    }
    return Optional.of(header);
  }

  /** Places the core header first, at the region's end, where no kernel grows over it. */
  private Placement place(Layout layout, Optional<CoreHeader> coreHeader) {
    ReceiverRules rules = target.rules();
    Placer placer = new Placer(new Room(request.slot(), request.memory(), rules, request.limits()));
    coreHeader.ifPresent(
        header ->
            placer.place(
                new SegmentRequest(
                    CORE_HEADER,
                    SegmentRole.ELFCOREHDR,
                    Math.max(header.size(), rules.coreHeaderRoom()),
                    rules.pageSize().bytes(),
                    Range.machine(0, rules.destinationLimit().value()),
                    Direction.HIGHEST)));
    layout.requests().forEach(placer::place);
    findings.addAll(placer.findings());
    Map<String, Range<MachineAddress>> places = new LinkedHashMap<>(placer.places());
    @Nullable Range<MachineAddress> header = places.remove(CORE_HEADER);
    return new Placement(places, header);
  }

  private Plan build(
      Plan.Builder plan, Layout layout, Placement placement, Optional<CoreHeader> coreHeader)
      throws KexecException {
    BootImage image = FileGuard.read(files(), () -> protocol.build(request, placement));
    findings.addAll(image.findings());
    Assembly assembly = new Assembly(layout, placement, image);
    if (coreHeader.isPresent() && placement.coreHeader() != null) {
      boolean rewritten = target.rules().coreHeaderRoom() > 0;
      assembly.addCoreHeader(placement.coreHeader(), coreHeader.get().bytes(), rewritten);
    }
    plan.segments(assembly.segments()).entry(image.entry()).commandLine(image.commandLine());
    findings.addAll(PlanChecks.check(plan.build(), target.rules()));
    if (!hasErrors()) {
      findings.addAll(target.check().check(plan.findings(findings).build()));
    }
    return plan.findings(findings).build();
  }

  private List<MappedFile> files() {
    List<MappedFile> files = new ArrayList<>(request.initrds());
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
