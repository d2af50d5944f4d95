// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.Capability.Kind;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccount.Work;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Each plugin has its quotas, and who is turned away is called back. */
class AccountsTest {
  private static final String FISH = "org.example.fish";

  private final Simulation simulation = new Simulation();
  private final PluginBundles bundles = new PluginBundles();
  private final List<String> troubled = new ArrayList<>();

  private Accounts accounts;

  private static void nothing() {}

  private Accounts accounts(String overrides) {
    accounts =
        new Accounts(
            bundles,
            new AccountSettings(
                QuotaSettings.of(
                    QuotaSettings.all(
                        simulation.metrics(), 1000, 100, 2, 2, Duration.ofSeconds(1), 2),
                    overrides,
                    simulation.metrics()),
                3,
                Duration.ofMinutes(1),
                3,
                simulation.metrics().limit("extension.plugins.max.calls", 3, "calls at once")),
            simulation.clock(),
            simulation.scheduler(),
            simulation.events(),
            simulation.metrics());
    accounts.onTroubled((plugin, reason) -> troubled.add(plugin + ": " + reason));
    return accounts;
  }

  @Test
  void aServiceBelongsToThePluginWhoseBundleRegisteredIt() {
    bundles.add(new PluginBundle(7, FISH, "1.0.0", 1, 1, List.of()));
    bundles.add(new PluginBundle(8, FISH, "2.0.0", 2, 1, List.of()));
    Accounts accounts = accounts("");
    PluginAccount account = accounts.of(Map.of("service.bundleid", 7L));
    assertThat(account.plugin()).isEqualTo(FISH);
    assertThat(accounts.of(Map.of("service.bundleid", 8L))).isSameAs(account);
    assertThat(accounts.of(Map.of("service.bundleid", 1L))).isSameAs(PluginAccount.NODE);
    assertThat(accounts.of(Map.of())).isSameAs(PluginAccount.NODE);
  }

  @Test
  void aQueueBeyondItsBytesIsRefusedByPluginLimitAndKey() throws Exception {
    PluginAccount account = accounts("").of(FISH);
    account.reserveQueue(600);
    assertThatThrownBy(() -> account.reserveQueue(500))
        .isInstanceOf(LimitExceededException.class)
        .hasMessage(
            "plugin org.example.fish: 1100 queued bytes is above the limit of 1000;"
                + " the key extension.plugins.quota.queue.bytes changes it");
    account.releaseQueue(600);
    account.reserveQueue(1000);
    assertThat(simulation.metrics().refusals("extension.plugins.quota.queue.bytes")).isEqualTo(1);
    assertThat(
            simulation
                .metrics()
                .counter("plugins.quota.refused", "plugin", FISH, "quota", "queue.bytes")
                .value())
        .isEqualTo(1);
  }

  @Test
  void aRefusalUnderAnOverrideNamesTheOverride() {
    PluginAccount account = accounts(FISH + "/streams=0").of(FISH);
    assertThatThrownBy(account::openStream)
        .hasMessageContaining("1 streams is above the limit of 0")
        .hasMessageContaining("extension.plugins.quota.overrides");
  }

  @Test
  void streamsAreCountedInAndOut() throws Exception {
    PluginAccount account = accounts("").of(FISH);
    account.openStream();
    account.openStream();
    assertThatThrownBy(account::openStream).isInstanceOf(LimitExceededException.class);
    account.closeStream();
    account.openStream();
  }

  @Test
  void whoFindsAllHandlersBusyIsCalledBackWhenOneIsFree() {
    PluginAccount account = accounts("").of(FISH);
    Work first = account.begin("handler", AccountsTest::nothing).orElseThrow();
    assertThat(account.begin("handler", AccountsTest::nothing)).isPresent();
    List<Work> begun = new ArrayList<>();
    assertThat(
            account.begin(
                "handler",
                () -> account.begin("again", AccountsTest::nothing).ifPresent(begun::add)))
        .isEmpty();
    simulation.runUntilIdle();
    assertThat(begun).isEmpty();
    first.close();
    first.close(); // a second time changes nothing
    simulation.runUntilIdle();
    assertThat(begun).hasSize(1);
    assertThat(account.begin("handler", AccountsTest::nothing)).isEmpty();
  }

  @Test
  void whoIsAboveTheRateIsCalledBackWhenTheNextIsDue() {
    PluginAccount account = accounts("").of(FISH);
    for (int i = 0; i < 100; i++) {
      account.begin("handler", AccountsTest::nothing).orElseThrow().close();
    }
    List<Duration> begun = new ArrayList<>();
    Runnable again =
        () ->
            account
                .begin("handler", AccountsTest::nothing)
                .ifPresent(work -> begun.add(simulation.now()));
    assertThat(account.begin("handler", again)).isEmpty();
    simulation.runFor(Duration.ofMillis(9));
    assertThat(begun).isEmpty();
    simulation.runFor(Duration.ofMillis(2));
    assertThat(begun).containsExactly(Duration.ofMillis(10));
  }

