// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each rule finds what breaks it, in a small project made to break it, and leaves the rest alone.
 */
class RulesFindTest {
  @TempDir Path folder;

  private FixtureProject project;

  /**
   * A project that keeps every rule: an API, a bundle with a core and an internal package, a user
   * of both.
   */
  @BeforeEach
  void aProjectThatKeepsTheRules() {
    project = new FixtureProject(folder);
    project
        .module("platform/api")
        .exporting("org.chaoschain.api.node")
        .file(
            ApiText.FILE,
            """
            release 0.1.0
            package org.chaoschain.api.node 1.0.0
              @ProviderType public interface org.chaoschain.api.node.Node
            """)
        .source(
            """
            package org.chaoschain.api.node;
            /** A node. */ @org.osgi.annotation.versioning.ProviderType public interface Node {}
            """);
    project
        .module("bundles/p2p/host")
        .dependsOn("org.chaoschain", "api", "compile")
        .exporting("org.chaoschain.p2p.host.core")
        .source(
            """
            package org.chaoschain.p2p.host.core;
            /** A table. */
            public class Table {
              public io.netty.buffer.ByteBuf copy(io.netty.buffer.ByteBuf from) {
                io.netty.util.ReferenceCountUtil.retain(from);
                return from;
              }
            }
            """)
        .source(
            "package org.chaoschain.p2p.host.internal; public class Dialer { Thread t = Thread.currentThread(); }");
    project
        .module("bundles/p2p/ping")
        .dependsOn("org.chaoschain", "p2p-host", "compile")
        .source(
            """
            package org.chaoschain.p2p.ping.internal;
            class Pinger {
              org.chaoschain.p2p.host.core.Table table;
              org.chaoschain.api.node.Node node;
            }
            """);
  }

  private List<String> found(Rule rule) {
    return LayerRules.check(rule, project.built(), new Exceptions(List.of())).stream()
        .map(Violation::toString)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void nothingIsFoundInAProjectThatKeepsTheRules(Rule rule) {
    assertThat(found(rule)).isEmpty();
  }

  @Test
  void l1AnotherBundlesInternalPackage() {
    project
        .module("bundles/p2p/ping")
        .source(
            """
            package org.chaoschain.p2p.ping.internal;
            class Intruder { Object dialer() { return new org.chaoschain.p2p.host.internal.Dialer(); } }
            """);

    assertThat(found(Rule.INTERNAL_PACKAGES))
        .containsExactly(
            "rule L1 internal-packages: bundles/p2p/ping (org.chaoschain.p2p.ping.internal.Intruder) imports"
                + " org.chaoschain.p2p.host.internal.Dialer; remedy: "
                + Rule.INTERNAL_PACKAGES.remedy());
  }

  @Test
  void l1InSourcesBeforeJavacSeesThem() throws IOException {
    project
        .module("bundles/p2p/ping")
        .source(
            """
            package org.chaoschain.p2p.ping.internal;
            import org.chaoschain.p2p.host.internal.Dialer;
            /** Not this: {@link org.chaoschain.p2p.host.internal.Dialer}. */
            class Intruder {
              Object again() { return new org.chaoschain.p2p.host.internal.Dialer(); }
              Intruder own = new org.chaoschain.p2p.ping.internal.Intruder();
            }
            """);
    project.built();

    Reactor sources = Reactor.readSources(folder);
    assertThat(LayerRules.BEFORE_THE_BUILD.get(Rule.INTERNAL_PACKAGES).check(sources))
        .extracting(Violation::toString)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "rule L1 internal-packages: bundles/p2p/ping (org.chaoschain.p2p.ping.internal.Intruder)"
                            + " imports org.chaoschain.p2p.host.internal.Dialer;"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.List<org.chaoschain.p2p.host.internal.Dialer> inASignature;",
        "org.chaoschain.p2p.host.internal.Dialer[] inAnArray;",
        "Object inALambda = (java.util.function.Supplier<Object>) org.chaoschain.p2p.host.internal.Dialer::new;",
        "void inACatch(Object o) { if (o instanceof org.chaoschain.p2p.host.internal.Dialer) {} }",
      })
  void l1WhereverTheTypeStands(String member) {
    project
        .module("bundles/p2p/ping")
        .source("package org.chaoschain.p2p.ping.internal; class Intruder { " + member + " }");

    assertThat(found(Rule.INTERNAL_PACKAGES)).hasSize(1);
  }

  @Test
  void l2AnotherBundlesExportedPackageThatIsNoCore() {
    project
        .module("bundles/p2p/host")
        .exporting("org.chaoschain.p2p.host.table")
        .source("package org.chaoschain.p2p.host.table; /** An entry. */ public class Entry {}");
    project
        .module("bundles/p2p/ping")
        .source(
            "package org.chaoschain.p2p.ping.internal; class Reader { org.chaoschain.p2p.host.table.Entry e; }");

    assertThat(found(Rule.API_OR_CORE))
        .singleElement()
        .asString()
        .startsWith(
            "rule L2 api-or-core: bundles/p2p/ping (org.chaoschain.p2p.ping.internal.Reader) imports"
                + " org.chaoschain.p2p.host.table.Entry;");
  }

