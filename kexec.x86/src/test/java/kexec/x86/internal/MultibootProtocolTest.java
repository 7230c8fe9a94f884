package kexec.x86.internal;

import static kexec.x86.internal.SyntheticMultiboot.CONSOLE;
import static kexec.x86.internal.SyntheticMultiboot.EFI_ENTRY;
import static kexec.x86.internal.SyntheticMultiboot.EFI_SERVICES;
import static kexec.x86.internal.SyntheticMultiboot.END;
import static kexec.x86.internal.SyntheticMultiboot.FRAMEBUFFER;
import static kexec.x86.internal.SyntheticMultiboot.ONE;
import static kexec.x86.internal.SyntheticMultiboot.RELOCATABLE;
import static kexec.x86.internal.SyntheticMultiboot.REQUEST;
import static kexec.x86.internal.SyntheticMultiboot.START;
import static kexec.x86.internal.SyntheticMultiboot.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.Direction;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Slot;
import kexec.tck.boot.RecordedImage;
import kexec.x86.internal.MultibootInformation.Entry;
import kexec.x86.internal.MultibootInformation.Module;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MultibootProtocolTest {

  private static final long PARAMS = 0x10000;
  private static final long STUB = 0x20000;

  @TempDir Path directory;

  private static SyntheticMultiboot kernel() {
    return new SyntheticMultiboot();
  }

  private static BootProtocol protocol(MultibootVersion version) {
    return switch (version) {
      case ONE -> new Multiboot1Protocol();
      case TWO -> new Multiboot2Protocol();
    };
  }

  private Bench bench(MultibootVersion version) {
    return new Bench(protocol(version), directory);
  }

  private Recognition recognise(MultibootVersion version, byte[] bytes) throws Exception {
    return protocol(version).recognise(bench(version).file("kernel", bytes));
  }

  private static BootRequest.Module module(Bench bench, String name, int size, String line)
      throws Exception {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) name.hashCode());
    return new BootRequest.Module(bench.file(name, content), line);
  }

  private static Map<String, Long> places(long kernel) {
    Map<String, Long> places = new HashMap<>();
    places.put("kernel", kernel);
    places.put("boot-params", PARAMS);
    places.put("stub", STUB);
    IntStream.rangeClosed(1, 11)
        .forEach(i -> places.put("module-" + i, 0x8000000L + i * 0x100000L));
    return places;
  }

  private static MultibootInformation told(MultibootVersion version, RecordedImage image)
      throws Exception {
    byte[] bytes = image.bytes("boot-params");
    return switch (version) {
      case ONE -> MultibootInformation.one(bytes, PARAMS);
      case TWO -> MultibootInformation.two(bytes);
    };
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  @ParameterizedTest
  @EnumSource
  void kernelIsToldEverything(MultibootVersion version) throws Exception {
    Bench bench = bench(version).commandLine("console=com1 com1=115200");
    bench.modules(
        module(bench, "vmlinuz", 5000, "root=/dev/sda1"), module(bench, "microcode", 4096, ""));
    bench.initrds(bench.file("initrd", new byte[5]), bench.file("more", new byte[3]));
    RecordedImage image = bench.build(kernel().bytes(), places(START), null);
    MultibootInformation told = told(version, image);
    assertThat(told.loader()).isEqualTo("jkexec");
    assertThat(told.commandLine())
        .isEqualTo(file("kernel") + " console=com1 com1=115200")
        .isEqualTo(image.commandLine());
    assertThat(told.modules())
        .containsExactly(
            new Module(0x8100000, 0x8101388, file("vmlinuz") + " root=/dev/sda1"),
            new Module(0x8200000, 0x8201000, file("microcode")),
            new Module(0x8300000, 0x830000c, file("initrd")));
    assertThat(told.lower()).isEqualTo(639);
    assertThat(told.upper()).isEqualTo((0x1ffd0000 - 0x100000) / 1024);
    assertThat(told.map())
        .containsExactly(
            new Entry(0, 0x9fc00, 1),
            new Entry(0x9fc00, 0x400, 2),
            new Entry(0xf0000, 0x10000, 2),
            new Entry(0x100000, 0x1fed0000, 1),
            new Entry(0x1ffd0000, 0x10000, 3),
            new Entry(0x1ffe0000, 0x10000, 4),
            new Entry(0x1fff0000, 0x10000, 5),
            new Entry(0xfeffc000L, 0x4000, 2),
            new Entry(0x100000000L, 0x10000000, 7));
  }

  /** Linux keeps the first page from use; the firmware counts it. */
  @ParameterizedTest
  @EnumSource
  void firmwaresViewOfLowMemory(MultibootVersion version) throws Exception {
    Bench bench = bench(version).memory(Machines.manyTypes());
    MultibootInformation told = told(version, bench.build(kernel().bytes(), places(START), null));
    assertThat(told.lower()).isEqualTo(0x9f000 / 1024);
    assertThat(told.upper()).isEqualTo((0x20000000 - 0x100000) / 1024);
    assertThat(told.map())
        .extracting(Entry::type)
        .containsExactly(1L, 1L, 12L, 7L, 20L, 0xefffffffL);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0x0, 0x9fc00, 639",
    "0x1000, 0x9fc00, 639",
    "0x1000, 0xa0000, 640",
    "0x0, 0x100000, 640",
    "0x0, 0x1000, 4",
    "0x2000, 0x9f000, 0",
    "0x100000, 0x200000, 0"
  })
  void lowerMemory(String start, String end, int kib) {
    MemoryMap map =
        MemoryMap.of(
            List.of(Machines.region(Long.decode(start), Long.decode(end), MemoryType.RAM)));
    assertThat(MultibootMemory.lower(map)).isEqualTo(kib);
  }

  @ParameterizedTest
  @EnumSource
  void registersAndStubAreTheSpecifications(MultibootVersion version) throws Exception {
    RecordedImage image = bench(version).build(kernel().bytes(), places(START), null);
    long magic = version == MultibootVersion.ONE ? 0x2badb002L : 0x36d76289L;
    assertThat(image.entry().registers())
        .containsExactly(
            Map.entry("eip", 0x200100L), Map.entry("eax", magic), Map.entry("ebx", PARAMS));
    assertThat(image.entry().entry().value()).isEqualTo(STUB);
    assertThat(image.bytes("stub")).isEqualTo(EntryStub32.load().with(image.entry().registers()));
    assertThat(image.bytes("kernel")).isEqualTo(Arrays.copyOfRange(kernel().bytes(), 0x80, 0x2080));
  }

  @Test
  void movedKernelIsToldWhereItLies() throws Exception {
    byte[] file = kernel().bytes();
    SegmentRequest wanted = bench(MultibootVersion.TWO).wanted(file, "kernel");
    assertThat(wanted.within()).isEqualTo(Range.machine(0x200000, 0xffffffffL));
    assertThat(wanted.alignment()).isEqualTo(0x200000);
    assertThat(wanted.direction()).isEqualTo(Direction.HIGHEST);
    RecordedImage image = bench(MultibootVersion.TWO).build(file, places(0x1fc00000), null);
    assertThat(told(MultibootVersion.TWO, image).loadBase()).isEqualTo(0x1fc00000);
    assertThat(image.entry().kernelEntry().value()).isEqualTo(0x1fc00100);
  }

  @Test
  void firstVersionStaysWhereItWasLinked() throws Exception {
    SegmentRequest wanted = bench(MultibootVersion.ONE).wanted(kernel().bytes(), "kernel");
    assertThat(wanted.within()).isEqualTo(Range.machine(0x200000, 0x205000));
  }

  @Test
  void kernelThatBeginsWithinAPageStaysThere() throws Exception {
    byte[] file = kernel().u32(60, START + 0x80).u32(64, START + 0x80).bytes();
    SegmentRequest wanted = bench(MultibootVersion.TWO).wanted(file, "kernel");
    assertThat(wanted.within()).isEqualTo(Range.machine(0x200000, 0x206000));
    RecordedImage image = bench(MultibootVersion.TWO).build(file, places(START), null);
    assertThat(told(MultibootVersion.TWO, image).loadBase()).isEqualTo(0x200080);
    assertThat(image.bytes("kernel")).startsWith(new byte[0x80]).hasSize(0x2080);
  }

  @Test
  void addressesLoadWhatIsNoElfFile() throws Exception {
    // The whole file from its first byte on, the header at offset 0x88, 0x1000 zeros after it.
    byte[] file = kernel().addresses(0x300088, 0x300000, 0, 0x304000, 0x300040).bytes();
    Bench bench = bench(MultibootVersion.ONE);
    assertThat(bench.wanted(file, "kernel").within()).isEqualTo(Range.machine(0x300000, 0x304000));
    RecordedImage image = bench.build(file, places(0x300000), null);
    assertThat(image.bytes("kernel")).isEqualTo(file);
    assertThat(image.entry().kernelEntry().value()).isEqualTo(0x300040);
  }

  @Test
  void addressTagLoadsPartOfAFile() throws Exception {
    byte[] file =
        kernel()
            .u32(0, 0)
            .tag(RELOCATABLE, 2, 0, 24)
            .u32(RELOCATABLE + 8, 0x300018)
            .u32(RELOCATABLE + 12, 0x300000)
            .u32(RELOCATABLE + 16, 0x301000)
            .u32(RELOCATABLE + 20, 0)
            .tag(EFI_ENTRY, 3, 0, 12)
            .u32(EFI_ENTRY + 8, 0x300800)
            .bytes();
    RecordedImage image = bench(MultibootVersion.TWO).build(file, places(0x300000), null);
    assertThat(image.bytes("kernel")).isEqualTo(Arrays.copyOfRange(file, 0x80, 0x1080));
    assertThat(image.entry().kernelEntry().value()).isEqualTo(0x300800);
  }

  @Test
  void addressOfAllOnesIsTheWholeFile() throws Exception {
    byte[] file = kernel().addresses(0x300088, 0xffffffffL, 0, 0, 0x300040).bytes();
    assertThat(bench(MultibootVersion.ONE).wanted(file, "kernel").within())
        .isEqualTo(Range.machine(0x300000, 0x303000));
  }

  @ParameterizedTest
  @EnumSource
  void sixtyFourBitFilesAreTaken(MultibootVersion version) throws Exception {
    byte[] elf = new SyntheticElf().bytes();
    byte[] headers = kernel().bytes();
    System.arraycopy(headers, ONE, elf, 0x800, END + 8 - ONE);
    assertThat(recognise(version, elf)).isInstanceOf(Recognition.Recognised.class);
  }

  static Stream<Arguments> foreign() {
    byte[] bzImage = new SyntheticBzImage().bytes();
    System.arraycopy(kernel().bytes(), ONE, bzImage, 0x800, END + 8 - ONE);
    byte[] late = new byte[40000];
    System.arraycopy(kernel().bytes(), ONE, late, 32768, END + 8 - ONE);
    return Stream.of(
        arguments(named("bzImage with headers", bzImage)),
        arguments(named("vmlinux", new SyntheticElf().bytes())),
        arguments(named("three bytes", new byte[] {0x1f, (byte) 0x8b, 8})),
        arguments(named("two bytes", new byte[] {0x1f, (byte) 0x8b})),
        arguments(named("header too late", late)));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void othersFilesAreLeftToThem(byte[] file) throws Exception {
    for (MultibootVersion version : MultibootVersion.values()) {
      assertThat(recognise(version, file)).isInstanceOf(Recognition.Foreign.class);
    }
  }

  private static Arguments required(String what, SyntheticMultiboot kernel, String said) {
    return arguments(named(what, kernel.bytes()), said);
  }

  static Stream<Arguments> requirements() {
    return Stream.of(
        required("architecture", kernel().u32(TWO + 4, 4), "architecture 4"),
        required("console", kernel().tag(CONSOLE, 4, 0, 12).u32(CONSOLE + 8, 1), "a console"),
        required("frame buffer", kernel().tag(FRAMEBUFFER, 5, 0, 20), "a frame buffer"),
        required("EFI", kernel().tag(EFI_SERVICES, 7, 0, 8), "EFI's boot services"),
        required("unknown", kernel().tag(EFI_ENTRY, 4711, 0, 12), "tag type 4711"),
        required("information", kernel().u32(REQUEST + 12, 15), "information of type 15"),
        required("negative", kernel().u32(REQUEST + 12, -1), "information of type 4294967295"));
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void whatCannotBeGivenIsRefused(byte[] file, String said) throws Exception {
    assertThat(recognise(MultibootVersion.TWO, file))
        .isInstanceOfSatisfying(
            Recognition.Malformed.class,
            malformed -> {
              assertThat(malformed.finding().code()).isEqualTo("multiboot-requires");
              assertThat(malformed.finding().message()).contains(said);
            });
  }

  static Stream<Arguments> wishes() {
    return Stream.of(
        arguments(named("unknown tag", kernel().tag(EFI_ENTRY, 4711, 1, 12).bytes())),
        arguments(
            named("information", kernel().tag(REQUEST, 1, 1, 16).u32(REQUEST + 12, 15).bytes())),
        arguments(named("EGA text only", kernel().tag(CONSOLE, 4, 0, 12).bytes())),
        arguments(named("EFI's entry", kernel().tag(EFI_ENTRY, 9, 0, 12).bytes())));
  }

  @ParameterizedTest
  @MethodSource("wishes")
  void whatIsOptionalMayBeMissing(byte[] file) throws Exception {
    assertThat(recognise(MultibootVersion.TWO, file)).isInstanceOf(Recognition.Recognised.class);
  }

  @Test
  void manyModulesShareSegments() throws Exception {
    Bench bench = bench(MultibootVersion.ONE);
    BootRequest.Module[] modules = new BootRequest.Module[25];
    for (int i = 0; i < modules.length; i++) {
      modules[i] = module(bench, "m" + i, 4000 + i * 100, "number " + i);
    }
    bench.modules(modules);
    RecordedImage image = bench.build(kernel().bytes(), places(START), null);
    assertThat(image.names()).hasSize(3 + 11);
    List<Module> told = told(MultibootVersion.ONE, image).modules();
    assertThat(told).hasSize(25);
    for (int i = 0; i < told.size(); i++) {
      Module module = told.get(i);
      assertThat(module.text()).isEqualTo(file("m" + i) + " number " + i);
      assertThat(module.start() % 4096).isZero();
      assertThat(module.end() - module.start()).isEqualTo(4000 + i * 100);
      long segment = (module.start() - 0x8000000) / 0x100000;
      byte[] bytes = image.bytes("module-" + segment);
      int at = (int) (module.start() % 0x100000);
      assertThat(Arrays.copyOfRange(bytes, at, at + 4000 + i * 100))
          .containsOnly(("m" + i).hashCode());
    }
  }

  @Test
  void blanksInANameAreNoWords() throws Exception {
    Bench bench = bench(MultibootVersion.TWO);
    bench.modules(module(bench, "my kernel", 10, "ro"));
    RecordedImage image = bench.build(kernel().bytes(), places(START), null);
    assertThat(told(MultibootVersion.TWO, image).modules().get(0).text()).endsWith("my_kernel ro");
  }

  @Test
  void xenKeepsShorterLines() throws Exception {
    byte[] xen = kernel().bytes();
    System.arraycopy("(XEN) ".getBytes(StandardCharsets.US_ASCII), 0, xen, 0x1ffc, 6);
    assertThat(facts(xen).commandLineLimit()).isEqualTo(1023);
    assertThat(facts(kernel().bytes()).commandLineLimit()).isEqualTo(4095);
    assertThat(facts(xen).format()).isEqualTo("Multiboot2");
    assertThat(facts(xen).fields())
        .containsEntry("header", "0x98")
        .containsEntry("tag 10", "optional");
  }

  private KernelFacts facts(byte[] file) throws Exception {
    return ((Recognition.Recognised) recognise(MultibootVersion.TWO, file)).facts();
  }

  private static List<String> codes(Bench bench) throws Exception {
    return bench.laid(kernel().bytes()).findings().stream().map(Finding::code).toList();
  }

  @Test
  void crashSlotIsRefused() throws Exception {
    assertThat(codes(bench(MultibootVersion.TWO).slot(Slot.CRASH)))
        .containsExactly("multiboot-crash-slot");
  }

  @Test
  void initrdAloneIsWarnedOf() throws Exception {
    Bench bench = bench(MultibootVersion.TWO);
    bench.initrds(bench.file("initrd", new byte[5]));
    assertThat(codes(bench)).containsExactly("initrd-is-first-module");
    bench.modules(module(bench, "vmlinuz", 5, ""));
    assertThat(codes(bench)).containsExactly("initrd-is-last-module");
  }

  @Test
  void moduleLinesAreChecked() throws Exception {
    Bench bench = bench(MultibootVersion.TWO);
    bench.modules(module(bench, "a", 5, "x".repeat(4096)), module(bench, "b", 5, "x\0y"));
    assertThat(codes(bench))
        .containsExactly("module-command-line-too-long", "module-command-line-nul");
  }

  @Test
  void efiIsWarnedOf() throws Exception {
    assertThat(codes(bench(MultibootVersion.TWO).platform(new EfiMachine())))
        .containsExactly("multiboot-without-firmware");
  }

  @Test
  void linuxTakesNoModules() throws Exception {
    Bench bench = new Bench(new BzImageProtocol(), directory);
    bench.modules(module(bench, "initrd", 5, ""));
    assertThat(bench.laid(new SyntheticBzImage().bytes()).findings())
        .extracting(Finding::code)
        .containsExactly("modules-not-taken");
  }
}
