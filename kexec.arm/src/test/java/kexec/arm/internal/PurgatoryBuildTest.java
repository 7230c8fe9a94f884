package kexec.arm.internal;

import java.nio.file.Path;
import java.util.List;
import kexec.base.purgatory.PurgatoryBuildContract;
import org.junit.jupiter.api.Nested;

class PurgatoryBuildTest {

  private static final List<Path> OTHERS = List.of(Path.of("src/main/purgatory"));
  private static final Path RESOURCES = Path.of("src/main/resources/kexec/arm/internal");

  @Nested
  class Arm64 extends PurgatoryBuildContract {
    Arm64() {
      super(
          Path.of("src/main/purgatory64"),
          OTHERS,
          RESOURCES.resolve(ArmPurgatoryOptions.RESOURCE64),
          "aarch64-linux-gnu-");
    }
  }

  @Nested
  class Arm extends PurgatoryBuildContract {
    Arm() {
      super(
          Path.of("src/main/purgatory32"),
          OTHERS,
          RESOURCES.resolve(ArmPurgatoryOptions.RESOURCE32),
          "arm-linux-gnueabihf-");
    }
  }
}