  @Test
  void aHandlerThatTakesTooLongIsToldOnceWhileItRunsWithItsStack() {
    PluginAccount account = accounts("").of(FISH);
    Work work = account.begin("handler of extension/fish", AccountsTest::nothing).orElseThrow();
    simulation.runFor(Duration.ofMillis(2900));
    assertThat(simulation.events().ofType("plugin.slow")).hasSize(1);
    Event told = simulation.events().ofType("plugin.slow").get(0);
    assertThat(told.message())
        .contains(FISH, "handler of extension/fish", "quota handler.time of 1000 ms");
    assertThat(told.details().get("stack")).contains("aHandlerThatTakesTooLongIsTold");
    work.close();
    assertThat(simulation.events().ofType("plugin.slow")).hasSize(1);
    assertThat(troubled).isEmpty();
  }

  @Test
  void aCallThatDoesNotReturnIsTroubleAtOnceWithItsPlaceAndNobodyIsLetInUntilItIsForgiven() {
    PluginAccount account = accounts("").of(FISH);
    List<String> done = new ArrayList<>();
    Work work = account.beginCheck("rules of extension/fish", AccountsTest::nothing).orElseThrow();
    work.onGivenUp(() -> done.add("instead"));
    simulation.runFor(Duration.ofMillis(2900));
    assertThat(troubled).isEmpty();
    assertThat(done).isEmpty();
    simulation.runFor(Duration.ofMillis(400));
    assertThat(troubled.get(0))
        .contains("org.example.fish: rules of extension/fish has not returned after 3")
        .contains("3 times the quota handler.time (extension.plugins.hang.factor), at ");
    assertThat(done).containsExactly("instead");
    Event told = simulation.events().ofType("plugin.hung").get(0);
    assertThat(told.severity()).isEqualTo(Event.Severity.CRITICAL);
    assertThat(told.details().get("stack")).contains("AccountsTest");
    assertThat(account.begin("handler", () -> done.add("handler"))).isEmpty();
    assertThat(account.beginCheck("rules", () -> done.add("rules"))).isEmpty();
    simulation.runFor(Duration.ofMillis(100));
    assertThat(done).containsExactly("instead");
    accounts.forgive(FISH);
    simulation.runFor(Duration.ofMillis(100));
    assertThat(done).containsExactlyInAnyOrder("instead", "handler", "rules");
    // it keeps its seat, and is no trouble to what runs now
    troubled.clear();
    simulation.runFor(Duration.ofSeconds(20));
    assertThat(troubled).isEmpty();
    assertThat(accounts.use(FISH).checks()).isEqualTo(1);
    work.close();
    assertThat(accounts.use(FISH).checks()).isZero();
    assertThat(done).hasSize(3);
  }

  @Test
  void troubleThatNobodyHadTimeForIsToldAgain() {
    PluginAccount account = accounts("").of(FISH);
    assertThat(account.begin("handler", AccountsTest::nothing)).isPresent();
    simulation.runFor(Duration.ofSeconds(5));
    assertThat(troubled).hasSizeGreaterThan(1).allMatch(each -> each.equals(troubled.get(0)));
    assertThat(simulation.events().ofType("plugin.hung")).hasSize(1);
  }

  @Test
  void checksHaveSeatsOfTheirOwnBesideTheHandlersAndWhoWaitsIsCalledBack() {
    PluginAccount account = accounts("").of(FISH);
    assertThat(account.begin("handler", AccountsTest::nothing)).isPresent();
    Work check = account.beginCheck("rules", AccountsTest::nothing).orElseThrow();
    List<String> woken = new ArrayList<>();
    assertThat(account.beginCheck("rules", AccountsTest::nothing)).isPresent();
    assertThat(account.beginCheck("rules", () -> woken.add("rules"))).isEmpty();
    assertThat(simulation.metrics().refusals("extension.plugins.quota.checks")).isEqualTo(1);
    check.close();
    simulation.runFor(Duration.ofMillis(1));
    assertThat(woken).containsExactly("rules");
  }

  @Test
  void allPluginsTogetherLeaveWorkersToTheNodeAndWhoWaitsIsCalledBackWhenAnotherEnds() {
    PluginAccount fish = accounts("").of(FISH);
    PluginAccount whale = accounts.of("org.example.whale");
    Work first = fish.begin("handler", AccountsTest::nothing).orElseThrow();
    assertThat(fish.begin("handler", AccountsTest::nothing)).isPresent();
    assertThat(whale.beginCheck("rules", AccountsTest::nothing)).isPresent();
    List<String> woken = new ArrayList<>();
    assertThat(whale.begin("handler", () -> woken.add("handler"))).isEmpty();
    assertThat(whale.beginCheck("rules", () -> woken.add("rules"))).isEmpty();
    assertThat(simulation.metrics().refusals("extension.plugins.max.calls")).isEqualTo(2);
    first.close();
    simulation.runFor(Duration.ofMillis(1));
    assertThat(woken).containsExactlyInAnyOrder("handler", "rules");
  }

