package kexec.rehearse.internal.emulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registers of a guest's processor, as QEMU's monitor prints them ({@code info registers}).
 *
 * @param values by lower-case name; unsigned, unmodifiable, in the order in which they are printed
 * @param text what was printed
 */
public record RegisterDump(Map<String, Long> values, String text) {

  /**
   * {@code RAX=0123 …}, {@code R8 =0123}, {@code CR0=80050033}, {@code X00=…}, {@code R00=…}; but
   * not those of vectors, debugging and descriptor tables.
   */
  private static final Pattern REGISTER =
      Pattern.compile(
          "\\b(?!FPR|[XYZ]MM|MXCSR|SVCR|FFR|DR\\d|[PZ]\\d|[GIL]DT)([A-Z][A-Z0-9]{1,5}) *= *([0-9a-f]{8,16})\\b");

  private static final Pattern CPL = Pattern.compile("\\bCPL=([0-3])\\b");
  private static final Pattern HALTED = Pattern.compile("\\bHLT=1\\b");

  /** The exception level in which AArch64 runs: {@code PSTATE=60000005 -ZC- EL1h}. */
  private static final Pattern LEVEL = Pattern.compile("\\bEL([0-3])[th]\\b");

  /** The mode in which AArch32 runs: {@code PSR=60000010 -ZC- A NS usr32}. */
  private static final Pattern MODE = Pattern.compile("\\b(usr|svc|irq|fiq|abt|und|sys|hyp|mon)32");

  /** Bit 9 of EFLAGS: interrupts are on. */
  private static final long INTERRUPTS = 1 << 9;

  /** Makes the registers unmodifiable and keeps their order. */
  public RegisterDump {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * {@return the registers of one processor}
   *
   * @param text what the monitor printed
   */
  public static RegisterDump parse(String text) {
    Map<String, Long> values = new LinkedHashMap<>();
    Matcher register = REGISTER.matcher(text);
    while (register.find()) {
      String name = register.group(1).toLowerCase(Locale.ROOT);
      values.putIfAbsent(name(name), Long.parseUnsignedLong(register.group(2), 16));
    }
    return new RegisterDump(values, text);
  }

  /** AArch64's and AArch32's have two digits, x00 and r00; x86's flags have a short name. */
  private static String name(String printed) {
    if (printed.equals("rfl") || printed.equals("efl")) {
      return printed + "ags";
    }
    return printed.matches("[xr]0\\d") ? printed.charAt(0) + printed.substring(2) : printed;
  }

  /** {@return the address of the next instruction} */
  public long instruction() {
    for (String name : new String[] {"rip", "eip", "pc", "r15"}) {
      Long value = values.get(name);
      if (value != null) {
        return value;
      }
    }
    return 0;
  }

  /** {@return whether the processor runs a program in user mode} */
  public boolean isUserMode() {
    Matcher cpl = CPL.matcher(text);
    if (cpl.find()) {
      return cpl.group(1).equals("3");
    }
    Matcher level = LEVEL.matcher(text);
    if (level.find()) {
      return level.group(1).equals("0");
    }
    Matcher mode = MODE.matcher(text);
    return mode.find() && mode.group(1).equals("usr");
  }

  /** {@return whether the processor waits for an interrupt} */
  public boolean isHalted() {
    return HALTED.matcher(text).find();
  }

  /** {@return whether the processor waits for an interrupt, and none can come} */
  public boolean isHaltedForGood() {
    Long flags = values.getOrDefault("rflags", values.getOrDefault("eflags", INTERRUPTS));
    return isHalted() && (flags & INTERRUPTS) == 0;
  }
}
