// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.internal.ByteReader;
import org.chaoschain.p2p.api.internal.MalformedBytesException;
import org.chaoschain.p2p.api.internal.Multibase;

/**
 * Who a peer is: the multihash of its public key. A key whose encoding has at most 42 bytes is
 * contained in the id itself, a longer one is hashed with SHA-256. Compared by value, ordered by
 * its bytes. Immutable.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer Ids and
 *     Keys</a>
 */
public final class PeerId implements Comparable<PeerId> {
  /** The longest encoded key that is contained in the id, in bytes. */
  public static final int MAX_INLINE_KEY = 42;

  /** The most bytes of an id. */
  public static final int MAX_BYTES = MAX_INLINE_KEY + 2;

  /** The most characters of an id's text. */
  public static final int MAX_CHARACTERS = 128;

  private static final int IDENTITY = 0x00;
  private static final int SHA2_256 = 0x12;
  private static final int SHA2_256_BYTES = 32;
  private static final int CID_VERSION = 1;
  private static final int LIBP2P_KEY = 0x72;

  private final Bytes multihash;

  /** Made when it is first asked for; a race makes an equal one. */
  private String text;

  private PeerId(Bytes multihash) {
    this.multihash = multihash;
  }

  /** The id of the peer that has this key. */
  public static PeerId fromPublicKey(PublicKey key) {
    Bytes encoded = key.encode();
    return encoded.size() <= MAX_INLINE_KEY
        ? new PeerId(multihash(IDENTITY, encoded))
        : new PeerId(multihash(SHA2_256, sha256(encoded)));
  }

  /**
   * Reads the binary form, a multihash.
   *
   * @throws PeerIdException if it is no multihash, or neither an identity of 1 to {@link
   *     #MAX_INLINE_KEY} bytes nor a SHA-256
   */
  public static PeerId decode(Bytes multihash) {
    ByteReader reader = new ByteReader(multihash);
    try {
      PeerId id = decode(reader);
      if (reader.hasMore()) {
        throw new PeerIdException(
            reader.position(), (multihash.size() - reader.position()) + " bytes follow the digest");
      }
      return id;
    } catch (MalformedBytesException e) {
      throw new PeerIdException(e.offset(), e.getMessage());
    }
  }

  private static PeerId decode(ByteReader reader) {
    int start = reader.position();
    long function = reader.varint();
    if (function != IDENTITY && function != SHA2_256) {
      throw new PeerIdException(
          start,
          "the hash function must be identity (0x0) or sha2-256 (0x12), not 0x"
              + Long.toHexString(function));
    }
    int lengthOffset = reader.position();
    long length = reader.varint();
    if (function == IDENTITY && (length < 1 || length > MAX_INLINE_KEY)) {
      throw new PeerIdException(
          lengthOffset, "a contained key has 1 to " + MAX_INLINE_KEY + " bytes, not " + length);
    }
    if (function == SHA2_256 && length != SHA2_256_BYTES) {
      throw new PeerIdException(lengthOffset, "a sha2-256 digest has 32 bytes, not " + length);
    }
    return new PeerId(multihash((int) function, reader.bytes(length)));
  }

  /**
   * Reads the text form: base58btc of the multihash ({@code 12D3Koo…}, {@code Qm…}), or a CID of
   * version 1 for a libp2p key ({@code bafz…}, {@code k51…}).
   *
   * @throws PeerIdException if it is neither, or longer than {@link #MAX_CHARACTERS}
   */
  public static PeerId parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new PeerIdException(
          MAX_CHARACTERS,
          "it has " + text.length() + " characters, at most " + MAX_CHARACTERS + " are allowed");
    }
    try {
      if (text.startsWith("1") || text.startsWith("Qm")) {
        return decode(Bytes.wrap(Multibase.decode("z" + text)));
      }
      return fromCid(Bytes.wrap(Multibase.decode(text)));
    } catch (MalformedBytesException e) {
      throw new PeerIdException(Math.max(0, e.offset() - 1), e.getMessage());
    }
  }

  private static PeerId fromCid(Bytes cid) {
    ByteReader reader = new ByteReader(cid);
    long version = reader.varint();
    if (version != CID_VERSION) {
      throw new PeerIdException(0, "a CID of a peer has version 1, not " + version);
    }
    long codec = reader.varint();
    if (codec != LIBP2P_KEY) {
      throw new PeerIdException(
          1, "a CID of a peer has the codec libp2p-key (0x72), not 0x" + Long.toHexString(codec));
    }
    return decode(cid.slice(reader.position(), cid.size()));
  }

  /** The binary form, a multihash. */
  public Bytes encode() {
    return multihash;
  }

  /**
   * The key, if the id contains it and it is well-formed. Ids of RSA and ECDSA keys never contain
   * it.
   */
  public Optional<PublicKey> publicKey() {
    if (multihash.get(0) != IDENTITY) {
      return Optional.empty();
    }
    try {
      return Optional.of(PublicKey.decode(multihash.slice(2, multihash.size())));
    } catch (PublicKeyException e) {
      return Optional.empty();
    }
  }

  /** Whether this is the id of that key. */
  public boolean matches(PublicKey key) {
    return equals(fromPublicKey(key));
  }

  /** The text form as a CID of version 1 in base32, {@code bafz…}. */
  public String toCid() {
    Bytes prefix = Bytes.copyOf((byte) CID_VERSION, (byte) LIBP2P_KEY);
    return Multibase.encodeBase32(prefix.concat(multihash).toArray());
  }

  @Override
  public int compareTo(PeerId other) {
    return multihash.compareTo(other.multihash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId p && multihash.equals(p.multihash);
  }

  @Override
  public int hashCode() {
    return multihash.hashCode();
  }

  /** The text form in base58btc, as every implementation shows it. It is kept: tables ask often. */
  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = Base58.encode(multihash);
      text = known;
    }
    return known;
  }

  private static Bytes multihash(int function, Bytes digest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(digest.size() + 2);
    out.write(function);
    out.write(digest.size());
    out.writeBytes(digest.toArray());
    return Bytes.wrap(out.toByteArray());
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.update(digest);
      return Bytes.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
