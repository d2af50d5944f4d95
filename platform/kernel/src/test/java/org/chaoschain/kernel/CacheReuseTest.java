// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.chaoschain.kernel.bundles.Greeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * A start goes on with the framework's cache of the run before, if that is what it would make
 * itself; what is not certain is made anew, and nobody but the clock sees a difference.
 */
class CacheReuseTest {
  private static final String JAR = "lib/bundles/greeter-1.jar";

  @TempDir Path folder;

  @Test
  void theNextStartGoesOnWithTheCache() throws Exception {
    KernelOptions options = home("one").options();
    Path first = run(options);
    assertThat(run(options)).isEqualTo(first);
    assertThat(run(options)).isEqualTo(first);
  }

  @Test
  void aChangedJarOfTheSameNameSizeAndTimeIsNoticed() throws Exception {
    KernelOptions options = home("qzx").options();
    Path first = run(options);
    Path jar = folder.resolve(JAR);
    long size = Files.size(jar);
    FileTime time = Files.getLastModifiedTime(jar);
    String other = // compression makes jars of different sizes
        Stream.of("xqz", "zqx", "xzq", "zxq", "qxz")
            .filter(greeting -> greeter(greeting).length == size)
            .findFirst()
            .orElseThrow();
    Files.write(jar, greeter(other));
    Files.setLastModifiedTime(jar, time);
    assertThat(Files.size(jar)).isEqualTo(size);

    try (RunningKernel node = Kernel.start(options)) {
      assertThat(cache(node)).isNotEqualTo(first);
      assertThat(greeting(node)).isEqualTo(other);
    }
  }

  @Test
  void aChangedFeatureHasACacheOfItsOwn() throws Exception {
    Path first = run(home("one").options());
    Path second = run(TestHome.complete(folder).options());
    assertThat(second).isNotEqualTo(first);
    assertThat(run(home("one").options())).isNotIn(first, second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"format ", "java ", "kernel ", "framework "})
  void theCacheOfAnotherVersionIsNotUsed(String line) throws Exception {
    KernelOptions options = home("one").options();
    Path first = run(options);
    Path seal = seal();
    String text = Files.readString(seal);
    assertThat(text).contains("\n" + line);
    Files.writeString(seal, text.replace("\n" + line, "\n" + line + "0"));
    assertThat(run(options)).isNotEqualTo(first);
  }

