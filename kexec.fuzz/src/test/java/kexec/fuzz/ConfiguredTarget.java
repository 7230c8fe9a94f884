package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.util.List;
import kexec.base.config.ConfigText;
import kexec.images.internal.config.ConfigReader;
import kexec.images.internal.config.Configuration;

/** Configurations of images that are kept loaded. */
public final class ConfiguredTarget {

  private ConfiguredTarget() {}

  /** Reads a configuration. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      Oracle.check(input.length, () -> run(input));
    }
  }

  private static void run(byte[] input) {
    ConfigText text = ConfigText.parse(input);
    Configuration read = ConfigReader.read("image", text.values(), text.problems(), "image.conf");
    require(!read.name().isEmpty(), read);
    require(read.claimed().contains(read.slot()), read);
    require(!read.wanted().isEmpty(), read);
    if (read instanceof Configuration.Invalid invalid) {
      require(!invalid.fault().cause().isBlank(), read);
    } else {
      require(text.problems().isEmpty(), read);
    }
  }

  static List<byte[]> seeds() {
    return List.of(
        Text.bytes(
            """
            # An image
            slot = crash
            kernel = /boot/vmlinuz
            initrd = /boot/a
            initrd = /boot/b
            append = quiet
            reuse-cmdline = yes
            machine = sim
            type = bzImage
            arch = x86_64
            method = segments
            check = halt
            settle = 5
            """),
        Text.bytes(
            """
            slot = default\r
            entry = default\r
            rehearse = yes\r
            until = marker\r
            marker = login:\r
            timeout = 60\r
            """),
        Text.bytes(
            "slot=default\nkernel=/k\ncommand-line=a b\ndtb=/d\nmodule=/m,x y\n;c\nuntil=init\n"));
  }
}
