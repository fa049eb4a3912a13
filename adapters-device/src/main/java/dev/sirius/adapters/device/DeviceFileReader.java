package dev.sirius.adapters.device;

import com.fasterxml.jackson.core.JsonParser;
import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the text of a device file. Every error names the line, the key and what is allowed. */
final class DeviceFileReader {

  private static final String SILENT = "the device file does not say";
  private static final int MOST_CORES = 999_999;

  private final DeviceFileCursor cursor;
  private final String source;

  /**
   * @param parser at the start of the text
   * @param source the file's name, as origin of its values
   */
  DeviceFileReader(JsonParser parser, String source) {
    this.cursor = new DeviceFileCursor(parser, source);
    this.source = source;
  }

  DeviceProfile read() throws IOException {
    Memory memory = Memory.unknown(SILENT);
    Processor processor = Processor.unknown(SILENT);
    Fact<List<Accelerator>> accelerators = Fact.unknown(SILENT);
    Fact<String> os = Fact.unknown(SILENT);
    Fact<String> architecture = Fact.unknown(SILENT);
    cursor.start();
    String key;
    while ((key =
            cursor.nextKey("$schema", "memory", "processor", "accelerators", "os", "architecture"))
        != null) {
      switch (key) {
        case "memory" -> memory = memory();
        case "processor" -> processor = processor();
        case "accelerators" -> accelerators = accelerators();
        case "os" -> os = known(cursor.text());
        case "architecture" -> architecture = known(cursor.text());
        default -> cursor.text();
      }
    }
    cursor.end();
    return new DeviceProfile(memory, processor, accelerators, new Platform(os, architecture));
  }

  private Memory memory() throws IOException {
    Fact<ByteSize> total = Fact.unknown(SILENT);
    Fact<ByteSize> available = Fact.unknown(SILENT);
    Fact<Limit<ByteSize>> limit = Fact.unknown(SILENT);
    cursor.startObject();
    String key;
    while ((key = cursor.nextKey("total", "available", "limit")) != null) {
      switch (key) {
        case "total" -> total = known(cursor.sizeAboveZero());
        case "available" -> available = known(cursor.size());
        default ->
            limit = known(cursor.isNone() ? Limit.none() : Limit.atMost(cursor.sizeAboveZero()));
      }
    }
    cursor.requireNotAbove("available", available, "total", total);
    return new Memory(total, available, limit);
  }

  private Processor processor() throws IOException {
    Fact<String> name = Fact.unknown(SILENT);
    Fact<Integer> logicalCores = Fact.unknown(SILENT);
    Fact<Integer> physicalCores = Fact.unknown(SILENT);
    Fact<Limit<Double>> quota = Fact.unknown(SILENT);
    Fact<Set<SimdFeature>> simd = Fact.unknown(SILENT);
    cursor.startObject();
    String key;
    while ((key = cursor.nextKey("name", "logicalCores", "physicalCores", "quotaCores", "simd"))
        != null) {
      switch (key) {
        case "name" -> name = known(cursor.text());
        case "logicalCores" -> logicalCores = known(cursor.wholeNumber(MOST_CORES));
        case "physicalCores" -> physicalCores = known(cursor.wholeNumber(MOST_CORES));
        case "quotaCores" ->
            quota = known(cursor.isNone() ? Limit.none() : Limit.atMost(cursor.number(MOST_CORES)));
        default -> simd = known(simd());
      }
    }
    cursor.requireNotAbove("physicalCores", physicalCores, "logicalCores", logicalCores);
    return new Processor(name, logicalCores, physicalCores, quota, simd);
  }

  private Set<SimdFeature> simd() throws IOException {
    Set<SimdFeature> features = EnumSet.noneOf(SimdFeature.class);
    cursor.startArray();
    while (cursor.nextElement()) {
      features.add(cursor.choice(SimdFeature.values(), SimdFeature::label));
    }
    return features;
  }

  private Fact<List<Accelerator>> accelerators() throws IOException {
    List<Accelerator> list = new ArrayList<>();
    cursor.startArray();
    while (cursor.nextElement()) {
      list.add(accelerator());
    }
    return known(list);
  }

  private Accelerator accelerator() throws IOException {
    @Nullable String name = null;
    Vendor vendor = Vendor.OTHER;
    Fact<ByteSize> total = Fact.unknown(SILENT);
    Fact<ByteSize> free = Fact.unknown(SILENT);
    Fact<Boolean> unified = Fact.unknown(SILENT);
    cursor.startObject();
    String key;
    while ((key = cursor.nextKey("name", "vendor", "totalMemory", "freeMemory", "unifiedMemory"))
        != null) {
      switch (key) {
        case "name" -> name = cursor.text();
        case "vendor" -> vendor = cursor.choice(Vendor.values(), Vendor::name);
        case "totalMemory" -> total = known(cursor.sizeAboveZero());
        case "freeMemory" -> free = known(cursor.size());
        default -> unified = known(cursor.trueOrFalse());
      }
    }
    cursor.requireNotAbove("freeMemory", free, "totalMemory", total);
    return new Accelerator(
        cursor.required("name", name), vendor, total, free.orElse(total), unified);
  }

  private <T> Fact<T> known(T value) {
    return Fact.known(value, source);
  }
}
