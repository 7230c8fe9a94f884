package kexec.rehearse.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;
import kexec.rehearse.internal.emulator.GuestRam;
import kexec.rehearse.internal.init.CrashNotesContent;
import kexec.rehearse.internal.init.InitCheck;

/**
 * What a crashed kernel would have left in its memory: its notes, and patterns that must be read
 * back from the dump.
 *
 * @param notes where each note lies
 * @param contents the notes
 * @param patterns the patterns
 */
record PlantedCrash(
    List<Range<MachineAddress>> notes, List<ByteBuffer> contents, List<InitCheck.Memory> patterns) {

  /** Nothing is left. */
  static final PlantedCrash NONE = new PlantedCrash(List.of(), List.of(), List.of());

  /** One of a processor, one of the system. */
  private static final int NOTES = 2;

  private static final int PAGE = 4096;
  private static final int PATTERN = 64;

  /** Below it is what firmware uses. */
  private static final long LOWEST = 16L << 20;

  /** Makes the lists unmodifiable. */
  PlantedCrash {
    notes = List.copyOf(notes);
    contents = List.copyOf(contents);
    patterns = List.copyOf(patterns);
  }

  /**
   * {@return what is left in the memory outside the crash region: the notes near its beginning, the
   * patterns near its beginning and at its end}
   *
   * @param memory the machine's memory
   * @param architecture of the crashed kernel
   * @param seed of the patterns
   * @throws KexecException if there is no memory outside the crash region
   */
  static PlantedCrash in(MemoryMap memory, Architecture architecture, long seed)
      throws KexecException {
    RangeSet<MachineAddress> old = memory.dumped().intersect(memory.usable());
    List<Range<MachineAddress>> pages = new ArrayList<>();
    pages.add(hole(old, (NOTES + 1L) * PAGE, Direction.LOWEST));
    pages.add(hole(old, PAGE, Direction.HIGHEST));
    List<ByteBuffer> contents =
        CrashNotesContent.of(architecture, NOTES, "rehearsal", PAGE).orElse(List.of());
    List<Range<MachineAddress>> notes = new ArrayList<>();
    MachineAddress first = pages.get(0).start();
    for (int i = 0; i < contents.size(); i++) {
      notes.add(Range.ofSize(first.plus((long) i * PAGE), contents.get(i).remaining()));
    }
    SplittableRandom random = new SplittableRandom(seed);
    return new PlantedCrash(
        notes,
        contents,
        List.of(
            pattern(first.plus((long) NOTES * PAGE), random),
            pattern(pages.get(1).start(), random)));
  }

  private static Range<MachineAddress> hole(
      RangeSet<MachineAddress> old, long size, Direction direction) throws KexecException {
    return old.findHole(new HoleRequest<>(size, PAGE, Range.machine(LOWEST, -1), direction))
        .orElseThrow(
            () ->
                new KexecException(
                    new Fault(
                        "rehearsal-no-old-memory",
                        "rehearsing a crash image",
                        "the machine has no memory besides that of the crash kernel",
                        "Reserve less for the crash kernel: crashkernel= on the command line.")));
  }

  private static InitCheck.Memory pattern(MachineAddress address, SplittableRandom random) {
    byte[] bytes = new byte[PATTERN];
    random.nextBytes(bytes);
    return new InitCheck.Memory(address, ByteBuffer.wrap(bytes));
  }

  /** {@return what the first program is to find in the dump} */
  List<InitCheck> checks() {
    List<InitCheck> checks = new ArrayList<>();
    contents.forEach(note -> checks.add(new InitCheck.Note(note.duplicate())));
    checks.addAll(patterns);
    return checks;
  }

  /** {@return the memory that must be left alone until the dump is read} */
  RangeSet<MachineAddress> memory() {
    List<Range<MachineAddress>> all = new ArrayList<>();
    notes.forEach(note -> all.add(Range.ofSize(note.start(), PAGE)));
    patterns.forEach(pattern -> all.add(Range.ofSize(pattern.address(), PAGE)));
    return RangeSet.of(all);
  }

  /**
   * Writes everything.
   *
   * @throws IOException if the guest has no RAM there
   */
  void write(GuestRam ram) throws IOException, BadFileException {
    for (int i = 0; i < notes.size(); i++) {
      write(ram, notes.get(i).start(), contents.get(i));
    }
    for (InitCheck.Memory pattern : patterns) {
      write(ram, pattern.address(), pattern.expected());
    }
  }

  /** What follows a note in its page has to be zero. */
  private static void write(GuestRam ram, MachineAddress page, ByteBuffer content)
      throws IOException, BadFileException {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    ram.write(Range.ofSize(page, PAGE), SegmentData.ofBytes(bytes));
  }
}
