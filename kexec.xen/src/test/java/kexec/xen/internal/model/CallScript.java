package kexec.xen.internal.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.sys.OtherCall;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.Hypercall;
import kexec.xen.internal.hypercall.HypercallBuffer;
import kexec.xen.internal.hypercall.Hypervisor;
import kexec.xen.internal.hypercall.XenNumbers;
import kexec.xen.internal.hypercall.XenSegment;

/**
 * Calls of the hypervisor, right ones and wrong ones, each with a name, made without anything that
 * would keep a mistake from the hypervisor. Afterwards both slots are empty. No image is started.
 */
public final class CallScript {

  private static final int PAGE = 4096;
  private static final int DEFAULT = 0;
  private static final int CRASH = 1;
  private static final VirtualAddress NOWHERE = new VirtualAddress(0x1000);

  private final Hypervisor hypervisor;
  private final long free;
  private final long crash;
  private final long crashEnd;
  private final long xen;
  private final List<String> answers = new ArrayList<>();

  /**
   * Creates a script.
   *
   * @param hypervisor the hypervisor to call
   * @param owned machine memory of 64 pages that dom0 owns, in which a default image does no harm
   * @param crashRegion the memory reserved for crash kernels
   * @param xen the memory of the hypervisor
   */
  public CallScript(
      Hypervisor hypervisor,
      MachineAddress owned,
      Range<MachineAddress> crashRegion,
      Range<MachineAddress> xen) {
    this.hypervisor = hypervisor;
    this.free = owned.value();
    this.crash = crashRegion.start().value();
    this.crashEnd = crashRegion.end().value();
    this.xen = xen.start().value();
  }

  /**
   * Performs all calls.
   *
   * @return a line for each: its name, and the hypervisor's answer
   * @throws SystemCallException if memory for the calls cannot be had
   */
  public List<String> run() throws SystemCallException {
    try (HypercallBuffer content = hypervisor.memory().allocate(4 * PAGE)) {
      VirtualAddress at = content.address();
      ranges();
      types();
      loads("default", DEFAULT, free, at);
      loads("crash", CRASH, crash + 0x100000, at);
      places(at);
      region(at);
      parity(at);
    }
    return List.copyOf(answers);
  }

  private void ranges() throws SystemCallException {
    for (int range : new int[] {0, 1, 3, 4, 5, 6, 7, -1}) {
      say("range " + range, range(range, 0));
    }
    for (int cpu : new int[] {-1, 0, 1 << 20}) {
      say("notes of processor " + cpu, range(XenNumbers.RANGE_CPU, cpu));
    }
    say("range, argument nowhere", call(XenNumbers.KEXEC_CMD_GET_RANGE, NOWHERE.value()));
    say("range, no argument", call(XenNumbers.KEXEC_CMD_GET_RANGE, 0));
  }

  private String range(int range, int nr) throws SystemCallException {
    return with(
        24, XenNumbers.KEXEC_CMD_GET_RANGE, fields -> fields.putInt(0, range).putInt(4, nr));
  }

  private void types() throws SystemCallException {
    for (int type : new int[] {0, 1, 2, 255}) {
      say("status of type " + type, ofType(XenNumbers.KEXEC_CMD_STATUS, type));
    }
    say("start of type 0, empty", start(0));
    say("start of type 1, empty", start(1));
    say("start of type 2", start(2));
    say("unload of type 2", ofType(XenNumbers.KEXEC_CMD_UNLOAD, 2));
    say("unknown command", call(77, 0));
  }

  private void loads(String slot, int type, long at, VirtualAddress buf)
      throws SystemCallException {
    int arch = XenNumbers.EM_X86_64;
    XenSegment good = segment(buf, PAGE, at, PAGE);
    load(slot + ": one segment", type, arch, at, good);
    load(slot + ": no segment", type, arch, at);
    load(slot + ": unaligned start", type, arch, at, segment(buf, PAGE, at + 16, PAGE));
    load(slot + ": unaligned size", type, arch, at, segment(buf, PAGE, at, PAGE + 16));
    load(slot + ": more content than memory", type, arch, at, segment(buf, 2 * PAGE, at, PAGE));
    load(
        slot + ": overlap",
        type,
        arch,
        at,
        segment(buf, PAGE, at, 2 * PAGE),
        segment(buf, PAGE, at + PAGE, PAGE));
    for (int count : new int[] {15, 16, 17}) {
      load(slot + ": " + count + " segments", type, arch, at, apart(count, at, buf));
    }
    load(slot + ": 32-bit mode", type, XenNumbers.EM_386, at, good);
    load(slot + ": unknown mode", type, 183, at, good);
    load(slot + ": no mode", type, 0, at, good);
    load(slot + ": content nowhere", type, arch, at, segment(NOWHERE, PAGE, at, PAGE));
    load(slot + ": no content, mapped only", type, arch, at, segment(0, 0, at, PAGE));
    load(slot + ": no content, but a size", type, arch, at, segment(0, PAGE, at, PAGE));
    load(slot + ": zeros only", type, arch, at, segment(buf, 0, at, 2 * PAGE));
    say(slot + ": segments nowhere", load(type, arch, at, 1, NOWHERE.value()));
    say(slot + ": no list of segments", load(type, arch, at, 1, 0));
    say(slot + ": load, argument nowhere", call(XenNumbers.KEXEC_CMD_LOAD, NOWHERE.value()));
  }

  private XenSegment[] apart(int count, long at, VirtualAddress buf) {
    XenSegment[] segments = new XenSegment[count];
    for (int i = 0; i < count; i++) {
      segments[i] = segment(buf, PAGE, at + 2L * i * PAGE, PAGE);
    }
    return segments;
  }

