package kexec.arm.internal;

import java.nio.file.Path;
import java.util.List;
import kexec.base.purgatory.PurgatoryBuildContract;

class Purgatory64BuildTest extends PurgatoryBuildContract {

  Purgatory64BuildTest() {
    super(
        Path.of("src/main/purgatory64"),
        List.of(Path.of("src/main/purgatory")),
        Path.of("src/main/resources/kexec/arm/internal", ArmPurgatoryOptions.RESOURCE64),
        "aarch64-linux-gnu-");
  }
}
