package kexec.rehearse.internal.emulator;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets to which an emulator connects, so that nothing has to wait until it listens. For one
 * thread, except where something else is said.
 */
final class Ports implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

  private final Path directory;
  private final Map<String, ServerSocketChannel> servers = new LinkedHashMap<>();
  private final List<SocketChannel> connections = new ArrayList<>();

  /**
   * Listens.
   *
   * @param directory where the sockets are made
   * @param names their names
   * @throws IOException if they cannot be made
   */
  Ports(Path directory, List<String> names) throws IOException {
    this.directory = directory;
    try {
      for (String name : names) {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        servers.put(name, server);
        server.bind(UnixDomainSocketAddress.of(directory.resolve(name)));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** {@return the words of the emulator's command line that make it connect} */
  List<String> words() {
    List<String> words = new ArrayList<>();
    for (String name : servers.keySet()) {
      words.add("-chardev");
      words.add("socket,id=" + name + ",path=" + Emulator.word(directory.resolve(name)));
    }
    return words;
  }

  /**
   * Waits for a connection.
   *
   * @param name to which socket
   * @return the connection, which is closed with this object
   * @throws IOException if nobody listens any more
   */
  SocketChannel accept(String name) throws IOException {
    ServerSocketChannel server = servers.get(name);
    if (server == null) {
      throw new IllegalArgumentException(name);
    }
    SocketChannel connection = server.accept();
    connections.add(connection);
    return connection;
  }

  /** Ends the waiting for connections. For any thread. */
  void stopListening() {
    servers.values().forEach(Ports::close);
  }

  /** Closes everything. */
  @Override
  public void close() {
    stopListening();
    connections.forEach(Ports::close);
  }

  private static void close(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      // It is closed all the same, and the other end is gone or will be.
      LOG.debug("closing a socket", e);
    }
  }
}
