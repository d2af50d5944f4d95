// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageRecord.State;

/** Follows what was sent to where it ended. */
final class Traces {
  private final Network network;
  private final List<Sent> sent = new ArrayList<>();

  /** A message that has left a node, and the nodes it was for. */
  private record Sent(NetworkNode from, MessageRecord record, List<NetworkNode> to) {}

  Traces(Network network) {
    this.network = network;
  }

  /** A node tells something of a message; called for each record, in order. */
  void told(NetworkNode node, MessageRecord record) {
    if (record.state() == State.SENT) {
      sent.add(new Sent(node, record, receivers(node, record)));
    }
  }

  private List<NetworkNode> receivers(NetworkNode from, MessageRecord record) {
    if (record.target().isPresent()) {
      return network.hostOf(record.target().get()).stream().toList();
    }
    String topic =
        from.whole().delivery.types().stream()
            .filter(type -> type.name().equals(record.typeName()) && !type.topic().isEmpty())
            .findFirst()
            .map(type -> type.topic())
            .orElse(record.typeName().equals("meme") ? "memes" : "agents");
    return network
        .running()
        .filter(node -> node.whole().topics.subscribed().contains(topic))
        .toList();
  }

  /** What is wrong, a line each. */
  List<String> complaints() {
    Map<NetworkNode, Map<String, List<MessageRecord>>> byNode =
        network.nodes().stream()
            .collect(
                Collectors.toMap(
                    node -> node,
                    node ->
                        node.records().stream()
                            .collect(Collectors.groupingBy(MessageRecord::messageId))));
    List<String> complaints = new ArrayList<>();
    for (Sent each : sent) {
      String id = each.record().messageId();
      if (reported(byNode.get(each.from()).get(id))) {
        continue;
      }
      for (NetworkNode to : each.to()) {
        if (to.whole().closed()) {
          continue;
        }
        String complaint = judge(byNode.get(to).getOrDefault(id, List.of()));
        if (!complaint.isEmpty()) {
          complaints.add(
              "%s '%s' from node %s %s at node %s"
                  .formatted(
                      each.record().typeName(),
                      each.record().text(),
                      each.from().name(),
                      complaint,
                      to.name()));
        }
      }
    }
    return complaints;
  }

  /** Whether the sender was told that its message was not delivered. */
  private static boolean reported(List<MessageRecord> records) {
    return records.stream()
        .anyMatch(record -> record.state() == State.FAILED && record.target().isPresent());
  }

  private static String judge(List<MessageRecord> records) {
    long delivered = records.stream().filter(r -> r.state() == State.DELIVERED).count();
    if (delivered > 1) {
      return "was delivered " + delivered + " times";
    }
    List<MessageRecord> ends = records.stream().filter(r -> r.state() != State.SENT).toList();
    if (ends.isEmpty()) {
      return "left no trace";
    }
    MessageRecord last = ends.get(ends.size() - 1);
    return switch (last.state()) {
      case FAILED, EXPIRED -> "ended as " + last.state() + " (" + last.detail() + ")";
      default -> "";
    };
  }
}
