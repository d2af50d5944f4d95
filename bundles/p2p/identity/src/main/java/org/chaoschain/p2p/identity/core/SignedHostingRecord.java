// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;

/**
 * A {@link HostingRecord} with the agent's Ed25519 signature over {@link #DOMAIN} and exactly the
 * record's bytes. Immutable. The protobuf form is {@code chaoschain.v1.SignedHostingRecord}.
 *
 * @param payload the bytes of the record
 * @param signature 64 bytes
 */
public record SignedHostingRecord(Bytes payload, Bytes signature) {
  /** What stands before the record's bytes when it is signed: a text and a zero byte. */
  public static final Bytes DOMAIN =
      Bytes.wrap("chaoschain/hosting/1\0".getBytes(StandardCharsets.US_ASCII));

  /** The most bytes of the protobuf form. */
  public static final int MAX_BYTES = HostingRecord.MAX_BYTES + 96;

  private static final String WHAT = "signed hosting record";
  private static final int PAYLOAD = 1;
  private static final int SIGNATURE = 2;

  /** Demands both parts. */
  public SignedHostingRecord {
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(signature, "signature");
  }

  /**
   * Signs a record.
   *
   * @param signer signs as the record's agent the bytes it is given, domain included
   */
  public static SignedHostingRecord seal(HostingRecord record, UnaryOperator<Bytes> signer) {
    Bytes payload = record.encode();
    return new SignedHostingRecord(payload, signer.apply(DOMAIN.concat(payload)));
  }

  /**
   * Reads the protobuf form without verifying it. Unknown fields are ignored.
   *
   * @throws RecordLimitException if it has more than {@link #MAX_BYTES}
   * @throws RecordMalformedException if a field is malformed, comes twice or is missing
   */
  public static SignedHostingRecord decode(Bytes encoded) throws RecordException {
    if (encoded.size() > MAX_BYTES) {
      throw new RecordLimitException(WHAT, encoded.size(), MAX_BYTES, "bytes");
    }
    Bytes payload = Bytes.EMPTY;
    Bytes signature = Bytes.EMPTY;
    ProtobufReader reader = new ProtobufReader(encoded);
    try {
      while (reader.hasNext()) {
        int field = reader.field();
        switch (field) {
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
    }
    if (payload.isEmpty() || signature.isEmpty()) {
      throw new RecordMalformedException(
          WHAT, encoded.size(), "the payload or the signature is missing");
    }
    return new SignedHostingRecord(payload, signature);
  }

  /**
   * Reads the record and verifies that its agent signed it. Whether it has expired is for the
   * caller to say.
   *
   * @throws RecordException if the record is malformed, its agent's key cannot be used, or the
   *     signature is not that of the agent
   */
  public HostingRecord open() throws RecordException {
    HostingRecord record = HostingRecord.decode(payload);
    VerificationKey key;
    try {
      key = VerificationKey.of(new PublicKey(KeyType.ED25519, record.agent().key()));
    } catch (KeyFormatException e) {
      throw new RecordKeyException(WHAT, e);
    }
    if (!key.verify(DOMAIN.concat(payload), signature)) {
      throw new RecordSignatureException(WHAT, record.agent());
    }
    return record;
  }

  /** The protobuf form. */
  public Bytes encode() {
    return new ProtobufWriter().bytes(PAYLOAD, payload).bytes(SIGNATURE, signature).done();
  }
}
