// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pf4j.DefaultPluginDescriptor;

/** The files of a generation. */
class GenerationFolderTest {
  @TempDir Path data;
  private Path place;

  @BeforeEach
  void choose() {
    place = data.resolve("carrier").resolve("pf4j");
  }

  @Test
  void aZipIsUnpackedIntoClassesAndLibraries() throws Exception {
    Path zip =
        zip(
            "classes/a/B.class",
            "lib/b.jar",
            "lib/a.jar",
            "lib/read.me",
            "other/x",
            "plugin.properties");
    List<Path> classPath = GenerationFolder.make(place).take(carried(zip, hash(zip), true));
    assertThat(classPath)
        .containsExactly(
            place.resolve("classes"), place.resolve("lib/a.jar"), place.resolve("lib/b.jar"));
    assertThat(place.resolve("classes/a/B.class")).hasContent("classes/a/B.class");
    try (var left = Files.list(place)) {
      assertThat(left).containsExactlyInAnyOrder(place.resolve("classes"), place.resolve("lib"));
    }
  }

  @Test
  void aJarIsCopied() throws Exception {
    Path jar = zip("a/B.class");
    List<Path> classPath = GenerationFolder.make(place).take(carried(jar, hash(jar), false));
    assertThat(classPath).containsExactly(place.resolve("plugin.jar"));
    assertThat(classPath.get(0)).hasSameBinaryContentAs(jar);
  }

  @Test
  void nobodyElseReadsIt() throws Exception {
    GenerationFolder.make(place);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwx------");
  }

  @Test
  void whatIsNotWhatWasCheckedIsNotTaken() throws Exception {
    Path jar = zip("a/B.class");
    String checked = hash(jar);
    zip("a/C.class");
    assertThatThrownBy(() -> GenerationFolder.make(place).take(carried(jar, checked, false)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not what was checked");
  }

  @Test
  void aNameThatLeadsOutIsRefusedHereToo() throws Exception {
    Path zip = zip("classes/../../evil");
    assertThatThrownBy(() -> GenerationFolder.make(place).take(carried(zip, hash(zip), true)))
        .hasMessageContaining("classes/../../evil leads out of its folder");
    assertThat(data.resolve("carrier").resolve("evil")).doesNotExist();
  }

  @Test
  void itIsMadeAnewAndDeletedWhole() throws Exception {
    Files.createDirectories(place.resolve("left/over"));
    Files.writeString(place.resolve("left/over/file"), "x");
    GenerationFolder folder = GenerationFolder.make(place);
    assertThat(place).isEmptyDirectory();
    Path zip = zip("classes/a/B.class");
    folder.take(carried(zip, hash(zip), true));
    folder.delete();
    folder.delete();
    assertThat(place).doesNotExist();
  }

  private Path zip(String... names) throws IOException {
    Path file = data.resolve("plugin");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static String hash(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private static Carried carried(Path file, String sha256, boolean zip) {
    return new Carried(new DefaultPluginDescriptor(), file, sha256, zip);
  }
}
