// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.MeshConfig;
import org.chaoschain.p2p.host.core.resource.AddressLimits;
import org.chaoschain.p2p.host.core.resource.ResourceLimits;

/**
 * The process of the node in the middle. Loopback addresses are strangers to it, and its mesh has
 * room for all honest peers, so that what is measured is the node's time and not the mesh's choice.
 */
final class AttackedNode {
  static final ResourceLimits LIMITS =
      ResourceLimits.DEFAULTS.withAddresses(new AddressLimits(8, 16, 24, 64, List.of()));
  static final GossipConfig GOSSIP =
      GossipConfig.DEFAULT.withMesh(MeshConfig.DEFAULT.withDegree(24));

  private static long lookedAt = System.nanoTime();
  private static long usedThen;

  private AttackedNode() {}

  /** Processors that this process has used since the last look. */
  private static double cores() {
    long now = System.nanoTime();
    long used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    double cores = (double) (used - usedThen) / (now - lookedAt);
    usedThen = used;
    lookedAt = now;
    return cores;
  }

  private static CompletionStage<Verdict> verdict(Bytes data) {
    return CompletableFuture.completedFuture(
        HonestPeers.genuine(data) ? Verdict.ACCEPT : Verdict.REJECT);
  }

  private static String state(RealNodes nodes, P2pNode node) {
    ResourceUsage system = node.host.scopes().system().usage();
    ResourceUsage pending = node.host.scopes().transients().usage();
    double refused =
        nodes.metrics.samples().stream()
            .filter(s -> s.name().equals("limit.refused"))
            .mapToDouble(Sample::value)
            .sum();
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "cores=%.2f connections=%d pending=%d streams=%d memory=%d heap=%d refused=%.0f",
        cores(),
        system.connectionsInbound(),
        pending.connectionsInbound(),
        system.streamsInbound(),
        system.memory(),
        runtime.totalMemory() - runtime.freeMemory(),
        refused);
  }

  private static String metrics(RealNodes nodes) {
    StringBuilder text = new StringBuilder();
    nodes.metrics.samples().stream()
        .filter(s -> s.value() != 0)
        .forEach(
            s -> text.append(s.name()).append(s.tags()).append('=').append(s.value()).append("; "));
    return text.toString();
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    LineProcess.quietLog();
    RealNodes nodes = new RealNodes();
    P2pNode node = nodes.start(plan -> plan.withLimits(LIMITS).withGossip(GOSSIP));
    node.gossipsub.subscribe(HonestPeers.TOPIC, (data, from) -> verdict(data));
    String port = node.host.listenAddresses().get(0).first(Protocol.TCP).orElseThrow().value();
    LineProcess.serve(
        port + " " + node.id(),
        order -> order.equals("metrics") ? metrics(nodes) : state(nodes, node));
  }
}
