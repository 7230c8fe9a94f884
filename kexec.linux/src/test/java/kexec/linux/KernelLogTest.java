package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole kernel logs, of old and new kernels, as loggers keep them. */
class KernelLogTest {

  private static final String PC =
      """
      [    0.000000] Command line: BOOT_IMAGE=/vmlinuz ro crashkernel=256M quiet
      [    0.000000] BIOS-provided physical RAM map:
      [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable
      [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable
      [    0.000000] BIOS-e820: [mem 0x0000000080000000-0x000000008fffffff] reserved
      """;

  private static final String PC_MAP =
      "0 9fc00 ram\n100000 80000000 ram\n80000000 90000000 reserved";

  private static MemoryMap parse(String text) throws KexecException {
    return MemoryMapText.parse("log", text);
  }

  @Test
  void linux7() throws Exception {
    assertThat(SampleTexts.brief(parse(SampleTexts.resource("linux7.log"))))
        .isEqualTo(
            """
            0 9fc00 ram
            9fc00 a0000 reserved
            f0000 100000 reserved
            100000 7ffdc000 ram
            7ffdc000 80000000 reserved
            feffc000 ff000000 reserved
            100000000 180000000 ram""");
  }

  @ParameterizedTest(name = "before it: {0}")
  @ValueSource(
      strings = {
        "",
        "[    0.000000] ",
        "<6>[    0.000000] ",
        "kern  :info  : [    0.000000] ",
        "Nov 28 10:00:01 server kernel: ",
        "2026-11-28T10:00:01.080723+00:00 server kernel: ",
        "[Sat Nov 28 10:00:01 2026] "
      })
  void whateverTheLoggerPutsBefore(String prefix) throws Exception {
    assertThat(SampleTexts.brief(parse(PC.replace("[    0.000000] ", prefix)))).isEqualTo(PC_MAP);
    assertThat(SampleTexts.brief(parse(PC.replace("\n", "\r\n")))).isEqualTo(PC_MAP);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'639   KB kernel usable RAM', ram",
    "'  1.9 GB System RAM', ram",
    "1 B reserved, reserved",
    "device reserved, reserved",
    "soft reserved, soft-reserved",
    "ACPI data, acpi",
    "ACPI NVS, nvs",
    "unusable, unusable",
    "persistent (type 7), pmem",
    "persistent (type 12), pram",
    "persistent RAM (type 12), pram",
    "type 20, type 20",
    "type 4294967295, type 4294967295",
    "type 4294967296, reserved",
    "a name of later days, reserved"
  })
  void typesOfLogs(String name, String label) throws Exception {
    MemoryMap map = parse(PC + "BIOS-e820: [mem 0x100000000-0x100000fff]  " + name);

    assertThat(map.regions().get(3).type().label()).isEqualTo(label);
    assertThat(map.regions().get(3).range()).isEqualTo(Range.machine(0x100000000L, 0x100001000L));
  }

  @Test
  void aLogWhoseNamesAreAllNewIsRefused() {
    assertRefused("BIOS-e820: [mem 0x0-0xfff] good\nBIOS-e820: [mem 0x1000-0x1fff] bad", 1);
    assertRefused("BIOS-e820: [mem 0x0-0xfff] reserved\nBIOS-e820: [mem 0x1000-0x1fff] good", 2);
  }

  @Test
  void aGapIsAHole() throws Exception {
    String gaps =
        "BIOS-e820: [gap 0x90000000-0xfeffbfff]\nBIOS-e820: [gap 0xff000000-0xffffffff]  16 MB ...\n";
    assertThat(SampleTexts.brief(parse(PC + gaps))).isEqualTo(PC_MAP);
  }

  @Test
  void theLastOfSeveralStartsCounts() throws Exception {
    String first = PC.replace("0x000000007fffffff", "0x000000006fffffff");
    String crash = "Reserving 256MB of memory at 16MB for crashkernel (System RAM: 2047MB)\n";
    MemoryMap map = parse(first + crash + PC);

    assertThat(SampleTexts.brief(map)).isEqualTo(PC_MAP);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "crashkernel reserved: 0x0000000030000000 - 0x0000000040000000 (256 MB)",
        "Reserving 256MB of memory at 768MB for crashkernel (System RAM: 2047MB)",
      })
  void theCrashRegionThatTheKernelLogs(String line) throws Exception {
    MemoryMap map = parse(PC + "[    0.012345] " + line + "\n");

    assertThat(map.crashRegion()).contains(Range.machine(0x30000000, 0x40000000));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "crashkernel low memory reserved: 0x10000000 - 0x18000000 (128 MB)",
        "Reserving 128MB of low memory at 256MB for crashkernel (low RAM limit: 4096MB)",
      })
  void lowCrashMemoryThatTheKernelLogs(String line) throws Exception {
    MemoryMap map = parse(PC + line + "\ncrashkernel reserved: 0x30000000 - 0x40000000 (256 MB)\n");

    assertThat(map.crashLow()).contains(Range.machine(0x10000000, 0x18000000));
    assertThat(map.crashRegion()).contains(Range.machine(0x30000000, 0x40000000));
  }

  @Test
  void aLineAddedByHandCountsMoreThanTheKernels() throws Exception {
    String kernels = "crashkernel reserved: 0x30000000 - 0x40000000 (256 MB)\n";
    MemoryMap map = parse(PC + kernels + "0x20000000-0x2fffffff Crash kernel\n");

    assertThat(map.crashRegion()).contains(Range.machine(0x20000000, 0x30000000));
    assertThat(map.crashLow()).isEmpty();
  }

  @Test
  void aCrashRegionOutsideTheMapIsNotKnownRatherThanAbsent() throws Exception {
    MemoryMap map = parse(PC + "crashkernel reserved: 0x80000000 - 0x90000000 (256 MB)\n");

    assertThat(map.crashRegion()).isEmpty();
    assertThat(map.isUnknown(UnknownMemory.CRASH_REGION)).isTrue();
    assertThat(parse(PC).isUnknown(UnknownMemory.CRASH_REGION)).isFalse();
  }

  @Test
  void cmaCrashMemoryOfWhichTheLogHasOnlyTheSize() throws Exception {
    String log = PC + "[    0.1] crashkernel CMA reserved: 768 MB in 2 ranges\n";
    assertThat(parse(log).isUnknown(UnknownMemory.CRASH_CMA)).isTrue();

    MemoryMap told =
        parse(
            log
                + "0x40000000-0x4fffffff Crash kernel CMA\n0x50000000-0x6fffffff crash kernel cma\n");
    assertThat(told.isUnknown(UnknownMemory.CRASH_CMA)).isFalse();
    assertThat(told.crashCma()).isEqualTo(RangeSet.of(Range.machine(0x40000000, 0x70000000)));
  }

  @Test
  void whatTheKernelTakesOutOfRamIsNoPlaceForSegments() throws Exception {
    MemoryMap map =
        parse(
            PC
                + """
                [    0.1] e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
                [    0.1] e820: update [mem 0x10000000-0x100fffff] System RAM ==> device reserved
                [    0.1] e820: update [mem 0x20000000-0x20000fff] usable ==> usable
                [    0.1] e820: remove [mem 0x000a0000-0x000fffff] usable
                """);

    assertThat(map.held())
        .isEqualTo(
            RangeSet.of(List.of(Range.machine(0, 0x1000), Range.machine(0x10000000, 0x10100000))));
    assertThat(SampleTexts.brief(map)).isEqualTo(PC_MAP);
  }

  @Test
  void aDeviceWithAStrangeNameDoesNotSpoilTheLog(@TempDir Path directory) throws Exception {
    byte[] name = "[    1.0] usb 1-1: Product: Ger\u00e4t\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = directory.resolve("dmesg");
    Files.write(file, PC.getBytes(StandardCharsets.UTF_8));
    Files.write(file, name, StandardOpenOption.APPEND);

    assertThat(SampleTexts.brief(new LinuxTexts().memoryMap(file))).isEqualTo(PC_MAP);
  }

  /**
   * 40 MiB, which must not be kept in memory: the relevant lines are first, in the middle, or last.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 500_000, 1_000_000})
  void aLogIsReadHoweverLongItIs(int before) throws Exception {
    String noise = "[    9.9] some driver: nothing to see here\n";
    MemoryMap map =
        MemoryMapText.read(
            "log",
            sequence(repeated(noise, before), stream(PC), repeated(noise, 1_000_000 - before)));

    assertThat(SampleTexts.brief(map)).isEqualTo(PC_MAP);
  }

  @Test
  void aLongTextThatIsNoLogIsRefused() {
    assertTooLong(repeated("0x0-0xfff usable\n", 1_000_000));
    assertTooLong(repeated("00000000-00000fff : System RAM\n", 1_000_000));
    assertTooLong(repeated("BIOS-e820: [mem 0x0-0xfff] usable\n", 1_000_000));
  }

  private static void assertTooLong(InputStream text) {
    MemoryMapException e =
        catchThrowableOfType(MemoryMapException.class, () -> MemoryMapText.read("log", text));
    assertThat(e).as("refused").isNotNull();
    assertThat(e.fault().code()).isEqualTo(MemoryMapException.TOO_LONG);
  }

  private static void assertRefused(String text, int line) {
    MemoryMapException e = catchThrowableOfType(MemoryMapException.class, () -> parse(text));
    assertThat(e).as("refused").isNotNull();
    assertThat(e.fault().code()).isEqualTo(MemoryMapException.LINE);
    assertThat(e.line()).hasValue(line);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream sequence(InputStream... parts) {
    return new SequenceInputStream(Collections.enumeration(List.of(parts)));
  }

  /** One line repeated many times; only one copy is in memory. */
  private static InputStream repeated(String line, int times) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return new InputStream() {
      private long at;

      @Override
      public int read() throws IOException {
        return at == (long) bytes.length * times ? -1 : bytes[(int) (at++ % bytes.length)];
      }

      @Override
      public int read(byte[] to, int from, int length) {
        int begun = (int) (at % bytes.length);
        int some = Math.min(length, bytes.length - begun);
        if (at == (long) bytes.length * times) {
          return -1;
        }
        System.arraycopy(bytes, begun, to, from, some);
        at += some;
        return some;
      }
    };
  }
}
