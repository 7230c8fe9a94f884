package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.base.fdt.DeviceTreeReader;
import kexec.base.fdt.TreeFacts;
import kexec.linux.LinuxRoot;
import kexec.linux.firmware.FirmwareReader;
import kexec.receiver.memory.HostMemoryMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of a running machine with a device tree: what {@code /proc/iomem} shows, without what
 * the tree reserves. Thread-safe.
 */
abstract class TreeMemory implements MemoryOps {

  private static final Logger LOG = LoggerFactory.getLogger(TreeMemory.class);

  private static final String SOURCE = "the running system's device tree";

  private final HostMemoryMap map;
  private final FirmwareReader firmware;

  TreeMemory(LinuxRoot root) {
    this.map = new HostMemoryMap(root);
    this.firmware = new FirmwareReader(root);
  }

  @Override
  public final MemoryMap memoryMap() throws KexecException {
    return map.read().withHeld(reserved());
  }

  /**
   * What a device or the firmware uses; a reusable part is the running kernel's as long as its
   * device does not need it. 32-bit ARM's {@code /proc/iomem} does not show any of it.
   */
  private RangeSet<MachineAddress> reserved() {
    try {
      Optional<byte[]> tree = firmware.deviceTree();
      if (tree.isEmpty()) {
        return RangeSet.empty();
      }
      TreeFacts facts =
          TreeFacts.of(SOURCE, DeviceTreeReader.read(SOURCE, ByteBuffer.wrap(tree.get())));
      List<Range<MachineAddress>> held = new ArrayList<>(facts.reservations());
      facts.reserved().stream()
          .filter(part -> !part.reusable())
          .map(TreeFacts.Reserved::range)
          .forEach(held::add);
      return RangeSet.of(held);
    } catch (KexecException e) {
      LOG.warn("What the device tree reserves is not known: {}", e.getMessage());
      return RangeSet.empty();
    }
  }
}
