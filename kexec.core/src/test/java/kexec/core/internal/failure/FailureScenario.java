package kexec.core.internal.failure;

import java.time.Duration;
import java.util.Optional;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Slot;

/** What is being done while something fails. */
public enum FailureScenario {
  /** A user loads an image into an empty slot. */
  LOAD {
    @Override
    void arrange(FailingWorld world, Slot slot) {
      world.arrive(0);
    }

    @Override
    void act(FailingWorld world, Slot slot) throws Exception {
      world.load(slot, NEW);
    }

    @Override
    int expected() {
      return NEW;
    }
  },
  /** A user loads an image over another one. */
  RELOAD {
    @Override
    void act(FailingWorld world, Slot slot) throws Exception {
      world.load(slot, NEW);
    }

    @Override
    int expected() {
      return NEW;
    }
  },
  /** A user unloads an image. */
  UNLOAD {
    @Override
    void act(FailingWorld world, Slot slot) throws Exception {
      world.unload(slot);
    }

    @Override
    int expected() {
      return FailingHost.NOTHING;
    }
  },
  /** A user asks for the status. */
  STATUS {
    @Override
    void act(FailingWorld world, Slot slot) throws Exception {
      world.keeper().status();
    }
  },
  /** A user asks what would prevent a load. */
  OBSTACLES {
    @Override
    void act(FailingWorld world, Slot slot) throws Exception {
      world.host().machine().obstacles(slot);
    }
  },
  /** A user executes an image. */
  EXECUTE {
    @Override
    void act(FailingWorld world, Slot slot) throws Exception {
      world.keeper().execute(slot, Optional.empty(), ShutdownMode.ORDERLY);
    }
  },
  /** A service starts and finds an image. */
  ADOPT {
    @Override
    void arrange(FailingWorld world, Slot slot) throws Exception {
      super.arrange(world, slot);
      world.restart();
    }

    @Override
    void act(FailingWorld world, Slot slot) {
      world.upkeep();
    }

    @Override
    boolean isUpkeep() {
      return true;
    }
  },
  /** A service starts and finds that an image is gone; only crash images are loaded again then. */
  REARM {
    @Override
    void arrange(FailingWorld world, Slot slot) throws Exception {
      super.arrange(world, slot);
      world.host().empty(slot);
      world.restart();
    }

    @Override
    void act(FailingWorld world, Slot slot) {
      world.upkeep();
    }

    @Override
    boolean isUpkeep() {
      return true;
    }

    @Override
    boolean isFor(Slot slot) {
      return slot == Slot.CRASH;
    }
  },
  /** The memory or the processors of the machine change. */
  REFRESH {
    @Override
    void arrange(FailingWorld world, Slot slot) throws Exception {
      super.arrange(world, slot);
      world.settle();
      world.host().changeHardware();
    }

    @Override
    void act(FailingWorld world, Slot slot) {
      world.keeper().changed(FailingWorld.NAME);
      world.upkeep();
    }

    @Override
    boolean isUpkeep() {
      return true;
    }

    @Override
    boolean isFor(Slot slot) {
      return slot == Slot.CRASH;
    }
  },
  /** A better machine arrives. */
  MOVE_AWAY {
    @Override
    void arrange(FailingWorld world, Slot slot) throws Exception {
      super.arrange(world, slot);
      world.settle();
      world.otherArrives(1);
      world.keeper().retry();
    }

    @Override
    void act(FailingWorld world, Slot slot) {
      world.upkeep();
    }

    @Override
    int expected() {
      return FailingHost.NOTHING;
    }

    @Override
    boolean isUpkeep() {
      return true;
    }
  },
  /** The machine arrives, and is the better one. */
  MOVE_HERE {
    @Override
    void arrange(FailingWorld world, Slot slot) throws Exception {
      world.otherArrives(0);
      world.load(slot, OLD);
      world.settle();
      world.arrive(1);
      world.keeper().retry();
    }

    @Override
    void act(FailingWorld world, Slot slot) {
      world.upkeep();
    }

    @Override
    boolean isUpkeep() {
      return true;
    }
  };

  /** The image that is loaded at first. */
  static final int OLD = 1;

  /** The one that a user loads meanwhile. */
  static final int NEW = 2;

  /** The one of the other slot. */
  static final int BESIDES = 3;

  /** The one that is loaded at the end. */
  static final int LAST = 4;

  /** Prepares the world; nothing fails meanwhile. */
  void arrange(FailingWorld world, Slot slot) throws Exception {
    world.arrive(0);
    world.load(slot, OLD);
    if (!isUpkeep()) {
      world.load(other(slot), BESIDES);
    }
    world.pass(Duration.ofSeconds(1));
  }

  /** Does what may fail. */
  abstract void act(FailingWorld world, Slot slot) throws Exception;

  /** {@return what the failing machine holds if nothing fails} */
  int expected() {
    return OLD;
  }

  /** {@return whether nobody is told of a failure, so that all of it is to be repeated} */
  boolean isUpkeep() {
    return false;
  }

  /** {@return whether it is tried for a slot} */
  boolean isFor(Slot slot) {
    return true;
  }

  static Slot other(Slot slot) {
    return slot == Slot.CRASH ? Slot.DEFAULT : Slot.CRASH;
  }
}