  /** Default images that are accepted but cannot work. */
  private void places(VirtualAddress buf) throws SystemCallException {
    int arch = XenNumbers.EM_X86_64;
    XenSegment good = segment(buf, PAGE, free, PAGE);
    load("default: entry outside", DEFAULT, arch, free + 0x100000, good);
    load("default: entry 0", DEFAULT, arch, 0, good);
    load("default: registers", DEFAULT, arch, free, segment(buf, PAGE, 0xfee00000L, PAGE));
    load("default: beyond RAM", DEFAULT, arch, free, segment(buf, PAGE, 1L << 40, PAGE));
    load("default: hypervisor", DEFAULT, arch, free, segment(buf, PAGE, xen, PAGE));
    load("default: crash region", DEFAULT, arch, free, segment(buf, PAGE, crash, PAGE));
    load("type 2", 2, arch, free, good);
  }

  private void region(VirtualAddress buf) throws SystemCallException {
    int arch = XenNumbers.EM_X86_64;
    XenSegment first = segment(buf, PAGE, crash, PAGE);
    load("crash: entry below", CRASH, arch, crash - PAGE, first);
    load("crash: entry at the end", CRASH, arch, crashEnd, first);
    load("crash: entry behind the end", CRASH, arch, crashEnd + 1, first);
    load("crash: segment below", CRASH, arch, crash, segment(buf, PAGE, crash - PAGE, PAGE));
    load(
        "crash: segment over the end",
        CRASH,
        arch,
        crash,
        segment(buf, PAGE, crashEnd - PAGE, 2 * PAGE));
    load("crash: mapping outside", CRASH, arch, crash, first, segment(0, 0, 0, 0x100000));
    load("crash: all of it", CRASH, arch, crash, segment(buf, PAGE, crash, crashEnd - crash));
  }

  private void parity(VirtualAddress buf) throws SystemCallException {
    XenSegment good = segment(buf, PAGE, free, PAGE);
    for (int i = 0; i < 3; i++) {
      say("load again", load(DEFAULT, XenNumbers.EM_X86_64, free, List.of(good)));
      say("status", ofType(XenNumbers.KEXEC_CMD_STATUS, DEFAULT));
    }
    for (int i = 0; i < 3; i++) {
      say("unload again", ofType(XenNumbers.KEXEC_CMD_UNLOAD, DEFAULT));
      say("status", ofType(XenNumbers.KEXEC_CMD_STATUS, DEFAULT));
    }
    say("start after the unload", start(DEFAULT));
  }

  /** Loads, reports, and empties the slot so that its status is correct. */
  private void load(String name, int type, int arch, long entry, XenSegment... segments)
      throws SystemCallException {
    say(name, load(type, arch, entry, List.of(segments)));
    ofType(XenNumbers.KEXEC_CMD_UNLOAD, type);
    if (ofType(XenNumbers.KEXEC_CMD_STATUS, type).equals("1")) {
      ofType(XenNumbers.KEXEC_CMD_UNLOAD, type);
    }
  }

  private String load(int type, int arch, long entry, List<XenSegment> segments)
      throws SystemCallException {
    int bytes = Math.max(1, segments.size()) * XenSegment.BYTES;
    try (HypercallBuffer list = hypervisor.memory().allocate(bytes)) {
      ByteBuffer rows = list.view(0, bytes);
      for (XenSegment segment : segments) {
        rows.putLong(segment.buf().value()).putLong(segment.bufSize());
        rows.putLong(segment.destMaddr().value()).putLong(segment.destSize());
      }
      return load(type, arch, entry, segments.size(), list.address().value());
    }
  }

  private String load(int type, int arch, long entry, int count, long list)
      throws SystemCallException {
    return with(
        24,
        XenNumbers.KEXEC_CMD_LOAD,
        fields -> {
          fields.put(0, (byte) type).putShort(2, (short) arch).putInt(4, count);
          fields.putLong(8, list).putLong(16, entry);
        });
  }

  private String ofType(int command, int type) throws SystemCallException {
    return with(1, command, fields -> fields.put(0, (byte) type));
  }

  private String start(int type) throws SystemCallException {
    return with(4, XenNumbers.KEXEC_CMD_KEXEC, fields -> fields.putInt(0, type));
  }

  /** Fills an argument. */
  @FunctionalInterface
  private interface Fill {
    void into(ByteBuffer fields);
  }

  private String with(int bytes, int command, Fill fill) throws SystemCallException {
    try (HypercallBuffer argument = hypervisor.memory().allocate(bytes)) {
      fill.into(argument.view(0, bytes));
      return call(command, argument.address().value());
    }
  }

  private String call(int command, long argument) {
    try {
      return Long.toString(
          hypervisor
              .privcmd()
              .hypercall(
                  new Hypercall(
                      XenNumbers.KEXEC_OP,
                      List.of((long) command, argument),
                      new OtherCall("kexec_op", "command " + command))));
    } catch (SystemCallException e) {
      return e.failed().errorName();
    }
  }

  private static XenSegment segment(VirtualAddress buf, long bufSize, long dest, long destSize) {
    return new XenSegment(buf, bufSize, new MachineAddress(dest), destSize);
  }

  private static XenSegment segment(long buf, long bufSize, long dest, long destSize) {
    return segment(new VirtualAddress(buf), bufSize, dest, destSize);
  }

  private void say(String name, String answer) {
    answers.add(name + " => " + answer);
  }
}
