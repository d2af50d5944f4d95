// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.gate;

import java.util.Objects;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Whether connections are had with a subject. Immutable.
 *
 * @param allow or deny
 * @param subject whom or what it is about
 * @param reason why, for people; one line of at most {@link #MAX_REASON} characters
 */
public record GateRule(boolean allow, Subject subject, String reason) {
  /** The most characters of a reason. */
  public static final int MAX_REASON = 200;

  /**
   * Checks the reason.
   *
   * @throws IllegalArgumentException if it is too long or has control characters
   */
  public GateRule {
    Objects.requireNonNull(subject, "subject");
    if (reason.length() > MAX_REASON || reason.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a reason is one line of at most %d characters, not %d"
              .formatted(MAX_REASON, reason.length()));
    }
  }

  /** Whom or what a rule is about. */
  public sealed interface Subject {
    /**
     * Reads a peer id, an address range or {@code *}.
     *
     * @throws IllegalArgumentException if it is none of them; the message says what is wrong
     */
    static Subject parse(String text) {
      if (text.equals("*")) {
        return new Everybody();
      }
      if (text.indexOf('.') >= 0 || text.indexOf(':') >= 0) {
        return new Range(IpPrefix.parse(text));
      }
      try {
        return new Peer(PeerId.parse(text));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'%s' is no peer id (%s), no address range such as 10.0.0.0/8, and not *"
                .formatted(text, e.getMessage()),
            e);
      }
    }
  }

  /** One peer. */
  public record Peer(PeerId peer) implements Subject {
    @Override
    public String toString() {
      return peer.toString();
    }
  }

  /** All addresses of a range. */
  public record Range(IpPrefix range) implements Subject {
    @Override
    public String toString() {
      return range.toString();
    }
  }

  /** Every peer that no rule names. */
  public record Everybody() implements Subject {
    @Override
    public String toString() {
      return "*";
    }
  }
}
