package kexec.itest.example;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import kexec.api.plan.Slot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Holds the images. It stands for a kernel or a hypervisor: a real machine makes system calls or
 * hypercalls instead. Immediate, so that the images stay as long as the bundle is active.
 * Thread-safe.
 */
@Component(service = ExampleReceiver.class, immediate = true)
public class ExampleReceiver {

  private final String boot = UUID.randomUUID().toString();
  private final Map<Slot, ExampleImage> images = new EnumMap<>(Slot.class);

  /** Creates a receiver that holds nothing. */
  @Activate
  public ExampleReceiver() {}

  /** {@return a text that no other receiver has} */
  final String boot() {
    return boot;
  }

  /**
   * Replaces the image in a slot.
   *
   * @param slot the slot
   * @param image the new image
   * @throws IOException if it cannot be kept; the previous image stays
   */
  protected void put(Slot slot, ExampleImage image) throws IOException {
    synchronized (images) {
      images.put(slot, image);
    }
  }

  /** Empties a slot. */
  final void remove(Slot slot) {
    synchronized (images) {
      images.remove(slot);
    }
  }

  /** {@return a copy of what is held now, by slot} */
  final Map<Slot, ExampleImage> images() {
    synchronized (images) {
      return new EnumMap<>(images);
    }
  }
}
