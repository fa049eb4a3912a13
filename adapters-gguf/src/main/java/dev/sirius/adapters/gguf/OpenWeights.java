package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.PlacedTensor;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The open files of a model. */
final class OpenWeights implements WeightsReader {

  /** Where a tensor's data lie. */
  private record Place(RegularFile file, PlacedTensor tensor) {}

  private final List<RegularFile> files;
  private final List<GgufHeader> headers;
  private final ModelFacts facts;
  private final Map<String, Place> places = new HashMap<>();

  OpenWeights(List<RegularFile> files, List<GgufHeader> headers, ModelFacts facts) {
    this.files = List.copyOf(files);
    this.headers = List.copyOf(headers);
    this.facts = facts;
    for (int i = 0; i < headers.size(); i++) {
      for (PlacedTensor placed : headers.get(i).placedTensors()) {
        places.put(placed.tensor().name(), new Place(files.get(i), placed));
      }
    }
  }

  @Override
  public List<Path> files() {
    return files.stream().map(RegularFile::path).toList();
  }

  @Override
  public List<GgufHeader> headers() {
    return headers;
  }

  @Override
  public ModelFacts facts() {
    return facts;
  }

  @Override
  public long bytesOnDisk() {
    return files.stream().mapToLong(RegularFile::length).sum();
  }

  @Override
  public void read(TensorInfo tensor, long position, byte[] into, int offset, int count) {
    Place place = places.get(tensor.name());
    if (place == null) {
      throw new IllegalArgumentException("there is no tensor '" + tensor.name() + "' here");
    }
    PlacedTensor placed = place.tensor();
    Objects.checkFromIndexSize(position, (long) count, placed.tensor().bytes());
    place.file().readFully(placed.position() + position, into, offset, count);
  }

  @Override
  public void readMetadata(long position, byte[] into, int offset, int count) {
    Objects.checkFromIndexSize(position, (long) count, headers.get(0).length());
    files.get(0).readFully(position, into, offset, count);
  }

  @Override
  public void close() {
    files.forEach(RegularFile::close);
  }
}
