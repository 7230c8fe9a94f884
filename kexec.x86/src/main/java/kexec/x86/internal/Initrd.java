package kexec.x86.internal;

import java.util.List;
import kexec.api.boot.BootFile;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.RamDisk;
import org.jspecify.annotations.Nullable;

/** The placement of the initial RAM disk. */
final class Initrd {

  private Initrd() {}

  /**
   * Places it as high as {@code initrd_addr_max} allows, where boot loaders have always put it; a
   * kernel that supports an initrd above 4 GiB gets it there only if it does not fit below.
   *
   * @return its place, not rounded to pages; null if there is none
   */
  static @Nullable Range<MachineAddress> place(
      LinuxKernel kernel, List<BootFile> files, ImageBuilder image) {
    if (files.isEmpty()) {
      return null;
    }
    SegmentData data = RamDisk.joined(files);
    ImageBuilder.Place place = image.place(request(data.size(), kernel));
    place.fill(data);
    return Range.ofSize(place.start(), data.size());
  }

  private static SegmentRequest request(long size, LinuxKernel kernel) {
    Range<MachineAddress> below =
        Range.machine(LinuxKernel.LOW_MEMORY_END, kernel.initrdAddrMax() + 1);
    if (kernel.goesAbove4G()) {
      Range<MachineAddress> anywhere =
          Range.machine(LinuxKernel.LOW_MEMORY_END, LinuxKernel.PHYSICAL_LIMIT);
      SegmentRequest.Rule rule = new SegmentRequest.Rule("an initrd lies above 1 MiB", "");
      return new SegmentRequest(SegmentRole.INITRD, size, anywhere, rule)
          .highest()
          .preferring(below);
    }
    return new SegmentRequest(
            SegmentRole.INITRD,
            size,
            below,
            new SegmentRequest.Rule(
                "the kernel takes no initrd beyond its initrd_addr_max 0x%x"
                    .formatted(kernel.initrdAddrMax()),
                LinuxKernel.TAKE_ANOTHER + ", or use a smaller initrd"))
        .highest();
  }
}
