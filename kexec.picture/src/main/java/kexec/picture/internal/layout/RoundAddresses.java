package kexec.picture.internal.layout;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/** Chooses round addresses in a window: multiples of a power of two. */
public final class RoundAddresses {

  private RoundAddresses() {}

  /**
   * {@return round addresses inside a window, without its bounds, ascending}
   *
   * @param window the window
   * @param most the maximum number of addresses, above 0
   */
  public static List<MachineAddress> of(Range<MachineAddress> window, int most) {
    int bits = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros((window.size() >>> 1) / most));
    List<MachineAddress> ticks = multiples(window, bits, most);
    while (ticks.size() > most) {
      ticks = multiples(window, ++bits, most);
    }
    return ticks;
  }

  private static List<MachineAddress> multiples(Range<MachineAddress> window, int bits, int most) {
    List<MachineAddress> ticks = new ArrayList<>();
    long step = 1L << bits;
    long at = (window.start().value() & -step) + step;
    // Beyond the last address it wraps around.
    while (Long.compareUnsigned(at, window.start().value()) > 0
        && Long.compareUnsigned(at, window.end().value()) < 0
        && ticks.size() <= most) {
      ticks.add(new MachineAddress(at));
      at += step;
    }
    return ticks;
  }
}
