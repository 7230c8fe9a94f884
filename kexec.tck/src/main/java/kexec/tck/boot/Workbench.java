package kexec.tck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Slot;

/** Creates files, requests and built images. */
final class Workbench {

  private static final Range<MachineAddress> NO_LIMITS = Range.machine(0, -1L);
  private static final int MOST_SEGMENTS = 15;

  private final BootProtocol protocol;
  private final Path directory;
  private final byte[] kernel;
  private final MemoryMap memory;
  private final PlatformData platform;

  /** Creates it with the inputs of a protocol's test. */
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

  /** Creates a file, and replaces one of the same name. */
  BootFile file(String name, byte[] bytes) throws IOException, KexecException {
    Path path = directory.resolve(name);
    // A new file, not new bytes in the old one, which may still be mapped.
    Files.deleteIfExists(path);
    return BootFile.of(MappedFile.open(Files.write(path, bytes)));
  }

  /** Creates the file of the valid kernel. */
  BootFile kernel() throws IOException, KexecException {
    return file("kernel", kernel);
  }

  /** {@return the facts of a kernel that is recognised} */
  KernelFacts facts(BootFile file) throws KexecException {
    Recognition recognition = protocol.recognise(file);
    assertThat(recognition).isInstanceOf(Recognition.Recognised.class);
    return ((Recognition.Recognised) recognition).facts();
  }

  /** Creates a request for the valid kernel. */
  BootRequest request(Slot slot) throws IOException, KexecException {
    return request(slot, kernel(), "quiet");
  }

  /** Creates a request for a kernel, with an initrd whose size is no multiple of anything. */
  BootRequest request(Slot slot, BootFile file, String commandLine)
      throws IOException, KexecException {
    return new BootRequest(
        slot,
        file,
        List.of(file("initrd", new byte[5001])),
        List.of(),
        commandLine,
        memory,
        NO_LIMITS,
        platform,
        EntryCheck.HALT);
  }

  /** Builds the requested image. */
  RecordedImage build(BootRequest request, RecordedImage image) throws KexecException {
    Recognition recognition = protocol.recognise(request.kernel());
    assertThat(recognition).isInstanceOf(Recognition.Recognised.class);
    ((Recognition.Recognised) recognition).kernel().build(request, image);
    return image;
  }

  /**
   * Builds an image with each segment at the lowest address of its window, whether it fits or not.
   */
  RecordedImage lay(BootRequest request) throws KexecException {
    Optional<Range<MachineAddress>> header =
        request.slot() == Slot.CRASH ? request.memory().crashRegion() : Optional.empty();
    return build(request, new RecordedImage(MOST_SEGMENTS, header, SegmentRequest::within));
  }
}
