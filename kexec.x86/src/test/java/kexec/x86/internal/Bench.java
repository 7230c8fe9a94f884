package kexec.x86.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Content;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import org.jspecify.annotations.Nullable;

/** Takes a protocol from a file to an image, with places chosen by hand. */
final class Bench {

  static final PlatformData NO_PLATFORM = name -> Optional.empty();

  private final BootProtocol protocol;
  private final Path directory;
  private Slot slot = Slot.DEFAULT;
  private MemoryMap memory = Machines.small();
  private PlatformData platform = NO_PLATFORM;
  private String commandLine = "quiet";
  private List<MappedFile> initrds = List.of();
  private List<BootRequest.Module> modules = List.of();
  private EntryCheck entryCheck = EntryCheck.NONE;
  private Range<MachineAddress> limits = Range.machine(0, -1L);

  Bench(BootProtocol protocol, Path directory) {
    this.protocol = protocol;
    this.directory = directory;
  }

  Bench slot(Slot value) {
    slot = value;
    return this;
  }

  Bench memory(MemoryMap value) {
    memory = value;
    return this;
  }

  Bench platform(PlatformData value) {
    platform = value;
    return this;
  }

  Bench commandLine(String value) {
    commandLine = value;
    return this;
  }

  Bench initrds(MappedFile... values) {
    initrds = List.of(values);
    return this;
  }

  Bench limits(Range<MachineAddress> value) {
    limits = value;
    return this;
  }

  MappedFile file(String name, byte[] bytes) throws IOException, KexecException {
    return MappedFile.open(Files.write(directory.resolve(name), bytes));
  }

  Bench entryCheck(EntryCheck value) {
    entryCheck = value;
    return this;
  }

  Bench modules(BootRequest.Module... value) {
    modules = List.of(value);
    return this;
  }

  BootRequest request(byte[] kernel) throws IOException, KexecException {
    MappedFile file = file("kernel", kernel);
    KernelFacts facts = ((Recognition.Recognised) protocol.recognise(file)).facts();
    return new BootRequest(
        slot, file, facts, initrds, modules, commandLine, memory, limits, platform, entryCheck);
  }

  Layout layout(byte[] kernel) throws IOException, KexecException {
    return protocol.layout(request(kernel));
  }

  SegmentRequest wanted(byte[] kernel, String name) throws IOException, KexecException {
    return layout(kernel).requests().stream()
        .filter(request -> request.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Builds with the starts of the places by name; the sizes are the layout's. */
  BootImage build(
      byte[] kernel, Map<String, Long> starts, @Nullable Range<MachineAddress> coreHeader)
      throws IOException, KexecException {
    BootRequest request = request(kernel);
    Map<String, Range<MachineAddress>> places = new HashMap<>();
    for (SegmentRequest wanted : protocol.layout(request).requests()) {
      MachineAddress start = new MachineAddress(starts.get(wanted.name()));
      places.put(wanted.name(), Range.ofSize(start, Align.up(wanted.size(), 4096)));
    }
    return protocol.build(request, new Placement(places, coreHeader));
  }

  static SegmentData data(BootImage image, String name) {
    return ((Content.Ready) image.contents().get(name)).data();
  }

  static byte[] bytes(BootImage image, String name) {
    return bytes(data(image, name));
  }

  static byte[] bytes(SegmentData data) {
    ByteBuffer buffer = data.buffer(0, Math.toIntExact(data.size()));
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
