package kexec.baremetal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.linux.watch.HandTicks;
import kexec.receiver.FakeTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BareMetalWatchTest {

  @TempDir private Path directory;
  private final HandTicks ticks = new HandTicks();
  private final List<String> told = new ArrayList<>();
  private FakeTree tree;
  private BareMetalWatch component;

  @BeforeEach
  void start() {
    tree = new FakeTree(directory);
    tree.put("/sys/devices/system/cpu/present", "0\n");
    component = new BareMetalWatch(tree.root(), ticks);
    component.start();
    ticks.tick(2);
  }

  @Test
  void everybodyIsToldOfThisMachine() {
    component.listeners = List.of(told::add, told::add);
    plugMemoryIn();
    assertThat(told).containsExactly("linux", "linux");
  }

  @Test
  void whoLeftIsNotTold() {
    component.listeners = List.of(told::add);
    component.listeners = List.of();
    plugMemoryIn();
    assertThat(told).isEmpty();
  }

  @Test
  void stopsWatching() {
    component.deactivate();
    assertThat(ticks.isStopped()).isTrue();
  }

  private void plugMemoryIn() {
    tree.put("/proc/iomem", FakeTree.IOMEM + "100000000-13fffffff : System RAM\n");
    ticks.tick(2);
  }
}
