package dev.sirius.adapters.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine, made for one run of the tests, and trust in it alone. */
final class OwnAuthority {

  private static final char[] PASSWORD = "password".toCharArray();

  private final SSLContext context;

  private OwnAuthority(SSLContext context) {
    this.context = context;
  }

  /** Makes one in a folder, by the JDK's own tool. */
  static OwnAuthority in(Path folder) throws IOException {
    Path store = folder.resolve("own.p12");
    Path log = folder.resolve("keytool.txt");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "30")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new AssertionError("no certificate: " + Files.readString(log));
      }
      return new OwnAuthority(context(store));
    } catch (InterruptedException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("own", keys.getCertificate("own"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** What a client that trusts it uses. */
  SSLContext context() {
    return context;
  }

  /** A socket that shows the certificate. */
  ServerSocket socket() throws IOException {
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }
}
