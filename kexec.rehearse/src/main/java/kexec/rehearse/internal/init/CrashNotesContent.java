package kexec.rehearse.internal.init;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.Architecture;
import kexec.base.kernel.Align;

/**
 * The notes that a crashed Linux would have left for the crash kernel (System V gABI, chapter 5,
 * "Note Section", with words of 4 bytes as in all of Linux's): without at least one note, the crash
 * kernel has no {@code /proc/vmcore}. What follows a note in its memory must be zero, as memory is
 * that nobody has written: a note without a name ends them (Linux, fs/proc/vmcore.c).
 */
public final class CrashNotesContent {

  private static final int HEADER = 12;
  private static final int ALIGNMENT = 4;

  /** Linux, include/uapi/linux/elf.h. */
  private static final int NT_PRSTATUS = 1;

  /**
   * Linux, include/linux/crash_core.h; its content: Documentation/admin-guide/kdump/vmcoreinfo.rst.
   */
  private static final String VMCOREINFO = "VMCOREINFO";

  private static final Map<Architecture, Registers> LAYOUTS =
      Map.of(
          Architecture.X86_64, new Registers(336, 32, 112, 27, 8),
          Architecture.ARM64, new Registers(392, 32, 112, 34, 8),
          Architecture.ARM, new Registers(148, 24, 72, 18, 4));

  private CrashNotesContent() {}

  /**
   * The layout of {@code struct elf_prstatus} (Linux, include/linux/elfcore.h and the
   * architecture's asm/elf.h).
   */
  private record Registers(int size, int process, int first, int count, int width) {}

  /**
   * {@return the notes for some areas, one for each in their order: of a processor in all but the
   * last, which describes the system, as Linux announces them. Empty if the architecture is
   * unknown}
   *
   * @param architecture of the crashed kernel
   * @param areas how many, at least 1
   * @param release the crashed kernel's release, in ASCII
   * @param pageBytes the size of its pages
   */
  public static Optional<List<ByteBuffer>> of(
      Architecture architecture, int areas, String release, int pageBytes) {
    Registers layout = LAYOUTS.get(architecture);
    if (layout == null) {
      return Optional.empty();
    }
    List<ByteBuffer> notes = new ArrayList<>();
    for (int processor = 0; processor < areas - 1; processor++) {
      notes.add(note("CORE", NT_PRSTATUS, status(layout, processor)));
    }
    String text = "OSRELEASE=%s\nPAGESIZE=%s\n".formatted(release, pageBytes);
    notes.add(note(VMCOREINFO, 0, text.getBytes(StandardCharsets.US_ASCII)));
    return Optional.of(notes);
  }

  /** Every register has a value of its own, so that no note looks like another one. */
  private static byte[] status(Registers layout, int processor) {
    ByteBuffer out = ByteBuffer.allocate(layout.size()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(layout.process(), processor + 1);
    for (int i = 0; i < layout.count(); i++) {
      int value = (processor << 8) + i + 1;
      out.putInt(layout.first() + i * layout.width(), value);
    }
    return out.array();
  }

  private static ByteBuffer note(String name, int type, byte[] content) {
    int nameSize = name.length() + 1;
    int start = (int) Align.up(HEADER + nameSize, ALIGNMENT);
    int size = (int) Align.up(start + content.length, ALIGNMENT);
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(nameSize).putInt(content.length).putInt(type);
    out.put(name.getBytes(StandardCharsets.US_ASCII)).position(start).put(content);
    return out.rewind().asReadOnlyBuffer();
  }
}
