package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlanValuesTest {

  /** The numbers are those of the System V gABI's list of e_machine values. */
  @ParameterizedTest
  @CsvSource({"x86_64, 62, true", "i386, 3, false", "arm64, 183, true", "arm, 40, false"})
  void architecturesHaveTheirElfNumbers(String label, int machine, boolean wide) {
    assertThat(Architecture.labelled(label)).isEqualTo(new Architecture(label, machine, wide));
    assertThat(Architecture.KNOWN).extracting(Architecture::label).containsOnlyOnce(label);
  }

  @Test
  void anArchitectureThatIsNotKnownHasItsLabel() {
    assertThat(Architecture.labelled("riscv64").label()).isEqualTo("riscv64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X86_64", "x86-64", "a b", "\u001b[2J"})
  void aLabelIsAName(String label) {
    assertThatIllegalArgumentException().isThrownBy(() -> Architecture.labelled(label));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0x10000})
  void anElfNumberHas16Bits(int machine) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Architecture("riscv64", machine, true));
  }

  @ParameterizedTest
  @EnumSource
  void roleLabelsAreInLowerCaseWithHyphens(SegmentRole role) {
    assertThat(role.label()).isEqualTo(role.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments", "files", "page-list", "a", "2"})
  void aMachineMayDefineALoadMethod(String label) {
    assertThat(new LoadMethod(label)).hasToString(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Segments", "page_list", "a b", "ä", "x23456789012345678901234567890123"})
  void aLoadMethodHasAPlainLabel(String label) {
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadMethod(label));
  }

  @Test
  void aDigestGivesItsBytesBack() {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) 0xab;
    Digest digest = Digest.of(bytes);

    assertThat(digest).hasToString("ab" + "00".repeat(31));
    assertThat(digest.bytes()).isEqualTo(bytes);
    digest.bytes()[0] = 0;
    assertThat(digest.bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ab", "AB00000000000000000000000000000000000000000000000000000000000000"})
  void aDigestOfAnotherFormIsRefused(String hex) {
    assertThatThrownBy(() -> new Digest(hex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a SHA-256 digest: " + hex);
  }

  @Test
  void registersAndFieldsKeepTheirOrderAndCannotBeChanged() {
    Map<String, Long> registers = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : List.of("rbx", "rax", "rsi", "rdi")) {
      registers.put(name, 1L);
      fields.put(name, "1");
    }
    EntryState entry = new EntryState(new MachineAddress(1), new MachineAddress(2), registers);
    KernelFacts facts = new KernelFacts("fake", Architecture.ARM, Optional.empty(), 1023, fields);
    registers.clear();
    fields.clear();

    assertThat(entry.registers().keySet()).containsExactly("rbx", "rax", "rsi", "rdi");
    assertThat(facts.fields().keySet()).containsExactly("rbx", "rax", "rsi", "rdi");
    assertThatThrownBy(() -> entry.registers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> facts.fields().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aRefusalNamesEveryErrorAndEachCureOnce() {
    List<Finding> findings =
        new ArrayList<>(
            List.of(
                Finding.warning("w", "odd", "Look."),
                Finding.error("first", "one is wrong", "Mend it."),
                Finding.error("second", "two is wrong", "Mend it."),
                Finding.error("third", "three is wrong", "Replace it.")));
    PlanRefusedException refused = new PlanRefusedException("planning", findings, null);
    findings.clear();

    assertThat(refused.fault().code()).isEqualTo("first");
    assertThat(refused)
        .hasMessage("planning: one is wrong; two is wrong; three is wrong. Mend it. Replace it.");
    assertThat(refused.findings()).hasSize(4);
    assertThat(refused.draft()).isEmpty();
  }

  @Test
  void aRefusalWithoutAnErrorIsRefused() {
    List<Finding> findings = List.of(Finding.info("i", "all is well"));

    assertThatThrownBy(() -> new PlanRefusedException("planning", findings, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a refusal without an error");
  }
}
