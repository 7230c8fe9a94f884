package kexec.rehearse.internal.emulator;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The emulator's debugger port, as far as breakpoints need it (GDB manual, appendix "Remote Serial
 * Protocol"). For one thread.
 */
final class Debugger implements AutoCloseable {

  /** The longest packet used here has a few hundred characters. */
  private static final int PACKET = 1 << 16;

  private final SocketChannel channel;
  private final Duration patience;
  private final Selector selector;
  private final ByteBuffer input = ByteBuffer.allocate(8192).flip();

  /**
   * Takes over a connection to a guest that stands still.
   *
   * @param channel the connection
   * @param patience how long an answer is waited for
   * @throws IOException if the emulator is gone, or does not answer
   */
  Debugger(SocketChannel channel, Duration patience) throws IOException {
    this.channel = channel;
    this.patience = patience;
    channel.configureBlocking(false);
    selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
    ask("?");
    // Only to those who ask for descriptions does QEMU let registers be written.
    ask("qXfer:features:read:target.xml:0,1");
  }

  private String ask(String text) throws IOException {
    send(text);
    return receive(patience)
        .orElseThrow(() -> new IOException("the emulator's debugger port does not answer"));
  }

  /**
   * Sets a breakpoint.
   *
   * @param address the virtual address of an instruction
   * @throws IOException if the emulator refuses or is gone
   */
  void setBreakpoint(long address) throws IOException {
    // A hardware breakpoint: a software one would be written into memory that is not there yet.
    request("Z1," + Long.toHexString(address) + ",1");
  }

  /**
   * Removes a breakpoint.
   *
   * @param address the address at which it was set
   * @throws IOException if the emulator refuses or is gone
   */
  void removeBreakpoint(long address) throws IOException {
    request("z1," + Long.toHexString(address) + ",1");
  }

  /**
   * Sets a register.
   *
   * @param number its number in the protocol of the architecture
   * @param value its value, of 32 bits
   * @throws IOException if the emulator refuses or is gone
   */
  void setRegister(int number, int value) throws IOException {
    // The bytes in the order of the guest.
    String bytes = HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    request("P" + Integer.toHexString(number) + "=" + bytes);
  }

  private void request(String text) throws IOException {
    String answer = ask(text);
    if (!answer.equals("OK")) {
      throw new IOException("the emulator's debugger port answered '" + answer + "' to " + text);
    }
  }

  /**
   * Lets the guest run.
   *
   * @throws IOException if the emulator is gone
   */
  void resume() throws IOException {
    send("c");
  }

  /**
   * Waits until the guest stands still.
   *
   * @param limit how long at most
   * @return whether it does
   * @throws IOException if the emulator is gone
   */
  boolean awaitStop(Duration limit) throws IOException {
    Optional<String> answer = receive(limit);
    if (answer.filter(text -> text.startsWith("W") || text.startsWith("X")).isPresent()) {
      throw new EOFException("the guest has ended");
    }
    return answer.isPresent();
  }

  /** Sends a packet: {@code $data#checksum}, the checksum being the sum of the data's bytes. */
  private void send(String data) throws IOException {
    int sum = data.chars().sum() & 0xff;
    String packet = "$" + data + "#" + HexFormat.of().toHexDigits((byte) sum);
    ByteBuffer bytes = ByteBuffer.wrap(packet.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** {@return the data of the next packet, empty if none came in time} */
  private Optional<String> receive(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    int next = readByte(end);
    while (next != '$') {
      if (next < 0) {
        return Optional.empty();
      }
      next = readByte(end);
    }
    StringBuilder data = new StringBuilder();
    for (next = readByte(end); next != '#'; next = readByte(end)) {
      if (next < 0) {
        throw new IOException("the emulator's debugger port stopped within a packet");
      }
      if (data.length() == PACKET) {
        throw new IOException("the emulator's debugger port sends a packet without end");
      }
      data.append((char) next);
    }
    readByte(end);
    readByte(end);
    channel.write(ByteBuffer.wrap(new byte[] {'+'}));
    return Optional.of(data.toString());
  }

  private int readByte(long end) throws IOException {
    while (!input.hasRemaining()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return -1;
      }
      selector.select(left);
      selector.selectedKeys().clear();
      int read = channel.read(input.clear());
      input.flip();
      if (read < 0) {
        throw new EOFException("the emulator is gone");
      }
    }
    return input.get() & 0xff;
  }

  /**
   * Lets the guest run without breakpoints, and ends the connection.
   *
   * @throws IOException if the emulator is gone
   */
  void detach() throws IOException {
    send("D");
    receive(patience);
    close();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
