package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorTest {

  private static final String WELCOME = "QEMU 7.2 monitor - type 'help'\r\n(qemu) ";

  @TempDir private Path directory;

  @Test
  void anAnswerIsNeitherTheCommandNorThePrompt() throws Exception {
    assertThat(answered("info x\r\none\r\ntwo\r\n(qemu) ")).isEqualTo("one\r\ntwo");
  }

  @Test
  void mostCommandsSayNothing() throws Exception {
    assertThat(answered("info x\r\n(qemu) ")).isEmpty();
  }

  @Test
  void aRefusalIsAnExceptionWithTheCommand() {
    assertThatIOException()
        .isThrownBy(() -> answered("info x\r\nError: Device 'x' not found\r\n(qemu) "))
        .withMessageContaining("'info x'")
        .withMessageContaining("Device 'x' not found");
  }

  @Test
  void anEmulatorThatEndsIsToldSo() {
    assertThatIOException()
        .isThrownBy(() -> answered("info x\r\nhalf an answer"))
        .withMessageContaining("half an answer");
  }

  /** The result of {@code info x} if QEMU sends this text and closes. */
  private String answered(String bytes) throws IOException {
    Path socket = directory.resolve("monitor");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<Void> emulator = CompletableFuture.runAsync(() -> serve(server, bytes));
      try (Monitor monitor = Monitor.connect(socket)) {
        return monitor.command("info x");
      } finally {
        emulator.join();
      }
    }
  }

  private static void serve(ServerSocketChannel server, String bytes) {
    try (SocketChannel typist = server.accept()) {
      typist.write(ByteBuffer.wrap(WELCOME.getBytes(StandardCharsets.UTF_8)));
      ByteBuffer command = ByteBuffer.allocate(64);
      typist.read(command);
      typist.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
