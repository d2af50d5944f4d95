// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.file.NodeKeyFile;

/** Does for a data directory what {@code chaos init} does. */
final class NodeKey {
  private NodeKey() {}

  static void make(Path data) throws IOException {
    Path keys = Files.createDirectories(data.resolve("keys"));
    Path file = keys.resolve(NodeKeyFile.NAME);
    if (!Files.exists(file)) {
      SecureRandom random = new SecureRandom();
      NodeKeyFile.create(file, random::nextBytes, KeyType.ED25519);
    }
  }
}
