package kexec.rehearse.internal.emulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a guest writes to its console: as it arrives, and at once when somebody must know all
 * of it. Thread-safe.
 */
final class ConsoleReader {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleReader.class);

  /** More than a socket holds. A guest may write for ever. */
  private static final int MOST = 1 << 20;

  private final SocketChannel port;
  private final GuestConsole console;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 13);

  /**
   * Creates a reader.
   *
   * @param port the connection; does not block from now on, and stays open
   * @param console what was read
   * @throws IOException if the connection is closed
   */
  ConsoleReader(SocketChannel port, GuestConsole console) throws IOException {
    this.port = port;
    this.console = console;
    port.configureBlocking(false);
  }

  /**
   * Reads what arrives from now on, on a thread that ends with the connection.
   *
   * @throws IOException if the connection is closed
   */
  void start() throws IOException {
    Selector arrivals = Selector.open();
    try {
      port.register(arrivals, SelectionKey.OP_READ);
    } catch (IOException e) {
      arrivals.close();
      throw e;
    }
    Thread reader = new Thread(() -> follow(arrivals), "jkexec-emulator-console");
    reader.setDaemon(true);
    reader.start();
  }

  private void follow(Selector arrivals) {
    try (arrivals) {
      while (read()) {
        arrivals.select(key -> {});
      }
    } catch (IOException e) {
      LOG.debug("the console was closed", e);
    }
  }

  /**
   * {@return the console, with all that was written to it before} The thread may not have had its
   * turn yet.
   */
  GuestConsole caughtUp() {
    try {
      read();
    } catch (IOException e) {
      LOG.debug("the console is gone, and what was read is all there is", e);
    }
    return console;
  }

  private synchronized boolean read() throws IOException {
    int sum = 0;
    int read = 0;
    while (sum < MOST && (read = port.read(buffer.clear())) > 0) {
      console.arrived(Arrays.copyOf(buffer.array(), read));
      sum += read;
    }
    return read >= 0;
  }
}
