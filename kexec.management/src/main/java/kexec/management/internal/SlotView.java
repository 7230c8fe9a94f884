package kexec.management.internal;

import java.util.List;
import kexec.api.ImageChanges;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/** A slot as JMX shows it; what is unknown is null. */
public final class SlotView {

  private final SlotStatus status;

  SlotView(SlotStatus status) {
    this.status = status;
  }

  /** {@return {@code default} or {@code crash}} */
  public String getSlot() {
    return status.slot().label();
  }

  /** {@return the machine through which the receiver was queried} */
  public String getMachine() {
    return status.machine();
  }

  /** {@return whether the receiver reports a loaded image} */
  public boolean isLoaded() {
    return status.loaded();
  }

  /** {@return whether a wanted image is not loaded} */
  public boolean isLost() {
    return status.isLost();
  }

  /** {@return the kernel file of the loaded image} */
  public @Nullable String getKernel() {
    return status.image().map(image -> FileName.of(image.kernel())).orElse(null);
  }

  /** {@return when the image was loaded, in ISO 8601} */
  public @Nullable String getLoadedAt() {
    return status.image().map(image -> image.loadedAt().toString()).orElse(null);
  }

  /** {@return what has changed since the image was loaded} */
  public List<String> getChanges() {
    return status.changes().map(ImageChanges::details).orElse(List.of());
  }

  /** {@return why the wanted image is not loaded, not moved or not current} */
  public @Nullable String getTrouble() {
    return status
        .wanted()
        .flatMap(WantedImage::loss)
        .map(WantedImage.Loss::reason)
        .or(status::trouble)
        .orElse(null);
  }
}
