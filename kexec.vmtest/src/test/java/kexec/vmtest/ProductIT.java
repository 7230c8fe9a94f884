package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec starts in a guest, and works as far as it does without a load. */
@ExtendWith(GuestLab.class)
class ProductIT {

  @Test
  void namesItsBackendsAndSimulates(Guests guests) throws Exception {
    GuestRun run = guests.run(guests.cloud("product").append("run=product.sh"));
    assertThat(run).poweredOff().said("backends: status 0").said("simulate: status 0");
  }
}
