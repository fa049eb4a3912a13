package dev.sirius.cli.command;

import dev.sirius.core.model.ModelSource;
import dev.sirius.core.usecase.FindModel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a model is made from: an installed model's name, or a path to a GGUF file. */
public final class BaseConverter implements ITypeConverter<ModelSource> {

  @Override
  public ModelSource convert(String value) {
    if (!FindModel.isPath(value)) {
      return new ModelSource.Installed(new ModelNameConverter().convert(value));
    }
    try {
      // Ollama reads it too, and stands in another folder.
      return new ModelSource.AtPath(Path.of(value).toAbsolutePath().normalize().toString());
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + value + "' is no path here: " + e.getReason());
    }
  }
}
