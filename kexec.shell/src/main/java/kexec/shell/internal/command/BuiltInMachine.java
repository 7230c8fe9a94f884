package kexec.shell.internal.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import kexec.api.memory.MemoryMap;
import kexec.linux.MemoryMapException;
import kexec.linux.MemoryMapText;

/** The machine that is simulated if none is named. */
final class BuiltInMachine {

  private static final String MAP = "pc-4g.map";

  private BuiltInMachine() {}

  static MemoryMap memory() throws MemoryMapException {
    try (InputStream in = BuiltInMachine.class.getResourceAsStream(MAP)) {
      byte[] text = Objects.requireNonNull(in, MAP).readAllBytes();
      return MemoryMapText.parse("built-in " + MAP, new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
