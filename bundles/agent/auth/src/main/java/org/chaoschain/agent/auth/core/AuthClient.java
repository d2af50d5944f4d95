// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.peer.KeyType;

/**
 * The agent's side of {@code /chaoschain/auth/1.0.0}, for a program that has a libp2p host, in a
 * framework or without one. Safe for use by many threads.
 */
public final class AuthClient {
  private final EntropySource entropy;
  private final Scheduler scheduler;
  private final Duration timeout;
  private final Limit maxMessage;

  /**
   * Makes a client.
   *
   * @param timeout for one handshake, more than zero
   */
  public AuthClient(EntropySource entropy, Scheduler scheduler, Metrics metrics, Duration timeout) {
    this.entropy = entropy;
    this.scheduler = scheduler;
    this.timeout = timeout;
    this.maxMessage = AuthProtocol.messageLimit(metrics);
  }

  /**
   * Opens a stream to the node at the other end of a connection and authenticates. The connection
   * has shown the node's key already; the node shows it once more.
   *
   * @param agent the agent's key
   * @param chainId the chain that is meant
   * @param delegation an encoded {@code SignedDelegation} to that node, or empty
   * @param hostingRecord an encoded {@code SignedHostingRecord}, or empty
   * @return fails as {@link Connection#newStream} does; with {@link AuthException} if the node
   *     refuses, has not proved itself, has no Ed25519 key, or the connection has no handshake
   *     hash; with {@link org.chaoschain.p2p.api.channel.ChannelClosedException} if it is late or
   *     the stream ends
   */
  public CompletionStage<ClientSession> connect(
      Connection connection,
      MessageSigner agent,
      String chainId,
      Bytes delegation,
      Bytes hostingRecord) {
    ClientHandshake handshake;
    try {
      handshake = handshake(connection, agent, chainId);
    } catch (AuthException e) {
      return CompletableFuture.failedFuture(e);
    }
    return connection
        .newStream(List.of(AuthProtocol.ID))
        .thenCompose(
            stream -> {
              ClientExchange exchange =
                  new ClientExchange(stream, handshake, delegation, hostingRecord, maxMessage);
              return exchange.begin(scheduler, timeout);
            });
  }

  private ClientHandshake handshake(Connection connection, MessageSigner agent, String chainId)
      throws AuthException {
    Optional<Bytes> hash = connection.channelBinding();
    if (hash.isEmpty() || hash.get().size() != Binding.NoiseHash.SIZE) {
      throw new AuthException(
          Reason.CONNECTION,
          "the secure channel %s of the connection to %s has no handshake hash to be bound to; connect over /noise"
              .formatted(connection.security(), connection.remotePeer()));
    }
    if (connection.remoteKey().type() != KeyType.ED25519) {
      throw new AuthException(
          Reason.SERVER,
          "the node %s has a key of type %s, and one of type ED25519 is required to answer agents"
              .formatted(connection.remotePeer(), connection.remoteKey().type()));
    }
    return new ClientHandshake(
        agent,
        chainId,
        new Binding.NoiseHash(hash.get()),
        Optional.of(connection.remoteKey().data()),
        Bytes.wrap(entropy.bytes(AuthMessage.NONCE_BYTES)));
  }
}
