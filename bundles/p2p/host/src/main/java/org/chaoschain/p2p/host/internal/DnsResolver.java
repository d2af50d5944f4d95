// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.naming.NamingException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Component;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves names in multiaddrs as the libp2p addressing specification says; {@code dnsaddr=} TXT
 * records recursively.
 */
final class DnsResolver implements NameResolver {
  private static final Logger LOG = LoggerFactory.getLogger(DnsResolver.class);
  private static final int MAX_DEPTH = 4;

  private final NameServer server;
  private final Executor workers;
  private final Limit maxResults;
  private final Limit maxLookups;

  /** One resolution: what it has found and how often it has asked. */
  private static final class Search {
    final Set<Multiaddr> found = new LinkedHashSet<>();
    int lookups;
    NamingException failure;
  }

  DnsResolver(
      NameServer server, Executor workers, Metrics metrics, int maxResults, int maxLookups) {
    this.server = server;
    this.workers = workers;
    this.maxResults = metrics.limit("p2p.host.dns.max.results", maxResults, "addresses");
    this.maxLookups = metrics.limit("p2p.host.dns.max.lookups", maxLookups, "lookups");
  }

  @Override
  public CompletionStage<List<Multiaddr>> resolve(Multiaddr address) {
    if (name(address) == null) {
      return CompletableFuture.completedFuture(List.of(address));
    }
    CompletableFuture<List<Multiaddr>> result = new CompletableFuture<>();
    try {
      workers.execute(
          () -> {
            Search search = new Search();
            try {
              resolve(address, 0, search);
              if (search.found.isEmpty() && search.failure != null) {
                throw search.failure;
              }
              result.complete(List.copyOf(search.found));
            } catch (NamingException | RuntimeException e) {
              result.completeExceptionally(
                  new DialException("the name in %s is not resolved: %s".formatted(address, e)));
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new DialException(address + ": " + e.getMessage()));
    }
    return result;
  }

  private void resolve(Multiaddr address, int depth, Search search) throws NamingException {
    Component name = name(address);
    if (name == null) {
      add(address, search);
    } else if (name.protocol() == Protocol.DNSADDR) {
      resolveText(address, name, depth, search);
    } else if (mayAsk(search)) {
      for (InetAddress ip : server.addresses(name.value())) {
        boolean four = ip instanceof Inet4Address;
        boolean wanted =
            name.protocol() == Protocol.DNS || (name.protocol() == Protocol.DNS4) == four;
        if (wanted) {
          add(replaced(address, (four ? "/ip4/" : "/ip6/") + ip.getHostAddress()), search);
        }
      }
    }
  }

  private void resolveText(Multiaddr address, Component name, int depth, Search search)
      throws NamingException {
    if (depth >= MAX_DEPTH) {
      throw new NamingException(
          "dnsaddr records refer to others more than " + MAX_DEPTH + " times");
    }
    if (!mayAsk(search)) {
      return;
    }
    for (String text : server.texts("_dnsaddr." + name.value())) {
      if (!text.startsWith("dnsaddr=")) {
        continue;
      }
      try {
        Multiaddr target = Multiaddr.parse(text.substring("dnsaddr=".length()));
        if (address.peerId().isEmpty() || address.peerId().equals(target.peerId())) {
          resolve(target, depth + 1, search);
        }
      } catch (NamingException e) {
        // the other records may lead somewhere
        search.failure = e;
      } catch (IllegalArgumentException e) {
        LOG.debug(
            "A dnsaddr record of {} is malformed and ignored: {}", name.value(), e.getMessage());
      }
    }
  }

  private boolean mayAsk(Search search) {
    if (!maxLookups.allows(search.lookups + 1L)) {
      maxLookups.refused().increment();
      return false;
    }
    search.lookups++;
    return true;
  }

  private void add(Multiaddr address, Search search) {
    if (search.found.contains(address)) {
      return;
    }
    if (maxResults.allows(search.found.size() + 1L)) {
      search.found.add(address);
    } else {
      maxResults.refused().increment();
    }
  }

  private static Component name(Multiaddr address) {
    List<Component> components = address.components();
    if (components.isEmpty()) {
      return null;
    }
    Component first = components.get(0);
    return switch (first.protocol()) {
      case DNS, DNS4, DNS6, DNSADDR -> first;
      default -> null;
    };
  }

  private static Multiaddr replaced(Multiaddr address, String ip) {
    List<String> parts = new ArrayList<>();
    parts.add(ip);
    for (Component component : address.components().subList(1, address.components().size())) {
      parts.add(component.toString());
    }
    return Multiaddr.parse(String.join("", parts));
  }
}
