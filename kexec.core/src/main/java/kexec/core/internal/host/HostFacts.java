package kexec.core.internal.host;

import java.util.LinkedHashMap;
import java.util.Map;
import kexec.api.plan.Architecture;

/**
 * What kind of host this is.
 *
 * @param operatingSystem its name in lower case, such as {@code linux}
 * @param architecture the architecture's label, or the platform's own name where it is another
 * @param firmware what {@code /sys/hypervisor/type} says in lower case, else {@code none}
 * @param efi whether it was started by EFI firmware
 */
public record HostFacts(String operatingSystem, String architecture, String firmware, boolean efi) {

  /**
   * Returns the facts as service properties.
   *
   * @return names beginning with {@code kexec.host.}, with their values
   */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("kexec.host.os", operatingSystem);
    properties.put("kexec.host.arch", architecture);
    properties.put("kexec.host.firmware", firmware);
    properties.put("kexec.host.efi", efi);
    return properties;
  }

  /**
   * Translates the Java platform's name of an architecture.
   *
   * @param osArch the value of the system property {@code os.arch}
   * @return the label that the API uses, or the name itself where the API has none
   */
  static String architecture(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> Architecture.X86_64.label();
      case "x86", "i386", "i486", "i586", "i686" -> Architecture.I386.label();
      case "aarch64", "arm64" -> Architecture.ARM64.label();
      case "arm" -> Architecture.ARM.label();
      default -> osArch;
    };
  }
}
