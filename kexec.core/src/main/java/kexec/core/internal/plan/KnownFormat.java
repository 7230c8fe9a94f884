package kexec.core.internal.plan;

/**
 * What a file is that no boot protocol boots as it is.
 *
 * @param name of the format, with its article
 * @param cure how to come to a file that can be booted, a sentence with its full stop; empty where
 *     nothing is known to help
 */
record KnownFormat(String name, String cure) {}
