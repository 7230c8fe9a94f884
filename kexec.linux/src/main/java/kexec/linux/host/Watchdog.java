package kexec.linux.host;

import java.util.OptionalLong;

/**
 * A watchdog that runs: it resets the machine if nobody keeps it from doing so.
 *
 * @param name its name, such as {@code watchdog0}
 * @param identity what the driver calls it, as the driver writes it; empty if it does not say
 * @param seconds the time in which it must be kept alive, from 0 on; empty if the driver does not
 *     say
 */
public record Watchdog(String name, String identity, OptionalLong seconds) {}
