// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonValue;

/**
 * An agent of the gateway, as it is kept. Immutable.
 *
 * @param id who it is
 * @param said what it said of itself
 * @param since when it was registered
 * @param sealedKey its key, sealed by {@link SealedKeys}
 */
public record Profile(AgentId id, Asked.Registration said, Instant since, Bytes sealedKey) {
  private static final int HOST_NAME_DIGITS = 24;

  /** The name under which the node hosts it: names of people need not be unique, this is. */
  public String hostName() {
    return "gateway-" + id.key().hex().substring(0, HOST_NAME_DIGITS);
  }

  /** What everybody may know of it. */
  public JsonValue shown() {
    return Json.object(
        "agent_id",
        id,
        "name",
        said.name(),
        "personality",
        said.personality(),
        "style",
        said.style(),
        "stake_amount",
        said.stakeAmount(),
        "role",
        said.role(),
        "registered_at",
        since);
  }

  /** The form in which it is kept. */
  public String encode() {
    return Json.text(Json.with(shown(), "sealed_key", sealedKey.hex()));
  }

  /**
   * Reads that form.
   *
   * @throws Refusal saying what is not understood
   */
  public static Profile decode(Bytes encoded) throws Refusal {
    Members in = Members.parse(encoded, JsonLimits.DEFAULT);
    try {
      return new Profile(
          AgentId.parse(in.text("agent_id", 1, 128)),
          Asked.Registration.read(in),
          Instant.parse(in.text("registered_at", 1, 64)),
          Bytes.fromHex(in.text("sealed_key", 2, 1_024)));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw Refusal.at("", "it is no agent of the gateway: " + e.getMessage());
    }
  }

  /** Without the key, sealed as it is. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(said.name(), id);
  }
}
