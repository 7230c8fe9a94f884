package kexec.xen.internal.hypercall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Machine frames mapped into this process temporarily. Not thread-safe. */
public final class ForeignPages implements AutoCloseable {

  private final ByteBuffer pages;
  private final int[] errors;
  private final Runnable onClose;
  private boolean closed;

  /**
   * Creates the mapping.
   *
   * @param pages the content of the pages, consecutively
   * @param errors 0 for each mapped page, otherwise its error
   * @param onClose unmaps them
   */
  public ForeignPages(ByteBuffer pages, int[] errors, Runnable onClose) {
    this.pages = pages;
    this.errors = errors.clone();
    this.onClose = onClose;
  }

  /**
   * {@return whether a page is mapped; one that is not must not be read}
   *
   * @param index its index among the requested frames
   */
  public boolean isShown(int index) {
    return errors[index] == 0;
  }

  /**
   * {@return the content as a little-endian buffer, which must not be used after {@link #close}}
   */
  public ByteBuffer content() {
    return pages.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Unmaps the pages. A second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
