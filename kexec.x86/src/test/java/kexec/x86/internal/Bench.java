package kexec.x86.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import kexec.base.kernel.Align;
import kexec.tck.boot.RecordedImage;
import org.jspecify.annotations.Nullable;

/** Builds an image from a file with a protocol, with places chosen by hand. */
final class Bench {

  static final PlatformData NO_PLATFORM = name -> Optional.empty();

  /** Rules that every receiver satisfies. */
  static final int MOST_SEGMENTS = 15;

  private final BootProtocol protocol;
  private final Path directory;
  private Slot slot = Slot.DEFAULT;
  private MemoryMap memory = Machines.small();
  private PlatformData platform = NO_PLATFORM;
  private String commandLine = "quiet";
  private List<BootFile> initrds = List.of();
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

  Bench initrds(BootFile... values) {
    initrds = List.of(values);
    return this;
  }

  Bench limits(Range<MachineAddress> value) {
    limits = value;
    return this;
  }

  BootFile file(String name, byte[] bytes) throws IOException, KexecException {
    return BootFile.of(MappedFile.open(Files.write(directory.resolve(name), bytes)));
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
    return new BootRequest(
        slot,
        file("kernel", kernel),
        initrds,
        modules,
        commandLine,
        memory,
        limits,
        platform,
        entryCheck);
  }

  /** Builds an image whose segments lie at the lowest addresses of their windows, fit or not. */
  RecordedImage laid(byte[] kernel) throws IOException, KexecException {
    Optional<Range<MachineAddress>> header =
        slot == Slot.CRASH
            ? memory.crashRegion().map(r -> Range.machine(r.end().value() - 4096, r.end().value()))
            : Optional.empty();
    return build(kernel, new RecordedImage(MOST_SEGMENTS, header, SegmentRequest::within));
  }

  SegmentRequest wanted(byte[] kernel, String name) throws IOException, KexecException {
    return laid(kernel).request(name);
  }

  /** Builds with the starts of the places by name. */
  RecordedImage build(
      byte[] kernel, Map<String, Long> starts, @Nullable Range<MachineAddress> coreHeader)
      throws IOException, KexecException {
    return build(
        kernel,
        new RecordedImage(
            MOST_SEGMENTS,
            Optional.ofNullable(coreHeader),
            wanted ->
                Range.ofSize(
                    new MachineAddress(starts.get(wanted.name())), Align.up(wanted.size(), 4096))));
  }

  RecordedImage build(byte[] kernel, RecordedImage image) throws IOException, KexecException {
    BootRequest request = request(kernel);
    ((Recognition.Recognised) protocol.recognise(request.kernel())).kernel().build(request, image);
    return image;
  }

  static byte[] bytes(SegmentData data) {
    ByteBuffer buffer = data.buffer(0, Math.toIntExact(data.size()));
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
