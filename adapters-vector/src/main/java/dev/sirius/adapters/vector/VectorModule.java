package dev.sirius.adapters.vector;

/**
 * The module with Java's vectors, {@code jdk.incubator.vector}. A JVM that is started with it
 * prints a warning which no option turns off; one that takes it up while it runs does not, so it is
 * taken up here.
 *
 * <p>Java itself takes modules up that way for its agents, by {@code Modules.loadModule} of {@code
 * jdk.internal.module}. That package is opened to this program by {@code Add-Exports} in the
 * manifest of the jar that the JVM starts. Where it is not, or a later Java has no such method,
 * there are no vectors: slower, and as right. Tried on Java 17 and 25.
 */
final class VectorModule {

  static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether this JVM has the module, now if not before. Asking again changes nothing. */
  static boolean isThere() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return true;
    }
    try {
      Object module =
          Class.forName("jdk.internal.module.Modules")
              .getMethod("loadModule", String.class)
              .invoke(null, NAME);
      return module != null;
    } catch (ReflectiveOperationException | LinkageError unlike17) {
      return false;
    }
  }
}
