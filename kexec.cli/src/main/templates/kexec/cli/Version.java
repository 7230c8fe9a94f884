package kexec.cli;

/** The version of this build: a constant, because reading it from the jar takes some milliseconds. */
final class Version {

  static final String TEXT = "${project.version}";

  private Version() {}
}
