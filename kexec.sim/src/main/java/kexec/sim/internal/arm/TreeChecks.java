package kexec.sim.internal.arm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.base.fdt.Cells;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeReader;
import kexec.base.fdt.TreeNode;
import kexec.base.fdt.TreeProperty;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.StartedImage;

/**
 * Checks that the device tree that a kernel is given agrees with the image: its {@code /chosen}
 * (Devicetree Specification v0.4, section 3.6; the properties {@code linux,…}: dt-schema,
 * schemas/chosen.yaml).
 */
final class TreeChecks {

  private static final String SUBJECT = "device tree";
  private static final String SOURCE = "of the image";
  private static final String INITRD_START = "linux,initrd-start";
  private static final String INITRD_END = "linux,initrd-end";
  private static final String ELFCOREHDR = "linux,elfcorehdr";
  private static final String USABLE = "linux,usable-memory-range";

  /** What a crash kernel expects in the memory that it may use. */
  private static final Set<SegmentRole> READ_BY_KERNEL =
      Set.of(SegmentRole.KERNEL, SegmentRole.INITRD, SegmentRole.DTB);

  /** Linux, Documentation/arch/arm/booting.rst (section 4b) and arm64/booting.rst (section 2). */
  private static final int ALIGNMENT = 8;

  private final StartedImage started;
  private final Image image;
  private final Checks checks;

  TreeChecks(StartedImage started, Checks checks) {
    this.started = started;
    this.image = started.image();
    this.checks = checks;
  }

  /**
   * Checks the tree.
   *
   * @param address where the kernel is told that it is
   */
  void check(long address) {
    Optional<ImageSegment> segment =
        image
            .segmentAt(new MachineAddress(address))
            .filter(found -> found.role() == SegmentRole.DTB);
    if (segment.isEmpty()) {
      checks.fail(SUBJECT, "0x%x is in no dtb segment".formatted(address));
      return;
    }
    if (address % ALIGNMENT != 0) {
      checks.fail(SUBJECT, "0x%x is not aligned to %s".formatted(address, ALIGNMENT));
    }
    long room = segment.get().memory().end().value() - address;
    int length = (int) Math.min(room, DeviceTreeReader.LONGEST);
    try {
      DeviceTree tree = DeviceTreeReader.read(SOURCE, started.memory().bytes(address, length));
      checks.pass(SUBJECT, "at 0x%x".formatted(address));
      checkChosen(tree.root());
    } catch (BadFileException e) {
      checks.fail(SUBJECT, "at 0x%x: %s".formatted(address, e.fault().cause()));
    }
  }

  private void checkChosen(TreeNode root) {
    TreeNode chosen =
        root.child("chosen").orElseGet(() -> new TreeNode("chosen", List.of(), List.of()));
    checkCommandLine(chosen);
    checkRamDisk(chosen);
    if (image.slot() == Slot.CRASH) {
      checkCrash(root, chosen);
    } else {
      requireAbsent(chosen, ELFCOREHDR, "only a crash kernel has");
      requireAbsent(chosen, USABLE, "only a crash kernel has");
    }
  }

  private void checkCommandLine(TreeNode chosen) {
    byte[] text = ByteText.bytes(image.commandLine());
    ByteBuffer planned = ByteBuffer.wrap(Arrays.copyOf(text, text.length + 1));
    Optional<TreeProperty> seen = chosen.property("bootargs");
    if (seen.isEmpty()) {
      checks.fail("command line", "/chosen has no bootargs");
    } else if (seen.get().value().equals(planned)) {
      checks.pass("command line", text.length + " bytes in bootargs");
    } else {
      checks.fail("command line", "the text in bootargs is not the plan's");
    }
  }

