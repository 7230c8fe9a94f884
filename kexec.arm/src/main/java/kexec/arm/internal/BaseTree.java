package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.boot.BootRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.machine.PlatformData;
import kexec.api.plan.SegmentData;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeReader;
import kexec.base.fdt.TreeFacts;
import kexec.base.kernel.FileBytes;

/**
 * The device tree that the next kernel gets, before it is edited: the one that the user names, else
 * that of the running kernel, else the one that is appended to the kernel.
 *
 * @param source where it is from, for error messages
 * @param tree the tree
 * @param facts what it says about the machine
 */
record BaseTree(String source, DeviceTree tree, TreeFacts facts) {

  static final int MAGIC = 0xd00dfeed;
  private static final int HEADER = 40;

  /** {@return the device tree at the beginning of what is appended to a kernel, if there is one} */
  static Optional<SegmentData> appended(SegmentData behind) throws BadFileException {
    return behind.size() >= HEADER
            && FileBytes.copy(behind, 0, Integer.BYTES).getInt() == Integer.reverseBytes(MAGIC)
        ? Optional.of(behind)
        : Optional.empty();
  }

  /**
   * {@return the tree}
   *
   * @throws BadFileException if there is none, or it is damaged
   */
  static BaseTree of(ArmKernel kernel, BootRequest request) throws BadFileException {
    Optional<byte[]> told = request.platform().item(PlatformData.DEVICE_TREE);
    if (told.isPresent()) {
      String source = "the device tree";
      return of(source, DeviceTreeReader.read(source, ByteBuffer.wrap(told.get())));
    }
    if (kernel.appendedTree().isPresent()) {
      String source = "the device tree that is appended to the kernel";
      return of(source, DeviceTreeReader.read(source, kernel.appendedTree().get()));
    }
    throw new BadFileException(
        new Fault(
            "device-tree-missing",
            "building the image",
            "no device tree is known for the next kernel: the running system shows its own, if it"
                + " has one, to root only",
            "Run as root on the machine itself, or name a device tree with --dtb=FILE."));
  }

  private static BaseTree of(String source, DeviceTree tree) throws BadFileException {
    return new BaseTree(source, tree, TreeFacts.of(source, tree));
  }

  /** {@return the port for messages before the kernel starts, if the tree names one} */
  Optional<MemoryPort> console() {
    return facts.output().flatMap(MemoryPort::of);
  }

  /** {@return how the machine is reset} */
  FirmwareCall firmwareCall() {
    return facts.psciMethod().map(FirmwareCall::of).orElse(FirmwareCall.NONE);
  }
}
