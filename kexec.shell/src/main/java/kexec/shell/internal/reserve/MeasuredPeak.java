package kexec.shell.internal.reserve;

/**
 * What a rehearsal of a crash image measured.
 *
 * @param goal how far the image came
 * @param peakBytes how much of its crash region it ever used
 * @param regionBytes the size of the region
 * @param neededBytes the size of a region that would do; 0 if the region did or that is unknown
 * @param reached whether the goal was reached, in that region or in a larger one
 */
public record MeasuredPeak(
    String goal, long peakBytes, long regionBytes, long neededBytes, boolean reached) {

  /** {@return the most that is known to be used until the goal, in bytes} */
  long usedBytes() {
    return Math.max(peakBytes, neededBytes);
  }
}
