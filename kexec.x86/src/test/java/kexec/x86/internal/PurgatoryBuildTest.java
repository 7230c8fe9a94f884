package kexec.x86.internal;

import java.nio.file.Path;
import java.util.List;
import kexec.base.purgatory.PurgatoryBuildContract;

class PurgatoryBuildTest extends PurgatoryBuildContract {

  PurgatoryBuildTest() {
    super(
        Path.of("src/main/purgatory"),
        List.of(),
        Path.of("src/main/resources/kexec/x86/internal", PurgatoryOptions.RESOURCE),
        "");
  }
}
