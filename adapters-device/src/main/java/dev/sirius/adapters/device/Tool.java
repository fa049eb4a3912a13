package dev.sirius.adapters.device;

import java.util.List;

/** Runs a small program that tells of the device. */
interface Tool {

  /** How a program ended. */
  sealed interface Outcome {

    /** It ended well, and said this. */
    record Said(String output) implements Outcome {}

    /** It ended with another exit code than 0, and said this. */
    record Refused(int exitCode, String output) implements Outcome {}

    /** It could not be run, or did not answer in time, or did not stop talking; why, for people. */
    record Failed(String reason) implements Outcome {}

    /** There is no such program. */
    record Missing() implements Outcome {}
  }

  /** Runs a program with arguments; never longer than some seconds, never with endless output. */
  Outcome run(List<String> command);
}
