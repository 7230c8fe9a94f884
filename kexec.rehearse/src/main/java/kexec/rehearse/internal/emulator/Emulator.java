package kexec.rehearse.internal.emulator;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MachineAddress;
import kexec.api.text.FileName;

/**
 * A running emulator with a guest that stands still at first. For one thread, except where
 * something else is said.
 */
public final class Emulator implements AutoCloseable {

  private static final Pattern TRANSLATED = Pattern.compile("gpa: (?:0x)?([0-9a-f]{1,16})");

  private static final String RAM = "memory-backend-memfd";

  private static final String MONITOR = "monitor";
  private static final String DEBUGGER = "debugger";
  private static final String CONSOLE = "console";

  /** How long it may take to start, and to answer what needs no work. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long an emulator may take to end that cannot be reached. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private final Guard guard;
  private final List<String> command;
  private final Ports ports;
  private final Qmp monitor;
  private final Debugger debugger;
  private final GuestRam ram;
  private final ConsoleReader console;

  private Emulator(
      Guard guard,
      List<String> command,
      Ports ports,
      Qmp monitor,
      Debugger debugger,
      GuestRam ram,
      ConsoleReader console) {
    this.guard = guard;
    this.command = command;
    this.ports = ports;
    this.monitor = monitor;
    this.debugger = debugger;
    this.ram = ram;
    this.console = console;
  }

  /**
   * Starts an emulator.
   *
   * @param machine the machine to emulate
   * @param boot what to boot: more words of the command line
   * @param directory an empty directory for its sockets, which is removed with it
   * @param output receives what the guest writes to its console, on another thread
   * @return the emulator
   * @throws IOException if it cannot be started; the message says what it said
   * @throws InterruptedException if the thread is interrupted
   */
  public static Emulator start(
      VirtualMachine machine, List<String> boot, Path directory, Consumer<byte[]> output)
      throws IOException, InterruptedException {
    return start(machine, boot, directory, output, PATIENCE);
  }

  /** The same, with a limit of the time that it may take. */
  static Emulator start(
      VirtualMachine machine,
      List<String> boot,
      Path directory,
      Consumer<byte[]> output,
      Duration patience)
      throws IOException, InterruptedException {
    Ports ports = new Ports(directory, List.of(MONITOR, DEBUGGER, CONSOLE));
    Guard guard = null;
    Emulator started = null;
    try {
      List<String> command = command(machine, boot, ports);
      guard = new Guard(command, directory);
      started = connect(machine, command, guard, ports, output, patience);
      return started;
    } catch (IOException e) {
      if (guard == null) {
        throw e;
      }
      boolean hangs = guard.isAlive();
      guard.close();
      if (Thread.interrupted()) {
        throw new InterruptedException("while the emulator was started");
      }
      throw explained(guard, e instanceof ClosedChannelException ? unconnected(hangs, e) : e);
    } finally {
      if (started == null) {
        ports.close();
        if (guard != null) {
          guard.close();
        }
      }
    }
  }

  private static IOException unconnected(boolean hangs, IOException failure) {
    return instead(
        hangs
            ? "the emulator hangs: it did not connect to its sockets in time"
            : "the emulator ended when it was started, and did not say why",
        failure);
  }

  private static Emulator connect(
      VirtualMachine machine,
      List<String> command,
      Guard guard,
      Ports ports,
      Consumer<byte[]> output,
      Duration patience)
      throws IOException {
    // An emulator that has ended, or that hangs, does not connect.
    CompletableFuture<Process> closing =
        guard
            .ended()
            .copy()
            .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((ended, late) -> ports.stopListening());
    ConsoleReader console = new ConsoleReader(ports.accept(CONSOLE), new GuestConsole(output));
    console.start();
    SocketChannel debugged = ports.accept(DEBUGGER);
    Qmp monitor = new Qmp(ports.accept(MONITOR), patience);
    closing.cancel(false);
    ports.stopListening();
    Debugger debugger = new Debugger(debugged, patience);
    Path process = Path.of("/proc", Long.toString(guard.program()));
    GuestRam ram = GuestRam.open(process, RAM, machine.windows());
    return new Emulator(guard, command, ports, monitor, debugger, ram, console);
  }

  /** What the emulator said is the cause; that it is gone is only how this was noticed. */
  private static IOException explained(Guard guard, IOException failure) {
    String said = guard.messages();
    return said.isEmpty() ? failure : instead(said, failure);
  }

  /** No cause, because the message of the last cause is what is told. */
  private static IOException instead(String message, IOException failure) {
    IOException explained = new IOException(message);
    explained.addSuppressed(failure);
    return explained;
  }

