package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.PlacedTensor;
import dev.sirius.core.gguf.SplitModel;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An open GGUF file, or all parts of a split one. */
final class OpenWeights implements WeightsReader {

  /** Where a tensor's data lie. */
  private record Place(OpenFile file, long position, long bytes) {}

  private final List<OpenFile> files;
  private final List<GgufHeader> headers;
  private final ModelFacts facts;
  private final Map<String, Place> places = new HashMap<>();

  /**
   * @param files the parts, in order; closed with this reader
   * @param headers theirs
   */
  OpenWeights(List<OpenFile> files, List<GgufHeader> headers) {
    this.files = List.copyOf(files);
    this.headers = List.copyOf(headers);
    this.facts = SplitModel.facts(this.headers);
    for (int i = 0; i < files.size(); i++) {
      for (PlacedTensor placed : headers.get(i).placedTensors()) {
        TensorInfo tensor = placed.tensor();
        places.put(tensor.name(), new Place(files.get(i), placed.position(), tensor.bytes()));
      }
    }
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
    return files.stream().mapToLong(OpenFile::length).sum();
  }

  @Override
  public void read(TensorInfo tensor, long position, byte[] into, int offset, int count) {
    Place place = places.get(tensor.name());
    if (place == null) {
      throw new IllegalArgumentException(
          "there is no tensor '" + tensor.name() + "' in " + files.get(0).name());
    }
    if (position < 0 || count < 0 || position > place.bytes - count) {
      throw new IllegalArgumentException(
          count
              + " bytes from "
              + position
              + " on of tensor '"
              + tensor.name()
              + "', which has "
              + place.bytes);
    }
    place.file.readFully(place.position + position, into, offset, count);
  }

  @Override
  public void readMetadata(long position, byte[] into, int offset, int count) {
    files.get(0).readFully(position, into, offset, count);
  }

  @Override
  public void close() {
    files.forEach(OpenFile::close);
  }
}
