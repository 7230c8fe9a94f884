package kexec.linux.host;

/**
 * The version of the hypervisor that a kernel runs on.
 *
 * @param major the first number, from 0 on
 * @param minor the second number, from 0 on
 */
public record HypervisorVersion(long major, long minor) implements Comparable<HypervisorVersion> {

  @Override
  public int compareTo(HypervisorVersion other) {
    int byMajor = Long.compare(major, other.major);
    return byMajor != 0 ? byMajor : Long.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
