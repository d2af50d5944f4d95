// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/**
 * The handshake XX of the Noise specification, section 5.3, as the protocol {@value
 * #PROTOCOL_NAME}: three messages, the first by the initiator. It does no I/O. After an exception
 * it is not used any more but for {@link #wipe}. Not safe for use by many threads.
 */
public final class HandshakeState {
  /** The name of the protocol, which goes into the hash of the transcript. */
  public static final String PROTOCOL_NAME = "Noise_XX_25519_ChaChaPoly_SHA256";

  /** The longest message, in bytes. */
  public static final int MAX_MESSAGE = 65_535;

  /** How much longer than its payload a message may be, in bytes: the second one is. */
  public static final int MAX_OVERHEAD = 2 * X25519Key.SIZE + 2 * CipherState.TAG_SIZE;

  private enum Token {
    E,
    S,
    EE,
    ES,
    SE
  }

  private static final List<List<Token>> XX =
      List.of(
          List.of(Token.E),
          List.of(Token.E, Token.EE, Token.S, Token.ES),
          List.of(Token.S, Token.SE));

  private final boolean initiator;
  private final X25519Key staticKey;
  private final X25519Key ephemeralKey;
  private final SymmetricState symmetric = new SymmetricState(PROTOCOL_NAME);
  private Bytes remoteStatic = Bytes.EMPTY;
  private Bytes remoteEphemeral = Bytes.EMPTY;
  private int message;

  /**
   * Starts a handshake.
   *
   * @param initiator whether this side sends the first message
   * @param prologue what both sides must agree on; libp2p has an empty one
   * @param staticKey the key whose possession is proved
   * @param ephemeralKey a fresh key, used for this handshake alone; it is wiped at the end
   */
  public HandshakeState(
      boolean initiator, Bytes prologue, X25519Key staticKey, X25519Key ephemeralKey) {
    this.initiator = initiator;
    this.staticKey = staticKey;
    this.ephemeralKey = ephemeralKey;
    symmetric.mixHash(prologue.toArray());
  }

  /** Whether it is this side's turn to write. */
  public boolean writes() {
    return message < XX.size() && (message % 2 == 0) == initiator;
  }

  /** Whether all messages were written and read. */
  public boolean complete() {
    return message == XX.size();
  }

  /** The number of the message that comes next, from 1. */
  public int nextMessage() {
    return message + 1;
  }

  /**
   * Writes the next message.
   *
   * @throws NoiseException if the remote's key is weak, or the message would have more than {@link
   *     #MAX_MESSAGE} bytes
   * @throws IllegalStateException if it is not this side's turn
   */
  public byte[] write(byte[] payload) throws NoiseException {
    if (!writes()) {
      throw new IllegalStateException("it is not this side's turn to write");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(MAX_OVERHEAD + payload.length);
    for (Token token : XX.get(message)) {
      switch (token) {
        case E -> {
          byte[] point = ephemeralKey.publicKey().toArray();
          symmetric.mixHash(point);
          out.writeBytes(point);
        }
        case S -> out.writeBytes(symmetric.encryptAndHash(staticKey.publicKey().toArray()));
        default -> mix(token);
      }
    }
    out.writeBytes(symmetric.encryptAndHash(payload));
    if (out.size() > MAX_MESSAGE) {
      throw new NoiseException(
          NoiseException.Cause.LIMIT,
          "a Noise message has at most %d bytes, not %d".formatted(MAX_MESSAGE, out.size()));
    }
    message++;
    return out.toByteArray();
  }

  /**
   * Reads the next message.
   *
   * @return its payload
   * @throws NoiseException if it is cut off, cannot be decrypted, or contains a weak key
   * @throws IllegalStateException if it is not the remote's turn
   */
  public byte[] read(byte[] in) throws NoiseException {
    if (writes() || complete()) {
      throw new IllegalStateException("it is not the remote's turn to write");
    }
    int position = 0;
    for (Token token : XX.get(message)) {
      switch (token) {
        case E -> {
          require(in, position, X25519Key.SIZE, "ephemeral key");
          remoteEphemeral = Bytes.copyOf(in, position, X25519Key.SIZE);
          symmetric.mixHash(in, position, X25519Key.SIZE);
          position += X25519Key.SIZE;
        }
        case S -> {
          int size = X25519Key.SIZE + symmetric.overhead();
          require(in, position, size, "static key");
          remoteStatic = Bytes.wrap(symmetric.decryptAndHash(in, position, size));
          position += size;
        }
        default -> mix(token);
      }
    }
    require(in, position, symmetric.overhead(), "payload");
    byte[] payload = symmetric.decryptAndHash(in, position, in.length - position);
    message++;
    return payload;
  }

  /** The remote's static key; empty before the message that carries it. */
  public Bytes remoteStatic() {
    return remoteStatic;
  }

  /** The hash of the transcript, the same on both sides and unique to the session. */
  public Bytes handshakeHash() {
    return symmetric.handshakeHash();
  }

  /**
   * The keys for what follows the handshake. Everything else is wiped.
   *
   * @throws IllegalStateException if the handshake is not complete
   */
  public TransportKeys split() {
    if (!complete()) {
      throw new IllegalStateException("the handshake is not complete");
    }
    SymmetricState.Pair pair = symmetric.split();
    wipe();
    return initiator
        ? new TransportKeys(pair.initiator(), pair.responder())
        : new TransportKeys(pair.responder(), pair.initiator());
  }

  /** Overwrites the keys of this handshake; the static key stays. */
  public void wipe() {
    ephemeralKey.wipe();
    symmetric.wipe();
  }

  private void mix(Token token) throws NoiseException {
    byte[] secret =
        switch (token) {
          case EE -> ephemeralKey.agree(remoteEphemeral);
          case ES ->
              initiator ? ephemeralKey.agree(remoteStatic) : staticKey.agree(remoteEphemeral);
          case SE ->
              initiator ? staticKey.agree(remoteEphemeral) : ephemeralKey.agree(remoteStatic);
          default -> throw new IllegalStateException(token + " is no agreement");
        };
    symmetric.mixKey(secret);
    Arrays.fill(secret, (byte) 0);
  }

  private void require(byte[] in, int position, int size, String what) throws NoiseException {
    if (in.length - position < size) {
      throw new NoiseException(
          NoiseException.Cause.MALFORMED,
          "handshake message %d is cut off: its %s needs %d bytes at offset %d, %d are left"
              .formatted(message + 1, what, size, position, in.length - position));
    }
  }
}
