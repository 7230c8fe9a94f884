package kexec.sim.internal.arm;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentRole;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.EntryCode;
import kexec.sim.internal.machine.EntryRunner;
import kexec.sim.internal.machine.StartedImage;

/**
 * Checks the state in which Linux itself enters an image on 32-bit ARM (arch/arm/kernel,
 * machine_kexec.c and relocate_kernel.S; Documentation/arch/arm/booting.rst, section 5): it sets
 * the registers that a kernel with a device tree needs, so that there is no stub to execute.
 */
public final class ArmEntryRunner implements EntryRunner {

  /** The machine number of all kernels with a device tree. */
  private static final long DEVICE_TREE_MACHINE = 0xffff_ffffL;

  /** The first word of a device tree. */
  private static final int TREE_MAGIC = 0xd00d_feed;

  private static final int ZIMAGE_MAGIC_AT = 0x24;
  private static final int ZIMAGE_MAGIC = 0x016f_2818;

  @Override
  public boolean runs(Architecture architecture) {
    return architecture.equals(Architecture.ARM);
  }

  @Override
  public void run(StartedImage started, Checks checks) {
    EntryState entry = started.image().entry();
    if (EntryCode.entersPurgatory(started)) {
      checks.pass("entry code", "purgatory was not run: only a real machine can");
    } else {
      checks.same("kernel entry", started.jump().value(), entry.kernelEntry().value());
      checks.pass("entry code", "none: Linux jumps to the kernel itself");
    }
    checkKernel(started, checks);
    List<Long> trees = trees(started);
    Map<String, Long> set = new LinkedHashMap<>();
    set.put("r0", 0L);
    set.put("r1", DEVICE_TREE_MACHINE);
    if (trees.size() == 1) {
      set.put("r2", trees.get(0));
      new TreeChecks(started, checks).check(trees.get(0));
    } else {
      checks.fail(
          "device tree",
          "%s segments begin with 0x%x, by which Linux finds the one that it hands over"
              .formatted(trees.size(), TREE_MAGIC));
    }
    checkRegisters(entry.registers(), set, checks);
  }

  private static List<Long> trees(StartedImage started) {
    return started.image().segments().stream()
        .map(segment -> segment.memory().start().value())
        .filter(start -> word(started, start, ByteOrder.BIG_ENDIAN) == TREE_MAGIC)
        .toList();
  }

  private static int word(StartedImage started, long address, ByteOrder order) {
    return started.memory().bytes(address, Integer.BYTES).order(order).getInt();
  }

  private static void checkRegisters(
      Map<String, Long> planned, Map<String, Long> set, Checks checks) {
    Set<String> names = new LinkedHashSet<>(set.keySet());
    names.addAll(planned.keySet());
    for (String name : names) {
      Long wanted = planned.get(name);
      Long seen = set.get(name);
      if (wanted == null) {
        checks.fail("register " + name, "the plan does not say what it is");
      } else if (seen == null) {
        checks.fail("register " + name, "Linux does not set it");
      } else {
        checks.same("register " + name, seen, wanted);
      }
    }
  }

  private static void checkKernel(StartedImage started, Checks checks) {
    MachineAddress entry = started.image().entry().kernelEntry();
    Optional<ImageSegment> kernel =
        started.image().segmentAt(entry).filter(segment -> segment.role() == SegmentRole.KERNEL);
    if (kernel.isEmpty()) {
      checks.fail("kernel place", entry + " is in no kernel segment");
      return;
    }
    MachineAddress start = kernel.get().memory().start();
    int magic = word(started, start.value() + ZIMAGE_MAGIC_AT, ByteOrder.LITTLE_ENDIAN);
    if (magic == ZIMAGE_MAGIC && entry.equals(start)) {
      checks.pass("kernel place", "a zImage at " + start);
    } else if (magic == ZIMAGE_MAGIC) {
      checks.fail("kernel place", "the zImage at %s is entered at %s".formatted(start, entry));
    } else if (Integer.reverseBytes(magic) == ZIMAGE_MAGIC) {
      checks.fail("kernel place", "the zImage at " + start + " is big-endian");
    } else if (word(started, entry.value(), ByteOrder.LITTLE_ENDIAN) == 0) {
      checks.fail("kernel place", "zeros are at %s, and no code".formatted(entry));
    } else {
      checks.pass("kernel place", "a plain kernel, entered at " + entry);
    }
  }
}
