package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.Finding;
import kexec.api.plan.Architecture;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.policy.PolicyDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The planner asks a policy about everything that it puts into an image. */
class PolicyPlanTest {

  @TempDir private Path directory;
  private final FakeProtocol protocol = new FakeProtocol("fake", Architecture.ARM64);
  private PolicyDirectory policy;
  private Path kernel;
  private Path initrd;

  @BeforeEach
  void create() throws IOException {
    policy = new PolicyDirectory(directory.resolve("jkexec"), "require-signature = all");
    kernel = Files.writeString(directory.resolve("kernel"), "FAKE kernel");
    initrd = Files.writeString(directory.resolve("initrd"), "initrd");
  }

  private Plan plan(PlanRequest request) throws Exception {
    return Planner.plan(
        request,
        Target.bare(Maps.PC, Optional.empty(), List.of()),
        List.of(protocol),
        file -> Optional.empty(),
        policy.files().forLoad(),
        ProgressListener.NONE);
  }

  /** The errors that a load would be refused for. */
  private List<String> refused(PlanRequest request) {
    return catchThrowableOfType(PlanRefusedException.class, () -> plan(request)).findings().stream()
        .filter(Finding::isError)
        .map(finding -> finding.code() + ": " + finding.message())
        .toList();
  }

  private PlanRequest everything() {
    return PlanRequest.of(kernel)
        .initrds(List.of(initrd))
        .modules(List.of(new ModuleFile(directory.resolve("module"), "of the module")))
        .deviceTree(directory.resolve("tree"))
        .commandLine("of the kernel")
        .build();
  }

  @Test
  void everythingIsAskedAbout() throws Exception {
    Files.writeString(directory.resolve("module"), "module");
    Files.writeString(directory.resolve("tree"), "tree");
    assertThat(refused(everything()))
        .satisfiesExactlyInAnyOrder(
            each -> assertThat(each).startsWith("policy-signature-missing").contains("kernel"),
            each -> assertThat(each).startsWith("policy-not-listed").contains("the initrd"),
            each -> assertThat(each).startsWith("policy-signature-missing").contains("the module"),
            each -> assertThat(each).startsWith("policy-not-listed").contains("of the module"),
            each -> assertThat(each).startsWith("policy-not-listed").contains("device tree"),
            each -> assertThat(each).startsWith("policy-not-listed").contains("of the kernel"));
    for (String listed :
        List.of("FAKE kernel", "initrd", "module", "of the module", "tree", "of the kernel")) {
      policy.allowContent(listed);
    }
    assertThat(plan(everything()).isLoadable()).isTrue();
  }

  @Test
  void onlyExecutablesAreAskedAboutForKernels() throws Exception {
    policy.write("require-signature = kernel");
    Files.writeString(directory.resolve("module"), "module");
    Files.writeString(directory.resolve("tree"), "tree");
    assertThat(refused(everything())).hasSize(2);
    policy.allowContent("FAKE kernel");
    policy.allowContent("module");
    assertThat(plan(everything()).isLoadable()).isTrue();
  }

  @Test
  void whatIsInAUkiIsApprovedWithIt() throws Exception {
    Path uki = FakeUki.in(directory);
    policy.allow(PolicyDirectory.digest(uki));
    assertThat(plan(PlanRequest.of(uki).build()).isLoadable()).isTrue();
  }

  @Test
  void whatReplacesAPartOfAUkiIsRefused() throws Exception {
    policy.write("require-signature = kernel");
    Path uki = FakeUki.in(directory);
    policy.allow(PolicyDirectory.digest(uki));
    Path tree = Files.writeString(directory.resolve("tree"), "tree");
    assertThat(
            refused(
                PlanRequest.of(uki)
                    .initrds(List.of(initrd))
                    .commandLine("init=/bin/sh")
                    .deviceTree(tree)
                    .build()))
        .hasSize(3)
        .allMatch(each -> each.startsWith("policy-part-replaced"));
  }

  @Test
  void theProtocolSeesNothingThatIsNotSigned() throws Exception {
    policy.write("require-signature = kernel");
    policy.trustSigner();
    Path program = Files.write(directory.resolve("p.efi"), PolicyDirectory.signedProgram());
    refused(PlanRequest.of(program).build());
    assertThat(protocol.asked.get(0).size()).isEqualTo(0x800).isLessThan(Files.size(program));
  }
}
