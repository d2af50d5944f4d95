// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Component;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * What this node says of itself: its records, and which of them a question wants.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/discovery/mdns.md">mdns</a>
 */
final class Announcement {
  private static final String META = "_services._dns-sd._udp.local";
  private static final String ATTRIBUTE = "dnsaddr=";
  private static final int MAX_TEXT = 255;

  private final String service;
  private final String instance;
  private final String host;
  private final long ttl;

  Announcement(String peerName, MdnsConfig config) {
    this.service = config.service();
    this.instance = peerName + "." + service;
    this.host = peerName + ".p2p.local";
    this.ttl = config.ttl().toSeconds();
  }

  /** What can be asked for. */
  enum Wanted {
    /** Which services there are: "Meta Query". */
    SERVICES,
    /** Which peers there are: "Request". */
    PEERS,
    /** Details of this peer: "Gotchas". */
    DETAILS
  }

  String service() {
    return service;
  }

  boolean own(String owner) {
    return owner.equalsIgnoreCase(instance);
  }

  /** The question that all peers answer. */
  Packet.Query query() {
    return new Packet.Query(List.of(new Question(service, Question.PTR)));
  }

  Set<Wanted> wanted(Packet.Query query) {
    Set<Wanted> wanted = new LinkedHashSet<>();
    for (Question question : query.questions()) {
      if (question.asksFor(META, Question.PTR)) {
        wanted.add(Wanted.SERVICES);
      } else if (question.asksFor(service, Question.PTR)) {
        wanted.add(Wanted.PEERS);
      } else if (question.asksFor(instance, Question.TXT)
          || question.asksFor(instance, Question.SRV)
          || question.asksFor(host, Question.A)
          || question.asksFor(host, Question.AAAA)) {
        wanted.add(Wanted.DETAILS);
      }
    }
    return wanted;
  }

  /**
   * The answer. Its texts are answers as well as additional records: the specification puts them
   * among the latter, js-libp2p reads the former alone.
   *
   * @param addresses with the peer at their end
   */
  Packet.Response response(Set<Wanted> wanted, List<Multiaddr> addresses) {
    List<Resource> answers = new ArrayList<>();
    List<Resource> additional = new ArrayList<>();
    if (wanted.contains(Wanted.SERVICES)) {
      answers.add(new Resource.Pointer(META, ttl, service));
    }
    if (wanted.contains(Wanted.PEERS)) {
      answers.add(new Resource.Pointer(service, ttl, instance));
    }
    if (wanted.contains(Wanted.PEERS) || wanted.contains(Wanted.DETAILS)) {
      Resource texts = new Resource.Texts(instance, ttl, texts(addresses));
      answers.add(texts);
      additional.add(texts);
      (wanted.contains(Wanted.DETAILS) ? answers : additional).addAll(places(addresses));
    }
    return new Packet.Response(answers, additional);
  }

  /** Takes the announcement back. */
  Packet.Response goodbye() {
    return new Packet.Response(List.of(new Resource.Pointer(service, 0, instance)), List.of());
  }

  private static List<String> texts(List<Multiaddr> addresses) {
    return addresses.stream().map(address -> ATTRIBUTE + address).toList();
  }

  static boolean fits(Multiaddr address) {
    return (ATTRIBUTE + address).getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT;
  }

  private List<Resource> places(List<Multiaddr> addresses) {
    List<Resource> places = new ArrayList<>();
    addresses.stream()
        .flatMap(address -> address.components().stream())
        .filter(part -> part.protocol() == Protocol.TCP || part.protocol() == Protocol.UDP)
        .map(Component::value)
        .findFirst()
        .ifPresent(
            port -> places.add(new Resource.Location(instance, ttl, Integer.parseInt(port), host)));
    Set<Bytes> ips = new LinkedHashSet<>();
    addresses.forEach(address -> Reachable.ip(address).ifPresent(ips::add));
    ips.forEach(ip -> places.add(new Resource.Address(host, ttl, ip)));
    return places;
  }

  /** What an attribute of a TXT record says, or null if it is no address. */
  static String address(String text) {
    return text.startsWith(ATTRIBUTE) ? text.substring(ATTRIBUTE.length()) : null;
  }
}
