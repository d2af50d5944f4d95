// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.util.Locale;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.Revocation;

/**
 * What the operator of this node has revoked.
 *
 * @param publisher whose; empty for anybody's
 * @param revocation what
 */
record LocalRevocation(Optional<PublisherId> publisher, Revocation revocation) {
  private static final int SHA256_DIGITS = 64;

  /**
   * Reads {@code did:key:…}, a SHA-256 or {@code NAME@VERSION}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static LocalRevocation parse(String what, String reason) {
    if (what.startsWith("did:")) {
      return new LocalRevocation(
          Optional.of(PublisherId.parse(what)), new Revocation.OfKey(reason));
    }
    int at = what.indexOf('@');
    if (at > 0) {
      return new LocalRevocation(
          Optional.empty(),
          new Revocation.OfVersion(what.substring(0, at), what.substring(at + 1), reason));
    }
    if (what.length() == SHA256_DIGITS) {
      return new LocalRevocation(
          Optional.empty(),
          new Revocation.OfFile(Bytes.fromHex(what.toLowerCase(Locale.ROOT)), reason));
    }
    throw new IllegalArgumentException(
        "'%s' cannot be revoked; it must be a publisher did:key:…, a file's SHA-256, or NAME@VERSION"
            .formatted(what.replaceAll("\\p{Cntrl}", "?")));
  }

  boolean strikes(Optional<PublisherId> signer, String name, String version, Bytes sha256) {
    return (publisher.isEmpty() || publisher.equals(signer))
        && revocation.strikes(name, version, sha256);
  }

  /** Whether both are about the same. */
  boolean sameTarget(LocalRevocation other) {
    return what().equals(other.what());
  }

  /** The form that {@link #parse} reads. */
  String what() {
    if (revocation instanceof Revocation.OfFile file) {
      return file.sha256().hex();
    }
    if (revocation instanceof Revocation.OfVersion version) {
      return version.name() + "@" + version.version();
    }
    return publisher.orElseThrow().toString();
  }
}
