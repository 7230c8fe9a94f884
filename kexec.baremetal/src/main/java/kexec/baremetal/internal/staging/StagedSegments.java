package kexec.baremetal.internal.staging;

import java.lang.ref.Reference;
import java.util.List;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.SystemCallException;

/** An image of segments, for {@code kexec_load}. */
final class StagedSegments implements Staged {

  private final KexecLoad call;
  private final List<StagedSegment> segments;

  StagedSegments(KexecLoad call, List<StagedSegment> segments) {
    this.call = call;
    this.segments = List.copyOf(segments);
  }

  @Override
  public KexecLoad call() {
    return call;
  }

  @Override
  public void load(KexecCalls calls) throws SystemCallException {
    try {
      calls.kexecLoad(call);
    } finally {
      // The kernel reads through addresses, which the garbage collector does not see.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    segments.forEach(StagedSegment::close);
  }
}
