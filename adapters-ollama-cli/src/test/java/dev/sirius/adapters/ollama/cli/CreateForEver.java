package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Modelfile;
import java.nio.file.Path;
import java.util.Optional;

/** Makes a model with a program that never ends; to be ended from outside. */
final class CreateForEver {

  private CreateForEver() {}

  /** {@code args}: the program, a directory for temporary files, and a file with weights. */
  public static void main(String[] args) {
    CliOllama.builder()
        .program(Path.of(args[0]))
        .temporaryDirectory(Path.of(args[1]))
        .build()
        .create(
            new CreateRequest(ModelName.parse("kjv"), Modelfile.from(args[2]), Optional.empty()),
            step -> System.out.println(step.status()));
  }
}
