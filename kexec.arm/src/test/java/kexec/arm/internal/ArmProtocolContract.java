package kexec.arm.internal;

import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.tck.boot.BootProtocolContract;
import kexec.tck.boot.RecordedImage;

/** The contract for a protocol whose kernels are given a device tree. */
abstract class ArmProtocolContract extends BootProtocolContract {

  private final BootProtocol protocol;
  private final int headerSize;
  private final String treeRegister;

  ArmProtocolContract(BootProtocol protocol, int headerSize, String treeRegister) {
    this.protocol = protocol;
    this.headerSize = headerSize;
    this.treeRegister = treeRegister;
  }

  /** {@return a kernel, a new one each time} */
  abstract SyntheticArm valid();

  @Override
  protected final BootProtocol protocol() {
    return protocol;
  }

  @Override
  protected final byte[] kernel() {
    return valid().bytes();
  }

  @Override
  protected final int headerSize() {
    return headerSize;
  }

  @Override
  protected final MemoryMap memory() {
    return SyntheticArm.memory();
  }

  @Override
  protected final PlatformData platform() {
    return SyntheticArm.platform();
  }

  @Override
  protected final Set<String> addressRegisters() {
    return Set.of(treeRegister);
  }

  @Override
  protected final boolean saysWhereTheCoreHeaderLies(
      RecordedImage image, Range<MachineAddress> coreHeader) throws KexecException {
    return SyntheticArm.coreHeader(image).equals(coreHeader);
  }
}
