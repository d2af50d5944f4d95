// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a plugin reads its resources, nothing of it stays open. */
class ResourcesTest {
  @TempDir Path folder;
  private final Resources resources = new Resources();

  @Test
  void whatIsLeftOpenInAJarIsClosed() throws Exception {
    URL plain = new URL("jar:" + jar().toUri() + "!/text");
    URL url = resources.tracked(plain);
    InputStream left = url.openStream();
    assertThat(left.read()).isEqualTo('h');
    resources.close();
    assertThatThrownBy(left::read).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsLeftOpenInAFolderIsClosed() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "hello");
    InputStream left = resources.tracked(file.toUri().toURL()).openStream();
    assertThat(left.read()).isEqualTo('h');
    resources.close();
    assertThatThrownBy(left::read).isInstanceOf(IOException.class);
  }

  @Test
  void noCacheHoldsTheJar() throws Exception {
    URL url = resources.tracked(new URL("jar:" + jar().toUri() + "!/text"));
    JarURLConnection connection = (JarURLConnection) url.openConnection();
    assertThat(connection.getUseCaches()).isFalse();
    assertThat(connection.getContentLengthLong()).isEqualTo(5);
    try (InputStream in = connection.getInputStream()) {
      assertThat(in).hasContent("hello");
    }
  }

  @Test
  void aUrlBuiltOnItIsOpenedHereToo() throws Exception {
    jar();
    URL base = resources.tracked(new URL("jar:" + folder.resolve("a.jar").toUri() + "!/other"));
    URL text = new URL(base, "text");
    assertThat(text.openConnection().getUseCaches()).isFalse();
    try (InputStream in = text.openStream()) {
      assertThat(in).hasContent("hello");
    }
  }

  @Test
  void aFileTellsItsSize() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "hello");
    URL url = resources.tracked(file.toUri().toURL());
    assertThat(url.openConnection().getContentLengthLong()).isEqualTo(5);
    assertThat(url).hasToString(file.toUri().toURL().toString());
    assertThat(resources.tracked((URL) null)).isNull();
  }

  private Path jar() throws IOException {
    Path file = folder.resolve("a.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("text"));
      out.write("hello".getBytes(StandardCharsets.US_ASCII));
    }
    return file;
  }
}
