// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The key of an endpoint. No message, text form or configuration shows it. */
final class ApiKey {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,127}");
  private static final int MAX_CHARS = 4_096;

  private final String secret;

  private ApiKey(String secret) {
    this.secret = secret;
  }

  /**
   * The key that a configuration names.
   *
   * @param variable an environment variable; blank for none
   * @param file an absolute path; blank for none
   * @param environment gives the value of a variable, or null
   * @return empty if none is named
   * @throws IllegalArgumentException saying where the key should be, what is wrong, and what to do
   */
  static Optional<ApiKey> find(String variable, String file, Function<String, String> environment) {
    if (!variable.isBlank()) {
      String name = variable.strip();
      if (!VARIABLE.matcher(name).matches()) { // it may be the key itself
        throw new IllegalArgumentException(
            "agent.llm.key.env is no name of an environment variable: 1 to 128 characters of A-Z 0-9 _");
      }
      String value = environment.apply(name);
      if (value == null || value.isBlank()) {
        throw new IllegalArgumentException(
            "the environment variable %s, which agent.llm.key.env names, is not set"
                .formatted(name));
      }
      return Optional.of(of(value, "the environment variable " + name));
    }
    return file.isBlank() ? Optional.empty() : Optional.of(read(file.strip()));
  }

  private static ApiKey read(String name) {
    if (!name.startsWith("/") || name.indexOf('\0') >= 0) { // it may be the key itself
      throw new IllegalArgumentException("agent.llm.key.file must be an absolute path");
    }
    try {
      Path file = Path.of(name);
      if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        throw new IllegalArgumentException(
            "%s: this file system does not say who may read the key; use agent.llm.key.env"
                .formatted(file));
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(mode)) {
        throw new IllegalArgumentException(
            "%s: others than its owner may use the key (mode %s); run 'chmod 600 %s'"
                .formatted(file, PosixFilePermissions.toString(mode), file));
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(MAX_CHARS + 3); // and a line end
        return of(new String(content, StandardCharsets.ISO_8859_1), file.toString());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the key cannot be read from %s, which agent.llm.key.file names: %s"
              .formatted(name, e.getClass().getSimpleName()),
          e);
    }
  }

  private static ApiKey of(String text, String where) {
    String secret = text.strip();
    boolean good = !secret.isEmpty() && secret.length() <= MAX_CHARS;
    for (int i = 0; good && i < secret.length(); i++) {
      good = secret.charAt(i) > 0x20 && secret.charAt(i) < 0x7f;
    }
    if (!good) {
      throw new IllegalArgumentException(
          "%s holds no key: 1 to %d characters of ASCII 0x21 to 0x7e on one line"
              .formatted(where, MAX_CHARS));
    }
    return new ApiKey(secret);
  }

  /** The key itself: for the endpoint, and for those who look whether somebody tells it. */
  String reveal() {
    return secret;
  }

  /** Not the key. */
  @Override
  public String toString() {
    return "a key";
  }
}
