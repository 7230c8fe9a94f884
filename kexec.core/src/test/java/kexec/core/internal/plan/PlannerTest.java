package kexec.core.internal.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kexec.api.PlanRequest;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.PlatformData;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import org.assertj.core.api.Assertions;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlannerTest {

  private final FakeProtocol protocol = new FakeProtocol("fake", Architecture.X86_64);

  @TempDir Path directory;
  private Path kernel;
  private Path initrd;

  @BeforeEach
  void writeFiles() throws Exception {
    kernel = file("kernel", "FAKE" + "k".repeat(6000));
    initrd = file("initrd", "i".repeat(5000));
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }

  private PlanRequest.Builder request() {
    return PlanRequest.of(kernel).initrds(List.of(initrd)).commandLine("quiet");
  }

  private PlanRefusedException refused(PlanRequest request, Target target, BootProtocol... those) {
    return requireNonNull(
        catchThrowableOfType(
            PlanRefusedException.class, () -> Planner.plan(request, target, List.of(those))));
  }

  private static List<String> codes(PlanRefusedException refused) {
    return refused.findings().stream().map(Finding::code).toList();
  }

  private static Segment only(Plan plan, SegmentRole role) {
    return plan.segments().stream().filter(s -> s.role() == role).findFirst().orElseThrow();
  }

  private static String text(Segment segment) {
    ByteBuffer bytes = segment.data().buffer(0, (int) segment.data().size());
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static Digest sha256(Path file) throws Exception {
    return Digest.of(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /** A page for each byte of the file: staging takes time and memory for every page. */
  @Test
  void theFileBoundsTheMemoryOfTheKernel() throws Exception {
    FakeProtocol greedy = new FakeProtocol("greedy", Architecture.X86_64);
    kernel = file("small", "FAKE" + "k".repeat(252));
    greedy.kernelSize(256L << 12);
    assertThat(Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(greedy)).isLoadable())
        .isTrue();
    greedy.kernelSize((256L << 12) + 1);
    assertThat(codes(refused(request().build(), Maps.machine(Maps.PC), greedy)))
        .containsExactly("kernel-memory-absurd");
  }

  /** Such as a block that was never written to the disk before the power was lost. */
  @ParameterizedTest
  @CsvSource({"0x1004,true", "0x1003,false", "0x1001,false", "0x1ffd,true", "0x3000,true"})
  void zerosInPlaceOfCodeAreTold(String at, boolean told) throws Exception {
    byte[] content = new byte[0x2000];
    System.arraycopy("FAKE".getBytes(StandardCharsets.US_ASCII), 0, content, 0, 4);
    content[0x1003] = 1;
    Files.write(kernel, content);
    MachineAddress start = FakeProtocol.PREFERRED.start();
    MachineAddress entry = start.plus(Long.decode(at));
    FakeProtocol protocol =
        new FakeProtocol("fake", Architecture.X86_64)
            .after(image -> image.entry(new EntryState(start, entry, Map.of())));
    Plan plan = Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(protocol));
    assertThat(plan.findings().stream().anyMatch(f -> f.code().equals("kernel-entry-empty")))
        .isEqualTo(told);
  }

  @Test
  void nothingIsPlacedWhereTheReceiverForbidsIt() throws Exception {
    ReceiverRules rules =
        ReceiverRules.builder()
            .forbid(
                RangeSet.of(List.of(Range.machine(0, 0x200_0000), Range.machine(0x3fff_f000, -1))))
            .build();
    Target pc = Maps.machine(Maps.PC);
    Target target =
        new Target(
            pc.machine(),
            pc.architecture(),
            pc.firmware(),
            pc.memory(),
            rules,
            pc.platform(),
            pc.notes(),
            pc.check(),
            pc.findings());
    Plan plan = Planner.plan(request().build(), target, List.of(protocol));

    assertThat(plan.isLoadable()).isTrue();
    assertThat(plan.memory()).isEqualTo(Maps.PC);
    assertThat(plan.segments())
        .extracting(Segment::role, Segment::memory)
        .containsExactly(
            Tuple.tuple(SegmentRole.KERNEL, Range.machine(0x200_0000, 0x200_4000)),
            Tuple.tuple(SegmentRole.BOOT_PARAMS, Range.machine(0x200_4000, 0x200_5000)),
            Tuple.tuple(SegmentRole.STUB, Range.machine(0x200_5000, 0x200_7000)),
            Tuple.tuple(SegmentRole.INITRD, Range.machine(0x3fff_d000, 0x3fff_f000)));
  }

  @Test
  void aDefaultImageIsPlaced() throws Exception {
    Plan plan = Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(protocol));

    assertThat(plan.isLoadable()).isTrue();
    assertThat(plan.findings()).isEmpty();
    assertThat(plan.machine()).contains("pc");
    assertThat(plan.kernelPath()).isEqualTo(kernel);
    assertThat(plan.kernelBytes()).isEqualTo(6004);
    assertThat(plan.commandLine()).isEqualTo("quiet");
    assertThat(plan.memory()).isEqualTo(Maps.PC);
    assertThat(plan.segments())
        .extracting(Segment::role, Segment::memory)
        .containsExactly(
            tuple(SegmentRole.BOOT_PARAMS, 0x1000, 0x2000),
            tuple(SegmentRole.STUB, 0x2000, 0x4000),
            tuple(SegmentRole.KERNEL, 0x100_0000, 0x100_4000),
            tuple(SegmentRole.INITRD, 0x3fff_e000, 0x4000_0000));
    assertThat(plan.entry()).map(EntryState::entry).contains(new MachineAddress(0x2000));
  }

  private static Tuple tuple(SegmentRole role, long start, long end) {
    return Assertions.tuple(role, Range.machine(start, end));
  }

  @Test
  void digestsAreThoseOfTheFiles() throws Exception {
    Plan plan = Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(protocol));

    assertThat(only(plan, SegmentRole.KERNEL).digest()).isEqualTo(sha256(kernel));
    assertThat(only(plan, SegmentRole.INITRD).digest()).isEqualTo(sha256(initrd));
  }

  @Test
  void sealingContentSeesTheDigestsOfAllOthers() throws Exception {
    Plan plan = Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(protocol));
    List<Segment> others =
        plan.segments().stream().filter(s -> s.role() != SegmentRole.STUB).toList();
    Segment stub = only(plan, SegmentRole.STUB);

    assertThat(others).hasSize(3).isSortedAccordingTo(Comparator.comparing(Segment::memory));
    assertThat(text(stub)).isEqualTo(FakeProtocol.seal(others));
    assertThat(stub.digest()).isEqualTo(stub.data().digest());
  }

  @Test
  void initrdsAreJoinedInTheirOrder() throws Exception {
    Path second = file("second", "SECOND");
    Plan plan =
        Planner.plan(
            request().initrds(List.of(second, initrd)).build(),
            Maps.machine(Maps.PC),
            List.of(protocol));

    assertThat(text(only(plan, SegmentRole.INITRD))).isEqualTo("SECOND" + "i".repeat(5000));
  }

  @Test
  void aDefaultImageStaysOutOfTheCrashRegionAndTheReceiversMemory() throws Exception {
    Range<MachineAddress> limits = Range.machine(0xff0_0000, 0x1810_0000);
    Plan plan =
        Planner.plan(request().limits(limits).build(), Maps.machine(Maps.PC), List.of(protocol));
    RangeSet<MachineAddress> crash = RangeSet.of(Maps.CRASH_REGION);

    assertThat(plan.footprint().intersect(crash).isEmpty()).isTrue();
    assertThat(RangeSet.of(limits).subtract(crash).intersect(plan.footprint()))
        .isEqualTo(plan.footprint());
  }

  @Test
  void withoutATargetsArchitectureAnyKernelWillDo() throws Exception {
    Plan plan =
        Planner.plan(
            request().build(),
            Target.bare(Maps.PC, Optional.empty(), List.of()),
            List.of(new FakeProtocol("fake", Architecture.ARM64)));

    assertThat(plan.machine()).isEmpty();
    assertThat(plan.kernel().architecture()).isEqualTo(Architecture.ARM64);
  }

  @Test
  void whatTheTargetAndTheProtocolSayIsInThePlan() throws Exception {
    Finding assumed = Finding.warning("machine-assumed", "it is assumed", "Name it.");
    Finding laid = Finding.info("laid", "laid out");
    Finding built = Finding.warning("built", "built oddly", "Look.");
    Finding own = Finding.info("own", "the machine says so");
    protocol.before(image -> image.add(laid)).after(image -> image.add(built));
    Target target = Maps.machine(Maps.PC, DumpNotes.NONE, plan -> List.of(own), assumed);

    assertThat(Planner.plan(request().build(), target, List.of(protocol)).findings())
        .containsExactly(assumed, built, laid, own);
  }

  @Test
  void aSegmentIsFilledOnce() {
    protocol.after(
        image -> {
          ImageBuilder.Place place =
              image.place(
                  new SegmentRequest(
                      SegmentRole.DTB,
                      1,
                      Range.machine(0, -1),
                      new SegmentRequest.Rule("a test has it", "")));
          place.fill(SegmentData.zeros(1));
          place.seal(digested -> SegmentData.zeros(1));
        });

    assertThatThrownBy(() -> plan())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the segment dtb has content already");
  }

  @Test
  void noSegmentIsLeftEmpty() {
    protocol.after(
        image ->
            image.place(
                new SegmentRequest(
                    SegmentRole.DTB,
                    1,
                    Range.machine(0, -1),
                    new SegmentRequest.Rule("a test has it", ""))));

    assertThatThrownBy(() -> plan())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the segment dtb is empty");
  }

  @Test
  void aProtocolKnowsHowManySegmentsAreLeft() throws Exception {
    List<Integer> left = new ArrayList<>();
    protocol
        .before(image -> left.add(image.segmentsLeft()))
        .after(image -> left.add(image.segmentsLeft()));
    plan();

    assertThat(left).containsExactly(15, 11);
  }

  private Plan plan() throws Exception {
    return Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(protocol));
  }

  @Test
  void theMachinesOwnCheckMayRefuse() throws Exception {
    AtomicReference<Plan> checked = new AtomicReference<>();
    Target target =
        Maps.machine(
            Maps.PC,
            DumpNotes.NONE,
            plan -> {
              checked.set(plan);
              return List.of(Finding.error("signature", "it is not signed", "Sign it."));
            });
    PlanRefusedException refused = refused(request().build(), target, protocol);

    assertThat(codes(refused)).containsExactly("signature");
    assertThat(checked.get().isLoadable()).isTrue();
    assertThat(refused.draft().orElseThrow().segments()).isEqualTo(checked.get().segments());
  }

  @Test
  void theMachinesOwnCheckIsNotAskedAboutAPlanWithErrors() {
    Target target =
        Maps.machine(
            Maps.PC,
            DumpNotes.NONE,
            plan -> {
              throw new AssertionError("asked");
            });
    EntryState wrong = new EntryState(new MachineAddress(5), new MachineAddress(5), Map.of());
    protocol.after(image -> image.entry(wrong));
    PlanRefusedException refused = refused(request().build(), target, protocol);

    assertThat(codes(refused)).containsExactly("entry-outside-segments");
    assertThat(refused.draft().orElseThrow().segments()).hasSize(4);
  }

  @Test
  void aKernelOfAnotherArchitecture() {
    PlanRefusedException refused =
        refused(
            request().build(),
            Maps.machine(Maps.PC),
            new FakeProtocol("Image", Architecture.ARM64));

    assertThat(codes(refused)).containsExactly("kernel-architecture");
    assertThat(refused)
        .hasMessageContaining(
            kernel + " is a kernel for arm64, but machine pc starts kernels for x86_64");
    assertThat(refused.draft()).isPresent();
  }

  @Test
  void aTypeThatNoProtocolHas() {
    PlanRefusedException refused =
        refused(
            request().protocol("bzImage").build(),
            Maps.machine(Maps.PC),
            protocol,
            new FakeProtocol("also", Architecture.ARM));

    assertThat(codes(refused)).containsExactly("protocol-unknown");
    assertThat(refused)
        .hasMessageContaining("no boot protocol 'bzImage' is present; present are: also, fake");
    assertThat(refused.draft()).isEmpty();
  }

  @Test
  void aNamedTypeIsTheOnlyOneAsked() throws Exception {
    FakeProtocol other = new FakeProtocol("Other", Architecture.X86_64);
    Planner.plan(
        request().protocol("OTHER").build(), Maps.machine(Maps.PC), List.of(protocol, other));

    assertThat(other.asked).hasSize(1);
    assertThat(protocol.asked).isEmpty();
  }

  @Test
  void withoutAnyProtocol() {
    PlanRefusedException refused = refused(request().build(), Maps.machine(Maps.PC));

    assertThat(codes(refused)).containsExactly("protocol-missing");
    assertThat(refused.draft()).isEmpty();
  }

  @Test
  void aFileThatNoProtocolKnows() throws Exception {
    PlanRequest request = PlanRequest.of(file("other", "MZ and more")).build();
    PlanRefusedException refused = refused(request, Maps.machine(Maps.PC), protocol);

    assertThat(codes(refused)).containsExactly("kernel-not-recognised");
    assertThat(refused)
        .hasMessageContaining("which is a PE executable, as EFI programs are (fake: no FAKE at 0");
    assertThat(refused.draft()).isEmpty();
  }

  @Test
  void aDamagedKernel() throws Exception {
    PlanRequest request = PlanRequest.of(file("damaged", "FAIL")).build();

    assertThat(codes(refused(request, Maps.machine(Maps.PC), protocol)))
        .containsExactly("fake-damaged");
  }

  @Test
  void anAbsentKernelIsNoRefusalButABadFile() {
    PlanRequest request = PlanRequest.of(directory.resolve("absent")).build();

    assertThatThrownBy(() -> Planner.plan(request, Maps.machine(Maps.PC), List.of(protocol)))
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("file-absent"));
  }

  @Test
  void everyBadInitrdIsFoundAtOnceWithAnotherArchitecture() throws Exception {
    Path empty = file("empty", "");
    PlanRequest request =
        request().initrds(List.of(directory, initrd, directory.resolve("absent"), empty)).build();
    PlanRefusedException refused =
        refused(request, Maps.machine(Maps.PC), new FakeProtocol("Image", Architecture.ARM64));

    assertThat(codes(refused))
        .containsExactly(
            "initrd-file-is-directory",
            "initrd-file-absent",
            "initrd-file-empty",
            "kernel-architecture");
    assertThat(refused)
        .hasMessageContaining("initrd " + directory + ": it is a directory")
        .hasMessageContaining("planning a default image of " + kernel);
    assertThat(refused.draft().orElseThrow().findings()).isEqualTo(refused.findings());
    assertThat(refused.draft().orElseThrow().isLoadable()).isFalse();
    assertThat(refused.draft().orElseThrow().kernel().format()).isEqualTo("fake");
  }

  @Test
  void anInitrdThatThisUserMayNotRead() throws Exception {
    Files.setPosixFilePermissions(initrd, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(initrd), "this user may not read everything");

    assertThatThrownBy(
            () -> Planner.plan(request().build(), Maps.machine(Maps.PC), List.of(protocol)))
        .isInstanceOf(NotPermittedException.class);
  }

  @Test
  void memoryThatIsTooSmallForAnything() {
    MemoryMap small = MemoryMap.of(List.of(Maps.ram(0x1000, 0x3000), Maps.ram(0x8000, 0xa000)));
    PlanRefusedException refused = refused(request().build(), Maps.machine(small), protocol);

    assertThat(codes(refused)).containsExactly("kernel-does-not-fit", "stub-does-not-fit");
    assertThat(refused)
        .hasMessageContaining("nearest came [0x1000, 0x3000) of 8.0 KiB (8,192 bytes),");
    assertThat(refused.draft().orElseThrow().segments()).isEmpty();
  }

  @Test
  void anInitrdBeyond2GibIsPlannedFromItsFile() throws Exception {
    long size = (2L << 30) + 5;
    Path large = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(size);
    }
    MemoryMap memory = MemoryMap.of(List.of(Maps.ram(0x1000, 16L << 30)));
    Plan plan =
        Planner.plan(
            request().initrds(List.of(large)).build(), Maps.machine(memory), List.of(protocol));
    Segment segment = only(plan, SegmentRole.INITRD);

    assertThat(segment.data().size()).isEqualTo(size);
    assertThat(segment.memory()).isEqualTo(Range.machine((14L << 30) - 0x1000, 16L << 30));
    assertThat(segment.data().buffer(size - 5, 5).isDirect()).isTrue();
    Files.delete(large);
  }

  @Test
  void everythingInAUkiIsUsed() throws Exception {
    AtomicReference<BootRequest> seen = new AtomicReference<>();
    Plan plan =
        Planner.plan(
            PlanRequest.of(FakeUki.in(directory)).build(),
            Maps.machine(Maps.PC),
            List.of(new RequestSpy(protocol, seen)));

    assertThat(plan.findings()).isEmpty();
    assertThat(plan.kernel().wrappers()).containsExactly("UKI");
    assertThat(plan.kernelBytes()).isEqualTo(0x1000);
    assertThat(text(only(plan, SegmentRole.KERNEL))).isEqualTo("FAKE kernel in a UKI");
    assertThat(text(only(plan, SegmentRole.INITRD))).startsWith("initrd in a UKI");
    assertThat(plan.commandLine()).startsWith("quiet from=uki");
    assertThat(seen.get().platform().item(PlatformData.DEVICE_TREE))
        .hasValueSatisfying(
            tree ->
                assertThat(new String(tree, StandardCharsets.US_ASCII)).isEqualTo("tree in a UKI"));
  }

  @Test
  void whatTheUserNamesReplacesWhatIsInAUki() throws Exception {
    AtomicReference<BootRequest> seen = new AtomicReference<>();
    Plan plan =
        Planner.plan(
            PlanRequest.of(FakeUki.in(directory))
                .initrds(List.of(initrd))
                .commandLine("mine")
                .deviceTree(file("dtb", "my tree"))
                .build(),
            Maps.machine(Maps.PC),
            List.of(new RequestSpy(protocol, seen)));

    assertThat(plan.findings())
        .extracting(Finding::code)
        .containsExactly(
            "device-tree-not-taken",
            "wrapped-part-replaced",
            "wrapped-part-replaced",
            "wrapped-part-replaced");
    assertThat(text(only(plan, SegmentRole.INITRD))).startsWith(Files.readString(initrd));
    assertThat(plan.commandLine()).startsWith("mine");
    assertThat(seen.get().platform().item(PlatformData.DEVICE_TREE))
        .hasValueSatisfying(
            tree -> assertThat(new String(tree, StandardCharsets.US_ASCII)).isEqualTo("my tree"));
  }

  @Test
  void aDeviceTreeThatIsAbsentIsAFinding() {
    PlanRequest request = request().deviceTree(directory.resolve("absent")).build();
    assertThat(
            codes(
                refused(
                    request,
                    Target.bare(Maps.PC, Optional.empty(), List.of()),
                    new FakeProtocol("fake", Architecture.ARM64))))
        .containsExactly("device-tree-file-absent");
  }

  @Test
  void onlyTheNamedArchitecturesProtocolsAreAsked() throws Exception {
    FakeProtocol arm = new FakeProtocol("arm", Architecture.ARM);
    Plan plan =
        Planner.plan(
            request().architecture("arm").build(),
            Target.bare(Maps.PC, Optional.of("arm"), List.of()),
            List.of(protocol, arm));

    assertThat(plan.kernel().architecture()).isEqualTo(Architecture.ARM);
    assertThat(protocol.asked).isEmpty();
  }

  @Test
  void anArchitectureWithoutAProtocolIsUnknown() {
    assertThat(
            codes(
                refused(
                    request().architecture("riscv64").build(), Maps.machine(Maps.PC), protocol)))
        .containsExactly("architecture-unknown");
  }

  /** Shows what a protocol is asked to build. */
  private record RequestSpy(BootProtocol protocol, AtomicReference<BootRequest> seen)
      implements BootProtocol {

    @Override
    public String name() {
      return protocol.name();
    }

    @Override
    public Architecture architecture() {
      return protocol.architecture();
    }

    @Override
    public Recognition recognise(BootFile file) throws KexecException {
      Recognition.Recognised yes = (Recognition.Recognised) protocol.recognise(file);
      return new Recognition.Recognised(
          yes.facts(),
          (request, image) -> {
            seen.set(request);
            yes.kernel().build(request, image);
          });
    }
  }
}
