// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.CapabilityException;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.ServiceOrigin;
import org.chaoschain.testkit.sim.RecordedEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

/** Whose a service is that the host takes up, and what of a plugin's it does not. */
class ServiceOriginsTest {
  private static final Capability NETWORK = new Capability(Capability.Kind.NETWORK, "");
  private static final String FISH = "org.example.fish";

  private final RecordedEvents events = new RecordedEvents();
  private final ServiceOrigins origins = new ServiceOrigins(events);
  private final Account fish = new Account(FISH, Set.of());
  private final Account whale = new Account("org.example.whale", Set.of("network"));

  @BeforeEach
  void knowWhoseServicesAre() {
    origins.accounts(properties -> account(properties));
  }

  private PluginAccount account(Map<String, ?> properties) {
    Object bundle = properties.get(Constants.SERVICE_BUNDLEID);
    return bundle.equals(1L) ? fish : bundle.equals(2L) ? whale : PluginAccount.NODE;
  }

  @Test
  void aServiceOfTheNodeNeedsNoCapability() {
    assertThat(origins.of(new Object(), of(7, 3, 20), NETWORK))
        .contains(new ServiceOrigin(PluginAccount.NODE, 3, 20));
  }

  @Test
  void aServiceOfAPluginThatDeclaresItIsTakenUpOnThePluginsAccount() {
    assertThat(origins.of(new Object(), of(2, 0, 20), NETWORK))
        .contains(new ServiceOrigin(whale, 0, 20));
    assertThat(events.published()).isEmpty();
  }

  @Test
  void aServiceOfAPluginThatDoesNotIsKeptOutAndTold() {
    assertThat(origins.of(new Object(), of(1, 100, 21), NETWORK)).isEmpty();
    assertThat(events.ofType("p2p.service.refused"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.message())
                  .contains("java.lang.Object is not taken up", FISH, NETWORK.toString());
              assertThat(event.details())
                  .containsEntry("plugin", FISH)
                  .containsEntry("capability", NETWORK.toString());
            });
  }

  /** During a swap both are registered: the successor is asked for its own capability. */
  @Test
  void theSuccessorOfAServiceIsJudgedByItselfAndKnownByItsNumber() {
    Object old = new Object();
    Object next = new Object();
    ServiceOrigin before = origins.of(old, of(2, 0, 20), NETWORK).orElseThrow();
    ServiceOrigin after = origins.of(next, of(2, 0, 31), NETWORK).orElseThrow();
    assertThat(after.number()).isGreaterThan(before.number());
    assertThat(after.account()).isSameAs(before.account());
    assertThat(origins.of(next, of(1, 0, 32), NETWORK)).isEmpty();
  }

  @Test
  void withoutAccountsEverythingIsTheNodesUntilTheyAreThere() {
    ServiceOrigins alone = new ServiceOrigins(events);
    assertThat(alone.of(new Object(), of(1, 0, 5), NETWORK))
        .contains(new ServiceOrigin(PluginAccount.NODE, 0, 5));
    alone.accounts(properties -> fish);
    assertThat(alone.of(new Object(), of(1, 0, 5), NETWORK)).isEmpty();
  }

  /** The new accounts are there before the old ones go, and it is the old ones that go. */
  @Test
  void accountsThatAreReplacedDoNotTakeTheirSuccessorsAway() {
    PluginAccounts old = properties -> PluginAccount.NODE;
    PluginAccounts next = properties -> fish;
    origins.accounts(old);
    origins.accounts(next);
    origins.noAccounts(old);
    assertThat(origins.of(new Object(), of(1, 0, 5), NETWORK)).isEmpty();
    origins.noAccounts(next);
    assertThat(origins.of(new Object(), of(1, 0, 5), NETWORK)).isPresent();
  }

  @Test
  void whatIsNoNumberInThePropertiesCountsAsNone() {
    assertThat(
            origins.of(
                new Object(),
                Map.of(
                    Constants.SERVICE_BUNDLEID, 7L,
                    Constants.SERVICE_RANKING, "high",
                    Constants.SERVICE_ID, "first"),
                NETWORK))
        .contains(new ServiceOrigin(PluginAccount.NODE, 0, 0));
  }

  @Test
  void ofAProtocolOnlyTheIdsThatAreDeclaredAreTakenUp() {
    Account half = new Account("org.example.half", Set.of("protocol=/fish/1"));
    origins.accounts(properties -> half);
    ServiceOrigins.Named named =
        origins.ofProtocol(protocol("/fish/1", "/fish/2"), of(3, 0, 9)).orElseThrow();
    assertThat(named.ids()).containsExactly("/fish/1");
    assertThat(named.origin()).isEqualTo(new ServiceOrigin(half, 0, 9));
    assertThat(events.ofType("p2p.service.refused"))
        .singleElement()
        .satisfies(event -> assertThat(event.message()).contains("/fish/2"));
    assertThat(origins.ofProtocol(protocol("/fish/2"), of(3, 0, 9))).isEmpty();
  }

  @Test
  void aProtocolThatCannotSayItsIdsIsAFailureOfItsPlugin() {
    StreamProtocol broken = protocol((List<String>) null);
    assertThat(origins.ofProtocol(broken, of(2, 0, 9))).isEmpty();
    assertThat(whale.failures).containsExactly("protocols");
  }

  private static Map<String, ?> of(long bundle, int ranking, long id) {
    return Map.of(
        Constants.SERVICE_BUNDLEID, bundle,
        Constants.SERVICE_RANKING, ranking,
        Constants.SERVICE_ID, id);
  }

  private static StreamProtocol protocol(String... ids) {
    return protocol(List.of(ids));
  }

  private static StreamProtocol protocol(List<String> ids) {
    return new StreamProtocol() {
      @Override
      public List<String> protocols() {
        return ids;
      }

      @Override
      public void onStream(Stream stream) {
        throw new AssertionError("nobody opens a stream here");
      }
    };
  }

  /** Of a plugin that declares these capabilities. */
  private static final class Account implements PluginAccount {
    private final String plugin;
    private final Set<String> declared;
    private final List<String> failures = new ArrayList<>();

    Account(String plugin, Set<String> declared) {
      this.plugin = plugin;
      this.declared = declared;
    }

    @Override
    public String plugin() {
      return plugin;
    }

    @Override
    public void require(Capability capability) {
      if (!declared.contains(capability.toString())) {
        throw new CapabilityException(plugin, capability);
      }
    }

    @Override
    public void reserveQueue(int bytes) {}

    @Override
    public void releaseQueue(int bytes) {}

    @Override
    public Optional<Work> begin(String what, Runnable retry) {
      return PluginAccount.NODE.begin(what, retry);
    }

    @Override
    public Optional<Work> beginCheck(String what, Runnable retry) {
      return PluginAccount.NODE.beginCheck(what, retry);
    }

    @Override
    public void openStream() {}

    @Override
    public void closeStream() {}

    @Override
    public void failed(String what, Throwable cause) {
      failures.add(what);
    }
  }
}
