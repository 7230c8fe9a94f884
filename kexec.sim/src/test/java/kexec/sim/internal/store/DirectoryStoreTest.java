package kexec.sim.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.memory.SparseMemory;
import kexec.sim.internal.store.StoredImage.Absent;
import kexec.sim.internal.store.StoredImage.Damaged;
import kexec.sim.internal.store.StoredImage.Present;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStoreTest {

  private static final byte[] CONTENT = SimPlans.bytes(5, 0x1800);

  /** The end of a manifest, from its checksum on. */
  private static final String DIGEST = ",\"digest\":\"[0-9a-f]*\"}\n$";

  @TempDir private Path directory;
  private DirectoryStore store;
  private final SparseMemory memory = new SparseMemory(PageSize.KIB_4);

  private static final Image IMAGE =
      new Image(
          Slot.CRASH,
          Architecture.X86_64,
          "a command line\nwith \"all\" kinds of = \u00e9 signs and bytes \udcfc ",
          new EntryState(
              new MachineAddress(0x10010), new MachineAddress(0x10020), Map.of("rsi", -1L)),
          List.of(
              new ImageSegment(
                  SegmentRole.KERNEL,
                  Range.machine(0x10000, 0x13000),
                  CONTENT.length,
                  SimPlans.digest(CONTENT))),
          OptionalLong.empty(),
          OptionalLong.empty());

  @BeforeEach
  void makeStore() {
    store = new DirectoryStore(directory.resolve("a/b"), PageSize.KIB_4);
    memory.put(0x10, ByteBuffer.wrap(CONTENT, 0, 0x1000));
    memory.put(0x11, ByteBuffer.wrap(CONTENT, 0x1000, 0x800));
    memory.zero(0x12);
  }

  private Path manifest() {
    return directory.resolve("a/b/crash.manifest");
  }

  private Path pages() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("a/b"))) {
      return files.filter(f -> f.toString().endsWith(".pages")).findFirst().orElseThrow();
    }
  }

  @Test
  void findsNothingInAnAbsentDirectory() throws KexecException {
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Absent.class);
  }

  @Test
  void keepsAnImageForWhoeverComesNext() throws Exception {
    String id = store.put(IMAGE, memory);
    DirectoryStore next = new DirectoryStore(directory.resolve("a/b"), PageSize.KIB_4);
    Present found = (Present) next.find(Slot.CRASH);
    assertThat(found).isEqualTo(new Present(id, IMAGE));
    assertThat(next.find(Slot.DEFAULT)).isInstanceOf(Absent.class);

    SparseMemory rebuilt = next.memory(found);
    assertThat(rebuilt.bytes(0x10000, 0x1800)).isEqualTo(ByteBuffer.wrap(CONTENT));
    assertThat(rebuilt.bytes(0x11800, 0x1800)).isEqualTo(ByteBuffer.allocate(0x1800));
    assertThat(rebuilt.writtenFrames()).isEqualTo(3);
    // Zero frames take no space.
    assertThat(Files.size(pages())).isEqualTo(2 * 0x1000 + 3 * 8);
  }

  @Test
  void keepsOneImageASlotAndNoOldFiles() throws Exception {
    store.put(IMAGE, memory);
    Files.writeString(directory.resolve("a/b/crash-interrupted.new"), "half");
    store.put(IMAGE, memory);
    try (Stream<Path> files = Files.list(directory.resolve("a/b"))) {
      assertThat(files).hasSize(2);
    }
    store.remove(Slot.CRASH);
    store.remove(Slot.CRASH);
    try (Stream<Path> files = Files.list(directory.resolve("a/b"))) {
      assertThat(files).isEmpty();
    }
  }

  /** Killed between its two files, a load leaves the first one, and an unload finds no image. */
  @Test
  void anEmptySlotIsClearedOfAnUnfinishedLoad() throws Exception {
    store.put(IMAGE, memory);
    Files.delete(manifest());
    store.remove(Slot.CRASH);
    try (Stream<Path> files = Files.list(directory.resolve("a/b"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void doesNotTakeAnImageWhoseManifestIsNotThereYet() throws Exception {
    store.put(IMAGE, memory);
    Files.move(manifest(), directory.resolve("a/b/crash-some.new"));
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Absent.class);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("empty", edit(text -> "")),
        Arguments.of("no object", edit(text -> "[]\n")),
        Arguments.of("cut short", edit(text -> text.substring(0, text.length() / 2))),
        Arguments.of("without its last newline", edit(String::stripTrailing)),
        Arguments.of("more behind it", edit(text -> text + "more\n")),
        Arguments.of("another version", signed(text -> text.replace("image/1", "image/2"))),
        Arguments.of("one digit changed", edit(text -> text.replace("10010", "10011"))),
        Arguments.of("no checksum", edit(text -> text.replaceAll(DIGEST, "}"))),
        Arguments.of("other slot", signed(text -> text.replace("CRASH", "DEFAULT"))),
        Arguments.of("no such slot", signed(text -> text.replace("CRASH", "THIRD"))),
        Arguments.of("path as id", signed(text -> value(text, "id", "\"../../x\""))),
        Arguments.of("more frames", signed(text -> value(text, "frames", "4"))),
        Arguments.of("more content", signed(text -> value(text, "contentFrames", "4"))),
        Arguments.of("negative count", signed(text -> value(text, "contentFrames", "-1"))),
        Arguments.of("huge count", signed(text -> value(text, "frames", "2147483648"))),
        Arguments.of("a broken count", signed(text -> value(text, "frames", "3.0"))),
        Arguments.of(
            "a member missing", signed(text -> text.replaceAll("\"kernelEntry\":[^,]*,", ""))),
        Arguments.of(
            "a member twice", signed(text -> text.replaceAll("(\"entry\":[^,]*,)", "$1$1"))),
        Arguments.of(
            "a member that does not belong there",
            signed(text -> text.replace("\"frames\"", "\"more\":1,\"frames\""))),
        Arguments.of("range reversed", signed(text -> value(text, "end", "\"1000\""))),
        Arguments.of("content too long", signed(text -> value(text, "contentBytes", "614400"))),
        Arguments.of("content negative", signed(text -> value(text, "contentBytes", "-1"))),
        Arguments.of(
            "no command line", signed(text -> text.replaceAll("\"commandLine\":.*?\",\"e", "\"e"))),
        Arguments.of(
            "command line that stands for no bytes",
            signed(text -> text.replace("\\udcfc", "\\ud800"))),
        Arguments.of(
            "command line with a lost character",
            signed(text -> text.replace("\\udcfc", "\ufffd"))),
        Arguments.of("a number missing", signed(text -> value(text, "rsi", "null"))),
        Arguments.of("a number without digits", signed(text -> value(text, "entry", "\"\""))),
        Arguments.of("too large", edit(text -> text + " ".repeat(Manifest.MOST_BYTES))));
  }

  private static UnaryOperator<String> edit(UnaryOperator<String> edit) {
    return edit;
  }

  /** Gives a member of a manifest another value. */
  private static String value(String text, String name, String value) {
    return text.replaceAll("\"" + name + "\":[^,}]*", "\"" + name + "\":" + value);
  }

  /** Edits a manifest and gives it a correct checksum. */
  private static UnaryOperator<String> signed(UnaryOperator<String> edit) {
    return text -> sign(edit.apply(text.replaceAll(DIGEST, "}")));
  }

  private static String sign(String edited) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest((edited + "\n").getBytes(StandardCharsets.UTF_8));
      return "%s,\"digest\":\"%s\"}\n"
          .formatted(edited.substring(0, edited.length() - 1), HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void reportsADamagedManifest(String name, UnaryOperator<String> edit) throws Exception {
    store.put(IMAGE, memory);
    String text = Files.readString(manifest());
    assertThat(signed(same -> same).apply(text)).isEqualTo(text);
    String damaged = edit.apply(text);
    assertThat(damaged).isNotEqualTo(text);
    Files.writeString(manifest(), damaged);
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Damaged.class);
  }

  /** A manifest with a correct checksum and any content is either read or reported as damaged. */
  @Test
  void noDamageMakesTheReaderThrowAnythingElse() throws Exception {
    store.put(IMAGE, memory);
    String text = Files.readString(manifest()).replaceAll(DIGEST, "}");
    Random random = new Random(11);
    String[] values = {
      "\"\"", "\" \"", "-1", "\"0x\"", "{}", "[]", "null", "1e99", "9999999999", "["
    };
    for (int round = 0; round < 3000; round++) {
      String[] members = text.split(",");
      for (int times = 1 + random.nextInt(2); times > 0; times--) {
        int member = random.nextInt(members.length);
        String value = values[random.nextInt(values.length)];
        int colon = members[member].indexOf(':');
        members[member] =
            switch (random.nextInt(4)) {
              case 0 -> members[member].substring(0, random.nextInt(members[member].length() + 1));
              case 1 -> members[member].substring(0, colon + 1) + value;
              case 2 -> members[random.nextInt(members.length)];
              default -> members[member] + " " + value;
            };
      }
      String damaged = sign(String.join(",", members));
      try {
        Manifest.read(damaged.getBytes(StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        assertThat(e).as(damaged).hasMessageContaining(" ");
      }
    }
  }

  /** Opening a pipe would block forever; a device has no end. */
  @ParameterizedTest
  @ValueSource(strings = {"manifest", "lock", "pages"})
  void takesNoLinksAndDevices(String kind) throws Exception {
    store.put(IMAGE, memory);
    store.lock(Slot.CRASH, "trying").run();
    Path file =
        switch (kind) {
          case "manifest" -> manifest();
          case "lock" -> directory.resolve("a/b/crash.lock");
          default -> pages();
        };
    Files.delete(file);
    Path target = directory.resolve("target");
    Files.createSymbolicLink(file, kind.equals("lock") ? target : Path.of("/dev/zero"));
    if (kind.equals("lock")) {
      assertThatThrownBy(() -> store.lock(Slot.CRASH, "trying"))
          .isInstanceOf(KexecException.class)
          .hasMessageContaining("regular file");
      assertThat(target).doesNotExist();
    } else {
      assertThat(store.find(Slot.CRASH)).isInstanceOf(Damaged.class);
    }
  }

  @Test
  void takesNothingFromADirectoryThatOthersMayWriteTo() throws Exception {
    store.put(IMAGE, memory);
    Files.setPosixFilePermissions(
        directory.resolve("a/b"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Damaged.class);
    assertThatThrownBy(() -> store.put(IMAGE, memory))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("others than its owner");
  }

  /** The kernel ends a process's locks on a file when the process closes any descriptor of it. */
  @Test
  void whoWasRefusedLeavesTheLockInPlace() throws Exception {
    Path locks = Path.of("/proc/locks");
    assumeTrue(Files.isReadable(locks), "the kernel does not list its locks");
    Runnable unlock = store.lock(Slot.CRASH, "trying");
    DirectoryStore other = new DirectoryStore(directory.resolve("a/b"), PageSize.KIB_4);
    assertThatThrownBy(() -> other.lock(Slot.CRASH, "trying")).isInstanceOf(BusyException.class);
    Object inode = Files.getAttribute(directory.resolve("a/b/crash.lock"), "unix:ino");
    assertThat(locks).content().contains(":" + inode + " ");
    unlock.run();
    other.lock(Slot.CRASH, "trying").run();
  }

  @Test
  void whatItWritesIsForItsUserAlone() throws Exception {
    store.put(IMAGE, memory);
    store.lock(Slot.CRASH, "trying").run();
    try (Stream<Path> files = Files.list(directory.resolve("a/b"))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void reportsAManifestThatIsNoText() throws Exception {
    store.put(IMAGE, memory);
    Files.write(manifest(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Damaged.class);
  }

  @Test
  void reportsPagesThatAreCutShortOrGone() throws Exception {
    store.put(IMAGE, memory);
    byte[] all = Files.readAllBytes(pages());
    Files.write(pages(), Arrays.copyOf(all, all.length - 8));
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Damaged.class);
    Files.delete(pages());
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Damaged.class);
    store.remove(Slot.CRASH);
    assertThat(store.find(Slot.CRASH)).isInstanceOf(Absent.class);
  }

  @Test
  void refusesADamagedIndex() throws Exception {
    store.put(IMAGE, memory);
    Present found = (Present) store.find(Slot.CRASH);
    byte[] all = Files.readAllBytes(pages());
    all[all.length - 8] ^= 1;
    Files.write(pages(), all);
    assertThatThrownBy(() -> store.memory(found))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining("index");
  }

  @Test
  void refusesAnImageThatWasReplaced() throws Exception {
    store.put(IMAGE, memory);
    Present found = (Present) store.find(Slot.CRASH);
    store.put(IMAGE, memory);
    assertThatThrownBy(() -> store.memory(found)).isInstanceOf(KexecException.class);
  }

  @Test
  void locksASlotAgainstOthers() throws Exception {
    DirectoryStore other = new DirectoryStore(directory.resolve("a/b"), PageSize.KIB_4);
    Runnable unlock = store.lock(Slot.CRASH, "trying");
    assertThatThrownBy(() -> other.lock(Slot.CRASH, "trying")).isInstanceOf(BusyException.class);
    other.lock(Slot.DEFAULT, "trying").run();
    unlock.run();
    other.lock(Slot.CRASH, "trying").run();
  }

  @Test
  void keepsTheOldImageWhenTheNewOneCannotBeWritten() throws Exception {
    String id = store.put(IMAGE, memory);
    Image broken =
        new Image(
            Slot.CRASH,
            Architecture.X86_64,
            "",
            IMAGE.entry(),
            IMAGE.segments(),
            OptionalLong.of(0x5008),
            OptionalLong.empty());
    // A list that starts with a source has no destination.
    assertThatThrownBy(() -> store.put(broken, memory)).isInstanceOf(KexecException.class);
    assertThat(store.find(Slot.CRASH)).isEqualTo(new Present(id, IMAGE));
    assertThat(new String(Files.readAllBytes(manifest()), StandardCharsets.UTF_8)).contains(id);
    try (Stream<Path> files = Files.list(directory.resolve("a/b"))) {
      assertThat(files).hasSize(2);
    }
  }
}
