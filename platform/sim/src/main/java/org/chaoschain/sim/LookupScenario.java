// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.BucketRefresh;
import org.chaoschain.p2p.kad.core.KadKey;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.Lookup;

/**
 * Searches in networks of a hundred nodes, and of ten times as many each time: what it costs to
 * find a peer grows with the logarithm of the network's size.
 */
final class LookupScenario implements Scenario {
  static final double DEMANDED = 0.99;

  /** Of a tenfold network; log2(10) is 3.3. */
  static final double MORE_HOPS = 2;

  /** Likewise: three more rounds of alpha and as much again. */
  static final double MORE_REQUESTS = 20;

  private static final int SMALLEST = 100;
  private static final int FACTOR = 10;
  private static final Duration JOINING = Duration.ofMillis(20);
  private static final int REFRESHED = 2;

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public String description() {
    return "Searches among 100 nodes, 1,000 and so on up to the number ordered. Found are the closest"
        + " of all; hops and requests grow with the logarithm.";
  }

  @Override
  public Order defaults() {
    return new Order(10_000, 0, 200, 42);
  }

  /**
   * What searches cost in a network of one size.
   *
   * @param nodes its size
   * @param found of the peers that are closest, the share that was found
   * @param hops how many peers lie between the one that searches and the closest, on average
   * @param requests how many peers were asked, on average
   * @param p50 milliseconds within which half of the searches ended
   * @param p99 the same for 99 of 100
   */
  private record Size(
      int nodes, double found, double hops, double requests, double p50, double p99) {
    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("nodes", nodes);
      figures.put("found_ratio", Figures.round(found));
      figures.put("hops", Figures.round(hops));
      figures.put("requests", Figures.round(requests));
      figures.put("p50_ms", p50);
      figures.put("p99_ms", p99);
      return figures;
    }
  }

  @Override
  public Outcome run(Order order) {
    if (order.nodes() < SMALLEST) {
      throw new IllegalArgumentException(
          "--nodes is %d or more for lookup, not %d".formatted(SMALLEST, order.nodes()));
    }
    Cost cost = new Cost();
    List<Size> sizes = new ArrayList<>();
    Trace trace = new Trace();
    long events = 0;
    for (int size : sizes(order.nodes())) {
      KadNetwork network = new KadNetwork(order.seed(), trace);
      join(network, size);
      sizes.add(measure(network, order.messages()));
      events += network.time.events();
    }
    List<String> failures = new ArrayList<>();
    judge(sizes, failures);
    Size largest = sizes.get(sizes.size() - 1);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("lookups", order.messages());
    more.put("hops", Figures.round(largest.hops()));
    more.put("requests", Figures.round(largest.requests()));
    more.put("sizes", sizes.stream().map(Size::figures).toList());
    more.put("cpu_s", Figures.round(cost.cpuNanos() / 1e9));
    return new Outcome(
        name(),
        order,
        largest.found(),
        largest.p50(),
        largest.p99(),
        events,
        trace.hash(),
        more,
        List.copyOf(failures));
  }

  /** A hundred, ten times as many each time, and the number ordered. */
  private static List<Integer> sizes(int largest) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = SMALLEST; size < largest; size *= FACTOR) {
      sizes.add(size);
    }
    sizes.add(largest);
    return sizes;
  }

  /** Each that joins knows one that is there, searches for itself, and refreshes some buckets. */
  private static void join(KadNetwork network, int count) {
    KadNetwork.Node first = network.add();
    for (int i = 1; i < count; i++) {
      KadNetwork.Node node = network.add();
      KadNetwork.Node known = network.nodes.get(network.random.nextInt(i));
      node.table.offer(known.self, network.time.now());
      network.search(node, node.self.id().encode(), found -> refresh(network, node));
      network.time.pass(JOINING);
    }
    network.time.pass(Duration.ofMinutes(1));
    if (first.table.size() == 0) {
      throw new IllegalStateException("nobody has met the first node");
    }
  }

  private static void refresh(KadNetwork network, KadNetwork.Node node) {
    BucketRefresh refresh = new BucketRefresh(node.self.key(), Duration.ofMinutes(10), 0);
    for (int bucket = 0; bucket < REFRESHED; bucket++) {
      refresh
          .keyIn(bucket, network.random)
          .ifPresent(key -> network.search(node, key, found -> {}));
    }
  }

  private static Size measure(KadNetwork network, int lookups) {
    double[] millis = new double[lookups];
    double[] sums = new double[3];
    for (int i = 0; i < lookups; i++) {
      KadNetwork.Node node = network.nodes.get(network.random.nextInt(network.nodes.size()));
      Bytes key = GossipNetwork.peerId(-1 - network.random.nextInt(1 << 30)).encode();
      long begun = network.time.now();
      int number = i;
      network.search(
          node,
          key,
          lookup -> {
            millis[number] = (network.time.now() - begun) / 1e6;
            sums[0] += found(network, node, lookup);
            sums[1] += lookup.hops();
            sums[2] += lookup.requests();
          });
      network.time.pass(Duration.ofSeconds(10));
    }
    Arrays.sort(millis);
    return new Size(
        network.nodes.size(),
        sums[0] / lookups,
        sums[1] / lookups,
        sums[2] / lookups,
        percentile(millis, 0.5),
        percentile(millis, 0.99));
  }

  private static double percentile(double[] sorted, double share) {
    return Figures.round(sorted[(int) Math.ceil(share * sorted.length) - 1]);
  }

  /** Of the peers closest to the target, counted over all, the share that a search has found. */
  private static double found(KadNetwork network, KadNetwork.Node node, Lookup lookup) {
    KadKey target = lookup.target();
    List<PeerId> closest =
        network.nodes.stream()
            .filter(other -> other != node)
            .map(other -> other.self)
            .sorted((x, y) -> target.compareDistance(x.key(), y.key()))
            .limit(KadNetwork.K)
            .map(KadPeer::id)
            .toList();
    List<PeerId> found = lookup.closest().stream().map(KadPeer::id).toList();
    return (double) closest.stream().filter(found::contains).count() / closest.size();
  }

  private static void judge(List<Size> sizes, List<String> failures) {
    for (int i = 0; i < sizes.size(); i++) {
      Size size = sizes.get(i);
      if (size.found() < DEMANDED) {
        failures.add(
            "of %d nodes %.4f of the closest were found, at least %.2f is demanded"
                .formatted(size.nodes(), size.found(), DEMANDED));
      }
      if (i > 0) {
        double tenfolds = Math.log10((double) size.nodes() / sizes.get(i - 1).nodes());
        Size before = sizes.get(i - 1);
        grows("hops", before.hops(), size.hops(), MORE_HOPS * tenfolds, failures);
        grows("requests", before.requests(), size.requests(), MORE_REQUESTS * tenfolds, failures);
      }
    }
  }

  private static void grows(
      String what, double before, double now, double most, List<String> failures) {
    if (now - before > most) {
      failures.add(
          "%s grow from %.1f to %.1f with the network, %.1f more are allowed"
              .formatted(what, before, now, most));
    }
  }
}
