package kexec.picture.compare;

import java.util.Optional;

/**
 * A difference between two plans that is told in words.
 *
 * @param subject what differs
 * @param a the value in the first plan; empty if it has none
 * @param b the value in the second plan; empty if it has none
 */
public record Change(String subject, Optional<String> a, Optional<String> b) {}
