// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.peer.PublicKeyException;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.VerificationKey;

/**
 * One side of the handshake of noise-libp2p: messages go in, messages come out, and in the end it
 * is known who the remote is. It does no I/O and knows no time. After an exception it is not used
 * any more but for {@link #wipe}. Not safe for use by many threads.
 */
public final class Libp2pHandshake {
  /** What an identity key signs, before the static key. */
  static final Bytes SIGNATURE_PREFIX =
      Bytes.wrap("noise-libp2p-static-key:".getBytes(StandardCharsets.UTF_8));

  private final HandshakeRequest request;
  private final NoiseIdentity identity;
  private final HandshakeLimits limits;
  private final HandshakeState state;
  private PublicKey remoteKey;
  private Optional<String> muxer = Optional.empty();

  /**
   * What a handshake has led to.
   *
   * @param keys the keys for what follows
   * @param remotePeer who the remote has proved to be
   * @param remoteKey the remote's public key
   * @param muxer the muxer agreed on; empty if it is to be negotiated
   * @param handshakeHash the hash of all three messages, 32 bytes, the same at both ends
   */
  public record Established(
      TransportKeys keys,
      PeerId remotePeer,
      PublicKey remoteKey,
      Optional<String> muxer,
      Bytes handshakeHash) {}

  /**
   * Starts a handshake.
   *
   * @param ephemeralKey a fresh key for this handshake alone
   */
  public Libp2pHandshake(
      HandshakeRequest request,
      NoiseIdentity identity,
      X25519Key ephemeralKey,
      HandshakeLimits limits) {
    this.request = request;
    this.identity = identity;
    this.limits = limits;
    this.state =
        new HandshakeState(request.initiator(), Bytes.EMPTY, identity.staticKey(), ephemeralKey);
  }

  /** Whether {@link #write} is to be called next, not {@link #read}. */
  public boolean writes() {
    return state.writes();
  }

  /** Whether all messages were written and read. */
  public boolean complete() {
    return state.complete();
  }

  /** The number of the message that comes next, from 1. */
  public int nextMessage() {
    return state.nextMessage();
  }

  /**
   * The next message to send.
   *
   * @throws NoiseException if the remote's key is weak
   */
  public byte[] write() throws NoiseException {
    // Message 1 is readable by anyone: it carries nothing.
    boolean secret = state.nextMessage() > 1;
    return state.write(secret ? identity.payload(request.muxers()).toArray() : new byte[0]);
  }

  /**
   * Takes in the next message. What message 1 may carry is ignored, since nobody vouches for it.
   *
   * @throws NoiseException if it is malformed, cannot be decrypted, or does not prove an identity,
   *     or proves another than the one expected, or both sides offer muxers and none in common
   */
  public void read(byte[] message) throws NoiseException {
    int number = state.nextMessage();
    byte[] plaintext = state.read(message);
    if (number == 1) {
      return;
    }
    HandshakePayload payload = HandshakePayload.decode(Bytes.wrap(plaintext), limits);
    remoteKey = authenticated(payload);
    muxer = chooseMuxer(payload.muxers());
  }

  /** What the handshake has led to, once it is complete. */
  public Established established() {
    Bytes handshakeHash = state.handshakeHash();
    TransportKeys keys = state.split();
    return new Established(keys, PeerId.fromPublicKey(remoteKey), remoteKey, muxer, handshakeHash);
  }

  /** Overwrites the keys of this handshake. */
  public void wipe() {
    state.wipe();
  }

  private PublicKey authenticated(HandshakePayload payload) throws NoiseException {
    PublicKey key;
    boolean genuine;
    try {
      key = PublicKey.decode(payload.identityKey());
      genuine =
          VerificationKey.of(key)
              .verify(SIGNATURE_PREFIX.concat(state.remoteStatic()), payload.identitySignature());
    } catch (PublicKeyException | KeyFormatException e) {
      throw new NoiseException(
          NoiseException.Cause.MALFORMED, "the remote's identity key: " + e.getMessage());
    }
    PeerId peer = PeerId.fromPublicKey(key);
    if (!genuine) {
      throw new NoiseException(
          NoiseException.Cause.SIGNATURE,
          "the remote says it is %s, but that key did not sign its Noise static key"
              .formatted(peer));
    }
    if (request.expectedPeer().isPresent() && !request.expectedPeer().get().equals(peer)) {
      throw new NoiseException(
          NoiseException.Cause.WRONG_PEER,
          "the remote is %s, not %s as expected".formatted(peer, request.expectedPeer().get()));
    }
    return key;
  }

  /** The first of the initiator's that both speak: "Multiplexer Negotiation over Noise". */
  private Optional<String> chooseMuxer(List<String> remote) throws NoiseException {
    List<String> local = request.muxers();
    if (local.isEmpty() || remote.isEmpty()) {
      return Optional.empty();
    }
    List<String> preferring = request.initiator() ? local : remote;
    List<String> other = request.initiator() ? remote : local;
    Optional<String> chosen = preferring.stream().filter(other::contains).findFirst();
    if (chosen.isEmpty()) {
      throw new NoiseException(
          NoiseException.Cause.NO_COMMON_MUXER,
          "no muxer in common: this side offers %s, the remote %d others"
              .formatted(local, remote.size()));
    }
    return chosen;
  }
}
