package kexec.arm.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.LinuxBanner;

/** Makes kernels of arm64 Images, which may have been in another file format. */
final class Arm64Kernels {

  /** Linux, arch/arm64/include/asm/setup.h: COMMAND_LINE_SIZE without the NUL. */
  private static final long COMMAND_LINE_LIMIT = 2047;

  /**
   * Linux, Documentation/arch/arm64/booting.rst, section 2 and 4: the initrd lies within a window
   * of up to 32 GiB, aligned to 1 GiB, that also holds the kernel.
   */
  private static final ArmKernel.Reach REACH =
      new ArmKernel.Reach(
          1L << 30,
          32L << 30,
          new SegmentRequest.Rule(
              "arm64 kernels find their initrd and their device tree only within 32 GiB of memory"
                  + " that also hold the kernel",
              ""));

  private final ArmBoot boot = new ArmBoot();

  /**
   * {@return the kernel}
   *
   * @param format the name of the file format
   * @param file the file, in which the version is searched
   * @param content the Image, with its header
   * @param fields the fields of the file format itself
   */
  Recognition recognised(
      String format, BootFile file, SegmentData content, Map<String, String> fields)
      throws KexecException {
    if (content.size() < Arm64Image.HEADER) {
      return new Recognition.Malformed(
          Finding.error(
              "image-truncated",
              "the image has %s bytes, and its header %s"
                  .formatted(content.size(), Arm64Image.HEADER),
              "Get the kernel file anew from where it came."));
    }
    Arm64Image image = Arm64Image.read(content);
    Optional<Finding> broken = image.judge(content.size());
    if (broken.isPresent()) {
      return new Recognition.Malformed(broken.get());
    }
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.putAll(image.texts());
    KernelFacts facts =
        new KernelFacts(
            format, Architecture.ARM64, LinuxBanner.find(file), COMMAND_LINE_LIMIT, all);
    ArmKernel kernel =
        new ArmKernel(
            Architecture.ARM64,
            place(image, content.size()),
            image.loaded(content),
            0,
            REACH,
            COMMAND_LINE_LIMIT,
            Optional.empty());
    return new Recognition.Recognised(
        facts, (request, builder) -> build(image, kernel, request, builder));
  }

  private void build(Arm64Image image, ArmKernel kernel, BootRequest request, ImageBuilder builder)
      throws KexecException {
    if (image.isBigEndian()) {
      builder.add(
          Finding.warning(
              "kernel-big-endian",
              "the kernel is big-endian, which not every processor can be; Linux does not tell a"
                  + " program whether this one can",
              "Take a little-endian kernel if this one does not start."));
    }
    if (image.pageKib() > 4) {
      builder.add(
          Finding.warning(
              "kernel-page-size",
              "the kernel has pages of %s KiB, which not every processor knows; Linux does not tell"
                      .formatted(image.pageKib())
                  + " a program whether this one does",
              "Take a kernel with pages of 4 KiB if this one does not start."));
    }
    boot.build(kernel, request, builder);
  }

  /**
   * As low as possible: an older kernel does not use the memory below itself (booting.rst, flags,
   * bit 3).
   */
  private static SegmentRequest place(Arm64Image image, long contentSize) {
    return new SegmentRequest(
            SegmentRole.KERNEL,
            image.memory(contentSize),
            Range.machine(0, ArmKernel.PHYSICAL_LIMIT),
            new SegmentRequest.Rule("arm64 kernels lie below 0x1000000000000", ""))
        .aligned(Arm64Image.BASE_ALIGNMENT, image.placeOffset());
  }
}
