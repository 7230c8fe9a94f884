package kexec.tck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import kexec.api.plan.Digest;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;

/** Makes files and requests, and the bytes of what was built. */
final class Workbench {

  private static final Range<MachineAddress> NO_LIMITS = Range.machine(0, -1L);

  private final BootProtocol protocol;
  private final Path directory;
  private final byte[] kernel;
  private final MemoryMap memory;
  private final PlatformData platform;

  /** Takes what a protocol's test has to offer. */
  Workbench(
      BootProtocol protocol,
      Path directory,
      byte[] kernel,
      MemoryMap memory,
      PlatformData platform) {
    this.protocol = protocol;
    this.directory = directory;
    this.kernel = kernel;
    this.memory = memory;
    this.platform = platform;
  }

  /** Makes a file, in place of one of the same name. */
  MappedFile file(String name, byte[] bytes) throws IOException, KexecException {
    Path path = directory.resolve(name);
    // A new file, not new bytes in the old one: that may still be mapped.
    Files.deleteIfExists(path);
    return MappedFile.open(Files.write(path, bytes));
  }

  /** Makes the sound kernel's file. */
  MappedFile kernel() throws IOException, KexecException {
    return file("kernel", kernel);
  }

  /** Returns what is known of a kernel that is recognised. */
  KernelFacts facts(MappedFile file) throws KexecException {
    Recognition recognition = protocol.recognise(file);
    assertThat(recognition).isInstanceOf(Recognition.Recognised.class);
    return ((Recognition.Recognised) recognition).facts();
  }

  /** Asks for the sound kernel. */
  BootRequest request(Slot slot) throws IOException, KexecException {
    MappedFile file = kernel();
    return request(slot, file, facts(file));
  }

  /** Asks for a kernel with a plain command line. */
  BootRequest request(Slot slot, MappedFile file, KernelFacts facts)
      throws IOException, KexecException {
    return request(slot, file, facts, "quiet");
  }

  /** Asks for a kernel, with an initrd of a size that is no multiple of anything. */
  BootRequest request(Slot slot, MappedFile file, KernelFacts facts, String commandLine)
      throws IOException, KexecException {
    return new BootRequest(
        slot,
        file,
        facts,
        List.of(file("initrd", new byte[5001])),
        List.of(),
        commandLine,
        memory,
        NO_LIMITS,
        platform,
        EntryCheck.HALT);
  }

  /** Makes all contents, the sealing ones with the digests of the others. */
  static Map<String, byte[]> contents(Layout layout, Placement placement, BootImage image)
      throws KexecException {
    List<Segment> digested = new ArrayList<>();
    Map<String, byte[]> contents = new HashMap<>();
    for (SegmentRequest wanted : layout.requests()) {
      if (content(image, wanted) instanceof Content.Ready ready) {
        byte[] bytes = SegmentBytes.of(ready.data());
        contents.put(wanted.name(), bytes);
        Digest digest = SegmentBytes.digest(bytes);
        digested.add(new Segment(wanted.role(), placement.of(wanted.name()), ready.data(), digest));
      }
    }
    digested.sort(Comparator.comparing(Segment::memory));
    for (SegmentRequest wanted : layout.requests()) {
      if (content(image, wanted) instanceof Content.Sealing sealing) {
        SegmentData sealed = sealing.maker().make(List.copyOf(digested));
        contents.put(wanted.name(), SegmentBytes.of(sealed));
      }
    }
    return contents;
  }

  private static Content content(BootImage image, SegmentRequest wanted) {
    return Objects.requireNonNull(image.contents().get(wanted.name()), wanted.name());
  }
}
