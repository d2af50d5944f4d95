// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.chaoschain.cli.dev.JarWatch.Build;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds are found when their jars are whole, whatever a build does on the way. */
class JarWatchTest {
  @TempDir Path folder;

  private Path target;
  private JarWatch watch;

  @BeforeEach
  void watchTarget() throws IOException {
    target = folder.resolve("target");
    watch = new JarWatch(List.of(target));
  }

  @AfterEach
  void close() throws IOException {
    watch.close();
  }

  static byte[] jar(String name, String version, String... classes) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!name.isEmpty()) {
      main.putValue("Bundle-SymbolicName", name);
      main.putValue("Bundle-Version", version);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
      for (String each : classes) {
        out.putNextEntry(new JarEntry(each));
        out.write(each.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private Path write(String file, byte[] content) throws IOException {
    Files.createDirectories(target);
    return Files.write(target.resolve(file), content);
  }

  /** What two looks find, the first of which takes note of a change. */
  private List<String> looked() {
    return Stream.of(watch.look(), watch.look())
        .flatMap(List::stream)
        .map(Build::jar)
        .map(jar -> jar.name() + " " + jar.version())
        .toList();
  }

  @Test
  void jarIsHandedOutOnceForEachContent() throws IOException {
    assertThat(looked()).as("the folder is not there yet").isEmpty();
    write("a.jar", jar("a", "1.0.0"));
    assertThat(looked()).containsExactly("a 1.0.0");
    assertThat(looked()).isEmpty();
    write("a.jar", jar("a", "1.0.1", "A.class"));
    assertThat(looked()).containsExactly("a 1.0.1");
  }

  @Test
  void jarThatIsBeingWrittenIsWaitedFor() throws IOException {
    byte[] whole = jar("a", "1.0.0", "x/A.class", "x/B.class");
    Path file = write("a.jar", Arrays.copyOf(whole, whole.length / 2));
    assertThat(looked()).isEmpty();
    assertThat(watch.broken()).containsOnlyKeys(file);
    Files.write(
        file, Arrays.copyOfRange(whole, whole.length / 2, whole.length), StandardOpenOption.APPEND);
    assertThat(looked()).containsExactly("a 1.0.0");
    assertThat(watch.broken()).isEmpty();
  }

  @Test
  void cleanBuildIsFoundInTheFolderThatCameBack() throws Exception {
    Path file = write("a.jar", jar("a", "1.0.0"));
    assertThat(looked()).hasSize(1);
    watch.await();
    Files.delete(file);
    Files.delete(target);
    assertThat(looked()).isEmpty();
    watch.await();
    write("a.jar", jar("a", "1.0.0"));
    assertThat(looked()).containsExactly("a 1.0.0");
  }

  @Test
  void whatBuildsLeaveBesidePluginsIsLeftAlone() throws IOException {
    for (String name :
        List.of(
            "a-sources.jar", "a-javadoc.jar", "a-tests.jar", "original-a.jar", ".a.jar", "a.txt")) {
      write(name, jar("a", "1.0.0"));
    }
    assertThat(looked()).isEmpty();
  }

  @Test
  void singleJarCanBeWatched() throws IOException {
    try (JarWatch one = new JarWatch(List.of(target.resolve("b.jar")))) {
      write("a.jar", jar("a", "1.0.0"));
      write("b.jar", jar("b", "1.0.0"));
      one.look();
      assertThat(one.look()).extracting(build -> build.jar().name()).containsExactly("b");
    }
  }

  @Test
  void packagesOfAPluginTellItsLogLines() throws IOException {
    PluginJar plugin =
        PluginJar.read(
            write("a.jar", jar("a;singleton:=true", "1.0.0", "org/x/A.class", "Top.class")));
    assertThat(plugin.name()).isEqualTo("a");
    assertThat(plugin.packages()).containsExactly("org.x");
    assertThat(plugin.logs("org.x.A")).isTrue();
    assertThat(plugin.logs("org.x.deeper.B")).isTrue();
    assertThat(plugin.logs("org.xy.A")).isFalse();
    assertThat(plugin.logs("org.chaoschain.Kernel")).isFalse();
  }
}
