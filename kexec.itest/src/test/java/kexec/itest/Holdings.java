package kexec.itest;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kexec.api.SlotStatus;
import kexec.api.machine.MachineStatus;

/**
 * What a machine holds, as three say it that do not know of one another.
 *
 * @param status the core's, with the records of what the images are
 * @param receiver the receiver's own, with the pages that it has allocated
 * @param files the receiver's image files by name, with the time when each was written
 */
record Holdings(List<SlotStatus> status, MachineStatus receiver, Map<String, FileTime> files) {

  static Holdings of(Lab lab, String machine) throws Exception {
    try (Stream<Path> files = Files.list(lab.receiver(machine))) {
      return new Holdings(
          lab.kexec().status(),
          lab.receiverService(machine).status(),
          files
              .filter(file -> file.toString().matches(".*\\.(manifest|pages)"))
              .collect(toMap(file -> file.getFileName().toString(), Holdings::written)));
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
