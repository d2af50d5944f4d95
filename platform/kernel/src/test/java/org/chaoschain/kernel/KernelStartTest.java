// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Clock;
import org.chaoschain.kernel.bundles.SlowActivator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/**
 * A feature boots: its components are up when the start returns, and the node stops without leaving
 * anything.
 */
class KernelStartTest {
  @TempDir Path folder;

  @Test
  void bootsAFeatureUntilAllItsComponentsAreUp() throws Exception {
    try (RunningKernel node = Kernel.start(TestHome.complete(folder).options())) {
      assertThat(node.state()).isEqualTo(RunningKernel.State.RUNNING);
      assertThat(node.componentReport().complete()).isTrue();
      assertThat(node.componentReport().problems()).isEmpty();
      assertThat(node.componentReport().components())
          .extracting(ComponentReport.ComponentState::name)
          .contains("org.chaoschain.ops.system.internal.SchedulerComponent");
      Clock clock = service(node, Clock.class);
      assertThat(clock.now()).isNotNull();
    }
  }

  @Test
  void tellsBundlesWhatNodeTheyAreIn() throws Exception {
    KernelOptions options =
        TestHome.complete(folder)
            .file("etc/chaos.properties", "node.name = ada\nnode.chain.id = test-1\n")
            .options();
    try (RunningKernel running = Kernel.start(options)) {
      Node node = service(running, Node.class);
      assertThat(node.name()).isEqualTo("ada");
      assertThat(node.chainId()).isEqualTo("test-1");
      Path keys = node.directory("keys");
      assertThat(keys).isEqualTo(folder.resolve("data/keys")).isDirectory();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> node.directory("../elsewhere"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theNodeServiceStopsTheNode() throws Exception {
    RunningKernel running = Kernel.start(TestHome.complete(folder).options());
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return running.awaitStop();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    service(running, Node.class).stop();
    assertThat(exit.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(running.state()).isEqualTo(RunningKernel.State.STOPPED);
    assertThat(folder.resolve("data/run/node.pid")).doesNotExist();
  }

  @Test
  void stoppingLeavesNoThreadBehind() throws Exception {
    Kernel.start(TestHome.complete(folder).options())
        .stop(); // what the JDK and the logs start once
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Kernel.start(TestHome.complete(folder).options()).stop();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread)) {
        thread.join(5_000);
        assertThat(thread.isAlive()).as(thread.toString()).isFalse();
      }
    }
  }

  @Test
  void aStopBeyondItsDeadlineIsTold() throws Exception {
    TestHome home =
        TestHome.withoutSystem(folder)
            .bundle(
                "test:slow:1",
                5,
                TestBundle.named("slow")
                    .header("Bundle-Activator", SlowActivator.class.getName())
                    .header("Import-Package", "org.osgi.framework")
                    .classes(SlowActivator.class)
                    .jar());
    RunningKernel running =
        Kernel.start(home.options().withFlags(Map.of("node.stop.deadline", "1s")));
    assertThat(running.stop()).isEqualTo(Failure.STOP_DEADLINE.exitCode());
    assertThat(running.state()).isEqualTo(RunningKernel.State.STOPPING);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("slow-stop"))
        .forEach(Thread::interrupt);
    assertThat(running.awaitStop()).isZero();
  }

  @Test
  void aWipedCacheLosesNothing() throws Exception {
    KernelOptions options = TestHome.complete(folder).options();
    Kernel.start(options).stop();
    delete(folder.resolve("data/cache"));
    try (RunningKernel running = Kernel.start(options)) {
      assertThat(running.componentReport().complete()).isTrue();
    }
  }

  @Test
  void aBrokenCacheIsMadeAnew() throws Exception {
    KernelOptions options = TestHome.complete(folder).options();
    Kernel.start(options).stop();
    try (Stream<Path> files = Files.walk(folder.resolve("data/cache"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "rubbish");
      }
    }
    try (RunningKernel running = Kernel.start(options)) {
      assertThat(running.componentReport().complete()).isTrue();
    }
  }

  @Test
  void aChangedFeatureIsFollowedAtTheNextStart() throws Exception {
    Kernel.start(TestHome.complete(folder).options()).stop();
    try (RunningKernel running = Kernel.start(TestHome.withoutSystem(folder).options())) {
      assertThat(running.componentReport().bundles())
          .extracting(bundle -> bundle.name().split(" ")[0])
          .isEqualTo(
              Stream.of("org.apache.felix.configadmin", "org.apache.felix.scr")
                  .collect(Collectors.toList()));
    }
  }

  @Test
  void aSecondNodeOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
    KernelOptions options = TestHome.complete(folder).options();
    try (RunningKernel first = Kernel.start(options)) {
      assertThatThrownBy(() -> Kernel.start(options))
          .isInstanceOfSatisfying(
              KernelException.class,
              e -> assertThat(e.failure()).isEqualTo(Failure.DATA_DIRECTORY_IN_USE))
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining(folder.resolve("data").toString());
      assertThat(first.componentReport().complete()).isTrue();
    }
    Kernel.start(options).stop();
  }

  @Test
  void twoNodesOnTheirOwnDataRunSideBySide() throws Exception {
    TestHome home = TestHome.complete(folder);
    KernelOptions one = home.options();
    KernelOptions two =
        KernelOptions.of(folder, folder.resolve("data2"))
            .withEnvironment(Map.of())
            .withStopOnSignal(false);
    try (RunningKernel first = Kernel.start(one);
        RunningKernel second = Kernel.start(two)) {
      assertThat(first.componentReport().complete()).isTrue();
      assertThat(second.componentReport().complete()).isTrue();
    }
  }

  @Test
  void aDataDirectoryThatIsAFileIsRefused() throws Exception {
    TestHome home = TestHome.complete(folder).file("data", "not a folder");
    assertThatThrownBy(() -> Kernel.start(home.options()))
        .isInstanceOfSatisfying(
            KernelException.class, e -> assertThat(e.failure()).isEqualTo(Failure.DATA_DIRECTORY))
        .hasMessageContaining(folder.resolve("data").toString());
  }

  static <S> S service(RunningKernel node, Class<S> type) {
    ServiceReference<S> reference = node.context().getServiceReference(type);
    assertThat(reference).as("a service of " + type.getName()).isNotNull();
    return node.context().getService(reference);
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
