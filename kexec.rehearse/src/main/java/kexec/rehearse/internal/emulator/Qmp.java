package kexec.rehearse.internal.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The emulator's monitor (QEMU, docs/interop/qmp-spec). Commands are for one thread; events may be
 * taken by any.
 */
final class Qmp {

  /** The longest answer used here, a processor's registers, has a few thousand characters. */
  private static final int LINE = 1 << 20;

  /** Events that wait to be taken; more are dropped, oldest first: the end of a guest is last. */
  private static final int WAITING = 1000;

  /** An empty object, which no answer is. */
  private static final JsonObject END = new JsonObject();

  private final SocketChannel channel;
  private final Duration patience;
  private final String version;
  private final LinkedBlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
  private final Deque<JsonObject> events = new ArrayDeque<>();
  private volatile @Nullable IOException failure;

  /**
   * Takes over a connection, whose other end begins with its greeting.
   *
   * @param channel the connection
   * @param patience how long an answer is waited for
   * @throws IOException if the other end is no such monitor
   */
  Qmp(SocketChannel channel, Duration patience) throws IOException {
    this.channel = channel;
    this.patience = patience;
    BoundedLines lines =
        new BoundedLines(Channels.newReader(channel, StandardCharsets.UTF_8), LINE);
    Thread reader = new Thread(() -> read(lines), "jkexec-emulator-monitor");
    reader.setDaemon(true);
    reader.start();
    version = version(answer());
    execute("qmp_capabilities", new JsonObject());
  }

  private static JsonObject parse(String line) throws IOException {
    try {
      return JsonParser.parseString(line).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("the emulator's monitor wrote no JSON object: " + line, e);
    }
  }

  private static String version(JsonObject greeting) throws IOException {
    try {
      JsonObject version = greeting.getAsJsonObject("QMP").getAsJsonObject("version");
      JsonObject qemu = version.getAsJsonObject("qemu");
      String numbers = qemu.get("major") + "." + qemu.get("minor") + "." + qemu.get("micro");
      String distribution = version.get("package").getAsString();
      return ("QEMU " + numbers + " " + distribution).strip();
    } catch (RuntimeException e) {
      throw new IOException("the emulator's greeting is not one of QEMU's monitor: " + greeting, e);
    }
  }

  private void read(BoundedLines lines) {
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        JsonObject message = parse(line);
        if (message.has("event")) {
          keep(message);
        } else {
          answers.add(message);
        }
      }
    } catch (IOException e) {
      // The emulator is gone, or nothing that it says can be understood any more.
      failure = e;
    } finally {
      answers.add(END);
    }
  }

  private void keep(JsonObject event) {
    synchronized (events) {
      events.addLast(event);
      if (events.size() > WAITING) {
        events.removeFirst();
      }
    }
  }

  /** {@return the emulator's name and version} */
  String version() {
    return version;
  }

  /** {@return the oldest event that was not taken yet, an empty object if there is none} */
  JsonObject event() {
    synchronized (events) {
      JsonObject event = events.pollFirst();
      return event == null ? END : event;
    }
  }

  /**
   * Executes a command.
   *
   * @param name its name
   * @param arguments its arguments
   * @return its result
   * @throws IOException if it is refused, or the emulator is gone
   */
  JsonElement execute(String name, JsonObject arguments) throws IOException {
    JsonObject command = new JsonObject();
    command.addProperty("execute", name);
    command.add("arguments", arguments);
    ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    JsonObject answer = answer();
    if (!answer.has("return")) {
      throw new IOException("the emulator's monitor refuses " + command + ": " + answer);
    }
    return answer.get("return");
  }

  private JsonObject answer() throws IOException {
    try {
      JsonObject answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        throw new IOException("the emulator's monitor does not answer");
      }
      if (answer.size() == 0) {
        answers.add(END);
        throw gone();
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the emulator's monitor was asked", e);
    }
  }

  private IOException gone() {
    IOException why = failure;
    return why == null || why.getMessage() == null
        ? new EOFException("the emulator is gone")
        : new IOException(why.getMessage(), why);
  }

  /**
   * Executes a command of the monitor for people.
   *
   * @param line the command
   * @return what it prints
   * @throws IOException if it is refused, or the emulator is gone
   */
  String human(String line) throws IOException {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("command-line", line);
    JsonElement printed = execute("human-monitor-command", arguments);
    if (!printed.isJsonPrimitive()) {
      throw new IOException("the emulator's monitor printed no text: " + printed);
    }
    return printed.getAsString();
  }
}
