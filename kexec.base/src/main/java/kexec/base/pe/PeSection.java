package kexec.base.pe;

/**
 * A section of an EFI program.
 *
 * @param name its name, of at most eight characters
 * @param offset where its content begins in the file, unsigned 32 bits; not checked
 * @param size the size of its content in bytes, unsigned 32 bits; not checked
 */
public record PeSection(String name, long offset, long size) {}
