// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chaoschain.kernel.feature.FeatureBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Bundles that have the class path's loader are bundles like others: {@code base} exports a package
 * that {@code middle} imports, which exports one that {@code leaf} imports; {@code apart} has
 * nothing to do with them.
 */
class ConnectorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<Path> jars = new ArrayList<>();
  private Path base;
  private Path middle;
  private Path leaf;
  private Path apart;
  private URLClassLoader flat;
  private NodeFramework framework;

  @BeforeEach
  void write() throws Exception {
    base = base("1").write(folder.resolve("base.jar"));
    middle =
        new SourceBundle("middle")
            .header("Import-Package", "base.api")
            .header("Export-Package", "middle.api")
            .says("middle.api.Middle", "base.api.Base.say() + \" middle\"")
            .write(folder.resolve("middle.jar"), base);
    leaf = leaf("1").write(folder.resolve("leaf.jar"), base, middle);
    apart =
        new SourceBundle("apart")
            .says("apart.Apart", "\"apart\"")
            .write(folder.resolve("apart.jar"));
    jars.addAll(List.of(base, middle, leaf, apart));
  }

  private static SourceBundle base(String version) {
    return new SourceBundle("base")
        .header("Export-Package", "base.api")
        .says("base.api.Base", "base.hidden.Hidden.say()")
        .says("base.hidden.Hidden", "\"" + version + "\"");
  }

  private static SourceBundle leaf(String version) {
    return new SourceBundle("leaf")
        .header("Import-Package", "middle.api")
        .says("leaf.Leaf", "middle.api.Middle.say() + \" leaf " + version + "\"");
  }

  @AfterEach
  void stop() throws Exception {
    if (framework != null) {
      framework.stop();
      framework.awaitStop();
    }
    if (flat != null) {
      flat.close();
    }
  }

  private void start() throws Exception {
    start(new HashSet<>(jars), jars);
  }

  private void start(Set<Path> classPath, List<Path> feature) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (Path jar : classPath) {
      urls.add(jar.toUri().toURL());
    }
    flat = new URLClassLoader("flat", urls.toArray(URL[]::new), getClass().getClassLoader());
    Connector connector = new Connector(classPath, flat, FileFacts.none());
    framework = NodeFramework.init(() -> folder.resolve("cache"), FileFacts.none(), connector);
    List<FeatureBundle> bundles = new ArrayList<>();
    for (Path jar : feature) {
      bundles.add(new FeatureBundle("test:" + jar.getFileName() + ":1", 5, jar));
    }
    framework.install(bundles);
    framework.start();
    framework.raise(5, PATIENCE);
  }

  @Test
  void bundlesOfTheClassPathHaveItsLoader() throws Exception {
    start();
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("1 middle leaf 1");
    assertConnected("base", "middle", "leaf", "apart");
    assertThat(bundle("leaf").getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void theNextStartOnTheSameCacheConnectsThemAgain() throws Exception {
    start();
    stop();
    start();
    assertConnected("base", "middle", "leaf", "apart");
    assertThat(framework.context().getBundles()).hasSize(5);
  }

  @Test
  void anUpdateOfAnExporterReachesAllThatIsWiredToIt() throws Exception {
    start();
    Class<?> before = bundle("apart").loadClass("apart.Apart");
    update("base", base("2").write(folder.resolve("base-2.jar")));
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("2 middle leaf 1");
    assertOwn("base", "middle", "leaf");
    assertThat(bundle("apart").loadClass("apart.Apart")).isSameAs(before);
    assertConnected("apart");
    assertActive("base", "middle", "leaf", "apart");
  }

  @Test
  void anUpdateOfALeafReachesItAlone() throws Exception {
    start();
    Class<?> before = bundle("middle").loadClass("middle.api.Middle");
    update("leaf", leaf("2").write(folder.resolve("leaf-2.jar"), base, middle));
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("1 middle leaf 2");
    assertOwn("leaf");
    assertConnected("base", "middle", "apart");
    assertThat(bundle("leaf").loadClass("middle.api.Middle"))
        .describedAs("what it imports it shares with the connected ones")
        .isSameAs(before);
    assertActive("base", "middle", "leaf");
  }

  @Test
  void aJarThatWasReplacedIsReadAgainByAnUpdate() throws Exception {
    start();
    base("2").write(base);
    bundle("base").update();
    refresh(bundle("base"));
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("2 middle leaf 1");
    assertOwn("base", "middle", "leaf");
  }

  @Test
  void withoutWhatItImportsABundleDoesNotRunOnTheClassPathsClasses() throws Exception {
    start();
    Bundle removed = bundle("base");
    String location = removed.getLocation();
    removed.uninstall();
    refresh(removed);
    assertThat(bundle("middle").getState()).isEqualTo(Bundle.INSTALLED);
    assertThatThrownBy(() -> bundle("middle").start()).isInstanceOf(BundleException.class);
    assertThatThrownBy(() -> bundle("leaf").loadClass("leaf.Leaf"))
        .isInstanceOf(ClassNotFoundException.class);
    assertConnected("apart");

    framework.context().installBundle(location).start();
    bundle("leaf").start();
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("1 middle leaf 1");
    assertOwn("base", "middle", "leaf");
  }

  @Test
  void aBadUpdateIsRolledBack() throws Exception {
    start();
    Path bad =
        new SourceBundle("base").says("other.Other", "\"other\"").write(folder.resolve("bad.jar"));
    update("base", bad);
    assertThat(bundle("middle").getState()).isEqualTo(Bundle.INSTALLED);
    update("base", base);
    refresh(bundle("middle"));
    bundle("middle").start();
    bundle("leaf").start();
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("1 middle leaf 1");
    assertOwn("base", "middle", "leaf");
    assertActive("base", "middle", "leaf");
  }

  @Test
  void aRefreshGivesABundleALoaderOfItsOwn() throws Exception {
    start();
    refresh(bundle("middle"));
    assertOwn("middle", "leaf");
    assertConnected("base", "apart");
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("1 middle leaf 1");
    assertActive("base", "middle", "leaf");
  }

  @Test
  void aPluginSharesWhatIsExportedAndReachesNothingElse() throws Exception {
    start();
    Path jar =
        new SourceBundle("plugin")
            .header("Import-Package", "base.api")
            .says("plugin.Plugin", "base.api.Base.say()")
            .write(folder.resolve("plugin.jar"), base);
    Bundle plugin;
    try (InputStream in = Files.newInputStream(jar)) {
      plugin = framework.context().installBundle("plugin:test", in);
    }
    plugin.start();
    assertThat(said("plugin", "plugin.Plugin")).isEqualTo("1");
    assertOwn("plugin");
    assertThat(plugin.loadClass("base.api.Base"))
        .isSameAs(bundle("base").loadClass("base.api.Base"));
    for (String hidden : List.of("base.hidden.Hidden", "middle.api.Middle", "apart.Apart")) {
      assertThatThrownBy(() -> plugin.loadClass(hidden)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void whatIsNotOnTheClassPathIsNotConnectedNorWhatIsWiredToIt() throws Exception {
    start(Set.of(middle, leaf, apart), jars);
    assertOwn("base", "middle", "leaf");
    assertConnected("apart");
    assertThat(said("leaf", "leaf.Leaf")).isEqualTo("1 middle leaf 1");
  }

  @Test
  void aBundleWithJarsInsideIsNotConnected() throws Exception {
    Path nested =
        new SourceBundle("nested")
            .header("Bundle-ClassPath", ".,lib/inner.jar")
            .says("nested.Nested", "\"nested\"")
            .write(folder.resolve("nested.jar"));
    jars.add(nested);
    start();
    assertOwn("nested");
    assertThat(said("nested", "nested.Nested")).isEqualTo("nested");
    assertConnected("base");
  }

  private Bundle bundle(String name) {
    for (Bundle bundle : framework.context().getBundles()) {
      if (name.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    throw new AssertionError("no bundle " + name);
  }

  private String said(String name, String className) throws Exception {
    return (String) bundle(name).loadClass(className).getMethod("say").invoke(null);
  }

  private void assertConnected(String... names) throws Exception {
    for (String name : names) {
      assertThat(loader(name)).describedAs(name).isSameAs(flat);
    }
  }

  private void assertOwn(String... names) throws Exception {
    Set<ClassLoader> seen = new HashSet<>();
    for (String name : names) {
      assertThat(loader(name)).describedAs(name).isNotSameAs(flat);
      assertThat(seen.add(loader(name))).describedAs(name + " shares its loader").isTrue();
    }
  }

  private ClassLoader loader(String name) throws Exception {
    String type =
        switch (name) {
          case "base" -> "base.api.Base";
          case "middle" -> "middle.api.Middle";
          default -> name + "." + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        };
    return bundle(name).loadClass(type).getClassLoader();
  }

  private void assertActive(String... names) {
    for (String name : names) {
      assertThat(bundle(name).getState()).describedAs(name).isEqualTo(Bundle.ACTIVE);
    }
  }

  private void update(String name, Path jar) throws Exception {
    try (InputStream in = Files.newInputStream(jar)) {
      bundle(name).update(in);
    }
    refresh(bundle(name));
  }

  private void refresh(Bundle bundle) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    framework
        .framework()
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(bundle),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
              }
            });
    assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
