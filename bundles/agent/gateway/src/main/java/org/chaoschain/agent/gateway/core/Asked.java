// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;

/** What agents ask of the gateway, read from JSON and within its bounds. Immutable. */
public sealed interface Asked {
  /** Most bytes of a name. */
  int MAX_NAME = 64;

  /** Most bytes of a longer text. */
  int MAX_TEXT = 8 * 1024;

  /** Most bytes of an address. */
  int MAX_URL = 2_048;

  /** Most elements of a list. */
  int MAX_LIST = 32;

  /** The form of a role. */
  Pattern ROLE = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  /**
   * To be an agent.
   *
   * @param name for people; need not be unique
   * @param personality words that describe it
   * @param style how it speaks; may be empty
   * @param stakeAmount shown, without weight
   * @param role what it means to be
   */
  record Registration(
      String name, List<String> personality, String style, long stakeAmount, String role)
      implements Asked {
    /** Reads it. */
    public static Registration read(Members in) throws Refusal {
      String role = in.optionalText("role", MAX_NAME).orElse("validator").toLowerCase(Locale.ROOT);
      if (!ROLE.matcher(role).matches()) {
        throw Refusal.at(in.pointer("role"), "a role has 1 to 32 of a-z 0-9 _ -");
      }
      return new Registration(
          in.text("name", 1, MAX_NAME),
          in.texts("personality", MAX_LIST, 1, MAX_NAME),
          in.optionalText("style", 256).orElse(""),
          in.optionalNumber("stake_amount", 0, Long.MAX_VALUE).orElse(0L),
          role);
    }
  }

  /**
   * An opinion on a block.
   *
   * @param block which
   * @param approved for it or against
   * @param reason why; at most {@value Opinion#MAX_REASON} bytes
   * @param dramaLevel how dramatic the agent finds it, 0 to {@value ProposedBlock#MAX_DRAMA}
   * @param memeUrl a meme that goes with it
   */
  record Vote(
      BlockRef block, boolean approved, String reason, int dramaLevel, Optional<String> memeUrl)
      implements Asked {
    /** Reads it. */
    public static Vote read(Members in) throws Refusal {
      String at = in.pointer("block_id");
      return new Vote(
          BlockRef.read(
              in.value("block_id")
                  .orElseThrow(() -> Refusal.at(at, "the member block_id is missing")),
              at),
          in.truth("approved"),
          in.optionalText("reason", Opinion.MAX_REASON).orElse(""),
          drama(in),
          in.optionalText("meme_url", MAX_URL));
    }
  }

  /**
   * Something for the chain.
   *
   * @param source where it comes from
   * @param sourceUrl its address
   * @param content what it is
   * @param dramaLevel 0 to {@value ProposedBlock#MAX_DRAMA}
   * @param justification why it should be there
   * @param tags words to find it by
   */
  record Transaction(
      String source,
      Optional<String> sourceUrl,
      String content,
      int dramaLevel,
      String justification,
      List<String> tags)
      implements Asked {
    /** Reads it. */
    public static Transaction read(Members in) throws Refusal {
      return new Transaction(
          in.text("source", 1, 256),
          in.optionalText("source_url", MAX_URL),
          in.text("content", 1, MAX_TEXT),
          drama(in),
          in.optionalText("justification", 1_024).orElse(""),
          in.texts("tags", MAX_LIST, 1, MAX_NAME));
    }
  }

  /**
   * An alliance with other agents.
   *
   * @param name the name it is known by
   * @param purpose what for
   * @param allies with whom, 1 to {@value #MAX_LIST}
   * @param dramaCommitment 0 to {@value ProposedBlock#MAX_DRAMA}
   */
  record Alliance(String name, String purpose, List<AgentId> allies, int dramaCommitment)
      implements Asked {
    /** Reads it. */
    public static Alliance read(Members in) throws Refusal {
      Set<AgentId> allies = new LinkedHashSet<>();
      List<String> ids = in.texts("ally_ids", MAX_LIST, 1, 128);
      for (int i = 0; i < ids.size(); i++) {
        try {
          allies.add(AgentId.parse(ids.get(i)));
        } catch (IllegalArgumentException e) {
          throw Refusal.at(in.pointer("ally_ids") + "/" + i, e.getMessage());
        }
      }
      if (allies.isEmpty()) {
        throw Refusal.at(in.pointer("ally_ids"), "an alliance needs an ally at least");
      }
      return new Alliance(
          in.text("name", 1, MAX_NAME),
          in.optionalText("purpose", 2_048).orElse(""),
          new ArrayList<>(allies),
          (int)
              (long) in.optionalNumber("drama_commitment", 0, ProposedBlock.MAX_DRAMA).orElse(0L));
    }

    /** Keeps an immutable copy. */
    public Alliance {
      allies = List.copyOf(allies);
    }

    /** What is agreed, for people. */
    public String terms() {
      return "%s%n%ndrama commitment: %d of %d"
          .formatted(purpose, dramaCommitment, ProposedBlock.MAX_DRAMA)
          .replace("\r\n", "\n")
          .strip();
    }
  }

  /**
   * How the agent is.
   *
   * @param mood a word or two
   * @param text more of it; may be empty
   */
  record Status(String mood, String text) implements Asked {
    /** Reads it: the mood stands in {@code mood} or {@code status}. */
    public static Status read(Members in) throws Refusal {
      Optional<String> mood = in.optionalText("mood", MAX_NAME);
      return new Status(
          mood.isPresent() ? mood.get() : in.text("status", 1, MAX_NAME),
          in.optionalText("message", 1_024).orElse(""));
    }
  }

  private static int drama(Members in) throws Refusal {
    return (int) (long) in.optionalNumber("drama_level", 0, ProposedBlock.MAX_DRAMA).orElse(0L);
  }
}
