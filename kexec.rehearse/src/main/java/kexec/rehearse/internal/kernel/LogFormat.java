package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** How a kernel's log stands in memory: records that follow each other without a gap. */
sealed interface LogFormat permits CountedBlocks, TimedRecords {

  /** The formats that are known. */
  List<LogFormat> ALL =
      List.of(
          new CountedBlocks(Long.BYTES),
          new CountedBlocks(Integer.BYTES),
          TimedRecords.PLAIN,
          TimedRecords.WITH_CALLER);

  /** The longest record that is taken for one, in bytes. The kernel's own limit is about 2 KiB. */
  int LONGEST = 4096;

  /** {@return the distance from the start of a record to its text, in bytes} */
  int headerBytes();

  /** {@return the alignment of each record in bytes} */
  int alignment();

  /**
   * {@return the record at the start of some bytes; empty if there is none}
   *
   * @param bytes little-endian, from position 0: twice {@link #LONGEST} or what is left of the RAM
   */
  Optional<LogRecord> record(ByteBuffer bytes);

  /**
   * {@return whether a record can be the one after another}
   *
   * @param before the record before
   * @param next the record behind it in memory
   */
  boolean follows(LogRecord before, LogRecord next);
}
