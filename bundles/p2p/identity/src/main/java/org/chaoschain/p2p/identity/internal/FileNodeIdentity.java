// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.internal;

import java.io.IOException;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's identity, from the key file of its data directory. Read at start, so that a bad file
 * shows at once.
 */
@Component(immediate = true)
public final class FileNodeIdentity implements NodeIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(FileNodeIdentity.class);

  private final PrivateKey key;
  private final PeerId peerId;

  /**
   * Reads the key file.
   *
   * @throws IOException if it is missing, unprotected or malformed; the component then stays
   *     unsatisfied
   */
  @Activate
  public FileNodeIdentity(@Reference Node node) throws IOException {
    this.key = NodeKeyFile.load(node.directory("keys").resolve(NodeKeyFile.NAME));
    this.peerId = key.peerId();
    LOG.info("this node is peer {} ({} key)", peerId, key.type());
  }

  @Override
  public PeerId peerId() {
    return peerId;
  }

  @Override
  public PublicKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Bytes sign(Bytes message) {
    return key.sign(message);
  }
}
