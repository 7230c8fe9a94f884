package kexec.base.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ELF header as read, not yet validated. Names and offsets: System V gABI, "ELF Header".
 *
 * @param elfClass {@code e_ident[EI_CLASS]}: 1 for 32 bits, 2 for 64
 * @param data {@code e_ident[EI_DATA]}: 1 for little-endian, 2 for big-endian
 * @param identVersion {@code e_ident[EI_VERSION]}
 * @param type {@code e_type}
 * @param machine {@code e_machine}
 * @param version {@code e_version}
 * @param entry {@code e_entry}, unsigned
 * @param phoff {@code e_phoff}, unsigned
 * @param ehsize {@code e_ehsize}
 * @param phentsize {@code e_phentsize}
 * @param phnum {@code e_phnum}
 */
public record ElfHeader(
    int elfClass,
    int data,
    int identVersion,
    int type,
    int machine,
    long version,
    long entry,
    long phoff,
    int ehsize,
    int phentsize,
    int phnum) {

  /** Bytes of a 64-bit header. */
  public static final int SIZE = 64;

  /** Bytes of a 32-bit header. */
  public static final int SIZE_32 = 52;

  /** "\177ELF", little-endian. */
  public static final int MAGIC = 0x464c457f;

  public static final int ELFCLASS32 = 1;
  public static final int ELFCLASS64 = 2;
  public static final int ELFDATA2LSB = 1;
  public static final int EV_CURRENT = 1;
  public static final int ET_REL = 1;
  public static final int ET_EXEC = 2;
  public static final int ET_DYN = 3;
  public static final int ET_CORE = 4;

  /** {@code e_phnum} if the number does not fit: section header 0 has it. */
  public static final int PN_XNUM = 0xffff;

  /** {@return the bytes of a header of this class} */
  public int size() {
    return elfClass == ELFCLASS32 ? SIZE_32 : SIZE;
  }

  /** {@return the bytes of a program header of this class} */
  public int programHeaderSize() {
    return elfClass == ELFCLASS32 ? ProgramHeader.SIZE_32 : ProgramHeader.SIZE;
  }

  /** {@return the fields for people, in the header's order} */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("e_type", type == ET_DYN ? "ET_DYN" : "ET_EXEC");
    texts.put("e_machine", Integer.toString(machine));
    texts.put("e_entry", "0x" + Long.toHexString(entry));
    texts.put("e_phoff", "0x" + Long.toHexString(phoff));
    texts.put("e_phnum", Integer.toString(phnum));
    return texts;
  }
}