  @Test
  void whatIsNotDeclaredIsRefusedAndTold() {
    bundles.add(
        new PluginBundle(7, FISH, "1.0.0", 1, 1, List.of(new Capability(Kind.TOPIC, "fish*"))));
    PluginAccount account = accounts("").of(FISH);
    account.require(new Capability(Kind.TOPIC, "fishes"));
    assertThatThrownBy(() -> account.require(new Capability(Kind.TOPIC, "birds")))
        .isInstanceOf(CapabilityException.class)
        .hasMessageContaining("add it to the header Chaos-Capabilities");
    assertThat(simulation.events().ofType("plugin.capability").get(0).category())
        .isEqualTo(Event.Category.SECURITY);
  }

  @Test
  void thirdFailureWithinTheWindowIsTrouble() {
    PluginAccount account = accounts("").of(FISH);
    Work work = account.begin("handler", AccountsTest::nothing).orElseThrow();
    work.failed(new IllegalStateException("one"));
    work.close();
    simulation.runFor(Duration.ofSeconds(50));
    account.failed("agent", new IllegalStateException("two"));
    simulation.runFor(Duration.ofSeconds(20)); // the first does not count any more
    account.failed("agent", new IllegalStateException("three"));
    assertThat(troubled).isEmpty();
    account.failed("agent", new IllegalStateException("four"));
    assertThat(troubled)
        .containsExactly("org.example.fish: agent failed: java.lang.IllegalStateException: four");
  }

  @Test
  void whatOthersCanCauseIsNoFailure() {
    PluginAccount account = accounts(FISH + "/messages.per.second=1").of(FISH);
    account.begin("handler", AccountsTest::nothing).orElseThrow().close();
    for (int i = 0; i < 50; i++) {
      account.begin("handler", AccountsTest::nothing);
      assertThatThrownBy(() -> account.reserveQueue(2000)).isNotNull();
    }
    assertThat(troubled).isEmpty();
  }

  @Property(tries = 150)
  void nobodyWhoWaitsIsForgottenAndNobodyAsksInALoop(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int handlers,
      @ForAll @IntRange(min = 1, max = 60) int rate,
      @ForAll @IntRange(min = 1, max = 12) int lanes) {
    Lanes all = new Lanes(new Simulation(seed), handlers, rate, lanes);
    all.run();
  }

  /** Lanes with work of their own, as delivery has them; some find nothing to do when called. */
  private static final class Lanes {
    private static final int EACH = 40;
    private final Simulation simulation;
    private final PluginAccount account;
    private final int rate;
    private final int handlers;
    private final int[] left;
    private final Set<Integer> busy = new HashSet<>();
    private long asked;
    private long begun;

    Lanes(Simulation simulation, int handlers, int rate, int lanes) {
      this.simulation = simulation;
      this.rate = rate;
      this.handlers = handlers;
      this.left = new int[lanes];
      java.util.Arrays.fill(left, EACH);
      account =
          new Accounts(
                  new PluginBundles(),
                  new AccountSettings(
                      QuotaSettings.of(
                          QuotaSettings.all(
                              simulation.metrics(), 1, rate, handlers, 1, Duration.ofDays(1), 1),
                          "",
                          simulation.metrics()),
                      0,
                      Duration.ofMinutes(1),
                      0,
                      simulation.metrics().limit("extension.plugins.max.calls", 4, "calls")),
                  simulation.clock(),
                  simulation.scheduler(),
                  simulation.events(),
                  simulation.metrics())
              .of(FISH);
    }

    void run() {
      for (int lane = 0; lane < left.length; lane++) {
        ask(lane);
      }
      long total = (long) EACH * left.length;
      simulation.await(() -> begun == total, Duration.ofSeconds(total / rate + total + 60));
      // each call was asked for once, and beyond that once for each end of a call and each token
      assertThat(asked).isLessThanOrEqualTo(total * (2L + handlers) + left.length);
    }

    private void ask(int lane) {
      if (left[lane] == 0 || busy.contains(lane)) {
        return; // its work has gone another way meanwhile
      }
      asked++;
      Optional<Work> work = account.begin("lane " + lane, () -> ask(lane));
      if (work.isEmpty()) {
        return;
      }
      begun++;
      left[lane]--;
      busy.add(lane);
      int other = simulation.random().nextInt(left.length);
      if (left[other] > 0 && simulation.random().nextInt(3) == 0) {
        left[other]--; // taken from a lane that may be waiting
        begun++;
      }
      simulation
          .scheduler()
          .schedule(
              Duration.ofMillis(simulation.random().nextInt(40)),
              () -> {
                work.get().close();
                busy.remove(lane);
                ask(lane);
              });
    }
  }
}
