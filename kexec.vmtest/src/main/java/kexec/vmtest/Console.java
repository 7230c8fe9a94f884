package kexec.vmtest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a guest wrote to one serial port, line by line as it arrived. For several threads. */
public final class Console {

  private static final Pattern CONTROL =
      Pattern.compile("\\x1B\\[[0-9;?=]*[A-Za-z]|[\\x00-\\x08\\x0B-\\x1F]");
  private static final int TAIL = 40;

  private final String name;
  private final List<ConsoleLine> lines = new ArrayList<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private boolean ended;

  /**
   * Makes a console that nothing was written to yet.
   *
   * @param name how failures name it
   */
  public Console(String name) {
    this.name = name;
  }

  /** Takes what arrived at that time. */
  synchronized void arrived(byte[] bytes, int length, Duration at) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        endLine(at);
      } else {
        partial.write(bytes[i]);
      }
    }
    notifyAll();
  }

  /** Nothing more can arrive. */
  synchronized void end(Duration at) {
    if (partial.size() > 0) {
      endLine(at);
    }
    ended = true;
    notifyAll();
  }

  private void endLine(Duration at) {
    String text = CONTROL.matcher(partial.toString(StandardCharsets.UTF_8)).replaceAll("");
    partial.reset();
    lines.add(new ConsoleLine(at, text));
  }

  /**
   * Returns what was written so far.
   *
   * @return the complete lines, oldest first
   */
  public synchronized List<ConsoleLine> lines() {
    return List.copyOf(lines);
  }

  /**
   * Finds the first line that contains the text.
   *
   * @param text in the same case
   * @return the line, or nothing when there is none so far
   */
  public Optional<ConsoleLine> first(String text) {
    return lines().stream().filter(line -> line.text().contains(text)).findFirst();
  }

  /**
   * Waits for a line.
   *
   * @param wanted which line
   * @param limit how long at most
   * @return the first such line, or nothing when the time is over or the guest ended without one
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public synchronized Optional<ConsoleLine> await(Predicate<String> wanted, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    int seen = 0;
    while (true) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen).text())) {
          return Optional.of(lines.get(seen));
        }
      }
      long left = end - System.nanoTime();
      if (ended || left <= 0) {
        return Optional.empty();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /**
   * Returns the end of what was written, for a failure's message.
   *
   * @return the last lines, each with the second at which it arrived
   */
  public String tail() {
    List<ConsoleLine> all = lines();
    StringBuilder text = new StringBuilder(name).append(", the last of ").append(all.size());
    text.append(" lines:");
    for (ConsoleLine line : all.subList(Math.max(0, all.size() - TAIL), all.size())) {
      text.append('\n').append(line);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
