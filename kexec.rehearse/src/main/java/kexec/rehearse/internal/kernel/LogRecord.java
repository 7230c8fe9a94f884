package kexec.rehearse.internal.kernel;

/**
 * A record of the kernel's log as it stands in memory.
 *
 * @param id what orders the records: a count, or a time
 * @param text the message, of one or several lines; not empty
 * @param size the distance to the next record in bytes; positive
 */
record LogRecord(long id, String text, int size) {}
