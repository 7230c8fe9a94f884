package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with a policy: what is refused, what is told before, and what passes. */
class PolicyCommandIT {

  /** The magic number of Multiboot. */
  private static final int MULTIBOOT = 0x1badb002;

  @TempDir private Path directory;

  private SamplePolicy policy;
  private Path unsigned;
  private CommandJar jkexec;

  @BeforeEach
  void create() throws Exception {
    jkexec = new CommandJar(directory);
    policy = SamplePolicy.create(directory);
    policy.write(SamplePolicy.KERNEL);
    unsigned = Files.write(directory.resolve("vmlinuz"), new SyntheticBzImage().bytes());
  }

  private int run(String... words) throws Exception {
    return jkexec.run(
        List.of("-Dkexec.default.machine=sim", "-Dkexec.policy=" + policy.file()), words);
  }

  @Test
  void whatIsSignedIsLoaded() throws Exception {
    assertThat(run("load", policy.signed().toString())).as(jkexec.err()).isZero();
    assertThat(run("status")).isZero();
    assertThat(jkexec.out()).contains("default: loaded", policy.signed().toString());
  }

  @Test
  void whatIsNotSignedIsRefusedAndToldBefore() throws Exception {
    assertThat(run("plan", unsigned.toString())).isZero();
    assertThat(jkexec.out()).contains("policy-signature-missing");
    assertThat(run("inspect", unsigned.toString())).isZero();
    assertThat(jkexec.out()).contains("policy-signature-missing");
    assertThat(run("explain")).isZero();
    assertThat(jkexec.out()).contains("requires approval of the kernel and all modules");
    assertThat(run("explain", unsigned.toString())).isEqualTo(1);
    assertThat(jkexec.out()).contains("policy-signature-missing");

    assertThat(run("load", unsigned.toString())).isEqualTo(1);
    String line = SamplePolicy.digest(unsigned) + "  " + unsigned;
    assertThat(jkexec.err()).contains("policy-signature-missing", line);
    assertThat(run("status")).isZero();
    assertThat(jkexec.out()).contains("default: empty");

    policy.allow(line + "\n");
    assertThat(run("load", unsigned.toString())).as(jkexec.err()).isZero();
  }

  @Test
  void theSignerIsShown() throws Exception {
    assertThat(run("inspect", policy.signed().toString())).isZero();
    assertThat(jkexec.out()).contains("policy-approved", "CN=signer of the tests' fixtures");
    Files.delete(policy.directory().resolve("certificates/signer.pem"));
    assertThat(run("inspect", policy.signed().toString())).isZero();
    assertThat(jkexec.out())
        .contains("policy-signature-unknown", "CN=signer of the tests' fixtures");
    assertThat(run("load", policy.signed().toString())).isEqualTo(1);
    policy.write(SamplePolicy.OFF);
    assertThat(run("inspect", policy.signed().toString())).isZero();
    assertThat(jkexec.out()).contains("signed by CN=signer of the tests' fixtures");
  }

  @Test
  void configuredImagesAreRefusedToo() throws Exception {
    Path configurations = Files.createDirectory(directory.resolve("jkexec.d"));
    Files.setPosixFilePermissions(configurations, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file =
        Files.writeString(
            configurations.resolve("kdump.conf"),
            "slot = crash\nkernel = " + unsigned + "\nsettle = 0\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run("keep", "--once", "--directory=" + configurations)).isEqualTo(1);
    assertThat(jkexec.out()).contains("refused", "does not allow the kernel");
  }

  /**
   * Nobody signed what follows the signature: appended to a signed file there, a Multiboot kernel
   * is no kernel.
   */
  @Test
  void aKernelInTheCertificateTableIsNotFound() throws Exception {
    byte[] evil = Arrays.copyOf(SamplePolicy.signedProgram(), 8192);
    ByteBuffer file = ByteBuffer.wrap(evil).order(ByteOrder.LITTLE_ENDIAN);
    int entry = 0x40 + 24 + 112 + 32;
    int table = file.getInt(entry);
    file.putInt(entry + 4, evil.length - table).putInt(table, evil.length - table);
    int header = 4096;
    int flags = 1 << 16;
    file.putInt(header, MULTIBOOT).putInt(header + 4, flags);
    file.putInt(header + 8, -(MULTIBOOT + flags));
    // The header's own address, then the load address, the ends of data and bss, the entry.
    file.putInt(header + 12, 0x200000).putInt(header + 16, 0x200000);
    file.putInt(header + 20, 0x200800).putInt(header + 24, 0x200800);
    file.putInt(header + 28, 0x200020);
    Path kernel = Files.write(directory.resolve("evil.efi"), evil);

    policy.write(SamplePolicy.OFF);
    assertThat(run("plan", kernel.toString())).as(jkexec.err()).isZero();
    assertThat(jkexec.out()).containsIgnoringCase("multiboot");
    policy.write(SamplePolicy.KERNEL);
    assertThat(run("load", kernel.toString())).isEqualTo(1);
    assertThat(jkexec.err()).contains("kernel-not-recognised");
  }

  @Test
  void aDamagedPolicyRefusesEverythingButPlans() throws Exception {
    policy.write("require-signature = none\n");
    assertThat(run("load", policy.signed().toString())).isEqualTo(4);
    assertThat(jkexec.err()).contains("policy-unreadable", "none of off, kernel, all");
    assertThat(run("plan", policy.signed().toString())).isZero();
    assertThat(jkexec.out()).contains("policy-unreadable");
  }
}
