package kexec.wrap;

import java.util.List;
import java.util.Optional;
import kexec.api.plan.SegmentData;
import kexec.api.text.ByteText;

/**
 * A kernel and what was in one file with it.
 *
 * @param wrappers the formats that were removed, the outermost first, for people: for example
 *     {@code UKI} or {@code EFI zboot (zstd)}; empty if the file is not wrapped
 * @param kernel the kernel: pieces of the file, or the uncompressed content; not empty
 * @param initrd the initrd in the wrapper, if there is one
 * @param deviceTree the device tree in the wrapper, if there is one
 * @param commandLine the command line in the wrapper, if there is one: {@link ByteText} without
 *     control characters and without spaces at its ends, not empty
 */
public record Unwrapped(
    List<String> wrappers,
    SegmentData kernel,
    Optional<SegmentData> initrd,
    Optional<SegmentData> deviceTree,
    Optional<String> commandLine) {

  /** Copies the list. */
  public Unwrapped {
    wrappers = List.copyOf(wrappers);
  }
}
