package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.Architecture;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The header is read by two independent programs: jelf, and readelf if it is installed. */
final class CoreHeaderTest {

  private static final DumpNotes NOTES =
      new DumpNotes(
          List.of(
              Range.machine(0x1100, 0x1264),
              Range.machine(0x1364, 0x14c8),
              Range.machine(0x2000, 0x3000),
              Range.machine(0x8000, 0x8400)),
          Optional.of(Range.machine(0x100_0000, 0x200_0000)),
          Optional.of(new VirtualAddress(0xc100_0000L)),
          Optional.of(new VirtualAddress(0xc000_0000L)));
  private static final RangeSet<MachineAddress> RAM =
      RangeSet.of(List.of(Range.machine(0x1000, 0x9f000), Range.machine(0x10_0000, 0x3000_0000)));

  @TempDir Path directory;

  /** Type, flags, offset, virtual and physical address, size in the file and in memory. */
  private static List<Long> line(ElfSegment s) {
    return List.of(
        (long) s.p_type, (long) s.p_flags, s.p_offset, s.p_vaddr, s.p_paddr, s.p_filesz, s.p_memsz);
  }

  private static List<Long> expected(int type, int flags, long vaddr, long start, long size) {
    return List.of((long) type, (long) flags, start, vaddr, start, size, size);
  }

  private static List<ElfSegment> segments(ElfFile file) {
    List<ElfSegment> segments = new ArrayList<>();
    for (int i = 0; i < Short.toUnsignedInt(file.e_phnum); i++) {
      segments.add(file.getProgramHeader(i));
    }
    return segments;
  }

  @ParameterizedTest
  @FieldSource("kexec.api.plan.Architecture#KNOWN")
  void anElfReaderReadsWhatWasWritten(Architecture architecture) {
    CoreHeader header = new CoreHeader(architecture, NOTES, RAM);
    ElfFile file = ElfFile.from(header.bytes());

    assertThat(file.e_type).isEqualTo((short) ElfFile.ET_CORE);
    assertThat(file.e_machine).isEqualTo((short) architecture.elfMachine());
    assertThat(file.ei_class)
        .isEqualTo(architecture.is64Bit() ? ElfFile.CLASS_64 : ElfFile.CLASS_32);
    assertThat(file.ei_data).isEqualTo(ElfFile.DATA_LSB);
    assertThat(file.ei_version).isEqualTo((byte) 1);
    assertThat(file.e_version).isEqualTo(1);
    assertThat(file.e_phoff).isEqualTo(file.e_ehsize);
    assertThat(file.e_shnum).isZero();
    assertThat(header.bytes()).hasSize(header.size());
    assertThat(file.e_ehsize + header.count() * file.e_phentsize).isEqualTo(header.size());
    assertThat(segments(file))
        .extracting(CoreHeaderTest::line)
        .containsExactly(
            expected(ElfSegment.PT_NOTE, 0, 0, 0x1100, 0x164),
            expected(ElfSegment.PT_NOTE, 0, 0, 0x1364, 0x164),
            expected(ElfSegment.PT_NOTE, 0, 0, 0x2000, 0x1000),
            expected(ElfSegment.PT_NOTE, 0, 0, 0x8000, 0x400),
            expected(ElfSegment.PT_LOAD, 7, unsigned(file, 0xc100_0000L), 0x100_0000, 0x100_0000),
            expected(ElfSegment.PT_LOAD, 7, unsigned(file, 0xc000_1000L), 0x1000, 0x9e000),
            expected(ElfSegment.PT_LOAD, 7, unsigned(file, 0xc010_0000L), 0x10_0000, 0x2ff0_0000));
  }

  /** This reader treats the words of an ELF32 file as signed. */
  private static long unsigned(ElfFile file, long value) {
    return file.is32Bits() ? (int) value : value;
  }

  @Test
  void addressesOf64BitsAreKept() {
    DumpNotes notes =
        new DumpNotes(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new VirtualAddress(0xffff_8880_0000_0000L)));
    RangeSet<MachineAddress> high = RangeSet.of(Range.machine(0x1_0000_0000L, 0x20_8000_0000L));
    ElfFile file = ElfFile.from(new CoreHeader(Architecture.X86_64, notes, high).bytes());

