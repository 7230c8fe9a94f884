package kexec.itest;

import kexec.api.machine.MemoryOps;
import kexec.itest.example.ExampleMachine;
import kexec.tck.machine.MemoryOpsContract;

class ExampleMemoryTest extends MemoryOpsContract {

  @Override
  protected MemoryOps newMemory() {
    return new ExampleMachine();
  }
}
