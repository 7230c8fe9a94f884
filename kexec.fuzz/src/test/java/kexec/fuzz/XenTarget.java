package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.PhysicalAddress;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.host.ReachedHypervisor;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.HypercallMemory;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.MemoryOp;
import kexec.xen.internal.memory.XenMemory;

/** The answers of a hypervisor. The first byte chooses the question. */
public final class XenTarget {

  private static final int KINDS = 4;

  private XenTarget() {}

  /** Asks a hypervisor. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 1) {
      Oracle.check(input.length, () -> run(input));
    }
  }

  private static void run(byte[] input) throws Exception {
    AnsweringXen xen = new AnsweringXen(Text.bytesBehindTheChoice(input));
    Hypervisor hypervisor = new Hypervisor(xen, new HypercallMemory(xen, Optional.empty()));
    XenHost host =
        new XenHost(
            new LinuxRoot(java.nio.file.Path.of("/nonexistent")),
            () -> new ReachedHypervisor(xen, hypervisor, () -> {}));
    try {
      switch (Byte.toUnsignedInt(input[0]) % KINDS) {
        case 0 -> MemoryMapTarget.checkAgain(new XenMemory(host).memoryMap());
        case 1 -> {
          KexecOp op = new KexecOp(hypervisor);
          op.status(ImageType.CRASH);
          op.crashRegion();
          op.xen();
          op.vmcoreinfo();
          op.allCpuNotes();
        }
        case 2 -> {
          new MemoryOp(hypervisor).machineToPhysicalTable(4);
          new MemoryOp(hypervisor).maximumRamPage();
        }
        default -> translate(new XenMemory(host));
      }
    } catch (SystemCallException e) {
      require(e.getMessage() != null, e);
    }
  }

  private static void translate(XenMemory memory) throws KexecException {
    memory.toMachine(new PhysicalAddress(0x1234));
  }

  static List<byte[]> seeds() {
    ByteBuffer map = ByteBuffer.allocate(2 + 16 + 64).order(ByteOrder.LITTLE_ENDIAN);
    map.put((byte) 0).put((byte) 16).putInt(2).putInt(0).putLong(0x11000);
    map.putLong(0).putLong(0x9f000).putInt(1).putLong(0x100000).putLong(0x7ff00000).putInt(1);
    ByteBuffer region = ByteBuffer.allocate(26 * 5).order(ByteOrder.LITTLE_ENDIAN);
    while (region.remaining() >= 26) {
      region.put((byte) 1).put((byte) 24).putInt(0).putInt(0).putLong(0x1000000);
      region.putLong(0x2000000);
    }
    ByteBuffer both = ByteBuffer.allocate(map.capacity() + region.capacity());
    both.put(map.array()).put(region.array());
    ByteBuffer table = ByteBuffer.allocate(2 + 2 + 24 + 512).order(ByteOrder.LITTLE_ENDIAN);
    table.put((byte) 100).put((byte) 0).put((byte) 0).put((byte) 24);
    table.putInt(1).putInt(0).putLong(0x11000).putInt(1).putInt(0).putLong(0x100000);
    return List.of(
        Text.seed(0, both.array()),
        Text.seed(1, region.array()),
        Text.seed(2, table.array()),
        Text.seed(3, table.array()));
  }
}
