// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Instant;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.RecordSignatureException;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/**
 * {@code /chaoschain/agent/} and the 32 bytes of an agent's key: the hosting record that this agent
 * has signed. Of two the higher sequence is better, and of equal ones the one whose bytes are
 * smaller, so that every node chooses the same.
 */
public final class AgentRecordValidator implements RecordValidator {
  private static final String NAMESPACE = "/chaoschain/agent/";
  private static final int PREFIX = NAMESPACE.length();

  /** It keeps nothing. */
  public AgentRecordValidator() {}

  /** The key under which an agent's hosting record is kept. */
  public static Bytes keyOf(AgentId agent) {
    return RecordValidators.prefix(NAMESPACE).concat(agent.key());
  }

  @Override
  public String namespace() {
    return NAMESPACE;
  }

  @Override
  public Instant validate(Bytes key, Bytes value, Instant now) throws RecordRefusedException {
    Bytes agent = key.slice(PREFIX, key.size());
    if (agent.size() != AgentId.SIZE) {
      throw new RecordRefusedException(
          Reason.KEY,
          "the key of an agent's record ends with %d bytes, not with %d"
              .formatted(AgentId.SIZE, agent.size()));
    }
    try {
      SignedHostingRecord signed = SignedHostingRecord.decode(value);
      HostingRecord claimed = HostingRecord.decode(signed.payload());
      if (!claimed.agent().key().equals(agent)) {
        throw new RecordRefusedException(
            Reason.VALUE, "a record of " + claimed.agent() + " under another agent's key");
      }
      if (claimed.isExpiredAt(now)) {
        throw new RecordRefusedException(
            Reason.EXPIRED,
            "the record of %s expired at %s".formatted(claimed.agent(), claimed.expiry()));
      }
      return signed.open().expiry();
    } catch (RecordSignatureException e) {
      throw new RecordRefusedException(Reason.SIGNATURE, e.getMessage());
    } catch (RecordException e) {
      throw new RecordRefusedException(Reason.VALUE, e.getMessage());
    }
  }

  @Override
  public int compare(Bytes key, Bytes first, Bytes second) {
    try {
      int order = Long.compareUnsigned(open(first).sequence(), open(second).sequence());
      return order != 0 ? order : second.compareTo(first);
    } catch (RecordException e) {
      throw new IllegalArgumentException("only valid records are compared: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a record that was validated before.
   *
   * @throws RecordException if it was not
   */
  public static HostingRecord open(Bytes value) throws RecordException {
    return HostingRecord.decode(SignedHostingRecord.decode(value).payload());
  }
}
