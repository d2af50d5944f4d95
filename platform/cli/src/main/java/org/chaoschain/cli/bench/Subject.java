// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.cli.bench.BenchPlugin.Component;

/**
 * What is swapped under load. A further kind is a further constant of {@link #ALL}: its plugin,
 * what else has to be there, and which of the plugin's parts write down what was handled.
 *
 * @param kind its name on the command line
 * @param swapped the plugin of which version after version is installed
 * @param fixture a plugin that is installed once before
 * @param named whether the receiving agents are the node's own, by its configuration
 * @param extension whether the messages are of the benchmark's own type
 * @param recorders the parts whose files say what was handled, those of the swapped plugin first;
 *     each is compared with what was accepted
 */
public record Subject(
    String kind,
    BenchPlugin swapped,
    Optional<BenchPlugin> fixture,
    boolean named,
    boolean extension,
    List<String> recorders) {
  /** How many agents send, and how many receive. */
  static final int AGENTS = 16;

  /** The classes that every plugin of a benchmark carries. */
  static final List<String> CLASSES =
      List.of(
          "BenchText",
          "BenchLog",
          "BenchType",
          "BenchAgent",
          "BenchCodec",
          "BenchLoad",
          "BenchLoad$Run");

  private static final String NAME = "org.chaoschain.bench.";
  private static final String API = "org.chaoschain.api.";

  private static final BenchPlugin TYPE =
      new BenchPlugin(
          NAME + "type",
          "message-type=extension/chaos-bench",
          List.of(component("type", "BenchType", API + "message.MessageType")));

  private static final BenchPlugin CODEC =
      new BenchPlugin(
          NAME + "codec",
          "message-type=codec/protobuf",
          List.of(
              new Component(
                  "codec",
                  "BenchCodec",
                  API + "message.MessageCodec",
                  Map.of(API + "message.MessageCodec", "(!(bench.codec=true))"),
                  Map.of(
                      "bench.codec",
                      "type=\"Boolean\" value=\"true\"",
                      "service.ranking",
                      "type=\"Integer\" value=\"100\""),
                  false)));

  /** The kinds there are. */
  static final List<Subject> ALL =
      List.of(
          new Subject("message-type", TYPE, Optional.empty(), true, true, List.of("type-")),
          new Subject("agent", agents(), Optional.empty(), false, false, List.of("agent-")),
          new Subject("codec", CODEC, Optional.of(TYPE), true, true, List.of("codec-", "type-")));

  /** The plugin that sends. */
  static final BenchPlugin LOAD =
      new BenchPlugin(
          NAME + "load",
          "agent=*, command=bench.load",
          List.of(
              new Component(
                  "load",
                  "BenchLoad",
                  API + "control.ControlCommand",
                  ordered(API + "message.Messenger", API + "agent.AgentDirectory"),
                  Map.of(),
                  false)));

  /** The kind of that name. */
  static Optional<Subject> of(String kind) {
    return ALL.stream().filter(subject -> subject.kind().equals(kind)).findFirst();
  }

  private static BenchPlugin agents() {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      components.add(
          new Component(
              "agent" + i,
              "BenchAgent",
              API + "agent.Agent",
              Map.of(),
              Map.of("bench.agent", "value=\"" + receiver(i) + "\""),
              true));
    }
    return new BenchPlugin(NAME + "agents", "agent=receiver*", components);
  }

  /** The name of a receiving agent. */
  static String receiver(int index) {
    return "receiver" + index;
  }

  private static Component component(String id, String type, String service) {
    return new Component(id, type, service, Map.of(), Map.of(), false);
  }

  private static Map<String, String> ordered(String... services) {
    Map<String, String> references = new LinkedHashMap<>();
    for (String service : services) {
      references.put(service, "");
    }
    return references;
  }
}
