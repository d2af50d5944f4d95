// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code topic}: who subscribes to a topic of the node's chain. */
@Component(service = ControlCommand.class)
public final class TopicCommand implements ControlCommand {
  private final Node node;
  private final PubSub pubSub;

  /** Made by Declarative Services. */
  @Activate
  public TopicCommand(@Reference Node node, @Reference PubSub pubSub) {
    this.node = node;
    this.pubSub = pubSub;
  }

  @Override
  public String name() {
    return "topic";
  }

  @Override
  public String summary() {
    return "Lists the peers that subscribe to a topic (argument: topic, such as agents)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String topic = "/chaoschain/" + node.chainId() + "/" + request.requireText("topic");
    List<String> peers = pubSub.subscribers(topic).stream().map(PeerId::toString).sorted().toList();
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("topic", topic);
    item.put("subscribers", peers);
    reply.item(item);
  }
}