  @Test
  void l3AnApiWithADependency() {
    project.module("platform/api").dependsOn("org.slf4j", "slf4j-api", "compile");
    project.module("platform/p2p-api").dependsOn("io.netty", "netty-transport", "compile");

    assertThat(found(Rule.BARE_API))
        .satisfiesExactly(
            api ->
                assertThat(api)
                    .startsWith(
                        "rule L3 bare-api: platform/api (pom.xml) depends on org.slf4j:slf4j-api;"),
            p2p ->
                assertThat(p2p)
                    .contains("platform/p2p-api (pom.xml) depends on io.netty:netty-transport;"));
  }

  @Test
  void l3AnApiWithAnOptionalImport() {
    project
        .module("platform/api")
        .manifestLine(
            "Import-Package: java.util,org.slf4j;version=\"[2.0,3)\";resolution:=optional");

    assertThat(found(Rule.BARE_API))
        .satisfiesExactly(
            first -> assertThat(first).contains("imports the package org.slf4j;"),
            second -> assertThat(second).contains("imports optionally org.slf4j;"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.netty.channel.Channel channel;",
        "Thread thread;",
        "java.util.concurrent.ExecutorService executor;",
        "org.osgi.service.component.annotations.Component annotation;",
        "java.security.SecureRandom random;",
        "java.nio.channels.SocketChannel socket;",
        "java.util.logging.Logger log; org.w3c.dom.Node library;",
        "long now() { return System.currentTimeMillis(); }",
        "long now() { return System.nanoTime(); }",
        "Object now() { return java.time.Instant.now(); }",
        "java.util.function.Supplier<Object> now = java.time.Instant::now;",
        "Object clock() { return java.time.Clock.systemUTC(); }",
        "Object random() { return new java.util.Random(); }",
        "Object random() { return java.util.concurrent.ThreadLocalRandom.current(); }",
        "Object random() { return Math.random(); }",
        "Object random() { return java.util.UUID.randomUUID(); }",
      })
  void l4ACoreThatTouchesMoreThanValues(String member) {
    project
        .module("bundles/p2p/host")
        .source("package org.chaoschain.p2p.host.core; class Impure { " + member + " }");

    assertThat(found(Rule.PURE_CORE))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "rule L4 pure-core: bundles/p2p/host (org.chaoschain.p2p.host.core.Impure) touches "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "long now() { return System.currentTimeMillis(); }",
        "long now() { return System.nanoTime(); }",
        "Object now() { return java.time.Instant.now(); }",
        "void pause() throws Exception { Thread.sleep(1); }",
        "Object thread() { return new Thread(() -> {}); }",
        "static class Mine extends Thread {}",
        "Object pool() { return java.util.concurrent.Executors.newCachedThreadPool(); }",
        "Object random() { return new java.util.Random(); }",
        "Object random() { return new java.security.SecureRandom(); }",
        "Object timer(java.util.concurrent.CompletableFuture<?> f) {"
            + " return f.orTimeout(1, java.util.concurrent.TimeUnit.SECONDS); }",
      })
  void l5ABundleThatHelpsItselfToAClockAThreadOrRandomness(String member) {
    project
        .module("bundles/p2p/ping")
        .source("package org.chaoschain.p2p.ping.internal; class Own { " + member + " }");
    project
        .module("bundles/ops/system")
        .source("package org.chaoschain.ops.system.internal; class Free { " + member + " }");

    assertThat(found(Rule.INJECTED_SERVICES))
        .singleElement()
        .asString()
        .startsWith(
            "rule L5 injected-services: bundles/p2p/ping (org.chaoschain.p2p.ping.internal.Own")
        .contains("the service is ");
  }

  @Test
  void l6APackageThatOnlyModuleInfoExports() {
    project
        .module("bundles/p2p/ping")
        .exportingInModuleInfoOnly("org.chaoschain.p2p.ping.core")
        .source("package org.chaoschain.p2p.ping.core; class Empty {}");

    assertThat(found(Rule.SAME_EXPORTS))
        .singleElement()
        .asString()
        .startsWith(
            "rule L6 same-exports: bundles/p2p/ping (org.chaoschain.p2p.ping.core) lacks @Export in package-info"
                + " and Export-Package in the manifest;");
  }

