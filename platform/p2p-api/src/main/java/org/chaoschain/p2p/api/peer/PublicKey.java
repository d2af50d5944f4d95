// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.ByteReader;
import org.chaoschain.p2p.api.internal.MalformedBytesException;

/**
 * A public key as libp2p carries it: a type and bytes whose meaning depends on it. It is not known
 * whether the bytes are a usable key; that is checked where a signature is verified. Immutable.
 *
 * @param type what the bytes are
 * @param data 1 to {@link #MAX_DATA} bytes: 32 for Ed25519, a compressed point for secp256k1, a
 *     DER-encoded SubjectPublicKeyInfo for RSA and ECDSA
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer Ids and
 *     Keys</a>
 */
public record PublicKey(KeyType type, Bytes data) {
  /** The most bytes of a key's data; an RSA key of 8192 bits has fewer. */
  public static final int MAX_DATA = 2048;

  private static final int TYPE_TAG = 0x08;
  private static final int DATA_TAG = 0x12;

  /**
   * Checks the size.
   *
   * @throws PublicKeyException if there is no data or more than {@link #MAX_DATA}
   */
  public PublicKey {
    Objects.requireNonNull(type, "type");
    if (data.isEmpty() || data.size() > MAX_DATA) {
      throw new PublicKeyException(
          0, "a key has 1 to " + MAX_DATA + " bytes of data, not " + data.size());
    }
  }

  /** The protobuf form, from which peer ids are made: always the same bytes for the same key. */
  public Bytes encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.size() + 6);
    out.write(TYPE_TAG);
    out.write(type.code());
    out.write(DATA_TAG);
    ByteReader.writeVarint(out, data.size());
    out.writeBytes(data.toArray());
    return Bytes.wrap(out.toByteArray());
  }

  /**
   * Reads the protobuf form: both fields, in order, in the shortest form, and nothing else, as the
   * specification demands.
   *
   * @throws PublicKeyException if it is anything else
   */
  public static PublicKey decode(Bytes encoded) {
    ByteReader reader = new ByteReader(encoded);
    try {
      expectTag(reader, TYPE_TAG, "type");
      int typeOffset = reader.position();
      long code = reader.varint();
      KeyType type =
          KeyType.ofCode(code)
              .orElseThrow(
                  () -> new PublicKeyException(typeOffset, "no key type has the number " + code));
      expectTag(reader, DATA_TAG, "data");
      int dataOffset = reader.position();
      long size = reader.varint();
      if (size < 1 || size > MAX_DATA) {
        throw new PublicKeyException(
            dataOffset, "a key has 1 to " + MAX_DATA + " bytes of data, not " + size);
      }
      Bytes data = reader.bytes(size);
      if (reader.hasMore()) {
        throw new PublicKeyException(
            reader.position(),
            (encoded.size() - reader.position()) + " bytes follow the last field");
      }
      return new PublicKey(type, data);
    } catch (MalformedBytesException e) {
      throw new PublicKeyException(e.offset(), e.getMessage());
    }
  }

  private static void expectTag(ByteReader reader, int tag, String field) {
    int offset = reader.position();
    long found = reader.varint();
    if (found != tag) {
      throw new PublicKeyException(
          offset, "the field '" + field + "' has tag " + tag + ", not " + found);
    }
  }
}
