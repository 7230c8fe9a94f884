package kexec.vmtest;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Reads and writes a guest's physical memory through QEMU's debugger port. While connected the
 * guest stands still. Packets: GDB manual, "Remote Protocol"; physical addresses: QEMU's own packet
 * {@code Qqemu.PhyMemMode}. For one thread.
 */
public final class GdbStub implements AutoCloseable {

  /** How many bytes go into one packet; QEMU takes at most 4096 characters. */
  private static final int CHUNK = 1024;

  private final SocketChannel channel;
  private final ByteBuffer input = ByteBuffer.allocate(8192).flip();

  GdbStub(SocketChannel channel) throws IOException {
    this.channel = channel;
    expectOk("Qqemu.PhyMemMode:1");
  }

  static GdbStub connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new GdbStub(channel);
  }

  /**
   * Reads memory.
   *
   * @param address the first byte's physical address
   * @param length how many bytes
   * @return the bytes
   * @throws IOException when there is no memory, or the guest is gone
   */
  public byte[] read(long address, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      int part = Math.min(CHUNK, bytes.remaining());
      String place = Long.toHexString(address + bytes.position());
      String answer = exchange("m" + place + "," + Integer.toHexString(part));
      if (answer.length() != 2 * part) {
        throw new IOException("read of " + part + " bytes at 0x" + place + ": answer " + answer);
      }
      bytes.put(HexFormat.of().parseHex(answer));
    }
    return bytes.array();
  }

  /**
   * Writes memory.
   *
   * @param address the first byte's physical address
   * @param bytes what to write, at most 1024 bytes
   * @throws IOException when there is no memory, or the guest is gone
   */
  public void write(long address, byte... bytes) throws IOException {
    if (bytes.length > CHUNK) {
      throw new IllegalArgumentException("more than " + CHUNK + " bytes: " + bytes.length);
    }
    expectOk(
        "M"
            + Long.toHexString(address)
            + ","
            + Integer.toHexString(bytes.length)
            + ":"
            + HexFormat.of().formatHex(bytes));
  }

  private void expectOk(String request) throws IOException {
    String answer = exchange(request);
    if (!answer.equals("OK")) {
      throw new IOException("the debugger's port answered '" + answer + "' to " + request);
    }
  }

  private String exchange(String request) throws IOException {
    send(packet(request));
    String answer;
    do {
      answer = receive();
      // A stop that was not asked about is told as well.
    } while (answer.startsWith("T") || answer.startsWith("S"));
    return answer;
  }

  private void send(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** {@code $data#checksum}: the sum of the data's characters, in two hexadecimal digits. */
  static String packet(String data) {
    int sum = data.chars().sum() & 0xff;
    return "$" + data + "#" + HexFormat.of().toHexDigits((byte) sum);
  }

  private String receive() throws IOException {
    int next = readByte();
    while (next != '$') {
      if (next == '-') {
        throw new IOException("the debugger's port did not understand a packet");
      }
      next = readByte();
    }
    StringBuilder data = new StringBuilder();
    for (next = readByte(); next != '#'; next = readByte()) {
      data.append((char) next);
    }
    String checksum = "" + (char) readByte() + (char) readByte();
    if (!packet(data.toString()).endsWith("#" + checksum)) {
      throw new IOException("a damaged packet: $" + data + "#" + checksum);
    }
    send("+");
    return data.toString();
  }

  private int readByte() throws IOException {
    if (!input.hasRemaining()) {
      input.clear();
      if (channel.read(input) < 0) {
        throw new EOFException("the guest is gone");
      }
      input.flip();
    }
    return input.get() & 0xff;
  }

  /**
   * Lets the guest go on.
   *
   * @throws IOException when the guest is gone
   */
  @Override
  public void close() throws IOException {
    try (channel) {
      expectOk("D");
    }
  }
}
