// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A private key of one of the four types of libp2p. Its text form and its exceptions never show any
 * of it. Signatures are deterministic: the same key and message always give the same bytes (RFC
 * 8032, RFC 6979, PKCS #1 v1.5). Immutable.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer Ids and
 *     Keys</a>
 */
public sealed interface PrivateKey extends NodeIdentity
    permits Ed25519PrivateKey, EcPrivateKey, RsaPrivateKey {
  /** The size of an RSA key that is generated, in bits. */
  int GENERATED_RSA_BITS = 3072;

  /** The most bytes of the protobuf form that is read. */
  int MAX_BYTES = 16 * 1024;

  /**
   * A new key. An RSA key may take a second or more.
   *
   * @param entropy where its secret comes from
   */
  static PrivateKey generate(KeyType type, EntropySource entropy) {
    return switch (type) {
      case ED25519 -> Ed25519PrivateKey.generate(entropy);
      case SECP256K1 -> EcPrivateKey.generate(EcCurve.SECP256K1, entropy);
      case ECDSA -> EcPrivateKey.generate(EcCurve.P256, entropy);
      case RSA -> RsaPrivateKey.generate(GENERATED_RSA_BITS, entropy);
    };
  }

  /**
   * Reads the protobuf form in which libp2p implementations store keys. Ed25519 keys may have the
   * old form of 96 bytes.
   *
   * @throws KeyFormatException if it is malformed, or the parts of the key do not belong together
   */
  static PrivateKey decode(Bytes encoded) throws KeyFormatException {
    return PrivateKeyCodec.decode(encoded);
  }

  /** The kind of key. */
  default KeyType type() {
    return publicKey().type();
  }

  /** The protobuf form in which libp2p implementations store keys: a secret. */
  default Bytes encode() {
    return PrivateKeyCodec.encode(type(), secretData());
  }

  /** The data of the protobuf form: a secret. */
  Bytes secretData();

  @Override
  default PeerId peerId() {
    return PeerId.fromPublicKey(publicKey());
  }
}
