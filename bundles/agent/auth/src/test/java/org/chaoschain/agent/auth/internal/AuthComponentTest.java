// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.agent.auth.core.AgentAuth;
import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthProtocol;
import org.chaoschain.agent.auth.core.ServerHandshake.Authenticated;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** What the component registers, sweeps and takes away again; and its control command. */
class AuthComponentTest {
  private final Simulation simulation = new Simulation();
  private final Map<String, Object> services = new LinkedHashMap<>();
  private final List<Sessions.End> told = new ArrayList<>();

  private static AgentId agent(int number) {
    return new AgentId(bytes(number, 32));
  }

  private static Bytes bytes(int number, int size) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) number;
    return Bytes.wrap(bytes);
  }

  private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            AuthComponentTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Registers and unregisters; a component asks for nothing else. */
  private BundleContext context() {
    return proxy(
        BundleContext.class,
        (context, method, arguments) -> {
          assertThat(method.getName()).isEqualTo("registerService");
          String name = ((Class<?>) arguments[0]).getSimpleName();
          services.put(name, arguments[1]);
          return proxy(
              ServiceRegistration.class,
              (registration, called, none) -> {
                assertThat(called.getName()).isEqualTo("unregister");
                services.remove(name);
                return null;
              });
        });
  }

  private record Identity(KeyType type) implements NodeIdentity {
    @Override
    public PeerId peerId() {
      return PeerId.fromPublicKey(publicKey());
    }

    @Override
    public PublicKey publicKey() {
      return new PublicKey(type, bytes(9, 32));
    }

    @Override
    public Bytes sign(Bytes message) {
      return bytes(0, 64);
    }
  }

  private AuthComponent component(KeyType key, String... namesAndValues) {
    AuthConfiguration configuration =
        proxy(
            AuthConfiguration.class,
            (proxy, method, arguments) -> {
              int at = Arrays.asList(namesAndValues).indexOf(method.getName());
              return at < 0 ? method.getDefaultValue() : namesAndValues[at + 1];
            });
    Node node =
        new Node() {
          @Override
          public String name() {
            return "n";
          }

          @Override
          public String chainId() {
            return "test";
          }

          @Override
          public String version() {
            return "1";
          }

          @Override
          public Path directory(String name) {
            throw new AssertionError("it keeps nothing");
          }

          @Override
          public void stop() {
            throw new AssertionError("it stops nothing");
          }
        };
    return new AuthComponent(
        context(),
        node,
        new Identity(key),
        simulation.entropy(),
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        configuration);
  }

  private void open(int id, AgentId agent) throws AuthException {
    AgentAuth auth = (AgentAuth) services.get("AgentAuth");
    auth.sessions()
        .open(
            bytes(id, 16),
            new Authenticated(agent, Optional.empty(), Bytes.EMPTY),
            "a test",
            Optional.empty(),
            simulation.clock().now(),
            told::add);
  }

  private List<Map<String, ?>> ask(Map<String, Object> arguments) throws ControlException {
    List<Map<String, ?>> items = new ArrayList<>();
    ((ControlCommand) services.get("ControlCommand"))
        .run(
            new ControlRequest("sessions", arguments),
            new ControlReply() {
              @Override
              public void item(Map<String, ?> object) {
                items.add(object);
              }

              @Override
              public boolean closed() {
                return false;
              }

              @Override
              public boolean awaitClosed(Duration atMost) {
                return false;
              }
            });
    return items;
  }

  @Test
  void protocolTableAndCommandAreThereUntilItGoes() {
    AuthComponent component = component(KeyType.ED25519);
    assertThat(services.keySet()).containsExactly("StreamProtocol", "AgentAuth", "ControlCommand");
    assertThat(((StreamProtocol) services.get("StreamProtocol")).protocols())
        .containsExactly(AuthProtocol.ID);
    component.deactivate();
    assertThat(services).isEmpty();
  }

  /** Its transcript names the node's key as 32 bytes of Ed25519. */
  @Test
  void aNodeWithAnotherKeyOffersNoProtocol() {
    component(KeyType.SECP256K1);
    assertThat(services.keySet()).containsExactly("AgentAuth", "ControlCommand");
  }

  @Test
  void sessionsEndByTheClockWithoutAnybodyAsking() throws AuthException {
    component(KeyType.ED25519, "session_ttl", "1m");
    open(1, agent(1));
    simulation.runFor(Duration.ofSeconds(55));
    assertThat(told).isEmpty();
    simulation.runFor(Duration.ofSeconds(20));
    assertThat(told).containsExactly(Sessions.End.EXPIRED);
  }

  @Test
  void whenItGoesAllSessionsEndAndNothingRunsOn() throws AuthException {
    AuthComponent component = component(KeyType.ED25519);
    open(1, agent(1));
    open(2, agent(2));
    component.deactivate();
    assertThat(told).containsExactly(Sessions.End.REVOKED, Sessions.End.REVOKED);
    simulation.runFor(Duration.ofDays(2));
    assertThat(simulation.now()).isEqualTo(Duration.ofDays(2));
  }

  @Test
  void theCommandListsAndRevokes() throws Exception {
    component(KeyType.ED25519);
    open(1, agent(1));
    open(2, agent(1));
    open(3, agent(2));
    assertThat(ask(Map.of())).hasSize(3);
    assertThat(ask(Map.of()).get(0).keySet())
        .containsExactly("session", "agent", "via", "opened", "expires", "topics");
    assertThat(ask(Map.of("revoke", agent(1).toString())).toString()).isEqualTo("[{revoked=2}]");
    assertThat(ask(Map.of("revoke", bytes(3, 16).hex())).toString()).isEqualTo("[{revoked=1}]");
    assertThat(ask(Map.of())).isEmpty();
    assertThatThrownBy(() -> ask(Map.of("revoke", bytes(3, 16).hex())))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("not-found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0g", "abc", "did:key:z", "did:web:a"})
  void whatIsNeitherASessionNorAnAgentIsAMistakeOfTheAsker(String which) {
    component(KeyType.ED25519);
    assertThatThrownBy(() -> ask(Map.of("revoke", which)))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isIn("usage", "not-found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"challenge_ttl", "session_ttl", "delegation_max"})
  void aTimeThatIsNoneStopsTheStart(String key) {
    assertThatThrownBy(() -> component(KeyType.ED25519, key, "soon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("soon");
    assertThat(services).isEmpty();
  }
}
