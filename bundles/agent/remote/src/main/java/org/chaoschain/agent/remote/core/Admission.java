// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.agent.auth.core.AuthSettings;
import org.chaoschain.agent.auth.core.Binding;
import org.chaoschain.agent.auth.core.ServerHandshake;
import org.chaoschain.agent.auth.core.ServerHandshake.Authenticated;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.HandshakeFrame;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;

/**
 * One connection of a gateway until its agent is known: the handshake in frames, and the hosting
 * record that comes with it. Not safe for use by several threads.
 */
public final class Admission {
  private final Gateway gateway;
  private final ServerHandshake handshake;

  /**
   * The node at whose gateway agents knock.
   *
   * @param chainId its chain
   * @param key its Ed25519 key, 32 bytes
   * @param peer its peer id
   * @param signer signs with the key the bytes it is given, domain included
   * @param settings the bounds of a handshake
   */
  public record Gateway(
      String chainId, Bytes key, PeerId peer, UnaryOperator<Bytes> signer, AuthSettings settings) {
    /** The first frame on each connection. */
    public Frame.Hello hello() {
      return new Frame.Hello(new AgentId(key), chainId);
    }
  }

  /** What a frame leads to. */
  public sealed interface Step {
    /**
     * The handshake goes on.
     *
     * @param frame to be sent
     */
    record Answer(HandshakeFrame frame) implements Step {}

    /**
     * The agent is known.
     *
     * @param who what the handshake has shown
     * @param hosting the agent's own word that it is hosted here, if it gave it
     */
    record Known(Authenticated who, Optional<HostingRecord> hosting) implements Step {}
  }

  /**
   * A connection that has just been opened.
   *
   * @param origin where this gateway is, as the agent has dialled it; from this node's own
   *     configuration, never from the agent
   */
  public Admission(Gateway gateway, String origin) {
    this.gateway = gateway;
    this.handshake =
        new ServerHandshake(
            new Binding.Gateway(gateway.key(), origin),
            gateway.chainId(),
            gateway.key(),
            gateway.signer(),
            gateway.settings());
  }

  /**
   * Takes a frame of the agent.
   *
   * @param nonce 32 bytes from an entropy source, never used before
   * @throws AuthException if the agent is refused; the handshake is over
   */
  public Step take(Frame frame, Bytes nonce, Instant now) throws AuthException {
    AuthMessage message =
        frame instanceof HandshakeFrame of ? AuthFrames.of(of) : outOfTurn(frame.type());
    if (message instanceof AuthMessage.Connect connect) {
      return new Step.Answer(AuthFrames.of(handshake.connect(connect, nonce, now)));
    } else if (message instanceof AuthMessage.SignedResponse response) {
      Authenticated who = handshake.respond(response, now);
      return new Step.Known(who, hosting(who, now));
    }
    return new Step.Answer(AuthFrames.of(outOfTurn(frame.type())));
  }

  private static AuthMessage outOfTurn(String type) throws AuthException {
    throw new AuthException(
        Reason.OUT_OF_TURN,
        "a frame of type %s is not due now; the order is connect, response, begin or resume"
            .formatted(type));
  }

  private Optional<HostingRecord> hosting(Authenticated who, Instant now) throws AuthException {
    return who.hostingRecord().isEmpty()
        ? Optional.empty()
        : Optional.of(hosting(gateway, who.agent(), who.hostingRecord(), now));
  }

  /**
   * Verifies an agent's word that it is hosted at a node.
   *
   * @param agent who is connected
   * @param encoded a {@code SignedHostingRecord}
   * @throws AuthException of reason {@code HOSTING} if it is not that agent's word for this node,
   *     or has ended
   */
  public static HostingRecord hosting(Gateway gateway, AgentId agent, Bytes encoded, Instant now)
      throws AuthException {
    HostingRecord record;
    try {
      record = SignedHostingRecord.decode(encoded).open();
    } catch (RecordException e) {
      throw refused(e.getMessage());
    }
    if (!record.agent().equals(agent)) {
      throw refused("it is by %s, and %s is connected".formatted(record.agent(), agent));
    }
    if (!record.peer().equals(gateway.peer())) {
      throw refused(
          "it names the peer %s, and this is %s".formatted(record.peer(), gateway.peer()));
    }
    if (record.isExpiredAt(now)) {
      throw refused("it ended at %s, and it is %s; sign a new one".formatted(record.expiry(), now));
    }
    return record;
  }

  private static AuthException refused(String why) {
    return new AuthException(Reason.HOSTING, "the hosting record is refused: " + why);
  }
}
