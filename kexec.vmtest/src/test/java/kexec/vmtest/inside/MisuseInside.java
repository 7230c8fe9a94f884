package kexec.vmtest.inside;

import static kexec.linux.sys.LinuxNumbers.KEXEC_FILE_ON_CRASH;
import static kexec.linux.sys.LinuxNumbers.KEXEC_FILE_UNLOAD;
import static kexec.linux.sys.LinuxNumbers.KEXEC_ON_CRASH;
import static kexec.linux.sys.LinuxNumbers.KEXEC_PRESERVE_CONTEXT;
import static kexec.linux.sys.LinuxNumbers.LINUX_REBOOT_CMD_KEXEC;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.diagnosis.Diagnosis;
import kexec.receiver.memory.HostMemoryMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Errors for misuse, from a kernel that has a crash region and no restrictions. */
final class MisuseInside {

  private static final long PAGE = 4096;
  private static final long FREE = 0x1000000;
  private static final long MIB = 1L << 20;

  @TempDir private Path directory;

  private final RawCalls calls;
  private final long crash;

  MisuseInside() throws Exception {
    calls = new RawCalls();
    crash =
        new HostMemoryMap(LinuxRoot.running())
            .read()
            .crashRegion()
            .map(region -> region.start().value())
            .orElseThrow();
  }

  private KexecSegment good() {
    return calls.segment(FREE, PAGE);
  }

  @TestFactory
  Stream<DynamicTest> places() {
    Errno errno = Errno.EADDRNOTAVAIL;
    return Stream.of(
            new Row(
                "unaligned start",
                () -> calls.load(0, calls.segment(FREE + 16, PAGE)),
                errno,
                "segment-not-aligned"),
            new Row(
                "unaligned size",
                () -> calls.load(0, calls.segment(FREE, PAGE + 16)),
                errno,
                "segment-not-aligned"),
            new Row(
                "absurd address",
                () -> calls.load(0, calls.segment(0x10_0000_0000_0000L, PAGE)),
                errno,
                "segment-beyond-limit"),
            new Row(
                "negative address",
                () -> calls.load(0, calls.segment(0xffff_f000_0000_0000L, PAGE)),
                errno,
                "segment-beyond-limit"),
            new Row(
                "crash image outside of the region",
                () -> calls.load(crash, KEXEC_ON_CRASH, calls.segment(FREE, PAGE)),
                errno,
                "segment-outside-crash-region"),
            new Row(
                "crash entry outside of the region",
                () -> calls.load(FREE, KEXEC_ON_CRASH, calls.segment(crash, PAGE)),
                errno,
                "crash-entry-outside"))
        .map(Row::test);
  }

  @TestFactory
  Stream<DynamicTest> arguments() {
    Errno errno = Errno.EINVAL;
    return Stream.of(
            new Row("unknown flag", () -> calls.load(0x100, good()), errno, "kexec-flags"),
            new Row(
                "kept context",
                () -> calls.load(KEXEC_PRESERVE_CONTEXT, good()),
                errno,
                "kexec-flags"),
            new Row("arm64", () -> calls.load(183L << 16, good()), errno, "kexec-architecture"),
            new Row(
                "overlap",
                () ->
                    calls.load(0, calls.segment(FREE, 2 * PAGE), calls.segment(FREE + PAGE, PAGE)),
                errno,
                "segments-overlap"),
            new Row(
                "more content than place",
                () -> calls.load(0, calls.segment(FREE, PAGE + 1, PAGE)),
                errno,
                "segment-too-long"),
            new Row("17 segments", () -> calls.load(0, seventeen()), errno, "too-many-segments"),
            new Row(
                "half of the RAM",
                () -> calls.load(0, calls.segment(FREE, 300 * MIB)),
                errno,
                "image-too-large"),
            new Row(
                "unknown flag of files",
                () -> calls.files(RawCalls.KERNEL, "", 0x100),
                errno,
                "kexec-flags"),
            new Row(
                "empty kernel file",
                () -> calls.files(Files.createFile(directory.resolve("empty")), "", 0),
                errno,
                "file-empty"),
            new Row("directory", () -> calls.files(directory, "", 0), errno, "file-is-directory"),
            new Row(
                "command line of 2048 bytes",
                () -> calls.files(RawCalls.KERNEL, "x".repeat(2048), 0),
                errno,
                "command-line-too-long"),
            new Row(
                "jump with nothing loaded",
                () -> calls.reboot(LINUX_REBOOT_CMD_KEXEC),
                errno,
                "nothing-loaded"))
        .map(Row::test);
  }

