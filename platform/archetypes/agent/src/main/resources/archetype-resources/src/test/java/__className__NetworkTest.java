package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.testkit.plugin.Network;
import org.chaoschain.testkit.plugin.NetworkAgent;
import org.chaoschain.testkit.plugin.NetworkExtension;
import org.chaoschain.testkit.plugin.NetworkNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent in a network of nodes; virtual time, so it takes milliseconds. */
@ExtendWith(NetworkExtension.class)
class ${className}NetworkTest {
  @Test
  void answersAQuestionFromAnotherNode(Network net) throws Exception {
    NetworkNode home = net.node("home").with(new ${className}());
    NetworkAgent ada = net.node("other").agent("ada");

    ada.send(home.agent(${className}.NAME), new Content.Discussion("rain", "will it?", ""));
    net.settle();

    assertEquals(1, ada.inbox().size());
    Message answer = ada.inbox().get(0);
    assertEquals(home.agent(${className}.NAME).id(), answer.sender());
    Content content =
        assertInstanceOf(Payload.AgentCommunication.class, answer.payload()).content();
    assertEquals(
        "I have thought about rain, and I agree.",
        assertInstanceOf(Content.Discussion.class, content).text());
    net.assertNothingLost();
    net.assertNothingFailed();
  }

  @Test
  void keepsItsNameAndItsMailboxAcrossAnUpdate(Network net) throws Exception {
    ${className} old = new ${className}();
    NetworkNode home = net.node("home").with(old);
    NetworkAgent ada = net.node("other").agent("ada");
    for (int i = 0; i < 20; i++) {
      ada.send(home.agent(${className}.NAME), new Content.Discussion("rain", "day " + i, ""));
      if (i == 10) {
        home.swap(old, new ${className}());
      }
    }
    net.settle();
    assertEquals(20, ada.inbox().size());
    net.assertNothingLost();
  }
}
