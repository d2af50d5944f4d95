// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.pax;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.node.Node;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * The packed node inside a framework of Pax Exam, where {@link PackedNode} has put its bundles. It
 * takes the part of the kernel: hands over the settings and the data directory, and waits for the
 * components. Used by the test that is itself inside.
 *
 * <p>Everything is asked by control commands, as {@code chaos} does it. For one thread.
 */
public final class NodeInContainer implements AutoCloseable {
  static final String DATA_PROPERTY = "chaos.testkit.data";
  static final String SETTINGS_PROPERTY = "chaos.testkit.settings";

  /** A node of tests runs plugins that are not signed, unless it is told otherwise. */
  private static final String DEVELOPMENT = "extension.plugins.policy=any\n";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PREFIX = "org.chaoschain.";

  private final BundleContext context;
  private final ServiceRegistration<Node> registration;
  private final Path data;

  private NodeInContainer(
      BundleContext context, ServiceRegistration<Node> registration, Path data) {
    this.context = context;
    this.registration = registration;
    this.data = data;
  }

  /**
   * Brings the node up.
   *
   * @param context of the test: {@code @Inject private BundleContext context;}
   * @throws AssertionError naming the components that are not satisfied within half a minute
   */
  public static NodeInContainer start(BundleContext context) throws Exception {
    Path data = Path.of(System.getProperty(DATA_PROPERTY));
    configure(context);
    NodeInContainer node =
        new NodeInContainer(
            context, context.registerService(Node.class, new FolderNode(data), null), data);
    await("all components are satisfied", () -> node.unsatisfied().isEmpty(), node::unsatisfied);
    return node;
  }

  private static void configure(BundleContext context) throws IOException {
    ConfigurationAdmin admin =
        context.getService(context.getServiceReference(ConfigurationAdmin.class));
    Map<String, Map<String, Object>> byPid = new HashMap<>();
    String settings = DEVELOPMENT + System.getProperty(SETTINGS_PROPERTY, "");
    for (String line : settings.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        String key = PREFIX + line.substring(0, equals);
        String pid = pid(context, key);
        byPid
            .computeIfAbsent(pid, each -> new HashMap<>())
            .put(key.substring(pid.length() + 1), line.substring(equals + 1));
      }
    }
    for (Map.Entry<String, Map<String, Object>> each : byPid.entrySet()) {
      admin
          .getConfiguration(each.getKey(), "?")
          .updateIfDifferent(FrameworkUtil.asDictionary(each.getValue()));
    }
  }

  /** A configuration has the symbolic name of its bundle; the longest that fits. */
  private static String pid(BundleContext context, String key) {
    return Arrays.stream(context.getBundles())
        .map(Bundle::getSymbolicName)
        .filter(name -> name != null && key.startsWith(name + "."))
        .max(Comparator.comparingInt(String::length))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no bundle of the node has the setting " + key.substring(PREFIX.length())));
  }

  /** The components that wait for something. */
  public List<String> unsatisfied() {
    ServiceComponentRuntime runtime =
        context.getService(context.getServiceReference(ServiceComponentRuntime.class));
    List<String> found = new ArrayList<>();
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
      for (ComponentConfigurationDTO instance : runtime.getComponentConfigurationDTOs(component)) {
        if (instance.state != ComponentConfigurationDTO.ACTIVE
            && instance.state != ComponentConfigurationDTO.SATISFIED) {
          found.add(component.name);
        }
      }
    }
    return found;
  }

  /** The node's data directory; files that are put into its {@code plugins/} are deployed. */
  public Path data() {
    return data;
  }

  /**
   * Installs a plugin, as {@code chaos plugin install} does.
   *
   * @throws ControlException if the node refuses it
   */
  public void install(Path file) throws Exception {
    ask("plugin.install", Map.of("file", file.toAbsolutePath().toString()));
  }

  /** Removes a plugin, as {@code chaos plugin remove} does. */
  public void remove(String name) throws Exception {
    ask("plugin.remove", Map.of("name", name));
  }

  /** Hosts an agent without a mind, as {@code chaos agents --add} does; its id. */
  public String agent(String name) throws Exception {
    return String.valueOf(ask("agents", Map.of("add", name)).get(0).get("id"));
  }

  /** The records of messages in a state, such as {@code delivered} or {@code parked}. */
  public List<Map<String, ?>> messages(String state) throws Exception {
    return ask("messages", Map.of("since", 0L)).stream()
        .filter(record -> state.equals(record.get("state")))
        .toList();
  }

  /** The message type of that name, if it is there. */
  public Optional<MessageType> type(String name) {
    try {
      for (ServiceReference<MessageType> each :
          context.getServiceReferences(MessageType.class, null)) {
        MessageType type = context.getService(each);
        if (type != null && type.name().equals(name)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a control command.
   *
   * @return what it answers, an object for each line
   * @throws ControlException if it fails
   */
  public List<Map<String, ?>> ask(String command, Map<String, Object> arguments) throws Exception {
    for (ServiceReference<ControlCommand> each :
        context.getServiceReferences(ControlCommand.class, null)) {
      ControlCommand found = context.getService(each);
      if (found != null && found.name().equals(command)) {
        Items items = new Items();
        found.run(new ControlRequest(command, arguments), items);
        return items.all;
      }
    }
    throw new IllegalArgumentException("the node has no command " + command);
  }

  /**
   * Waits for what the node does by itself.
   *
   * @param what for people
   * @throws AssertionError if it is not so within half a minute; it tells plugins and messages
   */
  public void await(String what, Callable<Boolean> condition) throws Exception {
    await(what, condition, this::situation);
  }

  private Object situation() {
    try {
      return ask("plugin.list", Map.of()) + " " + ask("messages", Map.of("since", 0L));
    } catch (Exception e) {
      return e;
    }
  }

  private static void await(String what, Callable<Boolean> condition, Supplier<?> instead)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "within %s not: %s, but %s".formatted(PATIENCE, what, instead.get()));
      }
      if (never.await(10, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  /** Takes the node away from its components: they go. */
  @Override
  public void close() {
    registration.unregister();
  }

  private static final class Items implements ControlReply {
    private final List<Map<String, ?>> all = new ArrayList<>();

    @Override
    public void item(Map<String, ?> object) {
      all.add(new HashMap<>(object));
    }

    @Override
    public boolean closed() {
      return false;
    }

    @Override
    public boolean awaitClosed(Duration atMost) {
      return true;
    }
  }
}
