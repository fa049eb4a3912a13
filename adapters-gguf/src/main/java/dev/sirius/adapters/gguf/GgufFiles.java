package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.PlacedTensor;
import dev.sirius.core.gguf.SplitModel;
import dev.sirius.core.gguf.SplitName;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.gguf.port.ByteFiles;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * GGUF files of this machine's file systems.
 *
 * <p>Of a split model any part may be named, where llama.cpp wants the first; else it is as strict:
 * the names must be {@code PREFIX-00001-of-0000N.gguf}, and all parts must be there.
 */
public final class GgufFiles implements WeightsFiles, ByteFiles {

  private final PartFiles parts = new PartFiles();

  @Override
  public WeightsReader open(Path path) {
    List<RegularFile> files = new ArrayList<>();
    boolean opened = false;
    try {
      RegularFile named = RegularFile.open(path);
      files.add(named);
      GgufHeader header = header(named);
      int parts = parts(named, header);
      OpenWeights weights =
          parts == 1
              ? new OpenWeights(files, List.of(header), facts(path, List.of(header)))
              : openParts(path, parts, files);
      opened = true;
      return weights;
    } finally {
      if (!opened) {
        files.forEach(RegularFile::close);
      }
    }
  }

  @Override
  public <T> T read(Path path, Function<ByteSource, T> reader) {
    try (RegularFile file = RegularFile.open(path)) {
      return reader.apply(file);
    }
  }

  /** Opens all parts in order; whatever was opened is in the list, also when it fails. */
  private static OpenWeights openParts(Path path, int count, List<RegularFile> files) {
    SplitName name = splitName(path, count);
    files.forEach(RegularFile::close);
    files.clear();
    List<GgufHeader> headers = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      RegularFile part = openPart(path, name.part(number));
      files.add(part);
      headers.add(header(part));
    }
    return new OpenWeights(files, headers, facts(path, headers));
  }

  private static RegularFile openPart(Path path, SplitName part) {
    Path file = path.resolveSibling(part.toString());
    try {
      return RegularFile.open(file);
    } catch (WeightsException e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
      throw new WeightsException(
          Kind.SPLIT_INCOMPLETE,
          path + " is one of " + part.count() + " parts, and " + file + " is missing; fetch it too",
          e);
    }
  }

  private static SplitName splitName(Path path, int count) {
    String fileName = String.valueOf(path.getFileName());
    return SplitName.of(fileName)
        .filter(name -> name.count() == count)
        .orElseThrow(
            () ->
                new WeightsException(
                    Kind.SPLIT_INCOMPLETE,
                    path
                        + " is one of "
                        + count
                        + " parts by its contents, but not by its name; give the parts the names"
                        + " that they came with, such as "
                        + new SplitName("NAME", 1, count)));
  }

  private static GgufHeader header(RegularFile file) {
    GgufHeader header = HeaderParser.parse(file);
    for (PlacedTensor placed : header.placedTensors()) {
      if (placed.end() > file.length()) {
        throw new GgufException(
            file.name(),
            placed.position(),
            "the data of tensor '" + placed.tensor().name() + "'",
            "end at byte "
                + placed.end()
                + ", but the file has "
                + file.length()
                + "; it is cut short, fetch it again");
      }
    }
    return header;
  }

  private static int parts(RegularFile file, GgufHeader header) {
    try {
      return SplitModel.parts(header);
    } catch (MetadataException e) {
      throw refused(file.path(), header, e);
    }
  }

  private static ModelFacts facts(Path path, List<GgufHeader> headers) {
    try {
      return SplitModel.facts(headers);
    } catch (MetadataException e) {
      throw refused(path, headers.get(0), e);
    }
  }

  private static GgufException refused(Path path, GgufHeader header, MetadataException cause) {
    return new GgufException(
        path.toString(), header.length(), "the metadata", String.valueOf(cause.getMessage()));
  }

  @Override
  public WeightsWriter create(Path target, WritePlan plan) {
    return NewFile.begin(target, plan, parts);
  }
}
