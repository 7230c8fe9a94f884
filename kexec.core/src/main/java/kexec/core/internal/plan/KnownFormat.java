package kexec.core.internal.plan;

/**
 * The format of a file that no boot protocol boots as it is.
 *
 * @param name of the format, with its article
 * @param cure how to get a bootable file, a sentence with its full stop; empty if no cure is known
 */
record KnownFormat(String name, String cure) {}
