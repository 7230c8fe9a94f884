package kexec.rehearse.internal.export;

import static kexec.rehearse.internal.export.Plans.GIB;
import static kexec.rehearse.internal.export.Plans.MIB;
import static kexec.rehearse.internal.export.Plans.map;
import static kexec.rehearse.internal.export.Plans.pc;
import static kexec.rehearse.internal.export.Plans.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import kexec.api.rehearse.ExportReport;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanExporterTest {

  private final PlanExporter exporter = new PlanExporter();

  @TempDir Path directory;

  static Stream<Named<Plan>> plans() throws Exception {
    List<Segment> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(segment(0x1000 + 0x300000L * i, 0x3000 + 0x300000L * i, "segment " + i));
    }
    SegmentData gaps =
        SegmentData.concat(
            List.of(
                SegmentData.zeros(0x1800),
                SegmentData.ofBytes(new byte[] {1, 2, 3}),
                SegmentData.zeros(0x900)));
    MemoryMap reserved = pc(GIB).withCrashRegion(Range.machine(64 * MIB, 128 * MIB));
    return Stream.of(
        Named.of("low", Plans.of(pc(GIB), segment(0x1000, 0x2000, "low"))),
        Named.of(
            "touching",
            Plans.of(
                pc(GIB),
                segment(MIB, MIB + 0x1000, "a"),
                segment(MIB + 0x1000, MIB + 0x3000, "b"),
                segment(MIB + 0x3000, MIB + 0x4000, "c"))),
        Named.of(
            "across 1 MiB",
            Plans.of(
                map(Range.machine(0, GIB)),
                segment(MIB - 0x1000, MIB + 0x2000, "x".repeat(0x2345)))),
        Named.of("at the top", Plans.of(pc(GIB), segment(GIB - 0x3000, GIB, gaps))),
        Named.of(
            "across the firmware's top",
            Plans.of(
                pc(GIB), segment(GIB - 18 * MIB, GIB - 16 * MIB, "y".repeat((int) MIB + 0x123)))),
        Named.of(
            "above 4 GiB",
            Plans.of(
                map(
                    Range.machine(0x1000, 0x9f000),
                    Range.machine(MIB, GIB),
                    Range.machine(4 * GIB, 1L << 46)),
                segment(5 * GIB, 5 * GIB + 0x2000, "five"),
                segment((1L << 46) - 0x1000, 1L << 46, "last"))),
        Named.of(
            "only zeros",
            Plans.of(
                pc(GIB),
                segment(0x1000, 0x3000, SegmentData.zeros(0x1001)),
                segment(2 * MIB, 2 * MIB + 0x2000, ""))),
        Named.of("many", Plans.of(Architecture.X86_64, pc(GIB), many)),
        Named.of(
            "crash, all else held",
            Plans.of(
                    reserved.withHeld(
                        RangeSet.of(
                            List.of(Range.machine(0, 64 * MIB), Range.machine(128 * MIB, GIB)))),
                    segment(64 * MIB, 66 * MIB, "crash"))
                .toBuilder()
                .slot(Slot.CRASH)
                .build()),
        Named.of(
            "crash",
            Plans.of(reserved, segment(65 * MIB, 66 * MIB, "crash")).toBuilder()
                .slot(Slot.CRASH)
                .build()));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void everySegmentHasItsContentAtTheEnd(Plan plan) throws Exception {
    Path file = directory.resolve("plan.elf");
    ExportReport report = exporter.export(plan, file);
    assertThat(report.findings()).noneMatch(Finding::isError);
    assertThat(report.bytes()).isEqualTo(Files.size(file));
    LoadedFile loaded =
        new LoadedFile(Files.readAllBytes(file))
            .overwrite(0, MIB)
            .overwrite(GIB - 17 * MIB, GIB)
            .moved();
    for (Segment segment : plan.segments()) {
      byte[] wanted = new byte[(int) segment.memory().size()];
      segment
          .data()
          .buffer(0, (int) segment.data().size())
          .get(wanted, 0, (int) segment.data().size());
      assertThat(loaded.read(segment.memory().start().value(), wanted.length))
          .as("%s", segment)
          .isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void loaderPlacesEverythingInFreeMemory(Plan plan) throws Exception {
    ExportReport report = exporter.export(plan, directory.resolve("plan.elf"));
    MachineAddress end = new MachineAddress(0);
    for (Range<MachineAddress> range : report.memory()) {
      assertThat(range.start()).as("ascending, apart").isGreaterThanOrEqualTo(end);
      assertThat(plan.memory().ram().contains(range)).as("%s is RAM", range).isTrue();
      assertThat(range.start().value()).isGreaterThanOrEqualTo(MIB);
      assertThat(range.overlaps(Range.machine(GIB - 17 * MIB, 4 * GIB))).isFalse();
      end = range.end();
    }
    assertThat(report.entry().value()).isLessThan(4 * GIB);
    assertThat(report.memory()).anyMatch(range -> range.contains(report.entry()));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void samePlanGivesTheSameBytes(Plan plan) throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    exporter.export(plan, first);
    exporter.export(plan, second);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void headersAreAsLoadersReadThem(Plan plan) throws Exception {
    Path file = directory.resolve("plan.elf");
    ExportReport report = exporter.export(plan, file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getLong(24)).as("e_entry").isEqualTo(report.entry().value());
    assertThat(bytes.getLong(32)).as("e_phoff").isGreaterThanOrEqualTo(64);
    assertThat(bytes.getShort(54)).as("e_phentsize").isEqualTo((short) 56);
    int headers = Short.toUnsignedInt(bytes.getShort(56));
    int first = (int) bytes.getLong(32);
    int note = (int) bytes.getLong(first + 8);
    assertThat(bytes.getInt(first)).as("PT_NOTE").isEqualTo(4);
    assertThat(bytes.getInt(note + 8)).as("XEN_ELFNOTE_PHYS32_ENTRY").isEqualTo(18);
    assertThat(bytes.getInt(note + 12)).as("Xen").isEqualTo(0x006e6558);
    assertThat(bytes.getLong(note + 16)).isEqualTo(report.entry().value());
    for (int i = 1; i < headers; i++) {
      long offset = bytes.getLong(first + 56 * i + 8);
      assertThat(offset % 4096).as("page aligned").isZero();
      assertThat(offset).as("behind what loaders search").isGreaterThanOrEqualTo(0x8000);
    }
  }

  @Test
  void onlyTheMultiboot2HeaderIsFound() throws Exception {
    // A kernel with a Multiboot header of its own, which QEMU would take first.
    byte[] kernel =
        ByteBuffer.allocate(0x1000)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0x1badb002)
            .putInt(0)
            .putInt(-0x1badb002)
            .array();
    Path file = directory.resolve("plan.elf");
    ExportReport report =
        exporter.export(
            Plans.of(pc(GIB), segment(MIB, MIB + 0x1000, SegmentData.ofBytes(kernel))), file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at < 8192; at += 4) {
      assertThat(bytes.getInt(at)).as("Multiboot").isNotEqualTo(0x1badb002);
    }
    for (int at = 0; at < 32768; at += 8) {
      if (bytes.getInt(at) == 0xe85250d6) {
        found.add(at);
      }
    }
    assertThat(found).hasSize(1);
    int header = found.get(0);
    int sum = bytes.getInt(header) + bytes.getInt(header + 4) + bytes.getInt(header + 8);
    assertThat(sum + bytes.getInt(header + 12)).as("the checksum").isZero();
    assertThat(bytes.getInt(header + 8))
        .as("16, a tag of 12 padded to 16, an end of 8")
        .isEqualTo(40);
    assertThat(bytes.getInt(header + 16)).as("the entry address").isEqualTo(3);
    assertThat(bytes.getInt(header + 24)).isEqualTo((int) report.entry().value());
    assertThat(bytes.getLong(header + 32)).as("the end tag").isEqualTo(8L << 32);
  }

  @Test
  void readelfReadsTheSame() throws Exception {
    Tools.assume("readelf");
    Path file = directory.resolve("plan.elf");
    exporter.export(
        Plans.of(pc(GIB), segment(0x1000, 0x2000, "low"), segment(4 * MIB, 6 * MIB, "high")), file);
    assertThat(Tools.run(directory, "readelf", "-hlnW", file.toString()))
        .noneMatch(line -> line.contains("Warning") || line.contains("Error"))
        .anyMatch(line -> line.matches(".*Machine:.*X86-64"))
        .anyMatch(line -> line.matches(" *NOTE .* 0x0*18 0x0*18 R +0x4"))
        .anyMatch(
            line -> line.matches(" *LOAD .* 0x0*400000 0x0*400000 0x0*4 0x0*200000 RWE 0x1000"))
        .anyMatch(line -> line.matches(" *Xen .*"));
  }

  @Test
  void arm64IsEnteredAtThePlansEntry() throws Exception {
    ExportReport report = exporter.export(armPlan(Architecture.ARM64), directory.resolve("elf"));
    assertThat(report.entry()).isEqualTo(new MachineAddress(0x4000_0000L));
    assertThat(report.memory())
        .containsExactly(
            Range.machine(0x4000_0000L, 0x4000_1000L), Range.machine(0x4010_0000L, 0x4020_0000L));
    assertArm("ELF64", "AArch64", report);
  }

  @Test
  void armIsEnteredByCodeThatSetsTheRegisters() throws Exception {
    ExportReport report = exporter.export(armPlan(Architecture.ARM), directory.resolve("elf"));
    assertThat(report.entry()).isEqualTo(new MachineAddress(0x4000_1000L));
    assertThat(report.memory()).hasSize(3).contains(Range.machine(0x4000_1000L, 0x4000_1020L));
    assertArm("ELF32", "ARM", report);
  }

  private static Plan armPlan(Architecture architecture) throws Exception {
    return Plans.of(
        architecture,
        map(Range.machine(0x4000_0000L, 0x8000_0000L)),
        List.of(
            segment(0x4000_0000L, 0x4000_1000L, "low"), segment(0x4010_0000L, 0x4020_0000L, "k")));
  }

  private void assertArm(String elfClass, String machine, ExportReport report) throws Exception {
    assertThat(report.staged()).isEmpty();
    Tools.assume("readelf");
    assertThat(Tools.run(directory, "readelf", "-hlW", report.output().toString()))
        .noneMatch(line -> line.contains("Warning") || line.contains("Error"))
        .anyMatch(line -> line.matches(".*Class: *" + elfClass))
        .anyMatch(line -> line.matches(".*Machine: *" + machine))
        .anyMatch(line -> line.matches(" *Entry point address: *" + report.entry()))
        .filteredOn(line -> line.contains("LOAD"))
        .hasSize(report.memory().size())
        .anyMatch(line -> line.matches(".* 0x0*40100000 0x0*40100000 0x0*1 0x0*100000 RWE 0x1000"));
  }

  @Test
  void stagedMemoryIsReported() throws Exception {
    ExportReport report =
        exporter.export(
            Plans.of(
                pc(GIB),
                segment(0x1000, 0x2000, "low"),
                segment(GIB - 18 * MIB, GIB - 16 * MIB, "y".repeat((int) MIB + 1))),
            directory.resolve("plan.elf"));
    assertThat(report.staged())
        .containsExactly(
            Range.machine(0x1000, 0x2000), Range.machine(GIB - 17 * MIB, GIB - 16 * MIB));
  }

  @Test
  void fileThatIsThereStays() throws Exception {
    Path file = Files.writeString(directory.resolve("plan.elf"), "mine");
    refused(Plans.of(pc(GIB), segment(MIB, 2 * MIB, "a")), file, "export-file-exists");
    assertThat(file).hasContent("mine");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nothing"));
    refused(Plans.of(pc(GIB), segment(MIB, 2 * MIB, "a")), link, "export-file-exists");
  }

  @Test
  void changedContentLeavesNothing() throws Exception {
    Path initrd = directory.resolve("initrd");
    byte[] content = new byte[3 << 20];
    Arrays.fill(content, (byte) 7);
    Files.write(initrd, content);
    Segment segment = segment(4 * MIB, 8 * MIB, MappedFile.open(initrd).data());
    content[2 << 20] ^= 1;
    Files.write(initrd, content);
    refused(Plans.of(pc(GIB), segment), directory.resolve("plan.elf"), "content-changed");
    assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith("initrd"));
  }

  @Test
  void directoryThatIsNotThereIsNotMade() throws Exception {
    Path file = directory.resolve("absent").resolve("plan.elf");
    refused(Plans.of(pc(GIB), segment(MIB, 2 * MIB, "a")), file, "export-not-written");
    assertThat(file.getParent()).doesNotExist();
  }

  static Stream<Arguments> refusals() throws Exception {
    Segment a = segment(MIB, 2 * MIB, "a");
    Plan plan = Plans.of(pc(GIB), a);
    return Stream.of(
            Stream.of(
                "x", plan.toBuilder().findings(List.of(Finding.error("x", "y", "z"))).build()),
            Stream.of("entry-missing", plan.toBuilder().entry(null).build()),
            Stream.of(
                "export-no-format",
                Plans.of(Architecture.labelled("riscv64"), pc(GIB), List.of(a))),
            Stream.of("segments-overlap", Plans.of(pc(GIB), a, segment(MIB, 3 * MIB, "b"))),
            Stream.of("segment-outside-ram", Plans.of(pc(GIB), a, segment(GIB, GIB + MIB, "b"))),
            Stream.of("export-no-room", Plans.of(pc(2 * MIB), a)),
            Stream.of(
                "export-no-room",
                Plans.of(map(Range.machine(MIB, GIB)), segment(MIB, GIB, "everything"))),
            Stream.of(
                "export-no-room",
                Plans.of(map(Range.machine(4 * GIB, 8 * GIB)), segment(4 * GIB, 5 * GIB, "high"))),
            Stream.of(
                "segment-beyond-limit",
                Plans.of(
                    map(Range.machine(0, 1L << 48)), segment(1L << 47, (1L << 47) + MIB, "far"))),
            Stream.of(
                "export-too-large",
                Plans.of(
                    Architecture.ARM,
                    map(Range.machine(0, 0xffff_f000L)),
                    List.of(
                        segment(
                            0x1000,
                            0xffff_f000L,
                            SegmentData.concat(
                                List.of(
                                    SegmentData.zeros(0xffff_d000L),
                                    SegmentData.ofBytes(new byte[] {1}))))))),
            Stream.of(
                "export-not-mapped",
                Plans.of(map(Range.machine(0, 1L << 47)), segment(4 * GIB, 1L << 46, "spread"))))
        .map(Stream::toArray)
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void plansWithoutAFileAreRefused(String code, Plan plan) throws Exception {
    refused(plan, directory.resolve("plan.elf"), code);
    assertThat(directory).isEmptyDirectory();
  }

  private void refused(Plan plan, Path file, String code) {
    KexecException thrown =
        catchThrowableOfType(KexecException.class, () -> exporter.export(plan, file));
    assertThat(thrown).isNotNull();
    assertThat(thrown.fault().code()).isEqualTo(code);
    assertThat(thrown.fault().cure()).isNotEmpty();
    assertThat(thrown).hasMessageContaining("exporting the plan");
  }
}
