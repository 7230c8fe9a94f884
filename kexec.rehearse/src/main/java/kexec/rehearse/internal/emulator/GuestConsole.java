package kexec.rehearse.internal.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The lines of a guest's serial console. The guest may write anything. Thread-safe. */
public final class GuestConsole {

  /** Sequences of a terminal (ECMA-48, section 5.4) and other control characters. */
  private static final Pattern CONTROL =
      Pattern.compile("\\x1B\\[[0-9;?=]*[A-Za-z]|[\\x00-\\x08\\x0B-\\x1F\\x7F]");

  /** The last lines that are kept. */
  private static final int KEPT = 200;

  /** A longer line is cut. */
  private static final int WIDTH = 1000;

  /** Lines that wait to be looked at; more are dropped, oldest first. */
  private static final int WAITING = 10_000;

  private final Deque<String> last = new ArrayDeque<>();
  private final Deque<String> unseen = new ArrayDeque<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final Consumer<byte[]> raw;

  /**
   * Creates an empty console.
   *
   * @param raw receives what the guest writes as it arrives
   */
  public GuestConsole(Consumer<byte[]> raw) {
    this.raw = raw;
  }

  /** Takes what the guest has written. */
  void arrived(byte[] bytes) {
    raw.accept(bytes);
    synchronized (this) {
      for (byte each : bytes) {
        if (each == '\n') {
          endLine();
        } else if (partial.size() < WIDTH) {
          partial.write(each);
        }
      }
    }
  }

  private void endLine() {
    String line = unfinished();
    partial.reset();
    add(last, line, KEPT);
    add(unseen, line, WAITING);
  }

  private static void add(Deque<String> lines, String line, int most) {
    lines.addLast(line);
    if (lines.size() > most) {
      lines.removeFirst();
    }
  }

  /** {@return the complete lines that were not taken yet, oldest first} */
  public synchronized List<String> take() {
    List<String> lines = List.copyOf(unseen);
    unseen.clear();
    return lines;
  }

  /** {@return the last lines, oldest first, the incomplete one included} */
  public synchronized List<String> last() {
    List<String> lines = new ArrayList<>(last);
    if (partial.size() > 0) {
      lines.add(unfinished());
    }
    return lines;
  }

  /** {@return the line that is not complete yet, such as a prompt; may be empty} */
  public synchronized String unfinished() {
    return CONTROL.matcher(partial.toString(StandardCharsets.UTF_8)).replaceAll("");
  }
}