    assertThat(segments(file))
        .extracting(CoreHeaderTest::line)
        .containsExactly(
            expected(
                ElfSegment.PT_LOAD, 7, 0xffff_8881_0000_0000L, 0x1_0000_0000L, 0x1f_8000_0000L));
  }

  @ParameterizedTest(name = "{3}")
  @CsvSource({
    "0x1000,      0x100000000, false, up to 4 GiB",
    "0x0,         0x100000000, true,  4 GiB from zero",
    "0x100000000, 0x180000000, true,  above 4 GiB",
    "0xf0000000,  0x110000000, true,  across 4 GiB"
  })
  void memoryBeyond32BitsOfA32BitMachineIsNotCutOff(
      String start, String end, boolean wide, String name) {
    Range<MachineAddress> range = Range.machine(Long.decode(start), Long.decode(end));
    for (Architecture narrow : List.of(Architecture.I386, Architecture.ARM)) {
      CoreHeader header = new CoreHeader(narrow, DumpNotes.NONE, RangeSet.of(range));
      ElfFile file = ElfFile.from(header.bytes());

      assertThat(file.ei_class).isEqualTo(wide ? ElfFile.CLASS_64 : ElfFile.CLASS_32);
      assertThat(file.e_machine).isEqualTo((short) narrow.elfMachine());
      assertThat(header.bytes()).hasSize(header.size());
      assertThat(file.getProgramHeader(0).p_paddr).isEqualTo(unsigned(file, range.start().value()));
      assertThat(file.getProgramHeader(0).p_memsz).isEqualTo(unsigned(file, range.size()));
    }
  }

  @Test
  void memoryWhoseVirtualAddressIsNotKnownHasNone() {
    ElfFile file = ElfFile.from(new CoreHeader(Architecture.X86_64, DumpNotes.NONE, RAM).bytes());

    assertThat(segments(file)).hasSize(2).allMatch(s -> s.p_vaddr == 0);
  }

  @Test
  void asManyProgramHeadersAsElfCanCountAreRepresentable() {
    assertThat(withNotes(CoreHeader.PN_XNUM - 1).isRepresentable()).isTrue();
    assertThat(withNotes(CoreHeader.PN_XNUM).isRepresentable()).isFalse();
    assertThat(withNotes(CoreHeader.PN_XNUM).count()).isEqualTo(0xffff);

    // At offset 56 in an ELF64 header; this reader treats it as signed.
    ByteBuffer bytes = ByteBuffer.wrap(withNotes(CoreHeader.PN_XNUM - 1).bytes());
    assertThat(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(56)).isEqualTo((short) 0xfffe);
  }

  private static CoreHeader withNotes(int processors) {
    List<Range<MachineAddress>> notes = new ArrayList<>();
    for (int i = 0; i < processors; i++) {
      notes.add(Range.machine(0x1000L * i, 0x1000L * i + 0x164));
    }
    DumpNotes crashNotes =
        new DumpNotes(notes, Optional.empty(), Optional.empty(), Optional.empty());
    return new CoreHeader(Architecture.X86_64, crashNotes, RangeSet.empty());
  }

  @ParameterizedTest
  @FieldSource("kexec.api.plan.Architecture#KNOWN")
  void readelfFindsNothingWrong(Architecture architecture) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/readelf")), "readelf is there");
    Path core = directory.resolve("core");
    Files.write(core, new CoreHeader(architecture, NOTES, RAM).bytes());
    Process readelf =
        new ProcessBuilder("/usr/bin/readelf", "-hlW", core.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(readelf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(readelf.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("CORE (Core file)", "Number of program headers:         7")
        .doesNotContainIgnoringCase("error")
        .containsPattern("LOAD +0x0*1000000 0x0*c1000000 0x0*1000000 0x0*1000000 0x0*1000000 RWE")
        .containsPattern("NOTE +0x0*2000 0x0+ 0x0*2000 0x0*1000 0x0*1000 ");
  }
}
