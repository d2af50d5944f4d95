// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a key store the gateway speaks TLS alone; whoever does not is refused, and the node goes on.
 */
class GatewayTlsTest {
  private static final String PASSWORD = "secret-of-the-test";

  /** The alert of a server that does not speak the version of the client (RFC 8446, section 6). */
  private static final int PROTOCOL_VERSION = 70;

  @TempDir Path folder;

  private GatewayNode.Memory memory;
  private GatewayNode node;

  @BeforeEach
  void start() {
    memory = new GatewayNode.Memory(folder);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private Path keystore() {
    return folder.resolve("gateway.p12");
  }

  private void openWithTls() throws Exception {
    Path password = folder.resolve("password.txt");
    Files.writeString(password, PASSWORD);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    keytool(keystore(), PASSWORD);
    node =
        new GatewayNode(
                memory,
                Map.of(
                    "tls.keystore",
                    keystore().toString(),
                    "tls.password.file",
                    password.toString()))
            .open();
  }

  private HttpRequest status() {
    return HttpRequest.newBuilder(URI.create(node.url() + "/api/network/status"))
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private void assertServes() throws Exception {
    HttpClient trusting = HttpClient.newBuilder().sslContext(trusting(keystore())).build();
    assertThat(trusting.send(status(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  private Socket connect() throws IOException {
    URI at = URI.create(node.url());
    Socket socket = new Socket(at.getHost(), at.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void aClientThatDoesNotTrustTheCertificateSaysNothingAndTheNodeGoesOn() throws Exception {
    openWithTls();
    HttpClient doubting = HttpClient.newHttpClient();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> doubting.send(status(), HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
    }
    assertServes();
  }

  @Test
  void aWebSocketOfSuchAClientIsNotOpenedAndOneThatTrustsIs() throws Exception {
    openWithTls();
    URI at = URI.create(node.url().replaceFirst("^https", "wss") + "/api/ws");
    WebSocket.Listener deaf = new WebSocket.Listener() {};
    assertThatThrownBy(
            () -> HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(at, deaf).join())
        .hasRootCauseInstanceOf(Exception.class)
        .hasStackTraceContaining("SSLHandshakeException");
    WebSocket socket =
        HttpClient.newBuilder()
            .sslContext(trusting(keystore()))
            .build()
            .newWebSocketBuilder()
            .buildAsync(at, deaf)
            .join();
    socket.abort();
  }

  @Test
  void aPlainClientIsRefusedOnTheSamePortAndTheNodeGoesOn() throws Exception {
    openWithTls();
    for (int i = 0; i < 3; i++) {
      assertThat(new Client(node.url()).raw("/api/network/status", "127.0.0.1", null))
          .doesNotContain("200 OK")
          .doesNotContain("chain");
    }
    assertServes();
  }

  /** The JDK does not offer it any more, so the first message is written by hand. */
  @Test
  void aVersionThatIsTooOldIsRefusedByItsAlertAndTheNodeGoesOn() throws Exception {
    openWithTls();
    for (int version = 0; version <= 2; version++) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(clientHello(version));
        byte[] alert = socket.getInputStream().readNBytes(7);
        assertThat(alert).as("3.%d", version).hasSize(7);
        assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
        assertThat(alert[5]).as("fatal").isEqualTo((byte) 2);
        assertThat(alert[6]).isEqualTo((byte) PROTOCOL_VERSION);
        assertThat(socket.getInputStream().read()).as("closed").isEqualTo(-1);
      }
    }
    assertServes();
  }

  /**
   * SSL 3.0, TLS 1.0 or TLS 1.1 at most, with a suite that the gateway's certificate is good for.
   */
  private static byte[] clientHello(int minorVersion) {
    ByteBuffer hello = ByteBuffer.allocate(128);
    hello.put((byte) 3).put((byte) minorVersion).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 4).putShort((short) 0xc009).putShort((short) 0x00ff);
    hello.put((byte) 1).put((byte) 0);
    ByteBuffer extensions = ByteBuffer.allocate(32);
    extensions.putShort((short) 10).putShort((short) 4).putShort((short) 2).putShort((short) 23);
    extensions.putShort((short) 11).putShort((short) 2).put((byte) 1).put((byte) 0);
    hello.putShort((short) extensions.position()).put(extensions.flip());
    int length = hello.position();
    ByteBuffer record = ByteBuffer.allocate(9 + length);
    record.put((byte) 22).put((byte) 3).put((byte) Math.min(1, minorVersion));
    record.putShort((short) (4 + length)).put((byte) 1).put((byte) 0).putShort((short) length);
    return record.put(hello.flip()).array();
  }

  @Test
  void withAKeystoreItSpeaksTlsAlone() throws Exception {
    Path keystore = folder.resolve("gateway.p12");
    Path password = folder.resolve("password.txt");
    Files.writeString(password, "secret-of-the-test\nmore");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    keytool(keystore, "secret-of-the-test");
    Map<String, Object> settings =
        Map.of("tls.keystore", keystore.toString(), "tls.password.file", password.toString());
    node = new GatewayNode(memory, settings);
    node.await("it is told", () -> !node.events.ofType("gateway.tls.unusable").isEmpty());
    assertThat(node.events.ofType("gateway.tls.unusable").get(0).message())
        .contains("agent.gateway.tls.password.file")
        .contains("chmod 600")
        .doesNotContain("secret-of-the-test");
    node.close();

    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    node = new GatewayNode(memory, settings).open();
    assertThat(node.url()).startsWith("https://127.0.0.1:");
    HttpClient trusting = HttpClient.newBuilder().sslContext(trusting(keystore)).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.url() + "/api/network/status")).build();
    assertThat(trusting.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(new Client(node.url()).raw("/api/network/status", "127.0.0.1", null))
        .doesNotContain("200 OK");
  }

  private static void keytool(Path keystore, String password) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "gateway",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(new String(said, StandardCharsets.UTF_8)).isZero();
  }

  private static SSLContext trusting(Path keystore) throws Exception {
    KeyStore keys = KeyStore.getInstance(keystore.toFile(), "secret-of-the-test".toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", keys.getCertificate("gateway"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Test
  void anAddressThatOthersReachNeedsTls() throws Exception {
    node = new GatewayNode(memory, Map.of("host", "0.0.0.0"));
    node.await("it is told", () -> !node.events.ofType("gateway.misconfigured").isEmpty());
    assertThat(node.events.ofType("gateway.misconfigured").get(0).message())
        .contains("agent.gateway.host")
        .contains("agent.gateway.tls.keystore");
    node.close();
    node = new GatewayNode(memory, Map.of("host", "0.0.0.0", "insecure", true)).open();
    assertThat(new Client(node.url()).raw("/api/network/status", "127.0.0.1", null))
        .startsWith("HTTP/1.1 200");
  }
}
