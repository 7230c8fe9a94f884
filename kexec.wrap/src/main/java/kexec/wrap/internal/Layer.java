package kexec.wrap.internal;

import java.util.Optional;
import kexec.api.plan.SegmentData;

/**
 * The content of one wrapper.
 *
 * @param wrapper its format, for people
 * @param kernel the kernel, which may be wrapped again
 * @param initrd the initrd, if the wrapper has one
 * @param deviceTree the device tree, if the wrapper has one
 * @param commandLine the command line, if the wrapper has one
 */
public record Layer(
    String wrapper,
    SegmentData kernel,
    Optional<SegmentData> initrd,
    Optional<SegmentData> deviceTree,
    Optional<String> commandLine) {

  /** {@return a wrapper with nothing but a kernel in it} */
  static Layer of(String wrapper, SegmentData kernel) {
    return new Layer(wrapper, kernel, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
