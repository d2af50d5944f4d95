// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a peer speaks; in the order of what it is able to do. */
public enum MeshProtocol {
  /** Every message of a topic goes to it; no mesh, no gossip. */
  FLOODSUB("/floodsub/1.0.0"),
  /** Mesh and gossip. */
  GOSSIPSUB_1_0("/meshsub/1.0.0"),
  /** Peer exchange and backoff in PRUNE. */
  GOSSIPSUB_1_1("/meshsub/1.1.0"),
  /** IDONTWANT. */
  GOSSIPSUB_1_2("/meshsub/1.2.0");

  private final String id;

  MeshProtocol(String id) {
    this.id = id;
  }

  /** The protocol's id in multistream-select. */
  public String id() {
    return id;
  }

  /** All ids, best first. */
  public static List<String> ids() {
    return List.of(GOSSIPSUB_1_2.id, GOSSIPSUB_1_1.id, GOSSIPSUB_1_0.id, FLOODSUB.id);
  }

  /** The protocol of that id. */
  public static Optional<MeshProtocol> ofId(String id) {
    return Arrays.stream(values()).filter(p -> p.id.equals(id)).findFirst();
  }

  /** Whether such a peer can be in a mesh. */
  public boolean meshes() {
    return this != FLOODSUB;
  }

  /** Whether it takes peers and a backoff with a PRUNE. */
  public boolean exchangesPeers() {
    return compareTo(GOSSIPSUB_1_1) >= 0;
  }

  /** Whether it knows IDONTWANT. */
  public boolean takesIdontwant() {
    return compareTo(GOSSIPSUB_1_2) >= 0;
  }
}
