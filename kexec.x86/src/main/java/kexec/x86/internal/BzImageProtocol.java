package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.Align;
import kexec.base.kernel.FileBytes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Boots Linux bzImages through their 64-bit entry. */
@Component(property = "kexec.arch=x86_64")
public final class BzImageProtocol implements BootProtocol {

  /** Offset of the 64-bit entry in the protected-mode kernel. */
  private static final long ENTRY_64 = 0x200;

  private final LinuxBoot boot = new LinuxBoot();

  /** Creates the protocol. */
  @Activate
  public BzImageProtocol() {}

  @Override
  public String name() {
    return "bzImage";
  }

  @Override
  public Architecture architecture() {
    return Architecture.X86_64;
  }

  @Override
  public Recognition recognise(BootFile file) throws KexecException {
    Optional<String> missing = SetupHeaderReader.missing(file);
    if (missing.isPresent()) {
      return new Recognition.Foreign(missing.get());
    }
    Optional<SetupHeader> read = SetupHeaderReader.read(file);
    if (read.isEmpty()) {
      return new Recognition.Malformed(SetupHeaderRules.headerTruncated(file.size()));
    }
    SetupHeader header = read.get();
    Optional<Finding> broken = SetupHeaderRules.judge(header, file.size());
    if (broken.isPresent()) {
      return new Recognition.Malformed(broken.get());
    }
    KernelFacts facts =
        new KernelFacts(
            name(),
            architecture(),
            SetupHeaderReader.version(file, header),
            header.get(SetupField.CMDLINE_SIZE),
            header.pagingLevels(),
            header.texts());
    LinuxKernel kernel = kernel(file, header);
    return new Recognition.Recognised(
        facts, (request, image) -> boot.build(kernel, request, image));
  }

  private static LinuxKernel kernel(BootFile file, SetupHeader header) throws BadFileException {
    ByteBuffer verbatim =
        FileBytes.copy(file.data(), SetupHeader.START, header.end() - SetupHeader.START);
    return new LinuxKernel(
        place(header),
        file.data().slice(header.payloadStart(), header.payloadSize(file.size())),
        ENTRY_64,
        verbatim.asReadOnlyBuffer(),
        header.goesAbove4G(),
        header.takesEfi(),
        header.get(SetupField.INITRD_ADDR_MAX),
        header.get(SetupField.CMDLINE_SIZE));
  }

  private static SegmentRequest place(SetupHeader header) {
    long size = header.get(SetupField.INIT_SIZE);
    return header.isRelocatable() ? relocatable(header, size) : fixed(header, size);
  }

  /**
   * Never below {@code pref_address}: a kernel loaded there moves itself up to it and overwrites
   * whatever is there.
   */
  private static SegmentRequest relocatable(SetupHeader header, long size) {
    long alignment = Math.max(header.get(SetupField.KERNEL_ALIGNMENT), LinuxKernel.TWO_MIB);
    long lowest =
        Align.up(
            Math.max(header.get(SetupField.PREF_ADDRESS), LinuxKernel.LOW_MEMORY_END), alignment);
    long end = header.goesAbove4G() ? LinuxKernel.PHYSICAL_LIMIT : LinuxKernel.FOUR_GIB;
    SegmentRequest.Rule rule =
        header.goesAbove4G()
            ? new SegmentRequest.Rule(
                "the kernel moves itself up to its pref_address 0x%x if it lies below"
                    .formatted(lowest),
                "take a kernel that was built with a lower CONFIG_PHYSICAL_START")
            : new SegmentRequest.Rule(
                "the kernel runs only between its pref_address 0x%x and 4 GiB".formatted(lowest),
                "take a kernel that says XLF_CAN_BE_LOADED_ABOVE_4G, or for less memory one that was"
                    + " built with a lower CONFIG_PHYSICAL_START");
    return new SegmentRequest(SegmentRole.KERNEL, size, Range.machine(lowest, end), rule)
        .aligned(alignment, 0)
        .preferring(Range.machine(lowest, lowest + Align.up(size, LinuxKernel.PAGE)));
  }

  private static SegmentRequest fixed(SetupHeader header, long size) {
    long only = header.get(SetupField.PREF_ADDRESS);
    return new SegmentRequest(
        SegmentRole.KERNEL,
        size,
        Range.machine(only, only + Align.up(size, LinuxKernel.PAGE)),
        new SegmentRequest.Rule(
            "the kernel is not relocatable and runs only at its pref_address 0x%x".formatted(only),
            "take a kernel that was built with CONFIG_RELOCATABLE"));
  }
}
