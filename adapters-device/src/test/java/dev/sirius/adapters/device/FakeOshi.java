package dev.sirius.adapters.device;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.GraphicsCard;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoProvider;

/** An OSHI that answers what a test says; without that, what OSHI answers when it cannot tell. */
final class FakeOshi implements SystemInfoProvider {

  long total;
  long available;
  String name = "";
  int logical;
  int physical;
  List<String> features = List.of();

  private final List<GraphicsCard> cards = new ArrayList<>();

  void card(String cardName, String vendor, long memory) {
    cards.add(
        answering(
            GraphicsCard.class,
            Map.of("getName", cardName, "getVendor", vendor, "getVRam", memory)));
  }

  @Override
  public HardwareAbstractionLayer getHardware() {
    return answering(
        HardwareAbstractionLayer.class,
        Map.of(
            "getMemory",
            answering(GlobalMemory.class, Map.of("getTotal", total, "getAvailable", available)),
            "getProcessor",
            answering(
                CentralProcessor.class,
                Map.of(
                    "getProcessorIdentifier",
                    new CentralProcessor.ProcessorIdentifier("", name, "", "", "", "", true),
                    "getLogicalProcessorCount",
                    logical,
                    "getPhysicalProcessorCount",
                    physical,
                    "getFeatureFlags",
                    features)),
            "getGraphicsCards",
            List.copyOf(cards)));
  }

  @Override
  public OperatingSystem getOperatingSystem() {
    return answering(OperatingSystem.class, Map.of("toString", "Some System 11"));
  }

  @Override
  public int getPriority() {
    return 0;
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  private static <T> T answering(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            FakeOshi.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = answers.get(method.getName());
              if (answer == null) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answer;
            }));
  }
}
