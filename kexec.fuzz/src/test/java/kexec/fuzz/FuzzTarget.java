package kexec.fuzz;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A target, as the tests see it; Jazzer finds its class by the name.
 *
 * @param name its name
 * @param target takes an input, and throws whatever is not declared
 * @param seeds makes the inputs that a run begins with
 */
record FuzzTarget(String name, Consumer<byte[]> target, Supplier<List<byte[]>> seeds) {

  static final List<FuzzTarget> ALL =
      List.of(
          of("kernel", KernelTarget::fuzzerTestOneInput, KernelTarget::seeds),
          of("wrapped", WrappedTarget::fuzzerTestOneInput, WrappedTarget::seeds),
          of("signed", SignedTarget::fuzzerTestOneInput, SignedTarget::seeds),
          of("devicetree", DeviceTreeTarget::fuzzerTestOneInput, DeviceTreeTarget::seeds),
          of("memorymap", MemoryMapTarget::fuzzerTestOneInput, MemoryMapTarget::seeds),
          of("hosttexts", HostTextsTarget::fuzzerTestOneInput, HostTextsTarget::seeds),
          of("commandline", CommandLineTarget::fuzzerTestOneInput, CommandLineTarget::seeds),
          of("saved", SavedTarget::fuzzerTestOneInput, SavedTarget::seeds),
          of("entries", EntriesTarget::fuzzerTestOneInput, EntriesTarget::seeds),
          of("configured", ConfiguredTarget::fuzzerTestOneInput, ConfiguredTarget::seeds),
          of("web", WebTarget::fuzzerTestOneInput, WebTarget::seeds),
          of("xen", XenTarget::fuzzerTestOneInput, XenTarget::seeds),
          of("rehearsed", RehearsedTarget::fuzzerTestOneInput, RehearsedTarget::seeds));

  private static FuzzTarget of(String name, Consumer<byte[]> target, Supplier<List<byte[]>> seeds) {
    return new FuzzTarget(name, target, seeds);
  }

  @Override
  public String toString() {
    return name;
  }
}
