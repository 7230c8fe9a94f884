package kexec.linux.crash;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrashReaderTest {

  private static final String CPU = "/sys/devices/system/cpu/cpu";

  @TempDir private Path path;
  private Tree tree;
  private CrashReader reader;

  @BeforeEach
  void start() {
    tree = new Tree(path);
    reader = new CrashReader(tree.root());
  }

  @Test
  void whatAKernelWithoutKexecTells() throws Exception {
    assertThat(reader.kexecLoaded()).isEmpty();
    assertThat(reader.crashLoaded()).isEmpty();
    assertThat(reader.crashSize()).isEmpty();
    assertThat(reader.elfcorehdrSize()).isEmpty();
    assertThat(reader.vmcoreinfo()).isEmpty();
    assertThat(reader.crashNotes()).isEmpty();
    assertThat(reader.hotplug()).isEqualTo(new CrashHotplug(false, false));
  }

  @Test
  void whatAnArmedKernelTells() throws Exception {
    tree.with("/sys/kernel/kexec_loaded", "0\n")
        .with("/sys/kernel/kexec_crash_loaded", "1\n")
        .with("/sys/kernel/kexec_crash_size", "134217728\n")
        .with("/sys/kernel/crash_elfcorehdr_size", "589824\n")
        .with("/sys/devices/system/cpu/crash_hotplug", "1\n")
        .with("/sys/devices/system/memory/crash_hotplug", "0\n");
    assertThat(reader.kexecLoaded()).contains(false);
    assertThat(reader.crashLoaded()).contains(true);
    assertThat(reader.crashSize()).hasValue(128L << 20);
    assertThat(reader.elfcorehdrSize()).hasValue(589824);
    assertThat(reader.hotplug()).isEqualTo(new CrashHotplug(true, false));
  }

  @Test
  void whatAKernelTellsThatHasADirectoryForIt() throws Exception {
    String directory = "/sys/kernel/kexec/";
    tree.with(directory + "loaded", "1\n")
        .with(directory + "crash_loaded", "0\n")
        .with(directory + "crash_size", "268435456\n")
        .with(directory + "crash_elfcorehdr_size", "4096\n")
        .with(directory + "crash_cma_ranges", "100000000-10c7fffff\n40000000-4fffffff\n");
    assertThat(reader.kexecLoaded()).contains(true);
    assertThat(reader.crashLoaded()).contains(false);
    assertThat(reader.crashSize()).hasValue(256L << 20);
    assertThat(reader.elfcorehdrSize()).hasValue(4096);
    assertThat(reader.crashCma())
        .contains(
            RangeSet.of(
                List.of(
                    physical(0x4000_0000, 0x5000_0000), physical(0x1_0000_0000L, 0x1_0c80_0000L))));
  }

  @Test
  void theNewPlaceCountsMoreThanTheFormerOne() throws Exception {
    tree.with("/sys/kernel/kexec_loaded", "0\n")
        .with("/sys/kernel/kexec/loaded", "1\n")
        .with("/sys/kernel/kexec_crash_size", "1\n")
        .with("/sys/kernel/kexec/crash_size", "2\n");
    assertThat(reader.kexecLoaded()).contains(true);
    assertThat(reader.crashSize()).hasValue(2);
  }

  @Test
  void withoutCmaThereIsAnEmptyFileOrNone() throws Exception {
    assertThat(reader.crashCma()).isEmpty();
    tree.with("/sys/kernel/kexec/crash_cma_ranges", "");
    assertThat(reader.crashCma()).contains(RangeSet.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000",
        "1000-",
        "-1fff",
        "1000-1fff-2fff",
        "2000-1fff",
        "0-ffffffffffffffff",
        "0-10000000000000000",
        "zz-1fff",
        "1000-1fff\nnonsense"
      })
  void hostileCmaRanges(String text) throws Exception {
    tree.with("/sys/kernel/kexec/crash_cma_ranges", text);
    assertRefused("file-malformed", reader::crashCma);
  }

  private static Range<PhysicalAddress> physical(long start, long end) {
    return new Range<>(new PhysicalAddress(start), new PhysicalAddress(end));
  }

  @Test
  void vmcoreinfoHasItsSizeInHexadecimal() throws Exception {
    tree.with("/sys/kernel/vmcoreinfo", "0x0000000100c66000 1024\n");
    assertThat(reader.vmcoreinfo())
        .contains(Range.ofSize(new PhysicalAddress(0x100c66000L), 0x1024));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x1000",
        "1000 1024",
        "0x1000 0x1024",
        "0x1000 0",
        "0x0 1024",
        "0x1000 -1",
        "0x1000 8000000000000000",
        "0x1000 10000000000000000",
        "0xffffffffffffffff 1024",
        "0x1000 1024 1"
      })
  void hostileVmcoreinfo(String text) {
    assertRefused("file-malformed", () -> Vmcoreinfo.parse("vmcoreinfo", text));
  }

  @Test
  void crashNotesOfAllPresentProcessors() throws Exception {
    notes(0, "1ffd2c00", "368");
    notes(10, "10237d2c00", "368");
    notes(2, "fffffffffffff000", "368");
    tree.with(CPU + "3/online", "0").with(CPU + "idle/crash_notes", "nonsense");
    assertThat(reader.crashNotes())
        .containsExactly(
            note(0, 0x1ffd2c00L), note(2, 0xfffffffffffff000L), note(10, 0x10237d2c00L));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "'', 368",
    "zz, 368",
    "0, 368",
    "1000, 0",
    "1000, -368",
    "1000, 9223372036854775807",
    "1000, 99999999999999999999",
    "1000, 9999999999999999999",
    "ffffffffffffffff, 368",
    "11000000000000000, 368"
  })
  void hostileCrashNotes(String address, String size) throws Exception {
    notes(0, address, size);
    assertRefused("file-malformed", reader::crashNotes);
  }

  @Test
  void aProcessorThatGoesWhileItIsRead() throws Exception {
    tree.with(CPU + "0/crash_notes", "1ffd2c00\n");
    assertRefused("file-absent", reader::crashNotes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "-1", "yes", "00"})
  void hostileSwitches(String text) throws Exception {
    tree.with("/sys/kernel/kexec_loaded", text);
    assertRefused("file-malformed", reader::kexecLoaded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0x10", "1.5", "99999999999999999999"})
  void hostileSizes(String text) throws Exception {
    tree.with("/sys/kernel/kexec_crash_size", text);
    assertRefused("file-malformed", reader::crashSize);
  }

  private void notes(int cpu, String address, String size) throws IOException {
    tree.with(CPU + cpu + "/crash_notes", address + "\n")
        .with(CPU + cpu + "/crash_notes_size", size + "\n");
  }

  private static CrashNote note(int cpu, long address) {
    return new CrashNote(cpu, Range.ofSize(new PhysicalAddress(address), 368));
  }
}
