package kexec.rehearse.internal.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The emulator's monitor (QEMU, docs/interop/qmp-spec). Commands are for one thread; events may be
 * taken by any.
 */
final class Qmp implements AutoCloseable {

  /** No command that is used here takes long. */
  private static final long PATIENCE_SECONDS = 60;

  /** An empty object, which no answer is. */
  private static final JsonObject END = new JsonObject();

  private final SocketChannel channel;
  private final String version;
  private final LinkedBlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
  private final Queue<JsonObject> events = new ConcurrentLinkedQueue<>();

  /**
   * Takes over a connection, whose other end begins with its greeting.
   *
   * @param channel the connection
   * @throws IOException if the other end is no such monitor
   */
  Qmp(SocketChannel channel) throws IOException {
    this.channel = channel;
    BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    version = version(parse(lines.readLine()));
    Thread reader = new Thread(() -> read(lines), "jkexec-emulator-monitor");
    reader.setDaemon(true);
    reader.start();
    execute("qmp_capabilities", new JsonObject());
  }

  private static JsonObject parse(String line) throws IOException {
    if (line == null) {
      throw new EOFException("the emulator closed its monitor");
    }
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

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject message = parse(line);
        if (message.has("event")) {
          events.add(message);
        } else {
          answers.add(message);
        }
      }
    } catch (IOException e) {
      // The emulator is gone; so does the end of its stream say.
    } finally {
      answers.add(END);
    }
  }

  /** {@return the emulator's name and version} */
  String version() {
    return version;
  }

  /** {@return the oldest event that was not taken yet, an empty object if there is none} */
  JsonObject event() {
    JsonObject event = events.poll();
    return event == null ? END : event;
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
      JsonObject answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("the emulator's monitor does not answer");
      }
      if (answer.size() == 0) {
        answers.add(END);
        throw new EOFException("the emulator is gone");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the emulator's monitor was asked", e);
    }
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
    return execute("human-monitor-command", arguments).getAsString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
