package kexec.xen.internal.memory;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.HypercallBuffer;
import kexec.xen.internal.pages.PageFrames;
import kexec.xen.internal.pages.PageSupply;

/**
 * Supplies pages for a list that the hypervisor traverses by machine frame. They come from
 * hypercall memory, which the kernel does not move to other frames. Thread-safe.
 */
final class XenSupply implements PageSupply {

  private final XenHost host;
  private final PageFrames frames;
  private final Map<VirtualAddress, HypercallBuffer> taken = new ConcurrentHashMap<>();

  XenSupply(XenHost host) {
    this.host = host;
    this.frames = new PageFrames(host.root());
  }

  @Override
  public VirtualAddress take(long bytes) throws KexecException {
    try {
      HypercallBuffer buffer = host.hypervisor().memory().allocate(bytes);
      taken.put(buffer.address(), buffer);
      return buffer.address();
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.BUFFER);
    }
  }

  @Override
  public void giveBack(VirtualAddress start, long bytes) {
    HypercallBuffer buffer = taken.remove(start);
    if (buffer == null) {
      throw new IllegalArgumentException("nothing was taken at " + start);
    }
    buffer.close();
  }

  @Override
  public ByteBuffer view(VirtualAddress start, int length) {
    try {
      return host.calls().view(start, length);
    } catch (KexecException e) {
      throw new IllegalStateException("memory was taken, so calls could be made", e);
    }
  }

  @Override
  public long[] machineFrames(VirtualAddress start, int pages) throws KexecException {
    return new FrameTranslation(host.hypervisor()).machineFrames(frames.of(start, pages));
  }
}
