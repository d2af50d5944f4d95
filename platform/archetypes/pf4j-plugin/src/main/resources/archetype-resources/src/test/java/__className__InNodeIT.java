package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.chaoschain.testkit.plugin.ChaosProcess;
import org.junit.jupiter.api.Test;

/** The jar in the packed node, which runs in a process of its own. */
class ${className}InNodeIT {
  @Test
  void typeAndAgentAreThereOnceThePluginIs() {
    try (ChaosProcess node =
        ChaosProcess.start(
            Map.of("extension.plugins.policy", "any", "agent.local.names", "ada,bob"))) {
      node.chaos("send", "--from", "ada", node.agent("bob"), "--type", "extension",
          "-F", "extension=" + ${className}.TYPE, "-F", "body=hello", "-F", "fallback=in short");
      assertEquals("in short", message(node, "parked").get("text"));

      node.install(Path.of(System.getProperty("plugin.jar")));
      assertEquals("hello", message(node, "delivered").get("text"));
      assertTrue(node.agent(${className}Agent.NAME).startsWith("did:key:"));
    }
  }

  private static Map<String, Object> message(ChaosProcess node, String state) {
    return node.await("a message is " + state, m -> state.equals(m.get("state")), "messages");
  }
}
