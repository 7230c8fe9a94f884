package kexec.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is rehearsed on this machine: memory maps, device trees and files, in a directory that a
 * test removes.
 *
 * @param directory for the files
 */
record RehearsalLab(Path directory) {

  /** A PC as QEMU would make it, without a crash region or with one. */
  private static final String PC =
      """
      00000000-00000fff : Reserved
      00001000-0009fbff : System RAM
      0009fc00-000fffff : Reserved
      00100000-%s : System RAM
      %s""";

  private static final String REGION = "  60000000-%s : Crash kernel\n";

  /** A PC with 1 GiB. */
  String pc() throws IOException {
    return map(PC.formatted("3fffffff", ""));
  }

  /** A PC with 2 GiB. */
  String largePc() throws IOException {
    return map(PC.formatted("7fffffff", ""));
  }

  /** A PC with 2 GiB and a crash region of some MiB. */
  String pcWithCrashRegion(int mebibytes) throws IOException {
    return map(PC.formatted("7fffffff", region(mebibytes)));
  }

  /** QEMU's virtual Arm machine with 1 GiB. */
  String board() throws IOException {
    return map("40000000-7fffffff : System RAM\n");
  }

  /** The same with a crash region of some MiB. */
  String boardWithCrashRegion(int mebibytes) throws IOException {
    return map("40000000-7fffffff : System RAM\n" + region(mebibytes));
  }

  private static String region(int mebibytes) {
    return REGION.formatted("%08x".formatted(0x5fffffff + (mebibytes << 20)));
  }

  private String map(String text) throws IOException {
    return "--memory-map=" + Files.writeString(file(".iomem"), text);
  }

  private Path file(String suffix) throws IOException {
    return Files.createTempFile(directory, "rehearsal", suffix);
  }

  /** The device tree of QEMU's virtual machine, which QEMU writes itself. */
  String deviceTree(String program, String machine) throws IOException, InterruptedException {
    Path tree = file(".dtb");
    Process process =
        new ProcessBuilder(
                program, "-M", machine + ",dumpdtb=" + tree, "-m", "1024", "-display", "none")
            .redirectErrorStream(true)
            .redirectOutput(file(".log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new GuestFailure("%s wrote no device tree".formatted(program));
    }
    return "--dtb=" + tree;
  }

  Path write(byte[] content) throws IOException {
    return Files.write(file(".bin"), content);
  }

  /** Rehearses, in three minutes at most. */
  RehearsalRun run(Path kernel, String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(kernel.toString()));
    arguments.addAll(List.of(options));
    return RehearsalRun.of(arguments);
  }
}
