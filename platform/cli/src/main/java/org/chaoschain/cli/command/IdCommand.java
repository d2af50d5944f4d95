// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import org.chaoschain.p2p.identity.file.NodeKeyFileException;
import picocli.CommandLine.Command;

/** {@code chaos id}. */
@Command(
    name = "id",
    description = {
      "Prints the node's peer id, and, if the node runs, the addresses that others can dial."
    },
    footer = {
      "  chaos id",
      "  chaos run --bootstrap \"$(chaos id --data other --json | jq -r '.addresses[0]')\""
    })
final class IdCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    PrivateKey key = key();
    Map<String, Object> id = new LinkedHashMap<>();
    id.put("peer_id", key.peerId().toString());
    id.put("key_type", key.type().toString());
    id.put("running", false);
    id.put("addresses", List.of());
    if (ControlClient.answers(data())) {
      id.put("running", true);
      for (Map<String, Object> status : ask("status", Map.of())) {
        if (status.get("p2p") instanceof Map<?, ?> p2p && p2p.get("announce") != null) {
          id.put("addresses", p2p.get("announce"));
        }
      }
    }
    output().result(id);
    return ExitCode.OK;
  }

  private PrivateKey key() {
    try {
      return NodeKeyFile.load(data().resolve("keys").resolve(NodeKeyFile.NAME));
    } catch (NodeKeyFileException e) {
      throw new CliException(ExitCode.NOT_FOUND, e.getMessage(), "");
    } catch (IOException e) {
      throw new CliException(ExitCode.FILES, "the node key cannot be read: " + e, "");
    }
  }
}
