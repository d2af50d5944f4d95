// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.identity.core.PrivateKey;

/**
 * What a publisher has revoked of its own, signed by it. A list only grows: each new one has a
 * higher sequence number and everything of the one before. Whether the signature is good is for
 * {@link #good} to say. Immutable.
 *
 * @param publisher whose
 * @param sequence 1 for the first list, more for each after it
 * @param created when, to the second
 * @param revocations each target once; kept in the order of their targets
 * @param signature 64 bytes
 */
public record RevocationList(
    PublisherId publisher,
    long sequence,
    Instant created,
    List<Revocation> revocations,
    Bytes signature) {
  /** The most revocations of a list. */
  public static final int MAX_REVOCATIONS = 4096;

  /** The most bytes of a list. */
  public static final int MAX_BYTES = 2 << 20;

  private static final int SIGNATURE_BYTES = 64;
  private static final String FIRST_LINE = "chaoschain-plugin-revocations-v1";

  /**
   * Checks and sorts.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public RevocationList {
    revocations = sorted(revocations);
    check(sequence, created, revocations);
    if (signature.size() != SIGNATURE_BYTES) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.size());
    }
  }

  /**
   * Signs a list. The same arguments always give the same bytes.
   *
   * @throws IllegalArgumentException if the key is not Ed25519, or the list breaks a rule
   */
  public static RevocationList sign(
      long sequence, Instant created, List<Revocation> revocations, PrivateKey key) {
    PublisherId publisher = PublisherId.of(key);
    List<Revocation> sorted = sorted(revocations);
    check(sequence, created, sorted);
    Bytes signature =
        key.sign(
            SigningDomain.REVOCATIONS.prepend(statement(publisher, sequence, created, sorted)));
    return new RevocationList(publisher, sequence, created, sorted, signature);
  }

  /** Whether the publisher made the signature. */
  public boolean good() {
    return publisher.verifies(
        SigningDomain.REVOCATIONS, statement(publisher, sequence, created, revocations), signature);
  }

  /** The revocation that strikes a plugin of this publisher. */
  public Optional<Revocation> striking(String plugin, String version, Bytes sha256) {
    return revocations.stream().filter(each -> each.strikes(plugin, version, sha256)).findFirst();
  }

  /**
   * Why this list must not take the place of an older one of the same publisher: its sequence
   * number is not higher, or it lacks something. Empty if it may.
   */
  public Optional<String> faultAsSuccessorOf(RevocationList older) {
    if (!publisher.equals(older.publisher)) {
      return Optional.of("it is a list of another publisher");
    }
    if (sequence <= older.sequence) {
      return Optional.of(
          "its sequence number is %d, and the list that is known has %d"
              .formatted(sequence, older.sequence));
    }
    Set<String> targets = new HashSet<>();
    revocations.forEach(each -> targets.add(each.target()));
    return older.revocations.stream()
        .map(Revocation::target)
        .filter(target -> !targets.contains(target))
        .findFirst()
        .map(target -> "it lacks '%s', which was revoked before".formatted(target));
  }

  /** The content of the list's file. */
  public Bytes encode() {
    return statement(publisher, sequence, created, revocations)
        .concat(StatementText.utf8("signature " + signature.hex() + "\n"));
  }

  /**
   * Reads what {@link #encode} writes, and nothing else.
   *
   * @throws SignatureFormatException naming the line and what is wrong there
   */
  public static RevocationList parse(Bytes file) throws SignatureFormatException {
    if (file.size() > MAX_BYTES) {
      throw new SignatureFormatException(
          1, "it has %d bytes, and at most %d are read".formatted(file.size(), MAX_BYTES));
    }
    Lines lines = new Lines(file);
    lines.expect(FIRST_LINE);
    PublisherId publisher = lines.value("publisher", PublisherId::parse);
    long sequence = lines.value("sequence", StatementText::number);
    Instant created = lines.value("created", text -> StatementText.instant("created", text));
    long count = lines.value("revocations", StatementText::number);
    if (count > MAX_REVOCATIONS) {
      throw lines.wrong(tooMany(count));
    }
    List<Revocation> revocations = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      revocations.add(lines.read(lines.next(), Revocation::parse));
    }
    Bytes signature =
        lines.value("signature", text -> StatementText.hex("signature", text, SIGNATURE_BYTES));
    if (!lines.atEnd()) {
      throw lines.wrong("the signature must be the last line, and more follows");
    }
    RevocationList parsed =
        lines.read(
            "", none -> new RevocationList(publisher, sequence, created, revocations, signature));
    if (!parsed.encode().equals(file)) {
      throw lines.wrong("the revocations are not in their order, or one is not in its form");
    }
    return parsed;
  }

  private static void check(long sequence, Instant created, List<Revocation> revocations) {
    if (sequence < 1) {
      throw new IllegalArgumentException("a sequence number is 1 or more, not " + sequence);
    }
    StatementText.checkInstant("created", created);
    if (revocations.size() > MAX_REVOCATIONS) {
      throw new IllegalArgumentException(tooMany(revocations.size()));
    }
    for (int i = 1; i < revocations.size(); i++) {
      if (revocations.get(i).target().equals(revocations.get(i - 1).target())) {
        throw new IllegalArgumentException(
            "'%s' is revoked twice".formatted(revocations.get(i).target()));
      }
    }
  }

  private static String tooMany(long count) {
    return "it has %d revocations, and %d are allowed".formatted(count, MAX_REVOCATIONS);
  }

  private static List<Revocation> sorted(List<Revocation> revocations) {
    return revocations.stream().sorted(java.util.Comparator.comparing(Revocation::target)).toList();
  }

  private static Bytes statement(
      PublisherId publisher, long sequence, Instant created, List<Revocation> revocations) {
    StringBuilder text = new StringBuilder();
    text.append(FIRST_LINE).append('\n');
    text.append("publisher ").append(publisher).append('\n');
    text.append("sequence ").append(sequence).append('\n');
    text.append("created ").append(created).append('\n');
    text.append("revocations ").append(revocations.size()).append('\n');
    for (Revocation each : revocations) {
      text.append(each.target());
      text.append(each.reason().isEmpty() ? "" : " " + each.reason());
      text.append('\n');
    }
    return StatementText.utf8(text.toString());
  }
}
