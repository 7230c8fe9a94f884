package kexec.base.pagelist;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;

/** A few frames, allocated in the order that the test defines, and a count of all uses. */
final class TinyMemory implements PagePool {

  private final Iterator<Long> order;
  private final Set<Long> allocated = new HashSet<>();
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
    return allocated;
  }

  Set<Long> everAllocated() {
    return everAllocated;
  }

  /** A copy of the current content of the memory. */
  Map<Long, byte[]> snapshot() {
    return new HashMap<>(content);
  }

  @Override
  public PageSize pageSize() {
    return PageSize.KIB_4;
  }

  @Override
  public Frame allocate(MachineAddress limit) throws KexecException {
    if (!order.hasNext()) {
      throw new KexecException(new Fault("no-memory", "allocating", "none is left", "Wait."));
    }
    long frame = order.next();
    if (!allocated.add(frame)) {
      throw new IllegalStateException("the test hands out " + frame + " twice");
    }
    everAllocated.add(frame);
    content.put(frame, new byte[4096]);
    return new Frame(frame);
  }

  @Override
  public void free(Frame first) {
    if (!allocated.remove(first.number())) {
      throw new IllegalArgumentException(first + " is not allocated");
    }
  }

  @Override
  public void write(Frame frame, ByteBuffer bytes) throws KexecException {
    if (--writesUntilFailure < 0) {
      throw new KexecException(new Fault("broken", "writing", "it is broken", "Repair it."));
    }
    if (!allocated.contains(frame.number())) {
      throw new IllegalArgumentException(frame + " is not allocated");
    }
    byte[] page = new byte[4096];
    bytes.duplicate().get(page, 0, bytes.remaining());
    content.put(frame.number(), page);
  }
}
