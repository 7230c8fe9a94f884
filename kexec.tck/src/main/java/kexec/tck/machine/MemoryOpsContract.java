package kexec.tck.machine;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MemoryMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link MemoryOps}. A test for one with pages extends {@link
 * PagePoolContract}.
 */
public abstract class MemoryOpsContract {

  private MemoryOps memory;

  /** For subclasses. */
  protected MemoryOpsContract() {}

  /**
   * Creates the memory to be tested.
   *
   * @return the memory
   * @throws KexecException if it cannot be created
   */
  protected abstract MemoryOps newMemory() throws KexecException;

  @BeforeEach
  void makeMemory() throws KexecException {
    memory = newMemory();
  }

  /** {@return the memory under test, the same during a test} */
  protected final MemoryOps memory() {
    return memory;
  }

  @Test
  void hasAMapWithRam() throws KexecException {
    MemoryMap map = memory.memoryMap();
    assertThat(map.ram().isEmpty()).isFalse();
    map.crashRegion().ifPresent(region -> assertThat(map.ram().contains(region)).isTrue());
  }

  @Test
  void hasTheSamePagesAlways() {
    assertThat(memory.pages()).isEqualTo(memory.pages());
  }
}
