package kexec.tck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of every {@link BootProtocol}. A protocol's own test class extends this class,
 * provides the inputs, and inherits the tests.
 */
public abstract class BootProtocolContract {

  /** Where test files are created; one directory for each test. */
  @TempDir protected Path directory;

  /** For subclasses. */
  protected BootProtocolContract() {}

  /** {@return the protocol, the same or a new one each time} */
  protected abstract BootProtocol protocol();

  /**
   * {@return a kernel that the protocol boots, as small as the format allows: the file's bytes,
   * which the caller may change}
   */
  protected abstract byte[] kernel();

  /** {@return the bytes of the kernel that are header, from which the hostile files are made} */
  protected abstract int headerSize();

  /**
   * {@return files of the protocol's kind that are damaged or that it cannot boot, by the code of
   * the finding that each must produce}
   */
  protected abstract Map<String, byte[]> malformedKernels();

  /**
   * {@return the memory of a machine on which the kernel fits in both slots, with a crash region}
   */
  protected abstract MemoryMap memory();

  /** {@return the names of the registers in which the kernel gets an address of the image} */
  protected abstract Set<String> addressRegisters();

  /** {@return what the running system passes to the next kernel; nothing unless overridden} */
  protected PlatformData platform() {
    return name -> Optional.empty();
  }

  /**
   * {@return the slots for which the protocol builds images; all unless overridden} The layouts for
   * the other slots must have an error among their findings.
   */
  protected Set<Slot> slots() {
    return EnumSet.allOf(Slot.class);
  }

  /**
   * {@return whether a crash image tells the kernel where its ELF core header is; by default,
   * whether the command line does}
   *
   * @param image the image
   * @param coreHeader the place of the header
   * @throws KexecException if a file of the image cannot be read
   */
  protected boolean saysWhereTheCoreHeaderLies(
      RecordedImage image, Range<MachineAddress> coreHeader) throws KexecException {
    return Arrays.asList(image.commandLine().split(" "))
        .contains("elfcorehdr=" + coreHeader.start());
  }

  @Test
  void recognisesItsKernel() throws Exception {
    KernelFacts facts = bench().facts(bench().kernel());
    assertThat(facts.architecture()).isEqualTo(protocol().architecture());
    assertThat(facts.format()).isNotBlank();
    assertThat(facts.commandLineLimit()).isPositive();
    assertThat(facts.fields()).isNotEmpty();
  }

  @Test
  void hasANameWithoutSpaces() {
    assertThat(protocol().name()).isNotEmpty().doesNotContainAnyWhitespaces();
  }

