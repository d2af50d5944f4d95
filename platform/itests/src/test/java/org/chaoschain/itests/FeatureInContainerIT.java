// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.inject.Inject;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.testkit.pax.NodeInContainer;
import org.chaoschain.testkit.pax.PackedNode;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The feature's bundles do their work in any OSGi framework, not only where the kernel put them.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FeatureInContainerIT {
  private static final String TRANSPORT = "org.chaoschain.transport.tcp";

  @Inject private BundleContext context;
  private NodeInContainer node;
  private Path plugins;

  /** The bundles of the packed node in a bare framework. */
  @Configuration
  public Option[] configuration() {
    Path home = Packed.home();
    return options(
        PackedNode.at(home).option(), systemProperty("chaos.packed").value(home.toString()));
  }

  /** Takes the kernel's part. */
  @Before
  public void start() throws Exception {
    node = NodeInContainer.start(context);
    plugins = node.data().resolve("plugins");
  }

  /** Without its node every component goes. */
  @After
  public void stop() {
    node.close();
  }

  /** Nothing misses anything. */
  @Test
  public void allComponentsAreSatisfied() throws Exception {
    assertEquals(List.of(), node.unsatisfied());
  }

  /** A plugin's life. */
  @Test
  public void aPluginsServiceAppearsIsUpdatedAndGoes() throws Exception {
    Path file = Packed.drop(Packed.plugin("1.0.0", "plain"), plugins, "meme.jar");
    await("the type is there", () -> version().equals(Optional.of("1.0.0")));
    Packed.drop(Packed.plugin("1.1.0", "shaded"), plugins, "meme.jar");
    await("the type is the new one's", () -> version().equals(Optional.of("1.1.0")));
    Path half = plugins.resolve("meme.jar");
    Files.write(half, Arrays.copyOf(Packed.plugin("1.2.0", "plain"), 2_000));
    await("the broken file is told", () -> status("plugins").toString().contains("rejected"));
    assertEquals(Optional.of("1.1.0"), version());
    Files.delete(file);
    await("the type is gone", () -> version().isEmpty());
  }

  /** A port is closed with its bundle and opened with it. */
  @Test
  public void theListenersFollowTheTransport() throws Exception {
    await("the host listens", () -> port().isPresent());
    int port = port().orElseThrow();
    assertTrue(accepts(port));
    Bundle transport =
        Arrays.stream(context.getBundles())
            .filter(bundle -> TRANSPORT.equals(bundle.getSymbolicName()))
            .findFirst()
            .orElseThrow();
    String location = transport.getLocation();
    transport.uninstall();
    context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(transport));
    await("the port is closed", () -> !accepts(port));
    await("the host knows", () -> port().isEmpty());
    context.installBundle(location).start();
    await("the host listens again", () -> port().isPresent());
    assertTrue(accepts(port().orElseThrow()));
  }

  private Optional<String> version() throws InvalidSyntaxException {
    return context.getServiceReferences(MessageType.class, null).stream()
        .filter(reference -> reference.getBundle() != null)
        .filter(reference -> Packed.PLUGIN.equals(reference.getBundle().getSymbolicName()))
        .map(reference -> reference.getBundle().getVersion().toString())
        .reduce((one, other) -> one.compareTo(other) > 0 ? one : other);
  }

  private Map<String, ?> status(String name) throws InvalidSyntaxException {
    return context.getServiceReferences(StatusSection.class, null).stream()
        .map(context::getService)
        .filter(section -> section != null && section.name().equals(name))
        .findFirst()
        .<Map<String, ?>>map(StatusSection::status)
        .orElse(Map.of());
  }

  private Optional<Integer> port() throws InvalidSyntaxException {
    return Optional.ofNullable((List<?>) status("p2p").get("listen")).stream()
        .flatMap(List::stream)
        .map(address -> Integer.valueOf(address.toString().replaceFirst(".*/tcp/", "")))
        .findFirst();
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    node.await(what, condition);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
