package kexec.core.pagelist;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.Page;
import kexec.api.machine.WriteAccess;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/** A few frames that are handed out in the order that the test wants, and a count of all uses. */
final class TinyMemory implements MemoryOps {

  private static final long OFFSET = 0xffff_8880_0000_0000L;
  private static final int SHIFT = PageSize.KIB_4.shift();

  private final Iterator<Long> order;
  private final Map<Long, Integer> allocated = new HashMap<>();
  private final Set<Long> everAllocated = new HashSet<>();
  private final Map<Long, byte[]> content = new HashMap<>();
  private int writesUntilFailure = Integer.MAX_VALUE;

  TinyMemory(Iterable<Long> order) {
    this.order = order.iterator();
  }

  TinyMemory failingAtWrite(int number) {
    writesUntilFailure = number;
    return this;
  }

  Set<Long> allocated() {
    return allocated.keySet();
  }

  Set<Long> everAllocated() {
    return everAllocated;
  }

  /** What the memory holds now, a copy. */
  Map<Long, byte[]> snapshot() {
    return new HashMap<>(content);
  }

  @Override
  public PageSize pageSize() {
    return PageSize.KIB_4;
  }

  @Override
  public MemoryMap memoryMap() {
    return MemoryMap.of(List.of());
  }

  @Override
  public Page allocate(int wantedOrder, MachineAddress limit) throws KexecException {
    if (!order.hasNext()) {
      throw new ReceiverException(new Fault("no-memory", "allocating", "none is left", "Wait."));
    }
    long frame = order.next();
    if (allocated.putIfAbsent(frame, wantedOrder) != null) {
      throw new IllegalStateException("the test hands out " + frame + " twice");
    }
    everAllocated.add(frame);
    for (long f = frame; f < frame + (1L << wantedOrder); f++) {
      content.put(f, new byte[4096]);
    }
    return new Page(new VirtualAddress(OFFSET + (frame << SHIFT)), wantedOrder);
  }

  @Override
  public void free(Page page) {
    long frame = (page.address().value() - OFFSET) >>> SHIFT;
    if (!Integer.valueOf(page.order()).equals(allocated.remove(frame))) {
      throw new IllegalArgumentException(page + " is not allocated");
    }
  }

  @Override
  public Frame frame(Page page) {
    return new Frame((page.address().value() - OFFSET) >>> SHIFT);
  }

  @Override
  public Optional<Page> page(Frame frame) {
    return Optional.ofNullable(allocated.get(frame.number()))
        .map(o -> new Page(new VirtualAddress(OFFSET + (frame.number() << SHIFT)), o));
  }

  @Override
  public PhysicalAddress toPhysical(VirtualAddress address) {
    return new PhysicalAddress(address.value() - OFFSET);
  }

  @Override
  public VirtualAddress toVirtual(PhysicalAddress address) {
    return new VirtualAddress(address.value() + OFFSET);
  }

  @Override
  public MachineAddress toMachine(PhysicalAddress address) {
    return new MachineAddress(address.value());
  }

  @Override
  public PhysicalAddress toPhysical(MachineAddress address) {
    return new PhysicalAddress(address.value());
  }

  @Override
  public WriteAccess writeAccess(Range<MachineAddress> destination) {
    return WriteAccess.STAGED;
  }

  @Override
  public void write(Frame frame, ByteBuffer bytes) throws KexecException {
    if (--writesUntilFailure < 0) {
      throw new ReceiverException(new Fault("broken", "writing", "it is broken", "Repair it."));
    }
    if (!allocated.containsKey(frame.number())) {
      throw new IllegalArgumentException(frame + " is not allocated");
    }
    byte[] page = new byte[4096];
    bytes.duplicate().get(page, 0, bytes.remaining());
    content.put(frame.number(), page);
  }
}
