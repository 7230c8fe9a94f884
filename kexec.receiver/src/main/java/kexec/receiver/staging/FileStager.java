package kexec.receiver.staging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.DataPart;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.FileCalls;
import kexec.linux.sys.SystemCallException;

/**
 * Opens the files of a plan for {@code kexec_file_load}, and verifies that their content is
 * unchanged. Joins several initial RAM disks to one file in memory.
 */
final class FileStager implements AutoCloseable {

  private final FileCalls calls;
  private final String attempted;
  private final LongConsumer done;
  private final List<Descriptor> opened = new ArrayList<>();

  /**
   * Creates a stager.
   *
   * @param done told how many more bytes of the {@link #segments} were read, or need not be
   */
  FileStager(FileCalls calls, String attempted, LongConsumer done) {
    this.calls = calls;
    this.attempted = attempted;
    this.done = done;
  }

  /** {@return the segments that the kernel makes of the files} */
  static List<Segment> segments(Plan plan) {
    return plan.segments().stream()
        .filter(s -> s.role() == SegmentRole.KERNEL || s.role() == SegmentRole.INITRD)
        .toList();
  }

  /** Closes all opened files. */
  @Override
  public void close() {
    opened.forEach(Descriptor::close);
  }

  /** Opens the kernel. */
  Descriptor kernel(Plan plan) throws KexecException, SystemCallException {
    Optional<MappedFile> held = heldKernel(plan);
    if (held.isPresent()) {
      Descriptor kernel = keep(calls.open(held.get().openPath()));
      // If the lease was lost before, this may be another file that has the name now.
      if (held.get().isHeld()) {
        ofRole(plan, SegmentRole.KERNEL).forEach(segment -> done.accept(segment.data().size()));
        return kernel;
      }
    }
    Descriptor kernel = keep(calls.open(plan.kernelPath()));
    MappedFile file = MappedFile.open(kernel.path());
    if (file.size() != plan.kernelBytes()) {
      throw new BadFileException(
          new Fault(
              "content-changed",
              attempted,
              "%s has %s bytes, and had %s when it was planned"
                  .formatted(plan.kernelPath(), file.size(), plan.kernelBytes()),
              "Plan again, and leave the files as they are until the image is loaded."));
    }
    for (Segment segment : ofRole(plan, SegmentRole.KERNEL)) {
      if (segment.data().parts().size() == 1
          && segment.data().parts().get(0) instanceof DataPart.FilePart part) {
        SegmentData now = SegmentData.ofFile(file, part.offset(), part.size());
        segment.requireDigest(now.digest(done), attempted);
      } else {
        done.accept(segment.data().size());
      }
    }
    return kernel;
  }

  /** {@return the kernel's file, if its content cannot have changed since it was planned} */
  private static Optional<MappedFile> heldKernel(Plan plan) {
    return ofRole(plan, SegmentRole.KERNEL).stream()
        .flatMap(segment -> segment.data().parts().stream())
        .filter(DataPart.FilePart.class::isInstance)
        .map(part -> ((DataPart.FilePart) part).file())
        .filter(MappedFile::isHeld)
        .findFirst();
  }

  /** Opens the initial RAM disk, if the plan has one. */
  Optional<Descriptor> initrd(Plan plan) throws KexecException, SystemCallException {
    Optional<Segment> segment = ofRole(plan, SegmentRole.INITRD).stream().findFirst();
    if (segment.isEmpty()) {
      return Optional.empty();
    }
    SegmentData planned = segment.get().data();
    Optional<MappedFile> one = wholeFile(planned);
    Descriptor initrd = one.isPresent() ? keep(calls.open(one.get().openPath())) : joined(planned);
    if (planned.isHeld()) {
      done.accept(planned.size());
      return Optional.of(initrd);
    }
    SegmentData now = MappedFile.open(initrd.path()).data();
    SegmentData padded =
        SegmentData.concat(
            List.of(now, SegmentData.zeros(Math.max(planned.size() - now.size(), 0))));
    segment.get().requireDigest(padded.digest(done), attempted);
    return Optional.of(initrd);
  }

  private static List<Segment> ofRole(Plan plan, SegmentRole role) {
    return plan.segments().stream().filter(segment -> segment.role() == role).toList();
  }

  /** {@return the only file, if there is one; a file needs no padding} */
  private static Optional<MappedFile> wholeFile(SegmentData data) {
    List<DataPart> parts = data.parts();
    return parts.get(0) instanceof DataPart.FilePart part
            && part.offset() == 0
            && part.size() == part.file().size()
            && parts.stream().skip(1).allMatch(DataPart.ZeroPart.class::isInstance)
        ? Optional.of(part.file())
        : Optional.empty();
  }

  private Descriptor joined(SegmentData data) throws KexecException, SystemCallException {
    try (Descriptor memory = calls.memoryFile("initrd");
        FileChannel channel = FileChannel.open(memory.path(), StandardOpenOption.WRITE)) {
      data.read(chunk -> writeAll(channel, chunk));
      // The kernel rejects a file that is open for writing, as this one is here.
      return keep(calls.open(memory.path()));
    } catch (IOException | UncheckedIOException e) {
      throw new KexecException(
          new Fault(
              "initrd-not-joined",
              attempted,
              "the initial RAM disks cannot be joined in memory: " + e.getMessage(),
              "Make room in memory, or join them to one file and name that."),
          e);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer chunk) {
    try {
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Descriptor keep(Descriptor descriptor) {
    opened.add(descriptor);
    return descriptor;
  }
}
