// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;

/** The protobuf form of private keys: type = 1, data = 2. */
final class PrivateKeyCodec {
  private static final String WHAT = "private key";

  private PrivateKeyCodec() {}

  static Bytes encode(KeyType type, Bytes data) {
    Bytes head = Bytes.copyOf((byte) 0x08, (byte) type.code());
    return head.concat(new ProtobufWriter().message(2, data).done());
  }

  static PrivateKey decode(Bytes encoded) throws KeyFormatException {
    if (encoded.size() > PrivateKey.MAX_BYTES) {
      throw new KeyFormatException(
          WHAT,
          0,
          "it has " + encoded.size() + " bytes, at most " + PrivateKey.MAX_BYTES + " are allowed");
    }
    long code = -1;
    int codeOffset = 0;
    Bytes data = Bytes.EMPTY;
    ProtobufReader reader = new ProtobufReader(encoded);
    try {
      while (reader.hasNext()) {
        int field = reader.field();
        switch (field) {
          case 1 -> {
            reader.once(field);
            codeOffset = reader.fieldStart();
            code = reader.number();
          }
          case 2 -> {
            reader.once(field);
            data = reader.bytes();
          }
          default ->
              throw new KeyFormatException(WHAT, reader.fieldStart(), "it has a field " + field);
        }
      }
    } catch (MalformedInputException e) {
      throw new KeyFormatException(WHAT, e.offset(), e.getMessage());
    }
    KeyType type = KeyType.ofCode(code).orElse(null);
    if (type == null) {
      throw new KeyFormatException(WHAT, codeOffset, "its type is missing or unknown");
    }
    return switch (type) {
      case ED25519 -> Ed25519PrivateKey.decode(data);
      case SECP256K1 -> EcPrivateKey.decodeScalar(data);
      case ECDSA -> EcPrivateKey.decodeSec1(data);
      case RSA -> RsaPrivateKey.decode(data);
    };
  }
}
