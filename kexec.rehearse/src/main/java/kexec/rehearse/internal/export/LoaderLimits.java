package kexec.rehearse.internal.export;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.text.Size;

/** What is known about loaders that cannot boot every file. */
final class LoaderLimits {

  /** QEMU adds up what it places, with the zeros, in a signed number of 32 bits. */
  private static final long QEMU_PLACED = Integer.MAX_VALUE;

  private static final long GIB = 1L << 30;

  private static final List<Hole> HOLES =
      List.of(
          new Hole(
              Range.machine(2 * GIB, 4 * GIB),
              "QEMU's q35 has no RAM there if it has 2816 MiB of RAM or more",
              "Use -M pc, whose RAM reaches to 3 GiB, or plan with --mem-max 0x80000000."),
          new Hole(
              Range.machine(3 * GIB, 4 * GIB),
              "QEMU's pc with 3584 MiB of RAM or more, Firecracker and cloud-hypervisor have no RAM"
                  + " there",
              "Plan with --mem-max 0xc0000000."),
          new Hole(
              Range.machine(256 * GIB, 512 * GIB),
              "Firecracker has no RAM there",
              "Plan with --mem-max 0x4000000000, or use another virtual machine monitor."));

  /** Where virtual machines have devices instead of RAM. */
  private record Hole(Range<MachineAddress> range, String message, String cure) {}

  private LoaderLimits() {}

  /** {@return the findings about an image, none of which is an error} */
  static List<Finding> of(ElfImage image, RangeSet<MachineAddress> planned) {
    List<Finding> findings = new ArrayList<>();
    long placed = image.loads().stream().mapToLong(ElfLoad::memory).sum();
    if (placed > QEMU_PLACED) {
      findings.add(
          Finding.warning(
              "export-large",
              "QEMU's -kernel places less than 2 GiB, and this file takes "
                  + Size.both(placed)
                  + " of memory, zeros included",
              "Use a smaller initrd, or boot the file with another loader."));
    }
    RangeSet<MachineAddress> memory =
        RangeSet.of(image.loads().stream().map(ElfLoad::range).toList()).union(planned);
    if (image.format().isPc()) {
      grub(image, findings);
      holes(memory, findings);
    }
    long top = memory.ranges().get(memory.ranges().size() - 1).end().value();
    findings.add(
        Finding.info(
            "export-memory",
            ("the machine must have RAM wherever the plan's memory map has it, because the kernel is"
                    + " told that map: the image alone reaches up to 0x%x")
                .formatted(top)));
    return findings;
  }

  private static void grub(ElfImage image, List<Finding> findings) {
    RangeSet<MachineAddress> high =
        RangeSet.of(image.loads().stream().map(ElfLoad::range).toList())
            .subtract(RangeSet.of(Range.machine(0, 4 * GIB)));
    if (!high.isEmpty()) {
      findings.add(
          Finding.warning(
              "export-above-4g",
              "GRUB cannot load what lies above 4 GiB: " + high.brief(),
              "Plan with --mem-max 0x100000000, or boot the file with a virtual machine monitor."));
    }
    int headers = ElfHeaders.size(image.format(), image.loads().size());
    if (headers > ElfImage.SEARCHED) {
      findings.add(
          Finding.warning(
              "export-many-segments",
              "GRUB reads program headers within the first 32 KiB of a file only, and these %s end at %s"
                  .formatted(image.loads().size(), headers),
              "Join initrds or modules into one file."));
    }
  }

  private static void holes(RangeSet<MachineAddress> memory, List<Finding> findings) {
    for (Hole hole : HOLES) {
      RangeSet<MachineAddress> inside = memory.intersect(hole.range);
      if (!inside.isEmpty()) {
        String message = hole.message + ": " + inside.brief();
        findings.add(Finding.warning("export-no-ram", message, hole.cure));
      }
    }
  }
}
