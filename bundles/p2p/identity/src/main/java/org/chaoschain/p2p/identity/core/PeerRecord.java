// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.MultiaddrException;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;

/**
 * Where a peer says it can be reached. It travels in a {@link SignedEnvelope} by that peer, with
 * the domain and payload type that go-libp2p and js-libp2p use. Immutable.
 *
 * @param peer whose addresses these are
 * @param sequence of two records of a peer the one with the higher sequence counts, see {@link
 *     #isNewerThan}; an unsigned number
 * @param addresses where the peer can be dialled
 * @param unreadable how many addresses were left out when the record was decoded, because they name
 *     a protocol that is not known here or are malformed
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0003-routing-records.md">RFC
 *     0003</a>
 */
public record PeerRecord(PeerId peer, long sequence, List<Multiaddr> addresses, int unreadable) {
  /** What the signature is for. */
  public static final String DOMAIN = "libp2p-peer-record";

  /** The multicodec {@code libp2p-peer-record}, 0x0301, as its two bytes. */
  public static final Bytes PAYLOAD_TYPE = Bytes.copyOf((byte) 0x03, (byte) 0x01);

  private static final String WHAT = "peer record";
  private static final int PEER = 1;
  private static final int SEQUENCE = 2;
  private static final int ADDRESS = 3;
  private static final int MULTIADDR = 1;

  /** Keeps an immutable copy. */
  public PeerRecord {
    Objects.requireNonNull(peer, "peer");
    addresses = List.copyOf(addresses);
  }

  /** A record of addresses that are all readable. */
  public PeerRecord(PeerId peer, long sequence, List<Multiaddr> addresses) {
    this(peer, sequence, addresses, 0);
  }

  /**
   * Reads and verifies a signed record.
   *
   * @param envelope the bytes of the envelope
   * @throws RecordException if it is too large, malformed, badly signed, of another kind, or about
   *     another peer than its signer; nothing of the payload is read before the signature has been
   *     verified
   */
  public static PeerRecord open(Bytes envelope, RecordLimits limits) throws RecordException {
    SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN, PAYLOAD_TYPE, limits.maxBytes());
    PeerRecord record = decode(opened.payload(), limits);
    PeerId signer = opened.signer();
    if (!record.peer.equals(signer)) {
      throw new RecordMismatchException(WHAT, "peer", record.peer, "its signer " + signer);
    }
    return record;
  }

  /**
   * Reads the protobuf form. Addresses that cannot be read are left out and counted in {@link
   * #unreadable}.
   *
   * @throws RecordLimitException if it is beyond a limit
   * @throws RecordMalformedException if it is no peer record
   */
  public static PeerRecord decode(Bytes encoded, RecordLimits limits) throws RecordException {
    if (encoded.size() > limits.maxBytes()) {
      throw new RecordLimitException(WHAT, encoded.size(), limits.maxBytes(), "bytes");
    }
    PeerId peer = null;
    long sequence = 0;
    int found = 0;
    List<Multiaddr> addresses = new ArrayList<>();
    ProtobufReader reader = new ProtobufReader(encoded);
    try {
      while (reader.hasNext()) {
        int field = reader.field();
        switch (field) {
          case PEER -> {
            reader.once(field);
            peer = peer(reader);
          }
          case SEQUENCE -> {
            reader.once(field);
            sequence = reader.number();
          }
          case ADDRESS -> {
            if (++found > limits.maxAddresses()) {
              throw new RecordLimitException(
                  WHAT, found, limits.maxAddresses(), "addresses or more");
            }
            address(reader.bytes()).ifPresent(addresses::add);
          }
          default -> reader.skip();
        }
      }
    } catch (MalformedInputException e) {
      throw new RecordMalformedException(WHAT, e);
    }
    if (peer == null) {
      throw new RecordMalformedException(WHAT, encoded.size(), "the peer id is missing");
    }
    return new PeerRecord(peer, sequence, addresses, found - addresses.size());
  }

  private static PeerId peer(ProtobufReader reader) throws MalformedInputException {
    try {
      return PeerId.decode(reader.bytes());
    } catch (PeerIdException e) {
      throw new MalformedInputException(reader.fieldStart(), e.getMessage());
    }
  }

  private static Optional<Multiaddr> address(Bytes encoded) throws MalformedInputException {
    Bytes multiaddr = Bytes.EMPTY;
    ProtobufReader reader = new ProtobufReader(encoded);
    while (reader.hasNext()) {
      int field = reader.field();
      if (field == MULTIADDR) {
        reader.once(field);
        multiaddr = reader.bytes();
      } else {
        reader.skip();
      }
    }
    try {
      return Optional.of(Multiaddr.decode(multiaddr));
    } catch (MultiaddrException e) {
      return Optional.empty();
    }
  }

  /** Whether this record counts and not the one with the other sequence. */
  public boolean isNewerThan(long otherSequence) {
    return Long.compareUnsigned(sequence, otherSequence) > 0;
  }

  /** The protobuf form. */
  public Bytes encode() {
    ProtobufWriter writer =
        new ProtobufWriter().bytes(PEER, peer.encode()).number(SEQUENCE, sequence);
    for (Multiaddr address : addresses) {
      writer.message(ADDRESS, new ProtobufWriter().bytes(MULTIADDR, address.encode()).done());
    }
    return writer.done();
  }

  /**
   * Signs this record.
   *
   * @throws IllegalArgumentException if the signer is another peer
   */
  public SignedEnvelope seal(NodeIdentity signer) {
    if (!signer.peerId().equals(peer)) {
      throw new IllegalArgumentException(signer.peerId() + " cannot sign a record of " + peer);
    }
    return SignedEnvelope.seal(signer, DOMAIN, PAYLOAD_TYPE, encode());
  }
}
