package kexec.linux.host;

import java.util.Comparator;

/**
 * The version of the hypervisor that a kernel runs on.
 *
 * @param major the first number, from 0 on
 * @param minor the second number, from 0 on
 */
public record HypervisorVersion(long major, long minor) implements Comparable<HypervisorVersion> {

  private static final Comparator<HypervisorVersion> ORDER =
      Comparator.comparingLong(HypervisorVersion::major)
          .thenComparingLong(HypervisorVersion::minor);

  @Override
  public int compareTo(HypervisorVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
