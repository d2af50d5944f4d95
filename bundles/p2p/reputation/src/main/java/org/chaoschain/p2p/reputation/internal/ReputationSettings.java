// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.reputation.core.ReputationConfig;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of reputation. */
@ObjectClassDefinition(
    name = "Reputation of peers",
    description = "Scores, bans and detectors of attacks")
@interface ReputationSettings {
  /** Points of offences. */
  @AttributeDefinition(
      description =
          "Points that an offence costs, name=points, separated by commas: protocol_error, bad_signature, invalid_message, rate_limit, flood, churn, unresponsive; what is not named keeps its default")
  String[] costs() default {
    "protocol_error=10",
    "bad_signature=20",
    "invalid_message=5",
    "rate_limit=2",
    "flood=10",
    "churn=10",
    "unresponsive=1"
  };

  /** The half-life. */
  @AttributeDefinition(description = "After which half of what is held against a peer is forgiven")
  String half_life() default "10m";

  /** The share of gossip. */
  @AttributeDefinition(
      description =
          "The share of the ban threshold that a peer loses whose gossip score is at the graylist threshold")
  double gossip_share() default 0.5;

  /** The ban threshold. */
  @AttributeDefinition(description = "Below this score a peer is banned; negative")
  double ban_threshold() default -100;

  /** The first ban. */
  @AttributeDefinition(description = "The length of a first ban; each further one is twice as long")
  String ban_first() default "1h";

  /** The longest ban. */
  @AttributeDefinition(description = "The longest ban")
  String ban_longest() default "7d";

  /** The memory of bans. */
  @AttributeDefinition(
      description = "For how long after its end a ban counts for the length of the next one")
  String ban_memory() default "7d";

  /** The book. */
  @AttributeDefinition(
      description =
          "Peers that something is held against; more push out the mildest of those not heard of for longest")
  int max_peers() default 10_000;

  /** The bans. */
  @AttributeDefinition(
      description = "Bans, remembered ones included; more push out the one that ends first")
  int max_bans() default 10_000;

  /** The reports. */
  @AttributeDefinition(description = "Reports on peers that wait to be judged; more are not heard")
  int max_pending() default 4_096;

  /** Bad signatures. */
  @AttributeDefinition(description = "Bad signatures of one peer in a minute that are an attack")
  int attack_signature_failures() default 5;

  /** Connections. */
  @AttributeDefinition(description = "Connections by one peer in a minute that are an attack")
  int attack_connects() default 30;

  /** Peer ids. */
  @AttributeDefinition(
      description =
          "Peer ids from one prefix (IPv4 /24, IPv6 /48, never loopback) in ten minutes that are an attack")
  int attack_ids_per_prefix() default 32;

  /** The refusal. */
  @AttributeDefinition(
      description = "For how long nobody is let in from such a prefix; 0: everybody is")
  String attack_prefix_refusal() default "10m";

  /** Reads the settings. */
  final class Reader {
    private Reader() {}

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException naming the key, what is wrong and what is allowed
     */
    static ReputationConfig read(ReputationSettings settings) {
      return new ReputationConfig(
          costs(settings.costs()),
          TimeSpan.parse(settings.half_life()),
          settings.gossip_share(),
          settings.ban_threshold(),
          TimeSpan.parse(settings.ban_first()),
          TimeSpan.parse(settings.ban_longest()),
          TimeSpan.parse(settings.ban_memory()),
          settings.max_peers(),
          settings.max_bans(),
          settings.attack_signature_failures(),
          settings.attack_connects(),
          settings.attack_ids_per_prefix(),
          TimeSpan.parse(settings.attack_prefix_refusal()));
    }

    private static Map<Offence, Double> costs(String[] texts) {
      Map<Offence, Double> costs = new EnumMap<>(ReputationConfig.DEFAULT.costs());
      for (String text : texts) {
        String[] parts = text.strip().split("\\s*=\\s*", 2);
        try {
          costs.put(
              Offence.valueOf(parts[0].toUpperCase(Locale.ROOT)), Double.parseDouble(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
          throw new IllegalArgumentException(
              "%scosts has '%s'; write name=points with one of the names %s"
                  .formatted(
                      ReputationConfig.KEY_PREFIX,
                      text,
                      Arrays.toString(Offence.values()).toLowerCase(Locale.ROOT)),
              e);
        }
      }
      return costs;
    }
  }
}
