// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PeerScores;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The control command {@code topic}: who subscribes to a topic of the node's chain, who of them is
 * in its mesh, and with which scores.
 */
@Component(service = ControlCommand.class)
public final class TopicCommand implements ControlCommand {
  private final Node node;
  private final PubSub pubSub;
  private final PeerScores scores;

  /** Made by Declarative Services. */
  @Activate
  public TopicCommand(
      @Reference Node node, @Reference PubSub pubSub, @Reference PeerScores scores) {
    this.node = node;
    this.pubSub = pubSub;
    this.scores = scores;
  }

  @Override
  public String name() {
    return "topic";
  }

  @Override
  public String summary() {
    return "Lists the peers of a topic with mesh and scores (argument: topic, such as agents)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    String topic = "/chaoschain/" + node.chainId() + "/" + request.requireText("topic");
    List<PeerId> peers = pubSub.subscribers(topic).stream().sorted().toList();
    Set<PeerId> mesh = scores.mesh(topic);
    Map<String, Double> scored = new LinkedHashMap<>();
    peers.forEach(peer -> scored.put(peer.toString(), scores.gossipScore(peer)));
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("topic", topic);
    item.put("subscribers", peers.stream().map(PeerId::toString).toList());
    item.put("mesh", peers.stream().filter(mesh::contains).map(PeerId::toString).toList());
    item.put("scores", scored);
    reply.item(item);
  }
}
