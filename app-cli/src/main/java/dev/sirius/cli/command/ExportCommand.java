package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.family.ExportFamily;
import dev.sirius.core.usecase.family.FamilyState;
import dev.sirius.core.usecase.family.ReadFamily;
import jakarta.inject.Provider;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a family to one file. */
@Command(
    name = "export",
    description = {
      "Write a family to one GGUF file, to carry it elsewhere.",
      "The file holds the parent's weights and all that 'sirius import' needs."
    })
public final class ExportCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ModelStore> store;
  private final Provider<ExportFamily> exportFamily;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = ModelNameConverter.class,
      description = "A family, or one of its members.")
  private ModelName name;

  @Option(
      names = "--parent",
      required = true,
      paramLabel = "FILE",
      description = "The file to write the parent to.")
  private Path target;

  @Option(names = "--force", description = "Replace a file that is there.")
  private boolean force;

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param store the models
   * @param exportFamily writes the file
   */
  @SuppressWarnings("NullAway.Init") // picocli sets name and target before it runs
  public ExportCommand(
      GlobalOptions options,
      Console console,
      Provider<ModelStore> store,
      Provider<ExportFamily> exportFamily) {
    this.options = options;
    this.console = console;
    this.store = store;
    this.exportFamily = exportFamily;
  }

  @Override
  public void run() {
    FamilyState family = new ReadFamily(store.get()).read(name);
    WrittenFile written;
    try (ProgressLine progress = console.progress()) {
      written = exportFamily.get().export(family, target, force, progress);
    }
    if (options.json()) {
      console.json(
          Json.object(
              "family", family.name().shortForm(),
              "parent", family.parent().type().label(),
              "file", written.path().toString(),
              "bytes", written.bytes(),
              "sha256", written.sha256()));
    } else {
      console.line(
          "wrote "
              + family.name()
              + " to "
              + written.path()
              + ", "
              + new ByteSize(written.bytes())
              + "; 'sirius import' makes it elsewhere");
    }
  }
}
