package kexec.xen.internal.model;

import java.util.ArrayDeque;
import java.util.Deque;
import kexec.linux.sys.Errno;

/** The frames that the model hypervisor allocates, in the order of its machine. */
final class ModelFrames {

  private final Deque<Long> free = new ArrayDeque<>();

  ModelFrames(long[] frames) {
    for (long frame : frames) {
      free.add(frame);
    }
  }

  long take() throws ModelFault {
    Long frame = free.poll();
    if (frame == null) {
      throw new ModelFault(Errno.ENOMEM);
    }
    return frame;
  }

  void giveBack(long frame) {
    free.addFirst(frame);
  }

  int count() {
    return free.size();
  }
}
