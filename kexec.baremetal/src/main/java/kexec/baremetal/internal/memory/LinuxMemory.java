package kexec.baremetal.internal.memory;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineProperties;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.VirtualAddress;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.sys.MemoryCalls;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The memory of the running machine. Without a hypervisor in between, a physical address is the
 * machine's address.
 *
 * <p>Pages are locked memory of this process. The kernel does not swap locked pages out, but where
 * it compacts memory it may move them: their frames are those that they had when they were
 * allocated. Linux's own kexec stages in pages of the kernel's, and needs none of these. Safe for
 * use by several threads.
 */
@Component(
    service = MemoryOps.class,
    property = {
      MachineProperties.MACHINE + "=" + LinuxHost.MACHINE,
      MachineProperties.ARCH + "=x86_64",
      MachineProperties.FIRMWARE + "=none"
    })
@SatisfyingConditionTarget(LinuxHost.CONDITION)
public final class LinuxMemory implements MemoryOps {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final LinuxHost host;
  private final HostMemoryMap map;
  private final Arenas arenas;
  private final Blocks blocks = new Blocks();
  private RangeSet<MachineAddress> ram = RangeSet.empty();

  /**
   * Makes the memory.
   *
   * @param host the running system
   */
  @Activate
  public LinuxMemory(@Reference LinuxHost host) {
    this.host = host;
    this.map = new HostMemoryMap(host.root());
    this.arenas = new Arenas(new ArenaSource(host));
  }

  @Override
  public PageSize pageSize() {
    return PAGE;
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    return map.read();
  }

  @Override
  public synchronized Page allocate(int order, MachineAddress limit) throws KexecException {
    if (order < 0 || order > Arena.MAX_ORDER) {
      throw new IllegalArgumentException("a block of order " + order);
    }
    Block block = arenas.take(order, limit.value() >>> PAGE.shift());
    blocks.add(block);
    return block.page();
  }

  @Override
  public synchronized void free(Page page) {
    Block block = require(page);
    blocks.remove(block);
    // So that whoever gets it next finds zeros.
    zero(calls().view(block.address(), (int) block.bytes()));
    arenas.giveBack(block);
  }

  private static void zero(ByteBuffer memory) {
    while (memory.remaining() >= Long.BYTES) {
      memory.putLong(0);
    }
    while (memory.hasRemaining()) {
      memory.put((byte) 0);
    }
  }

  private Block require(Page page) {
    return blocks
        .startingAt(page.address().value())
        .filter(block -> block.order() == page.order())
        .orElseThrow(() -> new IllegalArgumentException(page + " is not allocated"));
  }

  @Override
  public synchronized Frame frame(Page page) {
    return new Frame(require(page).firstFrame());
  }

  @Override
  public synchronized Optional<Page> page(Frame frame) {
    return blocks.startingIn(frame.number()).map(Block::page);
  }

  @Override
  public synchronized PhysicalAddress toPhysical(VirtualAddress address) {
    Block block =
        blocks
            .holding(address.value())
            .orElseThrow(() -> new IllegalArgumentException("nothing is allocated at " + address));
    long offset = address.minus(block.address());
    return new PhysicalAddress((block.firstFrame() << PAGE.shift()) + offset);
  }

  @Override
  public synchronized VirtualAddress toVirtual(PhysicalAddress address) {
    Block block =
        blocks
            .holdingFrame(address.value() >>> PAGE.shift())
            .orElseThrow(() -> new IllegalArgumentException("nothing is allocated at " + address));
    return block.address().plus(address.value() - (block.firstFrame() << PAGE.shift()));
  }

  @Override
  public synchronized MachineAddress toMachine(PhysicalAddress address) {
    MachineAddress same = new MachineAddress(address.value());
    requireRam(same);
    return same;
  }

  @Override
  public synchronized PhysicalAddress toPhysical(MachineAddress address) {
    requireRam(address);
    return new PhysicalAddress(address.value());
  }

  private void requireRam(MachineAddress address) {
    if (blocks.holdingFrame(address.value() >>> PAGE.shift()).isPresent()
        || ram.contains(address)) {
      return;
    }
    try {
      // Memory may have been plugged in since it was asked for last.
      ram = map.read().ram();
    } catch (KexecException e) {
      throw new IllegalArgumentException("whether there is memory at " + address + " is hidden", e);
    }
    if (!ram.contains(address)) {
      throw new IllegalArgumentException("the running kernel has no memory at " + address);
    }
  }

  /** User space cannot write machine memory that is not its own. */
  @Override
  public WriteAccess writeAccess(Range<MachineAddress> destination) {
    return WriteAccess.STAGED;
  }

  @Override
  public synchronized void write(Frame frame, ByteBuffer content) {
    if (content.remaining() > PAGE.bytes()) {
      throw new IllegalArgumentException(content.remaining() + " bytes for one page");
    }
    Block block =
        blocks
            .holdingFrame(frame.number())
            .orElseThrow(() -> new IllegalArgumentException(frame + " is not allocated"));
    long offset = (frame.number() - block.firstFrame()) << PAGE.shift();
    ByteBuffer page = calls().view(block.address().plus(offset), (int) PAGE.bytes());
    page.put(content.duplicate());
    zero(page);
  }

  /** They were opened when the block was allocated, so they are there. */
  private MemoryCalls calls() {
    try {
      return host.calls();
    } catch (KexecException e) {
      throw new IllegalStateException("a block is allocated, so calls could be made", e);
    }
  }

  /** Gives all memory back, allocated or not. */
  @Deactivate
  public synchronized void close() {
    arenas.close();
  }
}
