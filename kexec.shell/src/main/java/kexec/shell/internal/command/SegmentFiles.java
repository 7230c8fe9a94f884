package kexec.shell.internal.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.base.file.ContentCopy;
import kexec.base.file.NewFiles;
import kexec.shell.internal.terminal.Progress;

/** Writes the contents of segments to files. */
final class SegmentFiles {

  /** Only their owner may read them, because an initial RAM disk may contain keys. */
  private static final NewFiles FILES =
      new NewFiles("segments-file-exists", "segments-not-permitted", "segments-not-written", true);

  private SegmentFiles() {}

  /**
   * Writes each segment's content, without trailing zeros. Known runs of zeros within it become
   * holes in the file.
   *
   * @param plan the plan
   * @param directory the destination; created if absent
   * @param progress notified of each file
   * @throws KexecException as {@link NewFiles} throws it; if one of the files already exists, none
   *     is written
   */
  static void write(Plan plan, Path directory, Progress progress) throws KexecException {
    List<Path> files = new ArrayList<>();
    for (Segment segment : plan.segments()) {
      String name = String.format(Locale.ROOT, "%02d-%s.bin", files.size(), segment.role().label());
      files.add(directory.resolve(name));
    }
    for (Path file : files) {
      FILES.requireAbsent(file, "writing " + FileName.of(file));
    }
    FILES.createDirectories(directory, "writing segments to " + FileName.of(directory));
    long total = plan.contentSize();
    long done = 0;
    for (int i = 0; i < files.size(); i++) {
      SegmentData data = plan.segments().get(i).data();
      String attempted = "writing " + FileName.of(files.get(i));
      progress.part(attempted, done, Math.max(1, total));
      FILES.write(files.get(i), attempted, (channel, unnamed) -> ContentCopy.write(data, channel));
      done += data.size();
    }
  }
}
