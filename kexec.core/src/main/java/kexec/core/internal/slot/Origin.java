package kexec.core.internal.slot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.plan.ModuleFile;
import kexec.core.internal.host.RunningKernel;

/**
 * What an image was made of, as it was before the image was planned: a change after that is a
 * change since the load, even if the image should have the new content.
 *
 * @param files the files; unmodifiable, without those of which nothing could be told
 * @param running the running kernel; empty if it could not be read
 */
record Origin(List<FileState> files, Optional<RunningKernel> running) {

  /** Files that the running kernel makes itself have neither a lasting number nor a time. */
  private static final List<Path> OF_THE_KERNEL = List.of(Path.of("/sys"), Path.of("/proc"));

  /** Makes the list unmodifiable. */
  Origin {
    files = List.copyOf(files);
  }

  /**
   * {@return what an image is about to be made of}
   *
   * @param request the request
   * @param running the running kernel, or empty
   */
  static Origin of(PlanRequest request, Optional<RunningKernel> running) {
    List<FileState> states = new ArrayList<>();
    for (Path file : files(request)) {
      try {
        FileState.read(file).ifPresent(states::add);
      } catch (IOException e) {
        // Whoever plans the image reads the file, and tells better what is wrong with it.
      }
    }
    return new Origin(states, running);
  }

  /**
   * {@return the absolute paths of the files that an image is made of, without those that the
   * running kernel makes: they change with that}
   *
   * @param request the image's request
   */
  static List<Path> files(PlanRequest request) {
    List<Path> all = new ArrayList<>();
    all.add(request.kernel());
    all.addAll(request.initrds());
    request.modules().stream().map(ModuleFile::path).forEach(all::add);
    request.deviceTree().ifPresent(all::add);
    return all.stream()
        .map(Path::toAbsolutePath)
        .filter(file -> OF_THE_KERNEL.stream().noneMatch(file::startsWith))
        .distinct()
        .toList();
  }
}
