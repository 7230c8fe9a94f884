package kexec.core.internal.slot;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.PlanRequest;
import kexec.api.text.FileName;
import kexec.core.internal.host.RunningKernel;

/** Compares what an image was made of with what is there now. For a single use. */
final class ChangeCheck {

  private final PlanRequest request;
  private final Optional<Origin> origin;
  private final Optional<RunningKernel> before;
  private final Optional<RunningKernel> now;
  private final List<String> details = new ArrayList<>();

  private ChangeCheck(LoadRecord record, Optional<RunningKernel> now) {
    this.request = record.request();
    this.origin = record.origin();
    this.before = origin.flatMap(Origin::running);
    this.now = now;
  }

  /**
   * {@return what has changed since an image was loaded}
   *
   * @param record the image's record
   * @param now the kernel that runs now, or empty if it cannot be read
   */
  static ImageChanges of(LoadRecord record, Optional<RunningKernel> now) {
    ChangeCheck check = new ChangeCheck(record, now);
    return new ImageChanges(
        check.files(), check.commandLine(), check.runningKernel(), check.details);
  }

  private Answer files() {
    if (origin.isEmpty()) {
      details.add("the state of the files was not recorded");
      return Answer.UNKNOWN;
    }
    Answer all = Answer.UNCHANGED;
    for (Path file : Origin.files(request)) {
      Answer one = file(file, origin.get());
      if (one == Answer.CHANGED || all == Answer.UNCHANGED) {
        all = one;
      }
    }
    return all;
  }

  private Answer file(Path file, Origin recorded) {
    Optional<FileState> then =
        recorded.files().stream().filter(state -> state.path().equals(file)).findFirst();
    try {
      Optional<FileState> present = FileState.read(file);
      if (then.isEmpty() || present.isEmpty()) {
        return unknown(file, "was not recorded");
      }
      return present.equals(then) ? Answer.UNCHANGED : changed(file, then.get(), present.get());
    } catch (NoSuchFileException e) {
      details.add(FileName.of(file) + " is gone");
      return Answer.CHANGED;
    } catch (IOException e) {
      return unknown(file, "cannot be read");
    }
  }

  private Answer unknown(Path file, String why) {
    details.add("the state of " + FileName.of(file) + " " + why);
    return Answer.UNKNOWN;
  }

  private Answer changed(Path file, FileState then, FileState present) {
    details.add(
        then.inode() == present.inode()
            ? FileName.of(file) + " was written to"
            : FileName.of(file) + " is another file");
    return Answer.CHANGED;
  }

  private Answer commandLine() {
    if (origin.isPresent() && !request.commandLineReused()) {
      return Answer.UNCHANGED;
    }
    if (before.isEmpty() || now.isEmpty()) {
      details.add("whether the command line is the running kernel's cannot be told");
      return Answer.UNKNOWN;
    }
    if (before.get().givesSameCommandLine(now.get(), request.slot())) {
      return Answer.UNCHANGED;
    }
    details.add("the running kernel's command line, which the image has, is another one");
    return Answer.CHANGED;
  }

  private Answer runningKernel() {
    if (before.isEmpty() || now.isEmpty()) {
      details.add("whether another kernel runs cannot be told");
      return Answer.UNKNOWN;
    }
    if (before.get().isSame(now.get())) {
      return Answer.UNCHANGED;
    }
    details.add(
        "the running kernel is %s, and was %s".formatted(now.get().name(), before.get().name()));
    return Answer.CHANGED;
  }
}
