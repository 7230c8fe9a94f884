package kexec.core.internal.plan;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.boot.BootFile;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.core.internal.policy.PolicyGate;
import kexec.wrap.Unwrapped;

/**
 * Chooses between what the user names and what is in one file with the kernel: the user's counts,
 * and a finding says so.
 */
final class Parts {

  /** Far more than any kernel takes. */
  private static final long TREE_MAX = 16L << 20;

  private final Unwrapped unwrapped;
  private final PlanRequest request;
  private final PolicyGate gate;
  private final List<Finding> findings;

  Parts(Unwrapped unwrapped, PlanRequest request, PolicyGate gate, List<Finding> findings) {
    this.unwrapped = unwrapped;
    this.request = request;
    this.gate = gate;
    this.findings = findings;
  }

  /**
   * {@return the initial RAM disks}
   *
   * @param named the user's
   */
  List<BootFile> initrds(List<BootFile> named) {
    if (unwrapped.initrd().isEmpty()) {
      return named;
    }
    if (!request.initrds().isEmpty()) {
      replaced("initrd");
      return named;
    }
    return List.of(new BootFile(request.kernel(), unwrapped.initrd().get()));
  }

  /** {@return the command line} */
  String commandLine() {
    if (unwrapped.commandLine().isEmpty()) {
      gate.commandLine("the kernel", request.commandLine());
      return request.commandLine();
    }
    if (!request.commandLine().isEmpty()) {
      replaced("command line");
      return request.commandLine();
    }
    return unwrapped.commandLine().get();
  }

  /**
   * {@return what the running system passes on, with another device tree if there is one}
   *
   * @param running what the running system passes on
   * @param named the user's device tree
   */
  PlatformData platform(PlatformData running, Optional<BootFile> named) {
    if (named.isPresent() && unwrapped.deviceTree().isPresent()) {
      replaced("device tree");
    }
    Optional<SegmentData> other = named.map(BootFile::data).or(unwrapped::deviceTree);
    if (other.isEmpty()) {
      return running;
    }
    if (other.get().size() > TREE_MAX) {
      findings.add(
          Finding.error(
              "device-tree-too-long",
              "the device tree has %s bytes, more than %s".formatted(other.get().size(), TREE_MAX),
              "Name a device tree in its flattened form (.dtb)."));
      return running;
    }
    byte[] tree = bytes(other.get());
    return name ->
        name.equals(PlatformData.DEVICE_TREE) ? Optional.of(tree.clone()) : running.item(name);
  }

  private static byte[] bytes(SegmentData data) {
    ByteBuffer from = data.buffer(0, (int) data.size());
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  private void replaced(String what) {
    gate.replaced(what, request.kernel());
    findings.add(
        Finding.info(
            "wrapped-part-replaced",
            "the %s in %s is not used, because another one is named"
                .formatted(what, FileName.of(request.kernel()))));
  }
}
