package kexec.rehearse.internal.init;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import kexec.api.text.ByteText;
import kexec.base.kernel.Align;

/**
 * What the first program is told: the layout is defined by {@code options.h} in {@code
 * src/main/init}.
 *
 * @param token repeated in every line of the report, so that no other line is taken for one
 * @param core whether {@code /proc/vmcore} is read
 * @param checks what is compared with it, at most {@link #MOST_CHECKS}; unmodifiable
 * @param next the path of the program that runs afterwards, as {@link ByteText} of 1 to {@link
 *     #LONGEST_PATH} bytes; if empty, the guest is switched off
 */
public record InitOptions(long token, boolean core, List<InitCheck> checks, Optional<String> next) {

  /** The verdicts of so many checks fit into a record of the kernel's log. */
  public static final int MOST_CHECKS = 24;

  /** The longest path of the next program, in bytes. */
  public static final int LONGEST_PATH = 255;

  /** The program that Linux starts if the command line names no other one. */
  public static final String USUAL_INIT = "/init";

  private static final byte[] MAGIC = "JKINIT01".getBytes(StandardCharsets.US_ASCII);
  private static final int CORE = 1;
  private static final int FIRST_CHECK = 0x118;
  private static final int CHECK_HEAD = 16;
  private static final int CHECK_ALIGNMENT = 8;
  private static final int MEMORY = 1;
  private static final int NOTE = 2;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if there are too many checks, or checks without a core file
   */
  public InitOptions {
    checks = List.copyOf(checks);
    if (checks.size() > MOST_CHECKS || (!core && !checks.isEmpty())) {
      throw new IllegalArgumentException("%s checks".formatted(checks.size()));
    }
  }

  /**
   * {@return options that only report that programs run, and go on with the usual init}
   *
   * @param token repeated in every line
   */
  public static InitOptions marker(long token) {
    return new InitOptions(token, false, List.of(), Optional.of(USUAL_INIT));
  }

  /** {@return whether the path of the next program can be told: it fits and has no NUL} */
  boolean isPathUsable() {
    return next.map(path -> isUsable(path)).orElse(true);
  }

  private static boolean isUsable(String path) {
    return !path.isEmpty()
        && path.indexOf(0) < 0
        && ByteText.isBytes(path)
        && ByteText.bytes(path).length <= LONGEST_PATH;
  }

  /** {@return the content of the file with the options, for a path that can be told} */
  byte[] bytes() {
    int size = FIRST_CHECK + checks.stream().mapToInt(InitOptions::size).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putLong(token).putInt(core ? CORE : 0).putInt(checks.size());
    out.put(next.map(ByteText::bytes).orElse(new byte[0])).position(FIRST_CHECK);
    for (InitCheck check : checks) {
      int end = out.position() + size(check);
      int length = check.expected().remaining();
      if (check instanceof InitCheck.Memory memory) {
        out.putInt(MEMORY).putInt(length).putLong(memory.address().value());
      } else {
        out.putInt(NOTE).putInt(length).putLong(0);
      }
      out.put(check.expected()).position(end);
    }
    return out.array();
  }

  private static int size(InitCheck check) {
    return CHECK_HEAD + (int) Align.up(check.expected().remaining(), CHECK_ALIGNMENT);
  }
}
