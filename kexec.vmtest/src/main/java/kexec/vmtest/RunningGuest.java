package kexec.vmtest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A guest that runs. Closing it kills it. Its consoles fill by themselves, and are kept in files as
 * well; its other methods are for one thread.
 */
public final class RunningGuest implements AutoCloseable {

  private final Guest guest;
  private final Console kernel = new Console("first serial port (kernel)");
  private final Console script = new Console("second serial port (script)");
  private final Path sockets;
  private final List<ServerSocketChannel> servers = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private final CompletableFuture<SocketChannel> kernelPort = new CompletableFuture<>();
  private final CompletableFuture<SocketChannel> scriptPort = new CompletableFuture<>();
  private final long started = System.nanoTime();
  private final Path messages;
  private final Process qemu;

  /**
   * Starts a guest.
   *
   * @param guest the machine
   * @param images where its firmware is, if it has some of its own
   * @param logs an existing directory for its consoles, its command line and QEMU's messages
   * @throws IOException when QEMU cannot be started, or the logs cannot be written
   */
  RunningGuest(Guest guest, Supplier<GuestImages> images, Path logs) throws IOException {
    this.guest = guest;
    messages = logs.resolve("qemu.log");
    // A socket's path may have 107 bytes: a build directory can be deeper than that.
    sockets = Files.createTempDirectory("guest");
    read(kernel, "kernel", kernelPort, logs);
    read(script, "script", scriptPort, logs);
    Path variables = sockets.resolve("OVMF_VARS.fd");
    switch (guest.firmware()) {
      case BIOS -> {}
      case OVMF -> Files.copy(images.get().ovmfVariables(), variables);
      case SECURE_BOOT -> {
        Files.copy(images.get().secureBootVariables(), variables);
        BootDirectory.make(sockets.resolve(QemuCommand.BOOT_DIRECTORY), guest, images.get());
      }
    }
    List<String> command = QemuCommand.of(guest, images, sockets, variables);
    Files.write(logs.resolve("command"), command);
    qemu =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
  }

  private void read(
      Console console, String name, CompletableFuture<SocketChannel> opened, Path logs)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    servers.add(server);
    server.bind(UnixDomainSocketAddress.of(sockets.resolve(name)));
    OutputStream log = Files.newOutputStream(logs.resolve(name + ".log"));
    Thread reader = new Thread(() -> copy(server, console, opened, log), guest.name() + " " + name);
    reader.setDaemon(true);
    readers.add(reader);
    reader.start();
  }

  private void copy(
      ServerSocketChannel server,
      Console console,
      CompletableFuture<SocketChannel> opened,
      OutputStream log) {
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    try (log;
        SocketChannel port = server.accept()) {
      opened.complete(port);
      while (port.read(buffer) >= 0) {
        console.arrived(buffer.array(), buffer.position(), elapsed());
        log.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    } catch (AsynchronousCloseException e) {
      // QEMU ended before it opened its serial ports; its own log says why.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      console.end(elapsed());
      opened.cancel(false);
    }
  }

  /**
   * Returns the first serial port.
   *
   * @return what the kernels write
   */
  public Console kernel() {
    return kernel;
  }

  /**
   * Returns the second serial port.
   *
   * @return what the guest's script writes
   */
  public Console script() {
    return script;
  }

  /**
   * Returns what QEMU itself said.
   *
   * @return its messages so far, empty as a rule
   * @throws UncheckedIOException when they cannot be read
   */
  String messages() {
    try {
      return Files.readString(messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a line to the second serial port, where the guest's script can wait for one.
   *
   * @param line without its end
   * @throws IOException when the guest is gone
   */
  public void tellScript(String line) throws IOException {
    write(scriptPort, (line + "\n").getBytes(StandardCharsets.UTF_8), "second");
  }

  /**
   * Types on the first serial port, for example a key for Xen.
   *
   * @param keys what a terminal would send
   * @throws IOException when the guest is gone
   */
  public void tellKernel(byte[] keys) throws IOException {
    write(kernelPort, keys, "first");
  }

  private void write(CompletableFuture<SocketChannel> port, byte[] content, String which)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    try {
      while (bytes.hasRemaining()) {
        port.join().write(bytes);
      }
    } catch (CancellationException e) {
      throw new IOException(
          "guest " + guest.name() + " never opened its " + which + " serial port", e);
    }
  }

  /**
   * Returns how long it runs.
   *
   * @return the time since QEMU was started
   */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /**
   * Connects to the debugger's port of a guest that was built with {@link GuestBuilder#gdb()}. The
   * guest stands still from here until {@link GdbStub#close()}.
   *
   * @return the connection
   * @throws IOException when the guest has no such port, or no longer
   */
  public GdbStub gdb() throws IOException {
    return GdbStub.connect(sockets.resolve("gdb"));
  }

  /**
   * Connects to QEMU's monitor.
   *
   * @return the connection, the only one at a time
   * @throws IOException when QEMU is gone
   */
  public Monitor monitor() throws IOException {
    return Monitor.connect(sockets.resolve("monitor"));
  }

  /**
   * Waits for a line on either console.
   *
   * @param text part of the line
   * @param limit how long at most
   * @return whether it came
   * @throws InterruptedException when the waiting thread is interrupted
   */
  boolean awaitSign(String text, Duration limit) throws InterruptedException {
    Duration end = elapsed().plus(limit);
    while (qemu.isAlive() && elapsed().compareTo(end) < 0) {
      if (kernel.await(line -> line.contains(text), Duration.ofMillis(50)).isPresent()
          || script.await(line -> line.contains(text), Duration.ofMillis(50)).isPresent()) {
        return true;
      }
    }
    return kernel.first(text).or(() -> script.first(text)).isPresent();
  }

  /**
   * Waits until QEMU has ended by itself and its consoles are complete.
   *
   * @param limit how long at most
   * @return QEMU's exit status, or nothing when the time is over
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public Optional<Integer> awaitEnd(Duration limit) throws InterruptedException {
    if (!qemu.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    closeServers();
    for (Thread reader : readers) {
      reader.join(TimeUnit.SECONDS.toMillis(5));
    }
    return Optional.of(qemu.exitValue());
  }

  @Override
  public void close() {
    // The command is a guard; the emulator is its child.
    List<ProcessHandle> emulators = qemu.descendants().toList();
    qemu.destroyForcibly();
    emulators.forEach(ProcessHandle::destroyForcibly);
    closeServers();
    try (Stream<Path> files = Files.walk(sockets)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the waiting for an emulator that never opened its serial ports. */
  private void closeServers() {
    try {
      for (ServerSocketChannel server : servers) {
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
