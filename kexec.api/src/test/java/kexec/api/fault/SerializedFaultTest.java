package kexec.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import kexec.api.plan.PlanRefusedException;
import org.junit.jupiter.api.Test;

/** Exceptions cross processes, for example as causes of a remote service's failure. */
class SerializedFaultTest {

  private static Object transfer(Object value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void hasItsFault() throws Exception {
    Fault fault = new Fault("code", "attempted", "cause", "cure");
    for (KexecException exception :
        List.of(
            new KexecException(fault),
            new BusyException(fault),
            new NotPermittedException(fault, new IOException("beneath")),
            new KexecException(fault))) {
      Object read = transfer(exception);
      assertThat(read).hasSameClassAs(exception);
      assertThat(((KexecException) read).fault()).isEqualTo(fault);
    }
  }

  @Test
  void aRefusalHasItsFindingsAndNoDraft() throws Exception {
    List<Finding> findings =
        List.of(Finding.error("e", "wrong", "Right it."), Finding.info("i", "so it is"));
    PlanRefusedException read =
        (PlanRefusedException) transfer(new PlanRefusedException("planning", findings, null));
    assertThat(read.findings()).isEqualTo(findings);
    assertThat(read.draft()).isEmpty();
    assertThat(read.fault().code()).isEqualTo("e");
  }
}
