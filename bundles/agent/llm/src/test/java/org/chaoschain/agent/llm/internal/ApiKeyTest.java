// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  private static final String KEY = "sk-SECRET-0123456789";

  @TempDir Path folder;

  private Path file(String content, String mode) throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private static Optional<ApiKey> ofFile(String name) {
    return ApiKey.find("", name, variable -> null);
  }

  private static Optional<ApiKey> ofVariable(String name, String value) {
    return ApiKey.find(name, "", Map.of("THE_KEY", value)::get);
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, KEY + "\n", KEY + "\r\n", "  " + KEY + "  "})
  void aKeyIsReadFromAFileOrAVariableAndNeverShown(String content) throws IOException {
    for (Optional<ApiKey> key :
        java.util.List.of(
            ofFile(file(content, "rw-------").toString()), ofVariable("THE_KEY", content))) {
      assertThat(key.orElseThrow().reveal()).isEqualTo(KEY);
      assertThat(key.toString()).doesNotContain("SECRET");
    }
    assertThat(ofFile(file(content, "r--------").toString())).isPresent();
  }

  @Test
  void noneIsNone() {
    assertThat(ofFile(" ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------", "rw-rw-rw-"})
  void aFileThatOthersMayUseIsRefused(String mode) throws IOException {
    Path file = file(KEY, mode);
    assertThatThrownBy(() -> ofFile(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(mode)
        .hasMessageContaining("chmod 600 " + file)
        .hasMessageNotContaining("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " \n", "two SECRET", "SECRET\nSECRET", "SECRET\u0001", "SECRET\u00e9"})
  void whatIsNoKeyIsRefusedAndNotShown(String content) throws IOException {
    Path file = file(content, "rw-------");
    assertThatThrownBy(() -> ofFile(file.toString()))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("holds no key")
        .hasMessageNotContaining("SECRET");
    assertThatThrownBy(() -> ofVariable("THE_KEY", content)).hasMessageNotContaining("SECRET");
  }

  @Test
  void aFileThatIsTooLongIsRefusedWithoutBeingReadWhole() throws IOException {
    Path file = file("x".repeat(100_000), "rw-------");
    assertThatThrownBy(() -> ofFile(file.toString())).hasMessageContaining("1 to 4096 characters");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ofFile(folder.resolve("none").toString()))
        .hasMessageContaining("agent.llm.key.file")
        .hasMessageContaining("NoSuchFileException");
    assertThatThrownBy(() -> ofVariable("NO_KEY", KEY))
        .hasMessageContaining("NO_KEY")
        .hasMessageContaining("not set");
  }

  /** Who mistakes the name for the key finds it in no log. */
  @ParameterizedTest
  @ValueSource(strings = {KEY, "SECRET=1", "secret", "/tmp/\0SECRET", "1SECRET"})
  void aKeyInThePlaceOfANameIsNotShown(String mistake) {
    assertThatThrownBy(() -> ApiKey.find(mistake, "", variable -> null))
        .hasMessageNotContaining("SECRET");
    assertThatThrownBy(() -> ofFile(mistake)).hasMessageNotContaining("SECRET");
  }
}
