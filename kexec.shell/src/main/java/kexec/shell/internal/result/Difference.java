package kexec.shell.internal.result;

import java.util.Optional;

/**
 * One difference between two plans.
 *
 * @param subject what differs
 * @param a the value in the first plan; empty if it has none
 * @param b the value in the second plan; empty if it has none
 */
public record Difference(String subject, Optional<String> a, Optional<String> b) {}
