package kexec.wrap.internal;

import java.io.IOException;

/** Thrown when compressed data is not damaged, but is not uncompressed all the same. */
final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String cure;

  RefusedException(String code, String cause, String cure) {
    super(cause);
    this.code = code;
    this.cure = cure;
  }

  String code() {
    return code;
  }

  String cure() {
    return cure;
  }
}
