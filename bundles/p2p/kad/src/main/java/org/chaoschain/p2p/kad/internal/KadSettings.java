// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.internal;

import java.util.Locale;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.p2p.kad.core.BootstrapFlow;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMode;
import org.chaoschain.p2p.kad.core.Lookup;
import org.chaoschain.p2p.kad.core.RoutingTable;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The settings of the DHT. */
@ObjectClassDefinition(name = "Kademlia", description = "Peers, values and providers by a DHT")
@interface KadSettings {
  /** The protocol's id. */
  @AttributeDefinition(
      description =
          "The protocol's id, the same in the whole network; /ipfs/kad/1.0.0 is the other")
  String protocol() default DhtConfig.CHAOSCHAIN;

  /** Whether others are served. */
  @AttributeDefinition(
      options = {@Option("auto"), @Option("server"), @Option("client")},
      description =
          "Whether others are served: auto for a node whose announced addresses they can dial")
  String mode() default "auto";

  /** Whether local addresses count. */
  @AttributeDefinition(
      description =
          "Whether loopback and private addresses are told and believed; false for a network over the Internet")
  boolean local_addresses() default true;

  /** Bucket size. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "Peers in a bucket, peers an answer names, and peers that keep a value: k")
  int k() default 20;

  /** Concurrency. */
  @AttributeDefinition(min = "1", max = "32", description = "Requests of a search at once")
  int alpha() default 3;

  /** Termination. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "Closest peers that must have answered for the end of a search for one peer")
  int beta() default 3;

  /** Disjoint paths. */
  @AttributeDefinition(
      min = "1",
      max = "16",
      description = "Paths of a search that share no peer, so that a liar spoils only its own")
  int paths() default 3;

  /** Quorum. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "Good values after which the search for one ends")
  int quorum() default 3;

  /** Candidates. */
  @AttributeDefinition(min = "20", max = "65536", description = "Peers that a path remembers")
  int max_candidates() default 256;

  /** Requests of a search. */
  @AttributeDefinition(min = "20", max = "65536", description = "Peers that a search asks in all")
  int max_requests() default 256;

  /** Networks in a search. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description =
          "Peers of one network (IPv4 /16, IPv6 /32) that count among the closest to a key")
  int max_per_prefix() default 3;

  /** Networks in a bucket. */
  @AttributeDefinition(
      min = "1",
      max = "64",
      description = "Peers of one network (IPv4 /16, IPv6 /32) in a bucket")
  int max_per_prefix_bucket() default 3;

  /** Networks in the table. */
  @AttributeDefinition(
      min = "1",
      max = "1024",
      description = "Peers of one network (IPv4 /16, IPv6 /32) in the routing table")
  int max_per_prefix_table() default 12;

  /** Local networks. */
  @AttributeDefinition(
      description = "Whether loopback and private networks are counted as networks as well")
  boolean count_local() default false;

  /** Those that wait. */
  @AttributeDefinition(
      min = "0",
      max = "256",
      description = "Peers that wait for a place in a full bucket")
  int max_replacements() default 20;

  /** Bytes of a message. */
  @AttributeDefinition(min = "4096", max = "4194304", description = "Bytes of a message")
  int max_message() default 65_536;

  /** Bytes of a key. */
  @AttributeDefinition(
      min = "64",
      max = "4096",
      description = "Bytes of the key of a value or provider")
  int max_key() default 256;

  /** Bytes of a value. */
  @AttributeDefinition(min = "512", max = "1048576", description = "Bytes of a value")
  int max_value() default 8_192;

  /** Peers of a message. */
  @AttributeDefinition(
      min = "20",
      max = "1024",
      description = "Closer peers, and providers, that a message may name")
  int max_peers() default 64;

  /** Addresses of a peer. */
  @AttributeDefinition(
      min = "1",
      max = "256",
      description = "Addresses of a peer that are read and told; further ones are left out")
  int max_addresses() default 16;

  /** Values. */
  @AttributeDefinition(
      min = "16",
      max = "10000000",
      description = "Values kept for others; when it is full those farthest from this node leave")
  int max_records() default 65_536;

  /** Bytes of values. */
  @AttributeDefinition(description = "Bytes of all values kept for others, with their keys")
  String max_record_bytes() default "16MiB";

  /** Providers. */
  @AttributeDefinition(
      min = "16",
      max = "10000000",
      description =
          "Providers kept; when it is full those of the keys farthest from this node leave")
  int max_providers() default 65_536;

  /** Providers of a key. */
  @AttributeDefinition(min = "1", max = "10000", description = "Providers kept of one key")
  int max_providers_per_key() default 64;

  /** Requests of a peer. */
  @AttributeDefinition(
      min = "10",
      max = "1000000",
      description = "Requests of one peer that are answered at once, and again in a minute")
  int max_requests_per_peer() default 600;

