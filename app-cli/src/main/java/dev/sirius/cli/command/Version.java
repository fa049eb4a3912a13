package dev.sirius.cli.command;

import picocli.CommandLine.IVersionProvider;

/** Sirius' version, and the Java that it runs on. */
public final class Version implements IVersionProvider {

  /** The version that the jar's manifest states. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development build" : version;
  }

  /** The answer to {@code --version}. */
  public static String line() {
    return "sirius " + text() + " (Java " + Runtime.version() + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
