package dev.sirius.cli.command;

import dev.sirius.core.model.ModelName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a model's name from the command line. */
public final class ModelNameConverter implements ITypeConverter<ModelName> {

  @Override
  public ModelName convert(String value) {
    try {
      return ModelName.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
