package kexec.vmtest;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Types at QEMU's monitor, where devices are plugged and unplugged: the human one (QEMU, "QEMU
 * Monitor"). The guest goes on. For one thread.
 */
public final class Monitor implements AutoCloseable {

  private static final String PROMPT = "(qemu) ";

  /** The longest answer that is taken; those of the commands that tests use have some lines. */
  private static final int LIMIT = 1 << 16;

  private final SocketChannel channel;

  private Monitor(SocketChannel channel) throws IOException {
    this.channel = channel;
    answer();
  }

  static Monitor connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new Monitor(channel);
  }

  /**
   * Gives a command and waits for its end.
   *
   * @param command one line, such as {@code device_del x}
   * @return what the monitor says to it, empty as a rule
   * @throws IOException when the command is refused, or QEMU is gone
   */
  public String command(String command) throws IOException {
    channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
    // The line editor repeats what was typed.
    String answer = answer();
    String said = answer.substring(answer.indexOf('\n') + 1).strip();
    if (said.startsWith("Error:") || said.contains("unknown command")) {
      throw new IOException("QEMU's monitor refuses '" + command + "': " + said);
    }
    return said;
  }

  private String answer() throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer part = ByteBuffer.allocate(4096);
    while (!text.toString().endsWith(PROMPT)) {
      if (text.length() > LIMIT || channel.read(part.clear()) < 0) {
        throw new EOFException("QEMU's monitor gave no prompt: " + text);
      }
      text.append(StandardCharsets.ISO_8859_1.decode(part.flip()));
    }
    return text.substring(0, text.length() - PROMPT.length());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
