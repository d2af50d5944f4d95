// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chaos dht} and what is below it. */
@Command(
    name = "dht",
    description = "Asks the DHT through the running node.",
    subcommands = {
      DhtCommand.TableOf.class,
      DhtCommand.FindPeer.class,
      DhtCommand.FindAgent.class,
      DhtCommand.FindProviders.class,
      DhtCommand.Provide.class,
      DhtCommand.Get.class,
      DhtCommand.Put.class
    },
    footer = {
      "  chaos dht table",
      "  chaos dht find-peer 12D3KooW…",
      "  chaos dht find-agent did:key:z6Mk…",
    })
final class DhtCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    throw usage(
        "name what to ask: table, find-peer, find-agent, find-providers, provide, get, put");
  }

  /** What the node is asked. */
  private static Map<String, Object> arguments(String action, String key) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("action", action);
    arguments.put("key", key);
    return arguments;
  }

  /** Asks, and prints each answer. */
  private abstract static class Asking extends ChaosCommand {
    ExitCode print(Map<String, Object> arguments) {
      ask("dht", arguments).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "table",
      description = "Lists the peers of the routing table, by bucket.",
      footer = {"  chaos dht table --json"})
  static final class TableOf extends ChaosCommand {
    @Override
    ExitCode execute() {
      output()
          .results(
              ask("dht", Map.of("action", "table")),
              List.of("bucket", "peer", "seen_s", "since_s", "addresses"),
              "the table is empty");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "find-peer",
      description = "Looks for the addresses of a peer.",
      footer = {"  chaos dht find-peer 12D3KooW…"})
  static final class FindPeer extends Asking {
    @Parameters(paramLabel = "PEER", description = "Its peer id.")
    private String peer;

    @Override
    ExitCode execute() {
      return print(arguments("find-peer", peer));
    }
  }

  @Command(
      name = "find-agent",
      description = "Looks for the peer that hosts an agent.",
      footer = {"  chaos dht find-agent did:key:z6Mk…"})
  static final class FindAgent extends Asking {
    @Parameters(paramLabel = "AGENT", description = "Its did:key.")
    private String agent;

    @Override
    ExitCode execute() {
      return print(arguments("find-agent", agent));
    }
  }

  @Command(
      name = "find-providers",
      description = "Looks for peers that provide some content.",
      footer = {"  chaos dht find-providers QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn"})
  static final class FindProviders extends Asking {
    @Parameters(
        paramLabel = "CONTENT",
        description = "Its multihash, in hexadecimal or as a CID of version 0.")
    private String content;

    @Override
    ExitCode execute() {
      return print(arguments("find-providers", content));
    }
  }

  @Command(
      name = "provide",
      description = "Tells the DHT, again and again, that this node provides some content.",
      footer = {"  chaos dht provide QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn"})
  static final class Provide extends Asking {
    @Parameters(
        paramLabel = "CONTENT",
        description = "Its multihash, in hexadecimal or as a CID of version 0.")
    private String content;

    @Override
    ExitCode execute() {
      return print(arguments("provide", content));
    }
  }

  @Command(
      name = "get",
      description = "Looks for the best value of a key.",
      footer = {"  chaos dht get /chaoschain/agent/did:key:z6Mk…", "  chaos dht get /pk/12D3KooW…"})
  static final class Get extends Asking {
    @Parameters(
        paramLabel = "KEY",
        description = "/chaoschain/agent/ and a did:key, /pk/ and a peer id, or hexadecimal.")
    private String key;

    @Override
    ExitCode execute() {
      return print(arguments("get", key));
    }
  }

  @Command(
      name = "put",
      description = "Puts a value at the peers closest to its key, again and again.",
      footer = {"  chaos dht put /pk/12D3KooW… 0801…"})
  static final class Put extends Asking {
    @Parameters(index = "0", paramLabel = "KEY", description = "As with get.")
    private String key;

    @Parameters(index = "1", paramLabel = "VALUE", description = "In hexadecimal.")
    private String value;

    @Override
    ExitCode execute() {
      Map<String, Object> arguments = arguments("put", key);
      arguments.put("value", value);
      return print(arguments);
    }
  }
}
