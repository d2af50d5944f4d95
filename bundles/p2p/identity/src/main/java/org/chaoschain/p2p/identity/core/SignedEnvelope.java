// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.peer.PublicKeyException;

/**
 * A payload with the key and the signature of the peer that made it. One that was {@linkplain
 * #decode decoded} proves nothing before {@link #verify} has returned. The signature covers a
 * domain, which is not in the envelope: both sides know it. Immutable.
 *
 * @param key who signed
 * @param payloadType what the payload is, often a multicodec
 * @param payload what was signed
 * @param signature over domain, payload type and payload
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md">RFC
 *     0002</a>
 */
public record SignedEnvelope(PublicKey key, Bytes payloadType, Bytes payload, Bytes signature) {
  private static final String WHAT = "signed envelope";
  private static final int KEY = 1;
  private static final int PAYLOAD_TYPE = 2;
  private static final int PAYLOAD = 3;
  private static final int SIGNATURE = 5;

  /** Demands all parts. */
  public SignedEnvelope {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(payloadType, "payloadType");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(signature, "signature");
  }

  /**
   * Signs a payload.
   *
   * @param signer whose key signs
   * @param domain what the signature is for, the same text at both sides
   */
  public static SignedEnvelope seal(
      NodeIdentity signer, String domain, Bytes payloadType, Bytes payload) {
    Bytes signature = signer.sign(signedBytes(domain, payloadType, payload));
    return new SignedEnvelope(signer.publicKey(), payloadType, payload, signature);
  }

  /**
   * Reads an envelope without verifying it. Unknown fields are ignored.
   *
   * @param maxBytes the most bytes that are accepted
   * @throws RecordLimitException if there are more
   * @throws RecordMalformedException if it is no envelope: a field is malformed, comes twice or is
   *     missing
   * @throws RecordKeyException if the key is malformed
   */
  public static SignedEnvelope decode(Bytes encoded, int maxBytes) throws RecordException {
    if (encoded.size() > maxBytes) {
      throw new RecordLimitException(WHAT, encoded.size(), maxBytes, "bytes");
    }
    PublicKey key = null;
    Bytes payloadType = Bytes.EMPTY;
    Bytes payload = Bytes.EMPTY;
    Bytes signature = Bytes.EMPTY;
    ProtobufReader reader = new ProtobufReader(encoded);
    try {
      while (reader.hasNext()) {
        int field = reader.field();
        switch (field) {
          case KEY -> {
            reader.once(field);
            key = PublicKey.decode(reader.bytes());
          }
          case PAYLOAD_TYPE -> {
            reader.once(field);
            payloadType = reader.bytes();
          }
          case PAYLOAD -> {
            reader.once(field);
            payload = reader.bytes();
          }
          case SIGNATURE -> {
            reader.once(field);
            signature = reader.bytes();
          }
          default -> reader.skip();
        }
      }
    } catch (MalformedInputException e) {
      throw new RecordMalformedException(WHAT, e);
    } catch (PublicKeyException e) {
      throw new RecordKeyException(WHAT, e);
    }
    if (key == null || signature.isEmpty()) {
      throw new RecordMalformedException(
          WHAT, encoded.size(), "the " + (key == null ? "key" : "signature") + " is missing");
    }
    return new SignedEnvelope(key, payloadType, payload, signature);
  }

  /**
   * Reads an envelope, verifies it and demands a payload type.
   *
   * @param maxBytes the most bytes that are accepted
   * @throws RecordException as {@link #decode} and {@link #verify} do, or a {@link
   *     RecordMismatchException} if it has another payload type
   */
  public static SignedEnvelope open(Bytes encoded, String domain, Bytes payloadType, int maxBytes)
      throws RecordException {
    SignedEnvelope envelope = decode(encoded, maxBytes);
    if (!envelope.payloadType.equals(payloadType)) {
      throw new RecordMismatchException(WHAT, "payload type", envelope.payloadType, payloadType);
    }
    envelope.verify(domain);
    return envelope;
  }

  /**
   * Verifies the signature.
   *
   * @param domain what the signature must be for
   * @throws RecordKeyException if the key cannot be used
   * @throws RecordSignatureException if the key did not sign this payload of this type for this
   *     domain
   */
  public void verify(String domain) throws RecordException {
    VerificationKey verificationKey;
    try {
      verificationKey = VerificationKey.of(key);
    } catch (KeyFormatException e) {
      throw new RecordKeyException(WHAT, e);
    }
    if (!verificationKey.verify(signedBytes(domain, payloadType, payload), signature)) {
      throw new RecordSignatureException(WHAT, signer());
    }
  }

  /** The peer whose key this is. */
  public PeerId signer() {
    return PeerId.fromPublicKey(key);
  }

  /** The protobuf form. */
  public Bytes encode() {
    return new ProtobufWriter()
        .bytes(KEY, key.encode())
        .bytes(PAYLOAD_TYPE, payloadType)
        .bytes(PAYLOAD, payload)
        .bytes(SIGNATURE, signature)
        .done();
  }

  /**
   * RFC 0002, "Signature Production / Verification": each part after its length as an unsigned
   * varint.
   */
  private static Bytes signedBytes(String domain, Bytes payloadType, Bytes payload) {
    return new ProtobufWriter()
        .sized(Bytes.wrap(domain.getBytes(StandardCharsets.UTF_8)))
        .sized(payloadType)
        .sized(payload)
        .done();
  }
}
