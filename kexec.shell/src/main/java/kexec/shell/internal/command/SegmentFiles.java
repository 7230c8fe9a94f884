package kexec.shell.internal.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.base.file.ContentCopy;
import kexec.shell.internal.terminal.Progress;
import org.jspecify.annotations.Nullable;

/** Writes the contents of segments to files. */
final class SegmentFiles {

  private SegmentFiles() {}

  /**
   * Writes each segment's content, without trailing zeros. Known runs of zeros within it become
   * holes in the file.
   *
   * @param plan the plan
   * @param directory the destination; created if absent
   * @param progress notified of each file
   * @throws BadFileException if one of the files already exists, in which case none is written, or
   *     if one cannot be written
   * @throws NotPermittedException if this user has no permission to write there
   */
  static void write(Plan plan, Path directory, Progress progress) throws KexecException {
    List<Path> files = new ArrayList<>();
    for (Segment segment : plan.segments()) {
      files.add(directory.resolve("%02d-%s.bin".formatted(files.size(), segment.role().label())));
    }
    for (Path file : files) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw exists(file, null);
      }
    }
    Path current = directory;
    try {
      Files.createDirectories(directory);
      long total = plan.segments().stream().mapToLong(segment -> segment.data().size()).sum();
      long done = 0;
      for (int i = 0; i < files.size(); i++) {
        current = files.get(i);
        progress.part("writing " + FileName.of(current), done, Math.max(1, total));
        write(plan.segments().get(i).data(), current);
        done += plan.segments().get(i).data().size();
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(current, e);
    } catch (AccessDeniedException e) {
      throw new NotPermittedException(
          new Fault(
              "segments-not-permitted",
              "writing " + FileName.of(current),
              "this user may not write there",
              "Name a directory of your own."),
          e);
    } catch (IOException e) {
      throw new BadFileException(
          new Fault(
              "segments-not-written",
              "writing " + FileName.of(current),
              Causes.of(e),
              "Check the path and the room on the file system."),
          e);
    }
  }

  private static BadFileException exists(Path file, @Nullable Throwable beneath) {
    Fault fault =
        new Fault(
            "segments-file-exists",
            "writing " + FileName.of(file),
            "it is there already",
            "Name a new directory, or remove what is there.");
    return beneath == null ? new BadFileException(fault) : new BadFileException(fault, beneath);
  }

  private static void write(SegmentData data, Path file) throws IOException, BadFileException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ContentCopy.write(data, channel);
    }
  }
}
