// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.proto.v1.ChaoschainMessage;

/**
 * A message whose structure and meaning have been checked, together with the bytes it came as.
 * Whether its sender said it is not known yet: that is a {@link VerifiedEnvelope}. Immutable; two
 * are equal if their wire bytes are.
 */
public final class Envelope {
  private final byte[] wire;
  private final EnvelopeLayout layout;
  private final ChaoschainMessage message;
  private volatile Bytes digest; // made when it is asked for: who only verifies does not ask

  Envelope(byte[] wire, EnvelopeLayout layout, ChaoschainMessage message) {
    this.wire = wire;
    this.layout = layout;
    this.message = message;
  }

  /** The message as protobuf read it; unknown fields are in it. */
  public ChaoschainMessage message() {
    return message;
  }

  /** Where its parts lie in the wire bytes. */
  public EnvelopeLayout layout() {
    return layout;
  }

  /** The payload's kind; empty for a member of a later version. */
  public Optional<PayloadKind> kind() {
    return PayloadKind.ofNumber(layout.payloadNumber());
  }

  /** The sender's public key, 32 bytes. */
  public Bytes sender() {
    return Bytes.wrap(message.getSender().toByteArray());
  }

  /** When the sender made it. */
  public Instant createdAt() {
    return instant(message.getCreatedAt());
  }

  /** From when on it is void, if the sender said so. */
  public Optional<Instant> expiresAt() {
    return message.hasExpiresAt() ? Optional.of(instant(message.getExpiresAt())) : Optional.empty();
  }

  /** The size on the wire, in bytes. */
  public int size() {
    return wire.length;
  }

  /** A fresh copy of the wire bytes: what is forwarded and stored. */
  public byte[] wire() {
    return wire.clone();
  }

  /** SHA-256 of the whole wire form, signature included: gossip knows duplicates by it. */
  public Bytes digest() {
    Bytes known = digest;
    if (known == null) {
      known = Bytes.wrap(sha256().digest(wire));
      digest = known;
    }
    return known;
  }

  /**
   * SHA-256 of the signed bytes: the same message with another signature has the same. It is worth
   * asking only once a signature has been verified.
   */
  public Bytes signedDigest() {
    MessageDigest sha256 = sha256();
    sha256.update(wire, 0, layout.signedLength());
    return Bytes.wrap(sha256.digest());
  }

  byte[] signedWithDomain() {
    return Domain.ENVELOPE.prepend(wire, 0, layout.signedLength());
  }

  byte[] signature() {
    return Arrays.copyOfRange(wire, wire.length - Ed25519Criteria.SIGNATURE_BYTES, wire.length);
  }

  int offsetOf(int fieldNumber) {
    return layout.fields().of(fieldNumber);
  }

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope e && Arrays.equals(wire, e.wire);
  }

  @Override
  public int hashCode() {
    return digest().hashCode();
  }

  /** Message id, sender, payload and size, for logs. */
  @Override
  public String toString() {
    return "Envelope[%s from %s, %s, %d bytes]"
        .formatted(
            message.getMessageId(),
            sender().hex(),
            kind().map(PayloadKind::wireName).orElse("payload " + layout.payloadNumber()),
            wire.length);
  }
}
