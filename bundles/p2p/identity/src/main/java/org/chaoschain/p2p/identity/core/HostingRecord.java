// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PeerIdException;

/**
 * Says at which peer an agent is found, until when. The agent signs it ({@link
 * SignedHostingRecord}), so a node cannot claim an agent that did not choose it. Immutable. The
 * protobuf form is {@code chaoschain.v1.HostingRecord}.
 *
 * @param agent who is hosted
 * @param peer the node that hosts
 * @param sequence of two records of an agent the one with the higher sequence counts, see {@link
 *     #isNewerThan}; an unsigned number
 * @param expiry the end of its validity
 */
public record HostingRecord(AgentId agent, PeerId peer, long sequence, Instant expiry) {
  /** The most bytes of the protobuf form. */
  public static final int MAX_BYTES = 160;

  static final String WHAT = "hosting record";

  private static final int AGENT = 1;
  private static final int PEER = 2;
  private static final int SEQUENCE = 3;
  private static final int EXPIRES_AT = 4;
  private static final int SECONDS = 1;
  private static final int NANOS = 2;

  /** The seconds of the years 1 to 9999, in which a protobuf timestamp must lie. */
  private static final long MIN_SECONDS = -62_135_596_800L;

  private static final long MAX_SECONDS = 253_402_300_799L;

  /**
   * Demands all parts.
   *
   * @throws IllegalArgumentException if the expiry is not in the years 1 to 9999
   */
  public HostingRecord {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(peer, "peer");
    if (expiry.getEpochSecond() < MIN_SECONDS || expiry.getEpochSecond() > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "the expiry of a hosting record is in the years 1 to 9999, not " + expiry);
    }
  }

  /**
   * Reads the protobuf form; it proves nothing by itself. Unknown fields are ignored.
   *
   * @throws RecordLimitException if it has more than {@link #MAX_BYTES}
   * @throws RecordMalformedException if it is no hosting record: a field is malformed, comes twice
   *     or is missing
   */
  public static HostingRecord decode(Bytes encoded) throws RecordException {
    if (encoded.size() > MAX_BYTES) {
      throw new RecordLimitException(WHAT, encoded.size(), MAX_BYTES, "bytes");
    }
    AgentId agent = null;
    PeerId peer = null;
    Instant expiry = null;
    long sequence = 0;
    ProtobufReader reader = new ProtobufReader(encoded);
    try {
      while (reader.hasNext()) {
        int field = reader.field();
        if (field >= AGENT && field <= EXPIRES_AT) {
          reader.once(field);
        }
        switch (field) {
          case AGENT -> agent = new AgentId(reader.bytes());
          case PEER -> peer = PeerId.decode(reader.bytes());
          case SEQUENCE -> sequence = reader.number();
          case EXPIRES_AT -> expiry = timestamp(reader.bytes());
          default -> reader.skip();
        }
      }
    } catch (MalformedInputException e) {
      throw new RecordMalformedException(WHAT, e);
    } catch (PeerIdException e) {
      throw new RecordMalformedException(WHAT, reader.fieldStart(), e.getMessage());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new RecordMalformedException(WHAT, reader.fieldStart(), e.getMessage());
    }
    if (agent == null || peer == null || expiry == null) {
      String missing = agent == null ? "agent" : peer == null ? "peer id" : "expiry";
      throw new RecordMalformedException(WHAT, encoded.size(), "the " + missing + " is missing");
    }
    return new HostingRecord(agent, peer, sequence, expiry);
  }

  private static Instant timestamp(Bytes encoded) throws MalformedInputException {
    long seconds = 0;
    long nanos = 0;
    ProtobufReader reader = new ProtobufReader(encoded);
    while (reader.hasNext()) {
      int field = reader.field();
      switch (field) {
        case SECONDS -> {
          reader.once(field);
          seconds = reader.number();
        }
        case NANOS -> {
          reader.once(field);
          nanos = reader.number();
        }
        default -> reader.skip();
      }
    }
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos > 999_999_999) {
      throw new MalformedInputException(
          0, "the expiry " + seconds + " s " + nanos + " ns is out of range");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /** Whether this record counts and not the one with the other sequence. */
  public boolean isNewerThan(long otherSequence) {
    return Long.compareUnsigned(sequence, otherSequence) > 0;
  }

  /** Whether it is no longer valid at that time. */
  public boolean isExpiredAt(Instant now) {
    return !now.isBefore(expiry);
  }

  /** The protobuf form. */
  public Bytes encode() {
    Bytes timestamp =
        new ProtobufWriter()
            .number(SECONDS, expiry.getEpochSecond())
            .number(NANOS, expiry.getNano())
            .done();
    return new ProtobufWriter()
        .bytes(AGENT, agent.key())
        .bytes(PEER, peer.encode())
        .number(SEQUENCE, sequence)
        .message(EXPIRES_AT, timestamp)
        .done();
  }
}