  private KexecSegment[] seventeen() {
    List<KexecSegment> all = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      all.add(calls.segment(FREE + 2L * i * PAGE, PAGE));
    }
    return all.toArray(KexecSegment[]::new);
  }

  @TestFactory
  Stream<DynamicTest> files() {
    return Stream.of(
            new Row(
                "no bzImage",
                () -> calls.files(Path.of("/init"), "", 0),
                Errno.ENOEXEC,
                "kernel-format"),
            new Row(
                "kernel file open for writing",
                () -> {
                  Path copy = directory.resolve("open");
                  Files.copy(RawCalls.KERNEL, copy);
                  try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.APPEND)) {
                    calls.files(copy, "", 0);
                    out.flush();
                  }
                },
                Errno.ETXTBSY,
                "file-open-for-writing"),
            new Row("closed descriptor", calls::closedFile, Errno.EBADF, "descriptor-closed"),
            new Row(
                "content that is nowhere",
                () -> calls.load(0, calls.unmapped(FREE, PAGE)),
                Errno.EFAULT,
                "content-unreadable"))
        .map(Row::test);
  }

  /** The reasons for which all of these are refused before the system call. */
  @Test
  void acceptedInSilence() throws Exception {
    calls.load(0, calls.segment(0x1_0000_0000L, PAGE));
    calls.unload(0);
    calls.load(0xdead_beefL, 0, good());
    calls.unload(0);
    Path cut = directory.resolve("cut");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(RawCalls.KERNEL), 100_000));
    calls.files(cut, "", 0);
    calls.files(RawCalls.KERNEL, Optional.empty(), 0);
    calls.unloadFiles(KEXEC_FILE_UNLOAD);
  }

  @Test
  void crashFilesAndTheirUnloading() throws Exception {
    calls.files(RawCalls.KERNEL, "", KEXEC_FILE_ON_CRASH);
    calls.unloadFiles(KEXEC_FILE_ON_CRASH);
  }

  /** Several concurrent loaders: some are refused as busy, none with another error. */
  @Test
  void twoLoadersAtOnce() throws Exception {
    ExecutorService loaders = Executors.newFixedThreadPool(3);
    Callable<Optional<SystemCallException>> load =
        () -> {
          for (int i = 0; i < 20; i++) {
            try {
              calls.load(0, calls.segment(FREE, 64 * MIB));
            } catch (SystemCallException e) {
              return Optional.of(e);
            }
          }
          return Optional.empty();
        };
    List<Optional<SystemCallException>> refusals = new ArrayList<>();
    for (Future<Optional<SystemCallException>> loader :
        loaders.invokeAll(List.of(load, load, load))) {
      refusals.add(loader.get());
    }
    loaders.shutdown();
    calls.unload(0);
    List<SystemCallException> busy = refusals.stream().flatMap(Optional::stream).toList();
    assertThat(busy).isNotEmpty();
    assertThat(busy).allMatch(e -> e.failed().isBecauseOf(Errno.EBUSY));
    Diagnosis diagnosis = new Diagnosis(LinuxRoot.running(), RunningArchitecture.get());
    assertThat(diagnosis.explain(busy.get(0).failed()).code()).isEqualTo("kexec-busy");
  }

  @Test
  void theCrashRegionIsWhereTheKernelTakesCrashImages() throws Exception {
    calls.load(KEXEC_ON_CRASH, calls.segment(crash, PAGE));
    assertThat(Files.readString(Path.of("/sys/kernel/kexec_crash_loaded"))).startsWith("1");
    calls.unload(KEXEC_ON_CRASH);
    assertThat(Files.readString(Path.of("/sys/kernel/kexec_crash_loaded"))).startsWith("0");
  }
}
