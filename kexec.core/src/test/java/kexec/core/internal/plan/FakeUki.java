package kexec.core.internal.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A unified kernel image of the fake kernel. */
final class FakeUki {

  private FakeUki() {}

  /** Writes one into a directory. */
  static Path in(Path directory) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(0, (short) 0x5a4d).putInt(60, 0x80).putInt(0x80, 0x4550);
    file.putShort(0x84, (short) 0x8664).putShort(0x86, (short) 4).putShort(0x94, (short) 240);
    file.putShort(0x98, (short) 0x20b);
    int section = 0x98 + 240;
    int content = 0x800;
    for (String[] each :
        List.of(
            new String[] {".linux", "FAKE kernel in a UKI"},
            new String[] {".initrd", "initrd in a UKI"},
            new String[] {".cmdline", "quiet from=uki"},
            new String[] {".dtb", "tree in a UKI"})) {
      file.put(section, each[0].getBytes(StandardCharsets.US_ASCII));
      int length = each[1].length();
      file.putInt(section + 8, length).putInt(section + 16, length).putInt(section + 20, content);
      file.put(content, each[1].getBytes(StandardCharsets.US_ASCII));
      section += 40;
      content += 0x100;
    }
    byte[] bytes = new byte[file.capacity()];
    file.get(0, bytes);
    return Files.write(directory.resolve("uki.efi"), bytes);
  }
}
