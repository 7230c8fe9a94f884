package kexec.arm.internal;

import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Boots zImages for 32-bit ARM (Linux, Documentation/arch/arm/booting.rst). */
@Component(property = "kexec.arch=arm")
public final class ZImageProtocol implements BootProtocol {

  /** The start of the memory that a kernel uses is a multiple of this since Linux 5.11. */
  private static final long BASE_ALIGNMENT = 2L << 20;

  /** Where a zImage lies in its memory: below it are the page tables of the unpacking. */
  private static final long ZIMAGE_OFFSET = 0x8000;

  private final ArmBoot boot = new ArmBoot();

  /** Creates the protocol. */
  @Activate
  public ZImageProtocol() {}

  @Override
  public String name() {
    return "zImage";
  }

  @Override
  public Architecture architecture() {
    return Architecture.ARM;
  }

  @Override
  public Recognition recognise(BootFile file) throws KexecException {
    Optional<String> missing = ZImage.missing(file.data());
    if (missing.isPresent()) {
      return new Recognition.Foreign(missing.get());
    }
    ZImage.Read read = ZImage.read(file.data());
    if (read.finding().isPresent()) {
      return new Recognition.Malformed(read.finding().get());
    }
    ZImage image = read.image().orElseThrow();
    KernelFacts facts =
        new KernelFacts(
            name(),
            architecture(),
            // It is in the compressed part.
            Optional.empty(),
            ArmPlacement.COMMAND_LINE_LIMIT,
            image.texts());
    SegmentData all = file.data();
    ArmKernel kernel =
        new ArmKernel(
            architecture(),
            place(image),
            // An appended tree would win over the one that is handed over.
            all.slice(0, image.end()),
            0,
            ArmPlacement.REACH,
            ArmPlacement.COMMAND_LINE_LIMIT,
            BaseTree.appended(all.slice(image.end(), all.size() - image.end())));
    return new Recognition.Recognised(
        facts, (request, builder) -> boot.build(kernel, request, builder));
  }

  /**
   * At the start of RAM if possible: kernels before Linux 5.11 unpack themselves to the start of
   * the 128 MiB that they lie in.
   */
  private static SegmentRequest place(ZImage image) {
    return new SegmentRequest(
            SegmentRole.KERNEL,
            image.space() - ZIMAGE_OFFSET,
            Range.machine(ZIMAGE_OFFSET, ArmKernel.FOUR_GIB),
            new SegmentRequest.Rule("a zImage unpacks itself below 4 GiB", ""))
        .aligned(BASE_ALIGNMENT, ZIMAGE_OFFSET);
  }
}
