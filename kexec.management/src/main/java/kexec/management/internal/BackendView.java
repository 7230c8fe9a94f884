package kexec.management.internal;

import kexec.api.Backend;

/** A backend as JMX shows it. */
public final class BackendView {

  private final Backend backend;

  BackendView(Backend backend) {
    this.backend = backend;
  }

  /** {@return {@code machine}, {@code absent-machine} or {@code protocol}} */
  public String getKind() {
    return backend.kind().label();
  }

  /** {@return its name} */
  public String getName() {
    return backend.name();
  }

  /** {@return the symbolic name of its bundle} */
  public String getBundle() {
    return backend.bundle();
  }

  /** {@return whether it serves requests that name no backend} */
  public boolean isChosen() {
    return backend.chosen();
  }

  /** {@return why it is chosen, not chosen or absent} */
  public String getReason() {
    return backend.reason();
  }
}