  /** Own publications. */
  @AttributeDefinition(
      min = "16",
      max = "1000000",
      description = "Values, and keys it provides, that this node publishes itself")
  int max_published() default 4_096;

  /** Searches. */
  @AttributeDefinition(min = "1", max = "1024", description = "Searches at the same time")
  int max_searches() default 16;

  /** Searches that wait. */
  @AttributeDefinition(
      min = "0",
      max = "65536",
      description = "Searches that wait for another one to end")
  int max_searches_waiting() default 256;

  /** The deadline of a request. */
  @AttributeDefinition(description = "Deadline of one request, dialling included")
  String request_timeout() default "10s";

  /** The deadline of a search. */
  @AttributeDefinition(description = "Deadline of one search, which then ends with what it has")
  String search_timeout() default "1m";

  /** The deadline of a silent stream. */
  @AttributeDefinition(description = "After which a stream is reset on which a peer asks nothing")
  String idle_timeout() default "1m";

  /** The refresh. */
  @AttributeDefinition(
      description = "A bucket that no search went through for so long is refreshed by one")
  String refresh() default "10m";

  /** The check of life. */
  @AttributeDefinition(description = "A peer in the table unseen for so long is checked for life")
  String liveness() default "5m";

  /** The life of a value. */
  @AttributeDefinition(description = "How long a value is kept unless it expires by itself earlier")
  String record_lifetime() default "48h";

  /** The republication of values. */
  @AttributeDefinition(description = "How often this node tells its own values again")
  String record_republish() default "30m";

  /** The life of a provider. */
  @AttributeDefinition(description = "How long a provider is kept that does not say so again")
  String provider_lifetime() default "48h";

  /** The republication of provisions. */
  @AttributeDefinition(description = "How often this node tells again what it provides")
  String provider_republish() default "22h";

  /** The first contact. */
  @AttributeDefinition(
      description = "How long a node without peers tries to reach one before it waits")
  String bootstrap_contact() default "30s";

  /** The peer list. */
  @AttributeDefinition(description = "How long a peer list is awaited before the DHT is asked")
  String bootstrap_peer_list() default "5s";

  /** The question to the DHT. */
  @AttributeDefinition(description = "How long the first questions to the DHT may take")
  String bootstrap_query() default "1m";

  /** Reads the settings. */
  final class Reader {
    private Reader() {}

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException naming the key, what is wrong and what is allowed
     */
    static DhtConfig read(KadSettings s) {
      if (!s.protocol().startsWith("/")) {
        throw new IllegalArgumentException(
            "%sprotocol is '%s'; a protocol's id begins with /"
                .formatted(DhtConfig.KEY_PREFIX, s.protocol()));
      }
      return new DhtConfig(
          s.protocol(),
          KadMode.Choice.valueOf(s.mode().toUpperCase(Locale.ROOT)),
          s.local_addresses(),
          new RoutingTable.Settings(
              s.k(),
              s.max_replacements(),
              s.max_per_prefix_bucket(),
              s.max_per_prefix_table(),
              s.count_local(),
              RoutingTable.Settings.DEFAULT.checkAfter()),
          new Lookup.Settings(
              s.alpha(),
              s.k(),
              s.k(),
              s.paths(),
              s.max_candidates(),
              s.max_requests(),
              s.max_per_prefix(),
              s.count_local()),
          new KadLimits.Values(
              s.max_message(),
              s.max_key(),
              s.max_value(),
              s.max_peers(),
              s.max_addresses(),
              s.max_records(),
              ByteSize.parse(s.max_record_bytes()).bytes(),
              s.max_providers(),
              s.max_providers_per_key(),
              s.max_requests_per_peer(),
              s.max_published()),
          new DhtConfig.Searches(
              s.max_searches(),
              s.max_searches_waiting(),
              s.quorum(),
              Math.min(s.beta(), s.k()),
              TimeSpan.parse(s.request_timeout()),
              TimeSpan.parse(s.search_timeout()),
              TimeSpan.parse(s.idle_timeout())),
          new DhtConfig.Times(
              TimeSpan.parse(s.refresh()),
              TimeSpan.parse(s.liveness()),
              TimeSpan.parse(s.record_lifetime()),
              TimeSpan.parse(s.record_republish()),
              TimeSpan.parse(s.provider_lifetime()),
              TimeSpan.parse(s.provider_republish()),
              DhtConfig.Times.DEFAULT.tick()),
          new BootstrapFlow.Timeouts(
              TimeSpan.parse(s.bootstrap_contact()),
              TimeSpan.parse(s.bootstrap_peer_list()),
              TimeSpan.parse(s.bootstrap_query())));
    }
  }
}
