package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a server that answers each packet with the next line of a list, as QEMU would. */
class GdbStubTest {

  @TempDir Path directory;

  @Test
  void readsInPartsAndWrites() throws Exception {
    byte[] memory = new byte[1500];
    memory[0] = 1;
    memory[1499] = -1;
    String hex = java.util.HexFormat.of().formatHex(memory);
    CompletableFuture<List<String>> requests =
        serve("OK", hex.substring(0, 2048), hex.substring(2048), "OK", "OK");
    try (GdbStub gdb = GdbStub.connect(socket())) {
      assertThat(gdb.read(0x1ef00000, 1500)).isEqualTo(memory);
      gdb.write(0xffff_ffff_ffff_f000L, (byte) 0x0f, (byte) 0xff);
    }
    assertThat(requests.get())
        .containsExactly(
            "Qqemu.PhyMemMode:1",
            "m1ef00000,400",
            "m1ef00400,1dc",
            "Mfffffffffffff000,2:0fff",
            "D");
  }

  @Test
  void stopThatNobodyAskedAboutIsPassedOver() throws Exception {
    assertThat(serve("T05thread:01;", "OK", "2a")).isNotCancelled();
    GdbStub gdb = GdbStub.connect(socket());
    assertThat(gdb.read(0, 1)).containsExactly(0x2a);
  }

  @Test
  void memoryThatIsNotThere() throws Exception {
    assertThat(serve("OK", "E14", "E22")).isNotCancelled();
    GdbStub gdb = GdbStub.connect(socket());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> gdb.read(0x1000, 4))
        .withMessage("read of 4 bytes at 0x1000: answer E14");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> gdb.write(0x1000, (byte) 1))
        .withMessageContaining("'E22'");
  }

  @Test
  void emulatorWithoutPhysicalAddresses() throws Exception {
    assertThat(serve("")).isNotCancelled();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> GdbStub.connect(socket()))
        .withMessageContaining("Qqemu.PhyMemMode:1");
  }

  @Test
  void guestThatIsGone() throws Exception {
    assertThat(serve("OK")).isNotCancelled();
    GdbStub gdb = GdbStub.connect(socket());
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> gdb.read(0, 1));
  }

  @Test
  void moreThanAPacketHolds() throws Exception {
    assertThat(serve("OK")).isNotCancelled();
    GdbStub gdb = GdbStub.connect(socket());
    assertThatIllegalArgumentException().isThrownBy(() -> gdb.write(0, new byte[1025]));
  }

  @Test
  void checksumIsTheSumOfTheCharacters() {
    // GDB manual, "Overview" of the remote protocol: the checksum is modulo 256.
    assertThat(GdbStub.packet("OK")).isEqualTo("$OK#9a");
    assertThat(GdbStub.packet("")).isEqualTo("$#00");
  }

  private Path socket() {
    return directory.resolve("gdb");
  }

  /**
   * Returns the requests, after the client disconnects or sends more requests than there are
   * answers.
   */
  private CompletableFuture<List<String>> serve(String... answers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    return CompletableFuture.supplyAsync(
        () -> {
          try (server;
              SocketChannel client = server.accept()) {
            return answer(client, new ArrayDeque<>(List.of(answers)));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        GdbStubTest::onThreadOfItsOwn);
  }

  /** A client that a test leaves open blocks only its own server. */
  private static void onThreadOfItsOwn(Runnable server) {
    Thread thread = new Thread(server, "stub");
    thread.setDaemon(true);
    thread.start();
  }

  private static List<String> answer(SocketChannel client, Queue<String> answers)
      throws IOException {
    List<String> requests = new java.util.ArrayList<>();
    StringBuilder data = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (client.read(one.clear()) > 0) {
      data.append((char) one.get(0));
      if (data.length() > 3 && data.charAt(data.length() - 3) == '#') {
        requests.add(data.substring(data.indexOf("$") + 1, data.length() - 3));
        data.setLength(0);
        if (answers.isEmpty()) {
          return requests;
        }
        do {
          write(client, "+" + GdbStub.packet(answers.element()));
        } while (answers.remove().startsWith("T"));
      }
    }
    return requests;
  }

  private static void write(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