  @Test
  void afterACrashTheCacheIsMadeAnew() throws Exception {
    KernelOptions options = home("one").options();
    Path first = run(options);
    Path crashed = folder.resolve("crashed");
    try (RunningKernel node = Kernel.start(options)) {
      assertThat(greeting(node)).isEqualTo("one");
      copy(folder.resolve("data"), crashed); // as the disk is when the process ends now
    }
    assertThat(crashed.resolve("cache").resolve(first.getFileName())).isDirectory();
    KernelOptions again =
        KernelOptions.of(folder, crashed).withEnvironment(Map.of()).withStopOnSignal(false);
    try (RunningKernel node = Kernel.start(again)) {
      assertThat(node.componentReport().complete()).isTrue();
      assertThat(cache(node).getFileName()).isNotEqualTo(first.getFileName());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bundle.info", "revision.location", "bundle.id", "componentMetadataStore"})
  void aHalfWrittenCacheIsThrownAway(String name) throws Exception {
    KernelOptions options = home("one").options();
    Path first = run(options);
    Path file;
    try (Stream<Path> files = Files.walk(first)) {
      file = files.filter(f -> f.endsWith(name)).max(Path::compareTo).orElseThrow();
    }
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1] ^= 1; // its length is there, its last block is not
    Files.write(file, content);
    assertThat(run(options)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "framework-1", "../elsewhere\nformat 1\n", "half", "cut", "cut badly"})
  void aSealThatDoesNotSealIsNoSeal(String text) throws Exception {
    KernelOptions options = home("one").options();
    Path first = run(options);
    String whole = Files.readString(seal());
    String written =
        switch (text) {
          case "half" -> whole.substring(0, whole.length() / 2);
          case "cut" -> whole.substring(0, whole.stripTrailing().lastIndexOf('\n') + 1);
          case "cut badly" -> whole.substring(0, whole.length() - 7) + "end\n";
          default -> text;
        };
    Files.writeString(seal(), written);
    assertThat(run(options)).isNotEqualTo(first);
  }

  @Test
  void aBundleThatCameMeanwhileIsNotThereAtTheNextStart() throws Exception {
    KernelOptions options = home("one").options();
    Path first;
    try (RunningKernel node = Kernel.start(options)) {
      first = cache(node);
      node.context()
          .installBundle("test:guest", new ByteArrayInputStream(TestBundle.named("guest").jar()))
          .start();
    }
    try (RunningKernel node = Kernel.start(options)) {
      assertThat(cache(node)).isNotEqualTo(first);
      assertThat(node.context().getBundle("test:guest")).isNull();
    }
  }

  @Test
  void aBundleThatWasUpdatedIsThatOfTheFeatureAgain() throws Exception {
    KernelOptions options = home("one").options();
    try (RunningKernel node = Kernel.start(options)) {
      bundle(node).update(new ByteArrayInputStream(greeter("two")));
    }
    try (RunningKernel node = Kernel.start(options)) {
      assertThat(greeting(node)).isEqualTo("one");
    }
  }

  @Test
  void aBundleThatWasStoppedIsStartedAgain() throws Exception {
    KernelOptions options = home("one").options();
    Path first;
    try (RunningKernel node = Kernel.start(options)) {
      first = cache(node);
      bundle(node).stop();
    }
    try (RunningKernel node = Kernel.start(options)) {
      assertThat(cache(node)).isEqualTo(first);
      assertThat(bundle(node).getState()).isEqualTo(Bundle.ACTIVE);
      assertThat(greeting(node)).isEqualTo("one");
    }
  }

  @Test
  void aCacheWithMuchThatABundleKeepsIsNotSealed() throws Exception {
    KernelOptions options = home("one").options();
    Path first;
    try (RunningKernel node = Kernel.start(options)) {
      first = cache(node);
      Path kept = bundle(node).getBundleContext().getDataFile("kept").toPath();
      Files.write(kept, new byte[(16 << 20) + 1]);
    }
    assertThat(seal()).doesNotExist();
    assertThat(run(options)).isNotEqualTo(first);
  }

  @Test
  void whatDidNotStartIsNotKept() throws Exception {
    KernelOptions options = home("one").bundle("test:lost:1", 7, lost()).options();
    assertThat(catchThrowable(() -> Kernel.start(options))).isInstanceOf(KernelException.class);
    assertThat(seal()).doesNotExist();
  }

  /** Runs a node, checks it, and returns the folder that the framework had. */
  private Path run(KernelOptions options) throws Exception {
    try (RunningKernel node = Kernel.start(options)) {
      assertThat(node.componentReport().complete()).isTrue();
      assertThat(seal()).doesNotExist();
      return cache(node);
    }
  }

  private TestHome home(String greeting) {
    return TestHome.complete(folder).bundle("test:greeter:1", 6, greeter(greeting));
  }

  private static byte[] greeter(String greeting) {
    String elements =
        """
        <property name="greeting" value="%s"/>
        <service><provide interface="%s"/></service>
        """
            .formatted(greeting, Callable.class.getName());
    return TestBundle.named("greeter")
        .component(Greeter.class, "immediate=\"true\" init=\"1\"", elements)
        .jar();
  }

  private static byte[] lost() {
    return TestBundle.named("lost").header("Import-Package", "nowhere").jar();
  }

  private Path seal() {
    return folder.resolve("data/cache/sealed");
  }

  private static Path cache(RunningKernel node) {
    return Path.of(node.context().getProperty(Constants.FRAMEWORK_STORAGE));
  }

  private static Bundle bundle(RunningKernel node) {
    return Stream.of(node.context().getBundles())
        .filter(bundle -> "greeter".equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  private static Object greeting(RunningKernel node) throws Exception {
    ServiceReference<?>[] found = node.context().getAllServiceReferences(null, "(greeting=*)");
    assertThat(found).hasSize(1);
    return found[0].getProperty("greeting");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
