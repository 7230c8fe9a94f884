package kexec.shell.internal.reserve;

/**
 * What a distribution reserves.
 *
 * @param name the distribution, with its versions
 * @param source the file or the manual that says so
 * @param ranges how much it reserves
 * @param own whether it is this system's distribution
 */
public record ReservationTable(String name, String source, ReservationRanges ranges, boolean own) {}
