package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.testkit.plugin.Network;
import org.chaoschain.testkit.plugin.NetworkAgent;
import org.chaoschain.testkit.plugin.NetworkExtension;
import org.chaoschain.testkit.plugin.NetworkNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The type in a network of nodes; virtual time, so it takes milliseconds. */
@ExtendWith(NetworkExtension.class)
class ${className}NetworkTest {
  @Test
  void reachesEveryNodeAndWaitsWhereThePluginIsNotYet(Network net) throws Exception {
    NetworkNode a = net.node("a").with(new ${className}());
    NetworkNode b = net.node("b").with(new ${className}());
    NetworkNode late = net.node("late");
    NetworkAgent bob = b.agent("bob");

    a.agent("ada").broadcast(${className}.of("hello"));
    net.settle();
    assertEquals(List.of("hello"), b.texts());
    assertEquals(1, bob.inbox().size());
    assertEquals(1, late.parked().size());
    assertTrue(late.parked().get(0).fallback());

    late.with(new ${className}());
    net.settle();
    assertEquals(List.of("hello"), late.texts());
    net.assertNothingLost();
  }

  @Test
  void anUpdateLosesNothing(Network net) throws Exception {
    ${className} old = new ${className}();
    NetworkNode a = net.node("a").with(new ${className}());
    NetworkNode b = net.node("b").with(old);
    for (int i = 0; i < 50; i++) {
      a.agent("ada").broadcast(${className}.of("message " + i));
      if (i == 25) {
        b.swap(old, new ${className}());
      }
    }
    net.assertNothingLost();
    net.assertNothingFailed();
    assertEquals(50, b.delivered().size());
  }

  @Test
  void whatBreaksTheRulesIsToldToItsSender(Network net) {
    NetworkAgent ada = net.node("a").agent("ada");
    NetworkAgent bob = net.node("b").with(new ${className}()).agent("bob");
    DeliveryException refused =
        assertThrows(DeliveryException.class, () -> ada.send(bob, ${className}.of(" ")));
    assertTrue(refused.getMessage().contains("the body is blank"), refused.getMessage());
  }
}
