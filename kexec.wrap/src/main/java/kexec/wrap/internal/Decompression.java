package kexec.wrap.internal;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.api.text.Size;

/** Uncompresses data within bounds, and reports what goes wrong. */
final class Decompression {

  static final String CURE = "Get the kernel file anew from where it came.";

  private Decompression() {}

  /** {@return the content of compressed data of unknown size} */
  static SegmentData of(WrappedData wrapped, Compression compression) throws BadFileException {
    return of(wrapped, compression, OptionalLong.empty());
  }

  /**
   * {@return the content of compressed data}
   *
   * @param promised the size of the content, in bytes, if a header tells it
   * @throws BadFileException if the data is damaged, larger than is kept in memory, of another size
   *     than promised, or of a kind that is not supported
   */
  static SegmentData of(WrappedData wrapped, Compression compression, OptionalLong promised)
      throws BadFileException {
    long fileSize = wrapped.file().size();
    long keepable =
        BoundedOutput.keepable(fileSize, Runtime.getRuntime().maxMemory()) - wrapped.inMemory();
    long size = wrapped.data().size();
    LongConsumer done =
        wrapped.progress().begin("uncompressing " + FileName.of(wrapped.file().path()), size);
    CompressedInput in = new CompressedInput(wrapped.data(), done);
    try {
      BoundedOutput out = new BoundedOutput(promised, BoundedOutput.most(fileSize), keepable);
      compression.decode(in, out);
      SegmentData content = out.content();
      // Not every format reads what follows its end.
      done.accept(size);
      return content;
    } catch (RefusedException e) {
      throw wrapped.refusal(e.code(), String.valueOf(e.getMessage()), e.cure(), e);
    } catch (IOException | RuntimeException e) {
      // The libraries were written for valid data: for other data they throw whatever they run
      // into.
      throw wrapped.refusal(
          "wrap-damaged",
          "of the data compressed with %s only the beginning, at most %s, can be uncompressed (%s)"
              .formatted(compression.text(), Size.both(in.position()), reason(e)),
          CURE,
          e);
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? "the data is not of the format" : message;
  }
}
