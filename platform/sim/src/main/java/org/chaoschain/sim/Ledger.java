// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.gossipsub.core.Message;

/**
 * What was published, and when each member had it. A message counts for a node that had joined
 * {@link #SETTLED} before it was published, and was still there {@link #WINDOW} after.
 */
final class Ledger {
  static final Duration SETTLED = Duration.ofSeconds(5);
  static final Duration WINDOW = Duration.ofSeconds(10);

  private static final int INVALID = -1;
  private static final int NEVER = -1;

  private final VirtualTime time;
  private final List<Publication> publications = new ArrayList<>();

  /** One message. */
  static final class Publication {
    final int author;
    final long at;

    /** For each member the microseconds until it had the message. */
    private int[] latencies = {};

    Publication(int author, long at) {
      this.author = author;
      this.at = at;
    }

    boolean reached(int member) {
      return member < latencies.length && latencies[member] != NEVER;
    }

    boolean reached(int member, Duration within) {
      return reached(member) && latencies[member] <= within.toNanos() / 1000;
    }
  }

  /**
   * What became of the messages.
   *
   * @param expected pairs of a message and a node that should have it
   * @param delivered how many of them it has
   * @param p50 milliseconds within which half of them were delivered
   * @param p99 the same for 99 of 100
   * @param max the same for all
   */
  record Summary(long expected, long delivered, double p50, double p99, double max) {
    double ratio() {
      return expected == 0 ? 1 : (double) delivered / expected;
    }
  }

  Ledger(VirtualTime time) {
    this.time = time;
  }

  /** A new message of a member, with its number in front. */
  Bytes publish(Member author, int bytes) {
    publications.add(new Publication(author.index, time.now()));
    return data(publications.size() - 1, bytes, 0);
  }

  /** A message that no node may accept; each is another. */
  Bytes invalid(long salt) {
    return data(INVALID, 64, salt);
  }

  private static Bytes data(int number, int bytes, long salt) {
    byte[] data = new byte[Math.max(12, bytes)];
    for (int i = 0; i < 4; i++) {
      data[i] = (byte) (number >> (24 - 8 * i));
    }
    for (int i = 0; i < 8; i++) {
      data[4 + i] = (byte) (salt >> (56 - 8 * i));
    }
    return Bytes.wrap(data);
  }

  /** The number of a message; -1 if nobody honest has published it. */
  static int number(Message message) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = (number << 8) | (message.data().get(i) & 0xff);
    }
    return number;
  }

  /** The index of the member that has published a message. */
  int author(int number) {
    return publications.get(number).author;
  }

  /** A member has received a message for the first time. */
  Verdict judge(Member member, Message message) {
    int number = number(message);
    if (number == INVALID) {
      return Verdict.REJECT;
    }
    Publication publication = publications.get(number);
    if (member.index >= publication.latencies.length) {
      int before = publication.latencies.length;
      publication.latencies =
          Arrays.copyOf(publication.latencies, Math.max(member.index + 1, before * 2));
      Arrays.fill(publication.latencies, before, publication.latencies.length, NEVER);
    }
    publication.latencies[member.index] = (int) ((time.now() - publication.at) / 1000);
    return Verdict.ACCEPT;
  }

  List<Publication> publications() {
    return publications;
  }

  private static boolean counts(Publication publication, Member member) {
    return member.honest()
        && member.index != publication.author
        && member.joinedAt + SETTLED.toNanos() <= publication.at
        && member.leftAt - publication.at > WINDOW.toNanos();
  }

  /** What became of the messages that were published within a time. */
  Summary summary(List<Member> members, long from, long until) {
    return summary(members, p -> p.at >= from && p.at < until);
  }

  /** What became of some messages. */
  Summary summary(List<Member> members, Predicate<Publication> which) {
    int[] latencies = new int[1024];
    long expected = 0;
    int delivered = 0;
    for (Publication publication : publications) {
      if (!which.test(publication)) {
        continue;
      }
      for (Member member : members) {
        if (counts(publication, member)) {
          expected++;
          if (publication.reached(member.index)) {
            if (delivered == latencies.length) {
              latencies = Arrays.copyOf(latencies, delivered * 2);
            }
            latencies[delivered++] = publication.latencies[member.index];
          }
        }
      }
    }
    Arrays.sort(latencies, 0, delivered);
    return new Summary(
        expected,
        delivered,
        percentile(latencies, delivered, 0.5),
        percentile(latencies, delivered, 0.99),
        percentile(latencies, delivered, 1));
  }

  private static double percentile(int[] sorted, int count, double share) {
    if (count == 0) {
      return 0;
    }
    int at = (int) Math.ceil(share * count) - 1;
    return sorted[Math.max(0, at)] / 1000.0;
  }
}
