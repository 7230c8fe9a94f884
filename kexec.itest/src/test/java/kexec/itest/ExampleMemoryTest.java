package kexec.itest;

import kexec.api.machine.MemoryOps;
import kexec.itest.example.ExampleMemory;
import kexec.tck.machine.MemoryOpsContract;

class ExampleMemoryTest extends MemoryOpsContract {

  @Override
  protected MemoryOps newMemory() {
    return new ExampleMemory();
  }
}
