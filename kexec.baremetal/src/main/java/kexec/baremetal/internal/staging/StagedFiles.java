package kexec.baremetal.internal.staging;

import java.util.List;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.SystemCallException;

/** An image of files, for {@code kexec_file_load}. */
final class StagedFiles implements Staged {

  private final KexecFileLoad call;
  private final List<Descriptor> files;

  StagedFiles(KexecFileLoad call, List<Descriptor> files) {
    this.call = call;
    this.files = List.copyOf(files);
  }

  @Override
  public KexecFileLoad call() {
    return call;
  }

  @Override
  public void load(KexecCalls calls) throws SystemCallException {
    calls.kexecFileLoad(call);
  }

  @Override
  public void close() {
    files.forEach(Descriptor::close);
  }
}
