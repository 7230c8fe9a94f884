package kexec.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;

/**
 * What every target requires: only described faults are thrown, and no more memory is allocated
 * than SECURITY.md permits for the size of the input.
 */
final class Oracle {

  /**
   * Bytes that may be allocated whatever the size: the fixed part of the work. Jazzer's hooks
   * allocate much more.
   */
  static final long BASE = Long.getLong("fuzz.base", 16L << 20);

  /**
   * Bytes that may be allocated for each byte of the input: the factor of SECURITY.md for what is
   * there at once, and as much for garbage.
   */
  static final long FACTOR = 8192;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Oracle() {}

  /** What is required to be described if it fails. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * Does some work.
   *
   * @param size bytes of the input
   * @param work the work
   * @throws AssertionError if it fails otherwise than described, or allocates too much
   */
  static void check(long size, Work work) {
    long permitted = BASE + FACTOR * size;
    // The instrumentation of classes that are loaded is counted too; the second time, there are
    // none.
    if (allocated(work) > permitted) {
      long again = allocated(work);
      require(
          again <= permitted,
          "%s bytes were allocated for an input of %s bytes".formatted(again, size));
    }
  }

  private static long allocated(Work work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      work.run();
    } catch (KexecException e) {
      checkWording(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("an undeclared exception: " + e, e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void checkWording(KexecException e) {
    Fault fault = e.fault();
    require(fault.code().matches("[a-z0-9]+(-[a-z0-9]+)*"), fault);
    require(!fault.attempted().isBlank(), fault);
    require(!fault.cause().isBlank(), fault);
    require(!fault.cure().isBlank(), fault);
  }

  /**
   * Checks something.
   *
   * @param condition what must hold
   * @param about what it is about, for the report
   * @throws AssertionError if it does not hold
   */
  static void require(boolean condition, Object about) {
    if (!condition) {
      throw new AssertionError(about);
    }
  }
}
