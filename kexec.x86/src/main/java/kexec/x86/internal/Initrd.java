package kexec.x86.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootRequest;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import org.jspecify.annotations.Nullable;

/** The initial RAM disk: its content and the place it wants. */
final class Initrd {

  /** A cpio archive starts at a multiple of 4 bytes (initramfs buffer format). */
  private static final long ARCHIVE_ALIGNMENT = 4;

  private Initrd() {}

  /** Returns all files joined, each padded so that the next archive is found. */
  static SegmentData data(List<MappedFile> files) {
    List<SegmentData> pieces = new ArrayList<>();
    for (MappedFile file : files) {
      pieces.add(file.data());
      pieces.add(SegmentData.zeros(Align.up(file.size(), ARCHIVE_ALIGNMENT) - file.size()));
    }
    return SegmentData.concat(pieces);
  }

  /**
   * Returns the place it wants: as high as {@code initrd_addr_max} lets it, where every kernel and
   * every boot loader had it for decades; a kernel that can have it above 4 GiB gets it there only
   * where it does not fit below.
   */
  static SegmentRequest request(long size, LinuxKernel kernel, BootRequest request) {
    Range<MachineAddress> below =
        Range.machine(LinuxKernel.LOW_MEMORY_END, kernel.initrdAddrMax() + 1);
    boolean anywhere = kernel.goesAbove4G();
    return new SegmentRequest(
        SegmentRole.INITRD.label(),
        SegmentRole.INITRD,
        size,
        LinuxKernel.PAGE,
        anywhere ? Range.machine(LinuxKernel.LOW_MEMORY_END, LinuxKernel.PHYSICAL_LIMIT) : below,
        Direction.HIGHEST,
        anywhere ? preferred(size, below, kernel.request(), request) : null);
  }

  /** Expects the kernel where it will be placed before the initrd. */
  private static @Nullable MachineAddress preferred(
      long size, Range<MachineAddress> below, SegmentRequest kernel, BootRequest request) {
    RangeSet<MachineAddress> free = usable(request);
    RangeSet<MachineAddress> left =
        expected(kernel, free).map(place -> free.subtract(RangeSet.of(place))).orElse(free);
    return left.findHole(
            new HoleRequest<>(
                PageSize.KIB_4.roundUp(size), LinuxKernel.PAGE, below, Direction.HIGHEST))
        .map(Range::start)
        .orElse(null);
  }

  private static RangeSet<MachineAddress> usable(BootRequest request) {
    RangeSet<MachineAddress> region =
        request.memory().crashRegion().map(RangeSet::of).orElse(RangeSet.empty());
    return (request.slot() == Slot.CRASH ? region : request.memory().usable())
        .intersect(request.limits());
  }

  private static Optional<Range<MachineAddress>> expected(
      SegmentRequest kernel, RangeSet<MachineAddress> free) {
    long size = PageSize.KIB_4.roundUp(kernel.size());
    MachineAddress preferred = kernel.preferred();
    if (preferred != null && free.contains(Range.ofSize(preferred, size))) {
      return Optional.of(Range.ofSize(preferred, size));
    }
    return free.findHole(
        new HoleRequest<>(size, kernel.alignment(), kernel.within(), kernel.direction()));
  }
}
