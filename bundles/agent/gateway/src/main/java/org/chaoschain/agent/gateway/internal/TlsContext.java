// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads key and certificates; the password goes nowhere else. */
final class TlsContext {
  private static final int MAX_PASSWORD_FILE = 4_096;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private TlsContext() {}

  /**
   * What the gateway identifies itself with.
   *
   * @throws IOException saying which of the two files cannot be used, why, and what to do
   */
  static SSLContext of(DoorSettings.Tls tls) throws IOException {
    char[] password = password(tls.passwordFile());
    try (InputStream in = Files.newInputStream(tls.keystore())) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "agent.gateway.tls.keystore: %s cannot be used (%s); it must be a PKCS#12 file with the key and the certificates, and the first line of %s its password"
              .formatted(tls.keystore(), e.getMessage(), tls.passwordFile()),
          e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] password(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        throw new IOException("others than its owner may use it; run 'chmod 600 " + file + "'");
      }
      content = in.readNBytes(MAX_PASSWORD_FILE);
    } catch (IOException e) {
      throw new IOException(
          "agent.gateway.tls.password.file: %s cannot be used: %s".formatted(file, e.getMessage()),
          e);
    }
    int end = 0;
    while (end < content.length && content[end] != '\n' && content[end] != '\r') {
      end++;
    }
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content, 0, end));
    char[] password = Arrays.copyOf(decoded.array(), decoded.length());
    Arrays.fill(decoded.array(), '\0');
    Arrays.fill(content, (byte) 0);
    return password;
  }
}
