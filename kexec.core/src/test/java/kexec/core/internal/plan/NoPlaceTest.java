package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limiting condition is named, and only cures that lift it are given. */
final class NoPlaceTest {

  private static final long MIB = 1L << 20;
  private static final Range<MachineAddress> ALL = Range.machine(0, -1L);

  /** As a server's: RAM up to 3 GiB and from 4 GiB on, and a crash region in the middle. */
  private static final MemoryMap SERVER =
      MemoryMap.of(
          List.of(
              Maps.ram(0x1000, 0xa0000),
              Maps.ram(0x100000, 0xbffe_0000L),
              Maps.ram(0x1_0000_0000L, 0x4_4000_0000L)));

  private static final MemoryMap MIDDLE =
      SERVER.withCrashRegion(Range.machine(0x9000_0000L, 0xb000_0000L));
  private static final MemoryMap HIGH =
      SERVER.withCrashRegion(Range.machine(0x4_0000_0000L, 0x4_2000_0000L));
  private static final MemoryMap LOW = SERVER.withCrashRegion(Range.machine(0x10_0000, 0x80_0000));

  private static final SegmentRequest.Rule FIXED =
      new SegmentRequest.Rule("the kernel runs at one place only", "take a kernel that moves");
  private static final SegmentRequest.Rule BELOW =
      new SegmentRequest.Rule("the kernel looks no higher", "take a kernel that does");

  private static SegmentRequest fixed(long at, long size) {
    return kernel(size, 4096, Range.machine(at, at + size), FIXED);
  }

  private static SegmentRequest kernel(
      long size, long alignment, Range<MachineAddress> within, SegmentRequest.Rule rule) {
    return new SegmentRequest(
        "kernel", SegmentRole.KERNEL, size, alignment, 0, within, Direction.LOWEST, null, rule);
  }

  private static SegmentRequest movable(long size, long from, long to) {
    return kernel(size, 2 * MIB, Range.machine(from, to), BELOW);
  }

  private static SegmentRequest initrd(long size, long to) {
    return new SegmentRequest(SegmentRole.INITRD, size, Range.machine(MIB, to), BELOW).highest();
  }

  private static ReceiverRules forbidding(long from, long to) {
    return ReceiverRules.builder().forbid(Range.machine(from, to)).build();
  }

  private static ReceiverRules anything() {
    return ReceiverRules.builder().build();
  }

  private static Arguments row(
      String name, Room room, SegmentRequest request, String reason, String cure) {
    return Arguments.of(Named.of(name, room), request, reason, cure);
  }

  private static Room crash(MemoryMap memory) {
    return new Room(Slot.CRASH, memory, anything(), ALL);
  }

