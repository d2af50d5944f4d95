// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Objects;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * What GossipSub is told. Immutable.
 *
 * @param mesh the mesh and its gossip
 * @param limits what bounds it
 * @param score how peers are scored
 * @param direct peers outside the mesh, to whom every message goes and whose messages are always
 *     heard; key {@code p2p.gossipsub.direct.peers}
 * @param classes which messages go first when more waits than goes out
 */
public record GossipConfig(
    MeshConfig mesh,
    GossipLimits limits,
    ScoreConfig score,
    Set<PeerId> direct,
    TopicClasses classes) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.gossipsub.";

  /** The defaults. */
  public static final GossipConfig DEFAULT =
      new GossipConfig(
          MeshConfig.DEFAULT,
          GossipLimits.DEFAULT,
          ScoreConfig.DEFAULT,
          Set.of(),
          TopicClasses.DEFAULT);

  /** Copies the set. */
  public GossipConfig {
    Objects.requireNonNull(mesh, "mesh");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(classes, "classes");
    direct = Set.copyOf(direct);
  }

  /** The same with another mesh. */
  public GossipConfig withMesh(MeshConfig other) {
    return new GossipConfig(other, limits, score, direct, classes);
  }

  /** The same with other limits. */
  public GossipConfig withLimits(GossipLimits other) {
    return new GossipConfig(mesh, other, score, direct, classes);
  }

  /** The same with other scores. */
  public GossipConfig withScore(ScoreConfig other) {
    return new GossipConfig(mesh, limits, other, direct, classes);
  }

  /** The same with other direct peers. */
  public GossipConfig withDirect(Set<PeerId> other) {
    return new GossipConfig(mesh, limits, score, other, classes);
  }
}
