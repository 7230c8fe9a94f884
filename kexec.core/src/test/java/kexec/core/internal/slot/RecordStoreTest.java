package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordStoreTest {

  @TempDir private Path directory;

  private RecordStore store;

  @BeforeEach
  void open() {
    store = new RecordStore(directory.resolve("made/when/needed"), Duration.ofSeconds(1));
  }

  @Test
  void isEmptyAtFirst() throws KexecException {
    assertThat(store.all(Slot.CRASH)).isEmpty();
    assertThat(store.find("r", Slot.CRASH)).isEmpty();
    store.forget("r", Slot.CRASH);
  }

  @Test
  void keepsOneRecordForEachSlotOfEachReceiver() throws KexecException {
    LoadRecord crash = Records.of("a/../b", Slot.CRASH);
    LoadRecord normal = Records.of("a/../b", Slot.DEFAULT);
    LoadRecord other = Records.of("\0", Slot.CRASH);
    for (LoadRecord record : List.of(crash, normal, other)) {
      store.save(record);
    }
    assertThat(store.find("a/../b", Slot.CRASH)).contains(crash);
    assertThat(store.all(Slot.CRASH)).containsExactlyInAnyOrder(crash, other);
    store.save(crash.unwanted());
    assertThat(store.find("a/../b", Slot.CRASH)).contains(crash.unwanted());
    store.forget("a/../b", Slot.CRASH);
    assertThat(store.all(Slot.CRASH)).containsExactly(other);
    assertThat(store.all(Slot.DEFAULT)).containsExactly(normal);
  }

  @Test
  void whatIsSavedIsSeenByAnotherStoreAtOnce() throws KexecException {
    RecordStore second =
        new RecordStore(directory.resolve("made/when/needed"), Duration.ofSeconds(1));
    store.save(Records.of("r", Slot.CRASH));
    assertThat(second.find("r", Slot.CRASH)).isPresent();
    second.forget("r", Slot.CRASH);
    assertThat(store.find("r", Slot.CRASH)).isEmpty();
  }

  @Test
  void aDamagedOrHugeRecordIsNoneAndHidesNoOther() throws KexecException, IOException {
    store.save(Records.of("good", Slot.CRASH));
    store.save(Records.of("bad", Slot.CRASH));
    store.save(Records.of("huge", Slot.CRASH));
    try (Stream<Path> files = Files.list(directory.resolve("made/when/needed"))) {
      for (Path file : files.toList()) {
        if (Files.readString(file).contains("\"bad\"")) {
          Files.writeString(file, "{\"schema\":");
        } else if (Files.readString(file).contains("\"huge\"")) {
          try (RandomAccessFile longer = new RandomAccessFile(file.toFile(), "rw")) {
            longer.setLength(1L << 33);
          }
        }
      }
    }
    assertThat(store.all(Slot.CRASH)).extracting(LoadRecord::receiver).containsExactly("good");
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    RecordStore broken = new RecordStore(file, Duration.ofSeconds(1));
    assertThatThrownBy(() -> broken.save(Records.of("r", Slot.CRASH)))
        .isInstanceOf(KexecException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("is not a directory");
    assertThat(broken.all(Slot.CRASH)).isEmpty();
  }
}
