package kexec.core.internal.host;

import java.util.LinkedHashMap;
import java.util.Map;
import kexec.api.plan.Architecture;

/**
 * The kind of host.
 *
 * @param operatingSystem its name in lower case, such as {@code linux}
 * @param architecture the architecture's label, or the platform's own name if there is no label
 * @param firmware the content of {@code /sys/hypervisor/type} in lower case, otherwise {@code none}
 * @param efi whether EFI firmware booted it
 */
public record HostFacts(String operatingSystem, String architecture, String firmware, boolean efi) {

  /** {@return the facts as service properties, with names starting with {@code kexec.host.}} */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("kexec.host.os", operatingSystem);
    properties.put("kexec.host.arch", architecture);
    properties.put("kexec.host.firmware", firmware);
    properties.put("kexec.host.efi", efi);
    return properties;
  }

  /**
   * {@return the API's label of an architecture, or the Java platform's name itself if the API has
   * none}
   *
   * @param osArch the value of the system property {@code os.arch}
   */
  public static String architecture(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> Architecture.X86_64.label();
      case "x86", "i386", "i486", "i586", "i686" -> Architecture.I386.label();
      case "aarch64", "arm64" -> Architecture.ARM64.label();
      case "arm" -> Architecture.ARM.label();
      default -> osArch;
    };
  }
}