  private static Room ordinary(MemoryMap memory) {
    return new Room(Slot.DEFAULT, memory, anything(), ALL);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        row(
            "a crash kernel of one place, and the region is elsewhere",
            crash(MIDDLE),
            fixed(0x100_0000, 0x60_0000),
            "the kernel runs at one place only, and the crash region, in which all of a crash image"
                + " lies, is [0x90000000, 0xb0000000)",
            "Take a kernel that moves, or boot the running kernel with crashkernel=SIZE@0x1000000 so"
                + " that the crash region contains [0x1000000, 0x1600000), which the running kernel"
                + " must not use itself."),
        row(
            "a crash kernel of one place that begins in the region and ends behind it",
            crash(MIDDLE),
            fixed(0xafe0_0000L, 0x40_0000),
            "is [0x90000000, 0xb0000000)",
            "Take a kernel that moves, or boot the running kernel with crashkernel=SIZE@0xafe00000 so"
                + " that the crash region contains [0xafe00000, 0xb0200000), which the running kernel"
                + " must not use itself."),
        row(
            "a crash kernel of one place that is no RAM",
            crash(MIDDLE),
            fixed(0xc000_0000L, 0x40_0000),
            "the kernel runs at one place only",
            "Take a kernel that moves."),
        row(
            "a crash kernel larger than the region",
            crash(MIDDLE),
            movable(0x2800_0000, 16 * MIB, 1L << 46),
            "the crash region, in which all of a crash image lies, is [0x90000000, 0xb0000000)",
            "Reserve more with crashkernel= on the running kernel's command line: the image alone"
                + " takes 643M, and the crash kernel needs memory to run in."),
        row(
            "a crash kernel that looks below 4 GiB only, and the region is above",
            crash(HIGH),
            movable(0x100_0000, 16 * MIB, 1L << 32),
            "the kernel looks no higher, and the crash region",
            "Take a kernel that does, or boot the running kernel with crashkernel=19M@OFFSET and"
                + " without \",high\" so that so much of the crash region lies within [0x1000000,"
                + " 0x100000000)."),
        row(
            "a crash initrd that must lie lower than the region",
            crash(MIDDLE),
            initrd(0x100_0000, 0x8000_0000L),
            "the kernel looks no higher, and the crash region",
            "Take a kernel that does, or boot the running kernel with crashkernel=17M@OFFSET so that"
                + " so much of the crash region lies within [0x100000, 0x80000000)."),
        row(
            "a crash kernel that must lie higher than the region",
            crash(LOW),
            movable(0x40_0000, 16 * MIB, 1L << 46),
            "the kernel looks no higher, and the crash region",
            "Take a kernel that does, or boot the running kernel with crashkernel=7M@OFFSET so that"
                + " so much of the crash region lies within [0x1000000, 0x400000000000)."),
        row(
            "--mem-max below the crash region",
            new Room(Slot.CRASH, MIDDLE, anything(), Range.machine(0, 0x9000_0000L)),
            movable(0x40_0000, 16 * MIB, 1L << 46),
            ": --mem-max is 0x90000000",
            "Set --mem-max to 0x90400000 or more, or leave it out."),
        row(
            "--mem-max within a kernel of one place",
            new Room(Slot.DEFAULT, SERVER, anything(), Range.machine(0, 0x110_0000)),
            fixed(0x100_0000, 0x60_0000),
            ": --mem-max is 0x1100000",
            "Set --mem-max to 0x1600000 or more, or leave it out."),
        row(
            "--mem-min above an initrd's limit",
            new Room(Slot.DEFAULT, SERVER, anything(), Range.machine(0x7fff_0000L, -1L)),
            initrd(0x2_0000, 0x8000_0000L),
            ": --mem-min is 0x7fff0000",
            "Set --mem-min to 0x7ffe0000 or less, or leave it out."),
        row(
            "--mem-max leaves only the wrong side, and the kernel only one place",
            new Room(Slot.CRASH, MIDDLE, anything(), Range.machine(0x9000_0000L, 0x9010_0000L)),
            fixed(0x100_0000, 0x60_0000),
            "--mem-min is 0x90000000 and --mem-max is 0x90100000",
            "Set --mem-max to 0x90600000 or more, or leave it out, and take a kernel that moves, or"
                + " set --mem-min to 0x1000000 or less, or leave it out, and boot the running kernel"
                + " with crashkernel=SIZE@0x1000000 so that the crash region contains [0x1000000,"
                + " 0x1600000), which the running kernel must not use itself."),
        row(
            "a kernel of one place, which is reserved for a crash kernel",
            ordinary(SERVER.withCrashRegion(Range.machine(0x100_0000, 0x1100_0000))),
            fixed(0x100_0000, 0x60_0000),
            "the kernel runs at one place only, and {[0x1000000, 0x11000000)} is reserved for a"
                + " crash kernel",
            "Take a kernel that moves, or boot the running kernel with a crash region that leaves"
                + " [0x1000000, 0x1600000) free (crashkernel=SIZE@OFFSET)."),
        row(
            "a kernel of one place that the receiver keeps",
            new Room(Slot.DEFAULT, SERVER, forbidding(0x120_0000, 0x130_0000), ALL),
            fixed(0x100_0000, 0x60_0000),
            ": the kernel runs at one place only",
            "Take a kernel that moves."),
        row(
            "an initrd, and the receiver keeps nearly all",
            new Room(Slot.DEFAULT, SERVER, forbidding(0x120_0000, 0x4_3fff_0000L), ALL),
            initrd(0x200_0000, 1L << 46),
            ": the receiver keeps the rest of that memory for itself",
            "Use a smaller initrd, or another machine."),
        row(
            "an initrd beyond the receiver's destinations",
            new Room(
                Slot.DEFAULT,
                SERVER,
                ReceiverRules.builder().destinationLimit(new MachineAddress(0x4000_0000)).build(),
                ALL),
            initrd(0x5000_0000L, 1L << 46),
            ": the receiver's destinations end at 0x40000000",
            "Use a smaller initrd, or another machine."),
        row(
            "an initrd larger than what is below its limit",
            ordinary(SERVER),
            initrd(0x9000_0000L, 0x8000_0000L),
            ": the kernel looks no higher",
            "Take a kernel that does."),
        row(
            "an initrd larger than the memory",
            ordinary(SERVER),
            initrd(1L << 35, 1L << 46),
            ": the memory map has no such piece of RAM",
            "Use a smaller initrd, or a machine with more memory."),
        row(
            "a kernel of one place that is no RAM",
            ordinary(SERVER),
            fixed(0xc000_0000L, 0x40_0000),
            ": the kernel runs at one place only",
            "Take a kernel that moves."),
        row(
            "a size that no memory has",
            ordinary(SERVER),
            initrd(Long.MAX_VALUE, 1L << 46),
            "nearest came [0x100000000, 0x440000000)",
            "Use a smaller initrd, or a machine with more memory."));
  }

  private static Finding only(Placer placer) {
    assertThat(placer.findings()).hasSize(1);
    return placer.findings().get(0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void theCureDependsOnWhoSetTheLimit(
      Room room, SegmentRequest request, String reason, String cure) {
    Placer placer = new Placer(room);
    placer.place(request);

    assertThat(only(placer).message()).contains(reason);
    assertThat(only(placer).cure()).isEqualTo(cure);
  }

  @Test
  void whatOtherSegmentsTookIsSaid() {
    MemoryMap memory = MemoryMap.of(List.of(Maps.ram(MIB, 17 * MIB)));
    Placer placer = new Placer(ordinary(memory));
    placer.place(movable(12 * MIB, 2 * MIB, 1L << 46));
    placer.place(initrd(8 * MIB, 1L << 46));

    assertThat(only(placer).message()).endsWith(": the image's other segments have the rest");
    assertThat(only(placer).cure()).isEqualTo("Use a smaller initrd.");
  }

  @Test
  void aRegionThatOthersFilledIsTooSmallForAll() {
    MemoryMap memory = SERVER.withCrashRegion(Range.machine(0x1000_0000, 0x1100_0000));
    Placer placer = new Placer(crash(memory));
    placer.place(fixed(0x1000_0000, 12 * MIB));
    placer.place(initrd(8 * MIB, 1L << 46));

    assertThat(only(placer).cure())
        .startsWith("Reserve more with crashkernel=")
        .contains("the image alone takes 21M");
  }

  /** Later segments count too; otherwise the next attempt would fail at the next segment. */
  @Test
  void theOptionsThatAreToldLeaveRoomForAll() {
    Range<MachineAddress> options = Range.machine(0x100_0000, 0x120_0000);
    List<SegmentRequest> image =
        List.of(movable(4 * MIB, 16 * MIB, 1L << 46), initrd(6 * MIB, 1L << 46));
    Placer placer = new Placer(new Room(Slot.DEFAULT, SERVER, anything(), options));
    image.forEach(placer::place);

    assertThat(placer.findings().get(0).cure())
        .isEqualTo("Set --mem-max to 0x1a00000 or more, or leave it out.");
    Range<MachineAddress> wider = Range.machine(0x100_0000, 0x1a0_0000);
    Placer again = new Placer(new Room(Slot.DEFAULT, SERVER, anything(), wider));
    image.forEach(again::place);
    assertThat(again.findings()).isEmpty();
  }

  @Test
  void theWindowIsWhatTheOptionsAndTheReceiverLeave() {
    ReceiverRules rules =
        ReceiverRules.builder().destinationLimit(new MachineAddress(0x8000_0000L)).build();
    Room room = new Room(Slot.DEFAULT, SERVER, rules, Range.machine(0x200_0000, 0x1_0000_0000L));
    Placer placer = new Placer(room);
    placer.place(movable(0x1_0000_0000L, 16 * MIB, 1L << 46));

    assertThat(only(placer).message())
        .startsWith(
            "no hole of 4.0 GiB (4,294,967,296 bytes) aligned to 0x200000 within [0x2000000, 0x80000000)");
  }

  @Test
  void aWindowWithoutAnyAddressIsSaid() {
    Room room = new Room(Slot.DEFAULT, SERVER, anything(), Range.machine(0, 0x100_0000));
    Placer placer = new Placer(room);
    placer.place(fixed(0x100_0000, 0x60_0000));

    assertThat(only(placer).message())
        .contains("within both [0x1000000, 0x1600000) and [0x0, 0x1000000), which have no address")
        .contains("nothing is free there: --mem-max is 0x1000000");
  }

  /** The initrd's limit is respected if there is room below it, whatever other segments exist. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void whatIsPreferredIsLookedForInTheMemoryThatIsLeft(Room room, String place) {
    Placer placer = new Placer(room);
    SegmentRequest wanted =
        new SegmentRequest(SegmentRole.INITRD, MIB, Range.machine(MIB, 1L << 46), BELOW)
            .highest()
            .preferring(Range.machine(MIB, 0x8000_0000L));

    assertThat(placer.place(wanted).orElseThrow()).hasToString(place);
  }

  static Stream<Arguments> ways() {
    MemoryMap two = MemoryMap.of(List.of(Maps.ram(MIB, 3L << 30), Maps.ram(4L << 30, 9L << 30)));
    return Stream.of(
        Arguments.of(Named.of("nothing", ordinary(two)), "[0x7ff00000, 0x80000000)"),
        Arguments.of(
            Named.of(
                "the receiver",
                new Room(Slot.DEFAULT, two, forbidding(0x7000_0000, 0x8000_0000L), ALL)),
            "[0x6ff00000, 0x70000000)"),
        Arguments.of(
            Named.of(
                "the receiver, all over",
                new Room(Slot.DEFAULT, two, forbidding(0, 0x8000_0000L), ALL)),
            "[0x23ff00000, 0x240000000)"),
        Arguments.of(
            Named.of(
                "the receiver's destinations",
                new Room(
                    Slot.DEFAULT,
                    two,
                    ReceiverRules.builder()
                        .destinationLimit(new MachineAddress(0x4000_0000))
                        .build(),
                    ALL)),
            "[0x3ff00000, 0x40000000)"),
        Arguments.of(
            Named.of(
                "a crash region",
                ordinary(two.withCrashRegion(Range.machine(0x7800_0000, 0x9000_0000L)))),
            "[0x77f00000, 0x78000000)"),
        Arguments.of(
            Named.of(
                "--mem-max", new Room(Slot.DEFAULT, two, anything(), Range.machine(0, 0x800_0000))),
            "[0x7f00000, 0x8000000)"),
        Arguments.of(
            Named.of(
                "all but a crash region",
                crash(two.withCrashRegion(Range.machine(0x7000_0000, 0x9000_0000L)))),
            "[0x7ff00000, 0x80000000)"));
  }
}
