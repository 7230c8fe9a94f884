package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Machine frames that this process sees for a while. Not safe for use by several threads. */
public final class ForeignPages implements AutoCloseable {

  private final ByteBuffer pages;
  private final int[] errors;
  private final Runnable onClose;
  private boolean closed;

  /**
   * Tells of pages.
   *
   * @param pages their content, one behind the other
   * @param errors for each of them 0, or why it is not shown
   * @param onClose hides them again
   */
  public ForeignPages(ByteBuffer pages, int[] errors, Runnable onClose) {
    this.pages = pages;
    this.errors = errors.clone();
    this.onClose = onClose;
  }

  /**
   * Tells whether a page is shown; one that is not must not be read.
   *
   * @param index its place among the frames that were asked for
   * @return whether it is
   */
  public boolean isShown(int index) {
    return errors[index] == 0;
  }

  /**
   * Returns the content, little-endian.
   *
   * @return a buffer that must not be used after {@link #close}
   */
  public ByteBuffer content() {
    return pages.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Hides the pages. A second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
