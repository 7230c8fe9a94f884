package kexec.receiver.staging;

import java.lang.ref.Reference;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.SystemCallException;

/** An image that one system call loads. Not thread-safe. */
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
   * @param call loads it
   * @param release releases the staging resources, and references them until then; may run
   *     repeatedly
   */
  StagedCall(Call call, Runnable release) {
    this.call = call;
    this.release = release;
  }

  /**
   * Loads the image.
   *
   * @param calls the kernel's system calls
   * @throws SystemCallException if the kernel rejects it
   */
  public void load(KexecCalls calls) throws SystemCallException {
    try {
      call.on(calls);
    } finally {
      // The kernel reads through addresses, which are invisible to the garbage collector.
      Reference.reachabilityFence(this);
    }
  }

  /** Releases the staging resources; the kernel has its own copy. Idempotent. */
  @Override
  public void close() {
    release.run();
  }
}