  private void checkRamDisk(TreeNode chosen) {
    Optional<ImageSegment> planned = image.segment(SegmentRole.INITRD);
    if (planned.isEmpty()) {
      requireAbsent(chosen, INITRD_START, "there is no initrd for");
      requireAbsent(chosen, INITRD_END, "there is no initrd for");
      return;
    }
    long start = planned.get().memory().start().value();
    checkAddress(chosen, INITRD_START, start);
    checkAddress(chosen, INITRD_END, start + planned.get().contentBytes());
  }

  private void checkAddress(TreeNode chosen, String name, long planned) {
    Optional<ByteBuffer> value = chosen.property(name).map(TreeProperty::value);
    int bytes = image.architecture().is64Bit() ? Long.BYTES : Integer.BYTES;
    if (value.isEmpty()) {
      checks.fail(name, "/chosen does not have it");
    } else if (value.get().limit() != bytes) {
      checks.fail(name, "it has %s bytes, and an address %s".formatted(value.get().limit(), bytes));
    } else {
      long seen =
          bytes == Long.BYTES
              ? value.get().getLong()
              : Integer.toUnsignedLong(value.get().getInt());
      checks.same(name, seen, planned);
    }
  }

  private void requireAbsent(TreeNode chosen, String name, String why) {
    if (chosen.property(name).isPresent()) {
      checks.fail(name, "/chosen has it, which %s".formatted(why));
    }
  }

  private void checkCrash(TreeNode root, TreeNode chosen) {
    checkCoreHeader(ranges(root, chosen, ELFCOREHDR));
    List<Range<MachineAddress>> ranges = ranges(root, chosen, USABLE);
    if (!ranges.isEmpty()) {
      checkUsable(RangeSet.of(ranges));
    }
  }

  /**
   * {@return the ranges in a property; nothing if it is missing or malformed, which is a failure}
   */
  private List<Range<MachineAddress>> ranges(TreeNode root, TreeNode chosen, String name) {
    try {
      Optional<TreeProperty> property = chosen.property(name);
      List<Range<MachineAddress>> ranges =
          property.isPresent()
              ? Cells.of(SOURCE, root).ranges(SOURCE, name, property.get().value())
              : List.of();
      if (ranges.isEmpty()) {
        checks.fail(name, "/chosen does not have it, or it is empty");
      }
      return ranges;
    } catch (BadFileException e) {
      checks.fail(name, e.fault().cause());
      return List.of();
    }
  }

  private void checkCoreHeader(List<Range<MachineAddress>> told) {
    if (told.isEmpty()) {
      return;
    }
    boolean matches =
        told.size() == 1
            && image
                .segment(SegmentRole.ELFCOREHDR)
                .map(ImageSegment::memory)
                .filter(memory -> memory.start().equals(told.get(0).start()))
                .filter(memory -> memory.contains(told.get(0)))
                .isPresent();
    if (matches) {
      checks.pass(ELFCOREHDR, RangeSet.of(told).brief());
    } else {
      checks.fail(ELFCOREHDR, RangeSet.of(told).brief() + " is not the elfcorehdr segment");
    }
  }

  /**
   * A 32-bit kernel maps its usable memory as RAM, and does not read the core header through such a
   * map (Linux, arch/arm/mm/ioremap.c): the header lies outside.
   */
  private void checkUsable(RangeSet<MachineAddress> usable) {
    boolean agrees = true;
    for (ImageSegment segment : image.segments()) {
      boolean isInside = usable.contains(segment.memory());
      boolean isOutside = usable.intersect(segment.memory()).isEmpty();
      boolean isHeader = segment.role() == SegmentRole.ELFCOREHDR;
      if (READ_BY_KERNEL.contains(segment.role()) && !isInside) {
        checks.fail(USABLE, usable.brief() + " does not hold " + segment.name());
        agrees = false;
      } else if (isHeader && !isOutside && !image.architecture().is64Bit()) {
        checks.fail(USABLE, usable.brief() + " has a part of " + segment.name());
        agrees = false;
      }
    }
    if (agrees) {
      checks.pass(USABLE, usable.brief());
    }
  }
}
