package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.SplitModel;
import dev.sirius.core.gguf.SplitName;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The GGUF files of this machine. */
public final class LocalWeights implements WeightsFiles {

  @Override
  public WeightsReader open(Path path) {
    List<OpenFile> files = new ArrayList<>();
    boolean opened = false;
    try {
      OpenFile given = OpenFile.at(path);
      files.add(given);
      GgufHeader header = HeaderParser.parse(given);
      int parts = SplitModel.parts(header);
      List<GgufHeader> headers = new ArrayList<>(List.of(header));
      if (parts > 1) {
        given.close();
        files.clear();
        headers.clear();
        for (Path part : parts(path, parts)) {
          OpenFile file = OpenFile.at(part);
          files.add(file);
          headers.add(HeaderParser.parse(file));
        }
      }
      OpenWeights weights = new OpenWeights(files, headers);
      opened = true;
      return weights;
    } finally {
      if (!opened) {
        files.forEach(OpenFile::close);
      }
    }
  }

  /** The paths of all parts of a split file, by the name of one. */
  private static List<Path> parts(Path path, int count) {
    Optional<SplitName> name =
        SplitName.of(String.valueOf(path.getFileName())).filter(each -> each.count() == count);
    if (name.isEmpty()) {
      throw new WeightsException(
          Kind.SPLIT_INCOMPLETE,
          path
              + " is one of "
              + count
              + " parts, but its name does not end in -00001-of-"
              + String.format(java.util.Locale.ROOT, "%05d", count)
              + ".gguf; give all parts their names back");
    }
    List<Path> paths = new ArrayList<>();
    for (int part = 1; part <= count; part++) {
      Path sibling = path.resolveSibling(name.get().part(part).toString());
      if (!java.nio.file.Files.exists(sibling)) {
        throw new WeightsException(
            Kind.SPLIT_INCOMPLETE,
            "part " + part + " of " + count + " is missing: there is no " + sibling);
      }
      paths.add(sibling);
    }
    return paths;
  }

  @Override
  public WeightsWriter create(Path target, WritePlan plan) {
    return NewWeights.begin(target, plan);
  }
}
