package kexec.shell.internal.result;

import java.util.Optional;

/**
 * One thing in which two plans differ.
 *
 * @param subject what differs
 * @param a what the first plan says; nothing where it has no such thing
 * @param b what the second plan says; nothing where it has no such thing
 */
public record Difference(String subject, Optional<String> a, Optional<String> b) {}
