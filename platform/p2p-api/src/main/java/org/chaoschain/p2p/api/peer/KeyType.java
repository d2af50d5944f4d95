// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of keys that libp2p knows, with the numbers of the specification "Peer Ids and Keys".
 */
public enum KeyType {
  /** RSA of 2048 bits or more, PKCS #1 v1.5 signatures over SHA-256. */
  RSA(0),
  /** Ed25519 as in RFC 8032; what a node of ours has. */
  ED25519(1),
  /** ECDSA on the curve secp256k1 over SHA-256. */
  SECP256K1(2),
  /** ECDSA on the curve P-256 over SHA-256. */
  ECDSA(3);

  private final int code;

  KeyType(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The type with this number on the wire, if there is one. */
  public static Optional<KeyType> ofCode(long code) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The lower-case name, as users type it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
