package kexec.baremetal.internal.staging;

import java.lang.ref.Reference;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.SystemCallException;

/** An image that one system call hands over. Used by one thread at a time. */
public final class StagedCall implements AutoCloseable {

  /** The system call. */
  @FunctionalInterface
  interface Call {
    void on(KexecCalls calls) throws SystemCallException;
  }

  private final Call call;
  private final Runnable release;

  /**
   * Creates a staged image.
   *
   * @param call hands it over
   * @param release gives back what staging took, and references it until then; may run repeatedly
   */
  StagedCall(Call call, Runnable release) {
    this.call = call;
    this.release = release;
  }

  /**
   * Hands the image over.
   *
   * @param calls the kernel's
   * @throws SystemCallException if the kernel refuses it
   */
  public void load(KexecCalls calls) throws SystemCallException {
    try {
      call.on(calls);
    } finally {
      // The kernel reads through addresses, which the garbage collector does not see.
      Reference.reachabilityFence(this);
    }
  }

  /** Gives back what staging took; the kernel has its own copy. A second call does nothing. */
  @Override
  public void close() {
    release.run();
  }
}
