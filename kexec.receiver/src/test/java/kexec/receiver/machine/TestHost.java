package kexec.receiver.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.linux.sys.RunningLinux;
import kexec.receiver.FakeKernel;
import kexec.receiver.FakeTree;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.memory.HostMemoryMap;

/** A host with a fake kernel and a fake systemctl. */
final class TestHost {

  private final FakeTree tree;
  private final FakeKernel kernel;
  private final LinuxHost host;
  private final List<List<String>> commands = new ArrayList<>();
  private CommandRunner.Result result = new CommandRunner.Result(0, "");

  TestHost(Path directory) throws KexecException {
    this(directory, KexecArchitecture.X86_64);
  }

  TestHost(Path directory, KexecArchitecture architecture) throws KexecException {
    this.tree = new FakeTree(directory);
    this.kernel = new FakeKernel(tree, architecture, RunningLinux.calls());
    this.host = new LinuxHost(tree.root(), architecture, () -> kernel);
  }

  FakeTree tree() {
    return tree;
  }

  FakeKernel kernel() {
    return kernel;
  }

  LinuxHost host() {
    return host;
  }

  List<List<String>> commands() {
    return commands;
  }

  void commandsEndWith(int code, String output) {
    result = new CommandRunner.Result(code, output);
  }

  LinuxMachine machine() throws KexecException {
    return new LinuxMachine(
        host,
        new HostMemoryMap(host.root())::read,
        command -> {
          commands.add(command);
          return result;
        });
  }
}