  private static List<String> command(VirtualMachine machine, List<String> boot, Ports ports) {
    List<String> words = new ArrayList<>(List.of(machine.program(), "-nodefaults"));
    add(words, "-no-user-config", "-machine", machine.type() + ",memory-backend=ram");
    add(words, "-accel", machine.accelerator(), "-cpu", machine.cpu(), "-smp", "1");
    String ram = "memory-backend-memfd,id=ram,size=" + machine.bytes() + ",share=on,reserve=off";
    add(words, "-m", (machine.bytes() >>> 20) + "M", "-object", ram);
    if (!machine.firmware().isEmpty()) {
      add(words, "-bios", machine.firmware());
    }
    words.addAll(ports.words());
    add(words, "-mon", "chardev=" + MONITOR + ",mode=control");
    add(words, "-gdb", "chardev:" + DEBUGGER);
    for (int i = 0; i < machine.serialPort(); i++) {
      add(words, "-serial", "null");
    }
    add(words, "-serial", "chardev:" + CONSOLE, "-display", "none", "-nic", "none");
    // The guest stands still after its end, so that it can be looked at.
    add(words, "-S", "-action", "reboot=shutdown,shutdown=pause,panic=pause");
    add(
        words,
        "-sandbox",
        "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
    words.addAll(boot);
    return List.copyOf(words);
  }

  private static void add(List<String> words, String... more) {
    words.addAll(List.of(more));
  }

  /**
   * {@return a file's name as part of a list of properties, in which a comma is written twice}
   *
   * @param file the file
   */
  public static String word(Path file) {
    return FileName.of(file).replace(",", ",,");
  }

  /** {@return its name and version} */
  public String version() {
    return monitor.version();
  }

  /** {@return its command line} */
  public List<String> command() {
    return command;
  }

  /** {@return the guest's RAM} */
  public GuestRam ram() {
    return ram;
  }

  /** {@return the guest's console, with all that was written to it before} */
  public GuestConsole console() {
    return console.caughtUp();
  }

  /** {@return whether it still runs} */
  public boolean isAlive() {
    return guard.isAlive();
  }

  /** {@return what it has written to its standard error so far; may be empty} */
  public String messages() {
    return guard.messages();
  }

  /**
   * {@return a failure to reach it, with what it has written to its standard error: why it ended}
   *
   * @param failure the failure
   * @throws InterruptedException if the thread is interrupted
   */
  public IOException explained(IOException failure) throws InterruptedException {
    // Its sockets and its memory go a little earlier than it is known to have ended.
    boolean gone = guard.awaitEnd(ENDING);
    return explained(guard, gone ? instead("the emulator is gone", failure) : failure);
  }

  /**
   * Makes the guest stand still at an instruction.
   *
   * @param address its virtual address
   * @throws IOException if the emulator refuses or is gone
   */
  public void setBreakpoint(long address) throws IOException {
    debugger.setBreakpoint(address);
  }

  /**
   * Lets the guest pass an instruction again. It stands still.
   *
   * @param address its virtual address
   * @throws IOException if the emulator refuses or is gone
   */
  public void removeBreakpoint(long address) throws IOException {
    debugger.removeBreakpoint(address);
  }

  /**
   * Sets a register of a guest that stands still.
   *
   * @param number its number in the debugger's protocol for the architecture
   * @param value its value, of 32 bits
   * @throws IOException if the emulator refuses or is gone
   */
  public void setRegister(int number, int value) throws IOException {
    debugger.setRegister(number, value);
  }

  /**
   * {@return the address in the guest's memory of a virtual address of its processor; empty if it
   * is not mapped}
   *
   * @param virtual the virtual address
   * @throws IOException if the emulator is gone
   */
  public Optional<MachineAddress> translate(long virtual) throws IOException {
    // "gpa: 0x1234", or "No memory is mapped at address 0x…"
    Matcher answer = TRANSLATED.matcher(print("gva2gpa 0x" + Long.toHexString(virtual)));
    return answer.find()
        ? Optional.of(new MachineAddress(Long.parseUnsignedLong(answer.group(1), 16)))
        : Optional.empty();
  }

  /**
   * Lets the guest run to the next breakpoint.
   *
   * @throws IOException if the emulator is gone
   */
  public void resume() throws IOException {
    debugger.resume();
  }

  /**
   * Waits until the guest stands still, at a breakpoint or because it has ended.
   *
   * @param limit how long at most
   * @return whether it does
   * @throws IOException if the emulator is gone
   */
  public boolean awaitStop(Duration limit) throws IOException {
    return debugger.awaitStop(limit);
  }

  /**
   * Lets the guest run freely.
   *
   * @throws IOException if the emulator is gone
   */
  public void run() throws IOException {
    debugger.detach();
  }

  /**
   * {@return the registers of the guest's processor}
   *
   * @throws IOException if the emulator is gone
   */
  public RegisterDump registers() throws IOException {
    return RegisterDump.parse(print("info registers"));
  }

  /**
   * {@return what a command of the monitor for people prints}
   *
   * @param command the command
   * @throws IOException if the emulator is gone
   */
  String print(String command) throws IOException {
    return monitor.human(command);
  }

  /** {@return how the guest has ended; empty while it has not} */
  public Optional<GuestEnd> end() {
    for (JsonObject event = monitor.event(); event.has("event"); event = monitor.event()) {
      Optional<GuestEnd> end = GuestEnd.of(event);
      if (end.isPresent()) {
        return end;
      }
    }
    return isAlive() ? Optional.empty() : Optional.of(GuestEnd.EMULATOR_GONE);
  }

  /** Ends the emulator. Nothing of it is left. */
  @Override
  public void close() {
    guard.close();
    try (ports;
        ram) {
      debugger.close();
    } catch (IOException e) {
      // The other ends are gone, which is what was wanted.
      return;
    }
  }
}
