package kexec.sim.internal.x86;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** The registers of one processor. Initially all contain values that no code may rely on. */
final class Registers {

  static final int RAX = 0;
  static final int RSP = 4;

  /** In instruction encoding order (Intel SDM volume 2, section 2.1.5). */
  private static final List<String> NAMES =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  /** In instruction encoding order. */
  static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds", "fs", "gs");

  static final int CS = 1;
  static final int SS = 2;

  /** Not the start of a canonical address; every register gets a different value. */
  private static final long POISON = 0x6b6b_0bad_0bad_0000L;

  private static final long LOW_32 = 0xffff_ffffL;
  private static final int POISONED_SEGMENT = 0x6b68;

  private final long[] general = new long[NAMES.size()];
  private final int[] segments = new int[SEGMENTS.size()];
  private long rip;
  private boolean interrupts = true;
  private boolean descending = true;

  Registers(long rip) {
    this.rip = rip;
    for (int i = 0; i < general.length; i++) {
      general[i] = POISON | i << 8 | 0x5a;
    }
    Arrays.fill(segments, POISONED_SEGMENT);
  }

  static String name(int number) {
    return NAMES.get(number);
  }

  OptionalLong named(String name) {
    if (name.equals("rip")) {
      return OptionalLong.of(rip());
    }
    if (name.equals("eip")) {
      return OptionalLong.of(rip());
    }
    int narrow = name.startsWith("e") ? NAMES.indexOf("r" + name.substring(1)) : -1;
    if (narrow >= 0) {
      return OptionalLong.of(general[narrow] & LOW_32);
    }
    int number = NAMES.indexOf(name);
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(general[number]);
  }

  long get(int number) {
    return general[number];
  }

  void set(int number, long value) {
    general[number] = value;
  }

  int segment(int number) {
    return segments[number];
  }

  void setSegment(int number, int selector) {
    segments[number] = selector;
  }

  long rip() {
    return rip;
  }

  void jump(long target) {
    rip = target;
  }

  boolean interrupts() {
    return interrupts;
  }

  void clearInterrupts() {
    interrupts = false;
  }

  boolean descending() {
    return descending;
  }

  void clearDirection() {
    descending = false;
  }
}