  @TestFactory
  Stream<DynamicTest> namesWhatIsMalformed() {
    return malformedKernels().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> assertMalformed(entry.getKey(), entry.getValue())));
  }

  private void assertMalformed(String code, byte[] bytes) throws Exception {
    BootFile file = bench().file("malformed", bytes);
    assertThat(protocol().recognise(file))
        .isInstanceOfSatisfying(
            Recognition.Malformed.class,
            malformed -> {
              assertThat(malformed.finding().code()).isEqualTo(code);
              assertWellWorded(malformed.finding());
              assertThat(malformed.finding().isError()).isTrue();
            });
  }

  @Test
  void survivesTruncatedFiles() throws Exception {
    assertSurvives(HostileBytes.truncated(kernel(), headerSize()));
  }

  @Test
  void survivesChangedBytes() throws Exception {
    assertSurvives(HostileBytes.flipped(kernel(), headerSize()));
  }

  @Test
  void survivesScribbledHeaders() throws Exception {
    assertSurvives(HostileBytes.scribbled(kernel(), headerSize()));
  }

  @Test
  void takesRandomBytesForForeign() throws Exception {
    for (HostileBytes hostile : HostileBytes.random().toList()) {
      assertThat(protocol().recognise(bench().file("hostile", hostile.bytes())))
          .as(hostile.name())
          .isInstanceOf(Recognition.Foreign.class);
    }
  }

  /**
   * Whatever a file contains: only the declared exception is thrown, and what is recognised is laid
   * out.
   */
  private void assertSurvives(Stream<HostileBytes> files) throws Exception {
    for (HostileBytes hostile : files.toList()) {
      BootFile file = bench().file("hostile", hostile.bytes());
      try {
        Recognition recognition = protocol().recognise(file);
        if (recognition instanceof Recognition.Foreign foreign) {
          assertThat(foreign.reason()).isNotBlank();
        } else if (recognition instanceof Recognition.Malformed malformed) {
          assertWellWorded(malformed.finding());
        } else {
          for (Slot slot : Slot.values()) {
            assertSane(bench().lay(bench().request(slot, file, "quiet")));
          }
        }
      } catch (KexecException | RuntimeException | AssertionError e) {
        throw new AssertionError(hostile.name() + ": " + e, e);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> asksForSanePlaces() {
    return Arrays.stream(Slot.values())
        .map(
            slot ->
                DynamicTest.dynamicTest(
                    slot.label(), () -> assertSane(bench().lay(bench().request(slot)))));
  }

  private static void assertSane(RecordedImage image) {
    assertThat(image.requests()).extracting(SegmentRequest::role).contains(SegmentRole.KERNEL);
    for (SegmentRequest request : image.requests()) {
      assertThat(request.size()).as(request.name()).isBetween(1L, 1L << 40);
      assertThat(request.within().isEmpty()).as(request.toString()).isFalse();
      Range<MachineAddress> preferred = request.preferred();
      if (preferred != null) {
        assertThat(request.within().contains(preferred)).as(request.toString()).isTrue();
      }
      assertThat(request.rule().reason()).as(request.toString()).isNotBlank().doesNotEndWith(".");
      assertThat(request.rule().cure()).as(request.toString()).doesNotEndWith(".");
    }
    image.findings().forEach(BootProtocolContract::assertWellWorded);
  }

  @Test
  void borrowsNothingForADefaultImage() throws Exception {
    assertThat(bench().lay(bench().request(Slot.DEFAULT)).borrowed().isEmpty()).isTrue();
  }

  @Test
  void borrowsOnlyRamOutsideTheCrashRegion() throws Exception {
    RangeSet<MachineAddress> borrowed = bench().lay(bench().request(Slot.CRASH)).borrowed();
    RangeSet<MachineAddress> crash = RangeSet.of(memory().crashRegion().orElseThrow());
    assertThat(borrowed.subtract(memory().ram()).isEmpty()).isTrue();
    assertThat(borrowed.intersect(crash).isEmpty()).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> refusesTheSlotsThatItDoesNotServe() {
    return EnumSet.complementOf(EnumSet.copyOf(slots())).stream()
        .map(
            slot ->
                DynamicTest.dynamicTest(
                    slot.label(),
                    () ->
                        assertThat(bench().lay(bench().request(slot)).findings())
                            .anyMatch(Finding::isError)));
  }

  @TestFactory
  Stream<DynamicTest> buildsAtEveryLegalPlace() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Slot slot : slots()) {
      for (Taste taste : Taste.values()) {
        tests.add(
            DynamicTest.dynamicTest(
                slot.label() + " " + taste, () -> assertBuilds(bench().request(slot), taste)));
      }
    }
    return tests.stream();
  }

  private void assertBuilds(BootRequest request, Taste taste) throws Exception {
    RecordedImage image = bench().build(request, taste.image(request));
    assertThat(image.findings()).noneMatch(Finding::isError);
    image.findings().forEach(BootProtocolContract::assertWellWorded);
    Map<String, byte[]> contents = image.contents();
    for (SegmentRequest wanted : image.requests()) {
      byte[] bytes = Objects.requireNonNull(contents.get(wanted.name()));
      assertThat((long) bytes.length).as(wanted.name()).isLessThanOrEqualTo(wanted.size());
    }
    assertEntry(image);
    if (image.coreHeader().isPresent()) {
      assertThat(saysWhereTheCoreHeaderLies(image, image.coreHeader().get())).isTrue();
    }
  }

  private void assertEntry(RecordedImage image) {
    List<Range<MachineAddress>> places = image.names().stream().map(image::memory).toList();
    assertThat(places).anyMatch(place -> place.contains(image.entry().entry()));
    String kernel =
        image.requests().stream()
            .filter(wanted -> wanted.role() == SegmentRole.KERNEL)
            .map(SegmentRequest::name)
            .findFirst()
            .orElseThrow();
    assertThat(image.memory(kernel).contains(image.entry().kernelEntry())).isTrue();
    assertThat(image.entry().registers()).containsKeys(addressRegisters().toArray(String[]::new));
    for (String register : addressRegisters()) {
      long address = Objects.requireNonNull(image.entry().registers().get(register), register);
      MachineAddress value = new MachineAddress(address);
      assertThat(places).as(register + " " + value).anyMatch(place -> place.contains(value));
    }
  }

  @TestFactory
  Stream<DynamicTest> buildsTheSameTwice() {
    return slots().stream()
        .map(
            slot -> DynamicTest.dynamicTest(slot.label(), () -> assertPure(bench().request(slot))));
  }

  private void assertPure(BootRequest request) throws Exception {
    RecordedImage first = bench().build(request, Taste.AS_ASKED.image(request));
    RecordedImage second = bench().build(request, Taste.AS_ASKED.image(request));
    assertThat(second.requests()).isEqualTo(first.requests());
    assertThat(second.borrowed()).isEqualTo(first.borrowed());
    assertThat(second.entry()).isEqualTo(first.entry());
    assertThat(second.commandLine()).isEqualTo(first.commandLine());
    assertThat(second.findings()).isEqualTo(first.findings());
    Map<String, byte[]> actual = second.contents();
    assertThat(actual.keySet()).isEqualTo(first.contents().keySet());
    first
        .contents()
        .forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void refusesATooLongCommandLine() throws Exception {
    BootFile kernel = bench().kernel();
    KernelFacts facts = bench().facts(kernel);
    int limit = Math.toIntExact(facts.commandLineLimit());
    BootRequest fits = bench().request(Slot.DEFAULT, kernel, "x".repeat(limit));
    BootRequest tooLong = bench().request(Slot.DEFAULT, kernel, "x".repeat(limit + 1));
    assertThat(bench().lay(fits).findings()).noneMatch(Finding::isError);
    assertThat(bench().lay(tooLong).findings())
        .filteredOn(Finding::isError)
        .extracting(Finding::code)
        .containsExactly("command-line-too-long");
  }

  @Test
  void refusesANulInTheCommandLine() throws Exception {
    BootFile kernel = bench().kernel();
    BootRequest request = bench().request(Slot.DEFAULT, kernel, "quiet\0ro");
    assertThat(bench().lay(request).findings())
        .filteredOn(Finding::isError)
        .extracting(Finding::code)
        .containsExactly("command-line-nul");
  }

  private static void assertWellWorded(Finding finding) {
    assertThat(finding.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(finding.message()).isNotBlank().doesNotEndWith(".");
    switch (finding.severity()) {
      case ERROR, WARNING -> assertThat(finding.cure()).as(finding.code()).endsWith(".");
      case INFO -> assertThat(finding.cure()).isNotNull();
    }
  }

  private Workbench bench() {
    return new Workbench(protocol(), directory, kernel(), memory(), platform());
  }
}
