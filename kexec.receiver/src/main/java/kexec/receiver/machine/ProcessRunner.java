package kexec.receiver.machine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import kexec.api.text.ByteText;

/** Runs programs as processes of the running system. */
final class ProcessRunner implements CommandRunner {

  private static final int MAX_OUTPUT = 1 << 16;

  @Override
  public Result run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream in = process.getInputStream()) {
      String output = ByteText.of(in.readNBytes(MAX_OUTPUT));
      in.skip(Long.MAX_VALUE);
      return new Result(process.waitFor(), output.strip());
    }
  }
}
