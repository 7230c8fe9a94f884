package kexec.rehearse.internal.emulator;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The other end of a connection, which may say anything. */
final class OtherEnd implements AutoCloseable {

  private final SocketChannel near;
  private final SocketChannel far;
  private final AtomicLong sent = new AtomicLong();

  OtherEnd(Path directory) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      far = SocketChannel.open(address);
      near = server.accept();
    }
  }

  /** {@return the end that is to be tested} */
  SocketChannel near() {
    return near;
  }

  /** Says something. */
  void say(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      sent.addAndGet(far.write(bytes));
    }
  }

  /** Says a text again and again, until nobody listens any more. */
  Thread repeat(String text) {
    Thread speaker =
        new Thread(
            () -> {
              try {
                while (near.isOpen()) {
                  say(text);
                }
              } catch (IOException e) {
                // Nobody listens any more.
                return;
              }
            });
    speaker.setDaemon(true);
    speaker.start();
    return speaker;
  }

  /** {@return the bytes that were said} */
  long sent() {
    return sent.get();
  }

  /** Says nothing more. */
  void leave() throws IOException {
    far.close();
  }

  @Override
  public void close() throws IOException {
    far.close();
    near.close();
  }
}
