// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.kernel.Kernel;
import org.chaoschain.kernel.KernelOptions;
import org.chaoschain.kernel.RunningKernel;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The packed node, started by the kernel in this process and asked by its control commands. */
final class LiveNode {
  private final RunningKernel kernel;
  private final Path data;

  private LiveNode(RunningKernel kernel, Path data) {
    this.kernel = kernel;
    this.data = data;
  }

  static LiveNode start(Path data, Map<String, String> settings) throws Exception {
    NodeKey.make(data);
    Map<String, String> flags = new HashMap<>(settings);
    flags.putIfAbsent("extension.plugins.folder", "none");
    flags.putIfAbsent("extension.plugins.policy", "any");
    flags.putIfAbsent("extension.plugins.poll.interval", "20ms");
    flags.putIfAbsent("extension.plugins.policy", "any");
    // tests send as fast as they can
    flags.putIfAbsent("message.delivery.rate.agent", "1000000/s, 1GiB/s");
    flags.putIfAbsent("message.delivery.rate.types", "extension = 1000000/s\\, 1GiB/s");
    KernelOptions options =
        KernelOptions.of(Packed.home(), data)
            .withEnvironment(Map.of())
            .withFlags(flags)
            .withStopOnSignal(false);
    return new LiveNode(Kernel.start(options), data);
  }

  RunningKernel kernel() {
    return kernel;
  }

  BundleContext context() {
    return kernel.context();
  }

  Path plugins() {
    return data.resolve("plugins");
  }

  void stop() throws InterruptedException {
    kernel.stop();
  }

  /** Runs a control command. */
  List<Map<String, ?>> ask(String name, Map<String, Object> arguments) throws Exception {
    // all: the framework hides from itself what is registered under types that it does not have
    for (ServiceReference<?> reference :
        context().getAllServiceReferences(ControlCommand.class.getName(), null)) {
      Object service = context().getService(reference);
      if (service instanceof ControlCommand command && command.name().equals(name)) {
        Items items = new Items();
        command.run(new ControlRequest(name, arguments), items);
        return items.all;
      }
    }
    throw new AssertionError("the node has no command " + name);
  }

  /** The addresses others can dial, with the peer id. */
  List<?> addresses() throws Exception {
    Map<?, ?> p2p = (Map<?, ?>) ask("status", Map.of()).get(0).get("p2p");
    return (List<?>) p2p.get("announce");
  }

  /** The sum of all meters of a name. */
  double meter(String name) throws Exception {
    return ask("metrics", Map.of("prefix", name)).stream()
        .filter(sample -> sample.get("name").equals(name))
        .mapToDouble(sample -> ((Number) sample.get("value")).doubleValue())
        .sum();
  }

  Optional<MessageType> type(String name) {
    try {
      return context().getServiceReferences(MessageType.class, null).stream()
          .map(reference -> context().getService(reference))
          .filter(type -> type != null && type.name().equals(name))
          .findFirst();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The records of messages in a state, oldest first. */
  List<Map<String, ?>> messages(String state) throws Exception {
    return ask("messages", Map.of("since", 0L)).stream()
        .filter(record -> record.get("state").equals(state))
        .toList();
  }

  /** Waits until there are no leftovers, and else tells which. */
  void await(String what, Callable<Boolean> condition, Leftovers instead) throws Exception {
    Await.until(
        what,
        condition,
        () -> {
          try {
            return instead.find(1);
          } catch (Exception e) {
            return e;
          }
        });
  }

  void await(String what, Callable<Boolean> condition) throws Exception {
    Await.until(
        what,
        condition,
        () -> {
          try {
            return ask("plugin.list", Map.of()) + " " + ask("messages", Map.of("since", 0L));
          } catch (Exception e) {
            return e;
          }
        });
  }

  private static final class Items implements ControlReply {
    private final List<Map<String, ?>> all = new ArrayList<>();

    @Override
    public void item(Map<String, ?> object) throws ControlException {
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