  @Test
  void l7NamesThatDoNotFollowTheFolder() {
    project.module("bundles/p2p/dial").named("org.chaoschain.p2p.dialer").artifact("p2p-dialer");

    assertThat(found(Rule.NAMES))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).startsWith("rule L7 names: bundles/p2p/dial ("))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("Bundle-SymbolicName in the manifest")
                    .contains(
                        "should be org.chaoschain.p2p.dial and is org.chaoschain.p2p.dialer"));
  }

  @Test
  void l7PackagesOutsideTheRootExportedInternalsAndHiddenPackages() {
    project
        .module("bundles/p2p/ping")
        .exporting("org.chaoschain.p2p.ping.internal.open")
        .source("package org.chaoschain.p2p.ping.internal.open; class Open {}")
        .source("package org.chaoschain.p2p.ping.hidden; class A {}")
        .source("package org.chaoschain.elsewhere.internal; class B {}");

    assertThat(found(Rule.NAMES))
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .contains(
                        "(org.chaoschain.p2p.ping.internal.open) is named internal and is exported"),
            line -> assertThat(line).contains("(org.chaoschain.p2p.ping.hidden) is not exported"),
            line ->
                assertThat(line)
                    .contains("(org.chaoschain.elsewhere.internal) is a package outside"));
  }

  @Test
  void l7APackageInTwoModules() {
    project
        .module("bundles/p2p/ping")
        .source("package org.chaoschain.p2p.host.internal; class Twin {}");

    assertThat(found(Rule.NAMES))
        .anySatisfy(
            line -> assertThat(line).contains("has a package that is also in bundles/p2p/host"));
  }

  @Test
  void l8ADependencyThatPointsUp() {
    project.module("platform/api").dependsOn("org.chaoschain", "p2p-host", "provided");
    project.module("bundles/p2p/ping").dependsOn("org.chaoschain", "kernel", "compile");
    project.module("platform/kernel").dependsOn("org.chaoschain", "p2p-host", "test");

    assertThat(found(Rule.ONE_WAY))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains(
                        "bundles/p2p/ping (pom.xml) of the layer bundle depends on the layer kernel"),
            line ->
                assertThat(line)
                    .startsWith(
                        "rule L8 one-way: platform/api (pom.xml) of the layer api depends on the layer bundle:"
                            + " bundles/p2p/host;"));
  }

  @Test
  void l9PublicTypesWithoutJavadoc() {
    project
        .module("platform/api")
        .source(
            """
            package org.chaoschain.api.node;
            public interface Bare {
              record Nested() {}
              /** Documented. */
              enum Fine { A }
            }
            """)
        .source("package org.chaoschain.api.node; class NotPublic {}");

    assertThat(found(Rule.DOCUMENTED))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "rule L9 documented: platform/api (org.chaoschain.api.node.Bare) has no Javadoc at line 3;"),
            line -> assertThat(line).contains("(org.chaoschain.api.node.Bare.Nested)"));
  }

  @Test
  void l10AFileWithoutTheLicenseLine() {
    project
        .module("bundles/p2p/ping")
        .rawSource("package org.chaoschain.p2p.ping.internal; class Unmarked {}");

    assertThat(found(Rule.LICENSE_LINE))
        .singleElement()
        .asString()
        .startsWith(
            "rule L10 license-line: bundles/p2p/ping"
                + " (src/main/java/org/chaoschain/p2p/ping/internal/Unmarked.java) does not start with");
  }

  @Test
  void l11AFileOfMoreThanFiveHundredLines() {
    project
        .module("bundles/p2p/ping")
        .source("package org.chaoschain.p2p.ping.internal; class Long {" + "\n".repeat(500) + "}");

    assertThat(found(Rule.SMALL_FILES))
        .singleElement()
        .asString()
        .contains("Long.java) has 502 lines, more than 500 lines;");
  }

  @Test
  void anExceptionCoversOneFindingAndIsReportedWhenItCoversNone() {
    project
        .module("bundles/p2p/ping")
        .source(
            """
            package org.chaoschain.p2p.ping.internal;
            class Own { long now() { return System.nanoTime() + System.currentTimeMillis(); } }
            """);
    String row =
        "L5 | bundles/p2p/ping | org.chaoschain.p2p.ping.internal.Own | java.lang.System.nanoTime | 2026-01-31 | r";
    String stale =
        "L5 | bundles/p2p/ping | org.chaoschain.p2p.ping.internal.Gone | java.lang.System.nanoTime | 2026-01-31 | r";
    Exceptions exceptions =
        new Exceptions(Table.parse("exceptions.txt", 6, List.of("# rule", row, stale)));

    assertThat(LayerRules.check(Rule.INJECTED_SERVICES, project.built(), exceptions))
        .extracting(Violation::found)
        .containsExactly("java.lang.System.currentTimeMillis");
    assertThat(exceptions.unused(Rule.INJECTED_SERVICES))
        .extracting(Exceptions.Granted::subject)
        .containsExactly("org.chaoschain.p2p.ping.internal.Gone");
  }

  @Test
  void aModuleWithSourcesAndNoClassesIsNotPassedOver() {
    Reactor built = project.built();
    Path classes = built.modules().get(0).base().resolve("target/classes");
    deleteAll(classes);

    assertThatThrownBy(() -> Reactor.read(folder))
        .hasMessageContaining("has sources and no class files in target/classes");
  }

  private static void deleteAll(Path folder) {
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
